"""The tree that BeautifulSoup makes of a page, made in a third of the time and half of the memory.

BeautifulSoup's own builder works out for every tag what all tags share or all of its name, has every tag keep that, and
mends trees whose ends don't match their starts, which lxml has done already. Here a tag keeps what is its own, and is
linked as lxml's events come. The trees are the same, which a test holds.
"""

from __future__ import annotations

import sys
from functools import cache, lru_cache
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, Doctype, NavigableString, ProcessingInstruction, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import PageElement

from threadsearch.formats.html.finding import NO_ATTRIBUTES, Document, Element, Remark, Text, Words

_BLANKS = BeautifulSoup.ASCII_SPACES
_NAMES = 500  # of tags, whose patterns are kept; HTML has some 140
_VALUES = 1_000  # of attributes, whose lists are kept
_WORDS = 1_000  # of an attribute that are told apart
# A tag takes the memory of two hundred characters, so what is nothing but tags takes far more than its size. Pages have
# 16 to 60 characters for each tag, each text, and all the attributes of a tag.
_FEWEST = 8  # characters for each, on the average
_FREE = 40_000  # of them that any page may have
_TOO_MANY = "it has more tags than anything could be written in"
# libxml2 looks for the start of every end tag through all tags that are open, some 400 million a second, so the ends
# that match nothing, in what nests deep, take the square of a page's size.
_LOOKS = 1_000  # through open tags for each character of a page
_FREE_LOOKS = 1_000_000_000  # that any page may cost
_TOO_DEEP = "its tags are nested deeper than anything could be written in"
_BUILDER = LXMLTreeBuilder()
_interned, _new, _new_text = sys.intern, object.__new__, str.__new__


def _shared() -> dict[str, Any]:
    """What all tags of all pages share."""
    soup, namespaces = Document("", builder=LXMLTreeBuilder()), dict(_BUILDER.DEFAULT_NSMAPS)
    return vars(Element(soup, _BUILDER, "p", attrs={}, namespaces=namespaces))


_SHARED = _shared()


class _Pattern(NamedTuple):
    """What tags of one name share.

    ``kind`` is their class, ``listed`` are the attributes that hold lists, ``text`` is the class of the text in them if
    it has one of its own, and ``keeps_blanks`` tells whether text of mere blanks is kept as it is.
    """

    name: str
    kind: type[Element]
    listed: frozenset[str]
    text: type[NavigableString] | None
    keeps_blanks: bool


class TreeBuilder(LXMLTreeBuilder):
    """Builds one page's tree, for ``BeautifulSoup(content, builder=TreeBuilder())``."""

    def initialize_soup(self, soup: BeautifulSoup) -> None:
        """Begin a tree."""
        super().initialize_soup(soup)
        self._latest: PageElement | None = None
        self._open: list[Tag] = [soup]
        self._made: list[Tag] = []
        if isinstance(soup, Document):
            soup.list_tags(self._made)
        self._known: dict[str, _Pattern] = {}
        self._pieces: list[str] = []
        self.data = self._pieces.append  # type: ignore[assignment]  # it takes a piece of text, without a call of ours
        self._texts: list[type[NavigableString]] = [Text]
        self._lists: dict[str, Words] = {}
        self._verbatim = 0
        self._left = _FREE
        self._deepest = _FREE_LOOKS

    def feed(self, markup: str) -> None:
        """Take the page; raises ``ValueError`` for one that is nothing but tags, or tags within tags."""
        self._left = max(_FREE, len(markup) // _FEWEST)
        self._deepest = (_FREE_LOOKS + _LOOKS * len(markup)) // max(markup.count("</"), 1)
        super().feed(markup)

    def start(self, tag: str, attrib: dict[str, str], nsmap: object = None) -> None:  # noqa: ARG002 - XML's alone
        """Take a tag's beginning."""
        if self._pieces:
            self._end_text(self._texts[-1])
        pattern = self._known.get(tag) or self._learned(tag)
        name, kind, listed, text, keeps_blanks = pattern
        made = _new(kind)
        made.name = name
        if attrib:
            values: dict[str, Any] = {}
            for key, value in attrib.items():
                # lxml spells the names anew for every tag.
                values[_interned(key)] = self._listed(value) if key in listed else value
            made.attrs = values
            self._left -= 1
        else:
            made.attrs = NO_ATTRIBUTES
        made.contents = []
        # What ``_link`` does, for the most of all nodes: a call for each would take a tenth of the time.
        parent, latest = self._open[-1], self._latest
        siblings = parent.contents
        made.parent = parent
        made.previous_element = latest
        made.next_element = made.next_sibling = None
        if latest is not None:
            latest.next_element = made
        if siblings:
            made.previous_sibling = previous = siblings[-1]
            previous.next_sibling = made
        else:
            made.previous_sibling = None
        siblings.append(made)
        self._latest = made
        self._made.append(made)
        self._open.append(made)
        self._left -= 1
        if self._left < 0:
            raise ValueError(_TOO_MANY)
        if len(self._open) > self._deepest:
            raise ValueError(_TOO_DEEP)
        if text:
            self._texts.append(text)
        self._verbatim += keeps_blanks

    def end(self, tag: str) -> None:
        """Take a tag's end; lxml ends no tag before those in it."""
        if self._pieces:
            self._end_text(self._texts[-1])
        self._open.pop()
        pattern = self._known[tag]
        if pattern.text:
            self._texts.pop()
        self._verbatim -= pattern.keeps_blanks

    def comment(self, content: str) -> None:
        """Take a comment."""
        self._put(content, Remark)

    def pi(self, target: str, data: str) -> None:
        """Take a processing instruction."""
        self._put(f"{target} {data}", ProcessingInstruction)

    def doctype(self, name: str, pubid: str, system: str) -> None:
        """Take the document's type."""
        self._put(Doctype.for_name_and_ids(name, pubid, system), Doctype)

    def close(self) -> None:
        """Take the page's end."""
        if self._pieces:
            self._end_text(self._texts[-1])
        super().close()

    def _learned(self, name: str) -> _Pattern:
        pattern = self._known[name] = _pattern(name)
        return pattern

    def _listed(self, value: str) -> Words:
        """The words of an attribute, in the list that other tags have which say the same."""
        words = self._lists.get(value)
        if words is None:
            words = Words(value.split(maxsplit=_WORDS))
            if len(self._lists) < _VALUES:
                self._lists[value] = words
                words.lowered = tuple(map(str.lower, words))
        return words

    def _put(self, content: str, kind: type[NavigableString]) -> None:
        if self._pieces:
            self._end_text(self._texts[-1])
        self._pieces.append(content)
        self._end_text(kind)

    def _end_text(self, kind: type[NavigableString]) -> None:
        text = "".join(self._pieces)
        self._pieces.clear()
        if not self._verbatim and not text.strip(_BLANKS):
            text = "\n" if "\n" in text else " "
        self._link(_new_text(kind, text))

    def _link(self, node: PageElement) -> None:
        """Hang a node at the end of the tree."""
        parent, latest = self._open[-1], self._latest
        siblings = parent.contents
        node.parent = parent
        node.previous_element = latest
        node.next_element = node.next_sibling = node.previous_sibling = None
        if latest is not None:
            latest.next_element = node
        if siblings:
            node.previous_sibling = previous = siblings[-1]
            previous.next_sibling = node
        siblings.append(node)
        self._latest = node
        self._left -= 1
        if self._left < 0:
            raise ValueError(_TOO_MANY)


@lru_cache(_NAMES)
def _pattern(name: str) -> _Pattern:
    lists, text = _BUILDER.cdata_list_attributes, _BUILDER.string_containers.get(name)
    return _Pattern(
        name,
        _kind(name in _BUILDER.empty_element_tags, text),
        frozenset(lists["*"]) | frozenset(lists.get(name.lower(), ())),
        text,
        name in _BUILDER.preserve_whitespace_tags,
    )


@cache
def _kind(may_be_empty: bool, text: type[NavigableString] | None) -> type[Element]:  # noqa: FBT001 - the key of a cache
    """The class of tags that need no end, or do, and that have a class of text of their own, or have not."""
    shown = {text} if text else Element.MAIN_CONTENT_STRING_TYPES
    own = {"__slots__": (), "can_be_empty_element": may_be_empty, "interesting_string_types": shown}
    return type("Element", (Element,), _SHARED | own)
