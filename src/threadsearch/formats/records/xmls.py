"""XML as a tree of plain records, as much of it as there is.

Exports are seldom well-formed to the end: they break off, lack the declaration of a prefix, hold control characters or
HTML's entities. So names are kept as they are written (``wp:comment``), and where the document ends too early, what
stands before is kept. Entity declarations and external references are refused (defusedxml).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.entities import html5
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from threadsearch.errors import ParseError
from threadsearch.model import Defect, Page

_ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ENTITY = re.compile("&([a-zA-Z][a-zA-Z0-9]{1,31};)")
_OWN_ENTITIES = {"amp;", "lt;", "gt;", "quot;", "apos;"}
_MARKUP = re.compile("[<&]")


@dataclass(slots=True)
class Element:
    """An element: its name as written, its attributes, the elements in it, its own text, the line it begins on."""

    name: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    is_whole: bool = False
    _text: list[str] = field(default_factory=list)

    @property
    def locator(self) -> str:
        """Where it begins."""
        return f"line {self.line}"

    def all(self, name: str) -> Iterator[Element]:
        """Its child elements of that name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Element | None:
        """Its first child of that name."""
        return next(self.all(name), None)

    def text(self, *names: str) -> str:
        """The text of the first of these children that has any, or its own for no name; without blank ends."""
        if not names:
            return "".join(self._text).strip()
        return next((text for name in names for child in self.all(name) if (text := child.text())), "")


def read_xml(page: Page) -> tuple[Element, tuple[Defect, ...]]:
    """The root element, and what had to be put right; ``ParseError`` if there is no root, or if it is an attack."""
    content = _ILLEGAL.sub(" ", page.content)
    defects = [] if content == page.content else [Defect("control characters, replaced by blanks")]
    content = _ENTITY.sub(_without_entity, content)
    start = max(content.find("<"), 0)  # nothing may stand before an XML declaration
    if content[:start].strip():
        defects.append(Defect("text before the document, left out", "line 1"))
    lines_before = content.count("\n", 0, start)
    parser = create_parser()
    builder = _Builder(lambda: lines_before + (parser.getLineNumber() or 0))
    parser.setContentHandler(builder)
    try:
        parser.feed(content[start:])
        parser.close()
    except SAXParseException as error:
        line = lines_before + (error.getLineNumber() or 0)
        defects.append(Defect(f"no well-formed XML from here on ({error.getMessage()})", f"line {line}"))
    except (SAXException, DefusedXmlException, ValueError, LookupError) as error:
        reason = f"XML that is refused ({type(error).__name__})"
        advice = "Exports declare no entities of their own; this file is damaged or hostile."
        raise ParseError(page.source, reason, advice=advice) from error
    if builder.root is None:
        raise ParseError(page.source, "no XML that can be parsed", advice="Export it again.")
    return builder.root, tuple(defects)


class _Builder(ContentHandler):
    """Elements out of what the parser tells."""

    def __init__(self, line: Callable[[], int]) -> None:
        super().__init__()
        self._line = line
        self.root: Element | None = None
        self._open: list[Element] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's own name
        element = Element(name, dict(attrs.items()), self._line())
        if self._open:
            self._open[-1].children.append(element)
        elif self.root is None:
            self.root = element
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - SAX's own
        self._open.pop().is_whole = True

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1]._text.append(content)  # noqa: SLF001 - the one who fills it


def _without_entity(match: re.Match[str]) -> str:
    """HTML's named characters as such: XML knows but five, and they are no markup in what is meant as HTML."""
    name = match[1]
    character = html5.get(name, match[0])
    return match[0] if name in _OWN_ENTITIES or _MARKUP.search(character) else character
