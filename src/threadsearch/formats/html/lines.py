"""Text on its way from markup to lines: what tags do to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from threadsearch.addresses import original
from threadsearch.formats.html.tree import one_line

_DEEPEST = 30  # quotes and lists in one another that are told apart
_LONGEST_NUMBER = 10  # digits of a list's first number that anybody means

Attribute = Callable[[str], str]  # an attribute's value by its name, without blank ends, empty where there is none

UNSEEN = {
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "math",
    "button",
    "select",
    "option",
    "input",
    "textarea",
    "label",
    "object",
    "embed",
    "audio",
    "video",
    "canvas",
    "head",
    "title",
    "form",
    "datalist",
    "map",
}
_PARAGRAPHS = {
    "p",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "dl",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "figure",
    "hr",
    "details",
}
LINES = {
    "div",
    "li",
    "dt",
    "dd",
    "tr",
    "section",
    "article",
    "header",
    "footer",
    "aside",
    "main",
    "nav",
    "address",
    "fieldset",
    "figcaption",
    "center",
    "caption",
    "summary",
    "thead",
    "tbody",
    "tfoot",
    "body",
    "html",
}
TOLD = LINES | _PARAGRAPHS | {"br", "img", "a", "td", "th"}
"""Tags that a writer is to be told of; others change nothing."""
# Faces that are typed with a letter, by what pictures of them have for their text: as the faces they are, since the
# letter is none of any word that they stand at.
_FACES = {
    **dict.fromkeys((":d", ":-d", "=d", ";d"), "\N{GRINNING FACE WITH SMILING EYES}"),
    **dict.fromkeys((":p", ":-p", "=p"), "\N{FACE WITH STUCK-OUT TONGUE}"),
    **dict.fromkeys((";p", ";-p"), "\N{FACE WITH STUCK-OUT TONGUE AND WINKING EYE}"),
    **dict.fromkeys((":o", ":-o", "=o"), "\N{FACE WITH OPEN MOUTH}"),
    **dict.fromkeys((":s", ":-s"), "\N{CONFUSED FACE}"),
    **dict.fromkeys((":x", ":-x"), "\N{ZIPPER-MOUTH FACE}"),
    "xd": "\N{SMILING FACE WITH OPEN MOUTH AND TIGHTLY-CLOSED EYES}",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """Markup as plain text: paragraphs parted by an empty line, quotes led by "> "; the targets of its links."""

    text: str = ""
    links: tuple[str, ...] = ()


@dataclass(slots=True)
class _Margin:
    """What stands before the lines of a quote or a list item: before the first, and before the others."""

    first: str
    others: str
    is_used: bool = False

    def take(self) -> str:
        margin = self.others if self.is_used else self.first
        self.is_used = True
        return margin


@dataclass(slots=True)
class Writer:
    """Text on its way to lines: the line being written, the margins it stands in, the lists that are open."""

    base: str | None
    _lines: list[str] = field(default_factory=list)
    _links: list[str] = field(default_factory=list)
    _line: list[str] = field(default_factory=list)
    _margins: list[_Margin] = field(default_factory=list)
    _numbers: list[int | None] = field(default_factory=list)  # of each open list's next item, None without numbers
    _preformatted: int = 0
    _is_gap_due: bool = False
    _is_spoiled: bool = False

    def enter(self, name: str, attribute: Attribute) -> None:
        """A tag that opens."""
        if name == "br":
            self._break_line()
        elif name == "img":
            alt = attribute("alt")
            self._line.extend([_FACES.get(alt.lower(), alt)] if alt else [])
        elif name == "a":
            self.link(attribute("href"))
        elif name in ("td", "th") and self._line:
            self._line.append(" | ")
        elif name in _PARAGRAPHS or name in LINES:
            self.end_line()
            # An item's first paragraph stands on the item's own line.
            self._is_gap_due |= name in _PARAGRAPHS and not self._stands_at_margin() and not self._is_in_list(name)
            self._open(name, attribute)

    def leave(self, name: str) -> None:
        """A tag that closes."""
        if name not in _PARAGRAPHS and name not in LINES:
            return
        self.end_line()
        if name in ("blockquote", "li"):
            self._margins.pop()
        elif name in ("ul", "ol"):
            self._numbers.pop()
        elif name == "pre":
            self._preformatted -= 1
        self._is_gap_due |= name in _PARAGRAPHS and not self._is_in_list(name)

    def write(self, text: str) -> None:
        """Text within the tags that are open."""
        if not self._preformatted:
            if self._line or text.strip():  # so that a line which is begun has something on it
                self._line.append(text)
            return
        first, *others = text.split("\n")
        self._line.append(first)
        for other in others:
            self._end_verbatim_line()
            self._line.append(other)

    def link(self, target: str) -> None:
        """Note a link's target, if it leads anywhere on the web."""
        address = original(target, self.base)
        if address is not None:
            self._links.append(address)

    def spoil_line(self, name: str) -> None:
        """Drop the line that this tag stands on, if it stands on one with other text."""
        if name in LINES or name in _PARAGRAPHS:
            self.end_line()
        else:
            self._is_spoiled = True

    def end_line(self) -> None:
        """Finish the line being written, if there is anything on it."""
        if not self._line:
            self._is_spoiled = False
            return
        text = "".join(self._line)
        text = text.rstrip() if self._preformatted else one_line(text)
        is_kept = text and not self._is_spoiled
        self._line.clear()
        self._is_spoiled = False
        if is_kept:
            self._put(text)

    def finish(self) -> Rendered:
        """What was written."""
        self.end_line()
        return Rendered("\n".join(self._lines).strip("\n"), tuple(self._links))

    def _put(self, text: str) -> None:
        # If the margin grew with each line, the text of a hostile page would be the square of its markup.
        margins = self._margins[:_DEEPEST]
        if self._is_gap_due and self._lines:
            self._lines.append("".join(margin.others for margin in margins if margin.is_used).rstrip())
        self._is_gap_due = False
        self._lines.append("".join([margin.take() for margin in margins]) + text)

    def _end_verbatim_line(self) -> None:
        if "".join(self._line).strip():
            self.end_line()
        else:
            self._line.clear()
            self._is_gap_due = True

    def _open(self, name: str, attribute: Attribute) -> None:
        """Open what a block brings along: a margin, a list's numbers, text that is kept as it is."""
        if name == "blockquote":
            self._margins.append(_Margin("> ", "> "))
        elif name in ("ul", "ol"):
            start = attribute("start")
            first = int(start) if start.isdecimal() and len(start) < _LONGEST_NUMBER else 1
            self._numbers.append(first if name == "ol" else None)
        elif name == "li":
            bullet = self._bullet()
            self._margins.append(_Margin(bullet, " " * len(bullet)))
        elif name == "pre":
            self._preformatted += 1

    def _bullet(self) -> str:
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            return "- "
        self._numbers[-1] = number + 1
        return f"{number}. "

    def _break_line(self) -> None:
        if "".join(self._line).strip():
            self.end_line()
        else:
            self._line.clear()
            self._is_spoiled = False
            self._is_gap_due = True

    def _stands_at_margin(self) -> bool:
        return bool(self._margins) and not self._margins[-1].is_used

    def _is_in_list(self, name: str) -> bool:
        """Whether this is a list within a list, which no empty line parts from its item."""
        return name in ("ul", "ol") and bool(self._numbers)
