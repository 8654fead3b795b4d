"""A page's tags and texts in page order, as lists of numbers, so that what lies in a tag is found by subtraction."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, islice

from bs4 import BeautifulSoup, NavigableString, Tag

from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.words import DIGITS
from threadsearch.formats.html.finding import Text
from threadsearch.formats.html.lines import UNSEEN
from threadsearch.formats.html.tree import attribute, classes, is_text

Key = tuple[str, ...]
"""What tags have in common, as names."""

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tt",
        "nobr",
        "u",
    ]
)
"""Tags that stand in lines of text."""

_LABELS = frozenset(["a", "button", "h1", "h2", "h3", "h4", "h5", "h6", "label", "dt", "th", "summary"])
_BLOCKS = frozenset(["div", "p", "table"])
_NOT_THEIRS = frozenset(["blockquote", "code", "kbd", "samp"])
_SKIPPED = UNSEEN - {"form"}  # some pages are one large form
_NAMING = ("itemprop", "rel", "id")
_PLACES = ("id", "name")
_MOST_CLASSES = 30  # of a tag that are looked at
_SMALL = 4  # tags
_PAGE = 20  # tags of a page for browsers without scripts; what is a picture or a notice has fewer
_LONGEST_LABEL = 80  # characters
_OFTEN = 3  # times that a label stands on a page, if it is no prose


def no_numbers() -> array[int]:
    """Numbers of tags or texts, none yet."""
    return array("i")


@dataclass(slots=True)
class Outline:
    """The tags that people see, by their number in page order, and the texts in them.

    ``parents`` has each tag's parent (-1 for the first's), ``ends`` the number of the first tag behind it, ``shapes``
    its classes, numbers apart; ``firsts`` and ``lasts`` are the texts in it, as a half-open range. ``nodes`` are the
    texts' nodes, ``owners`` their tags, ``talks`` says of each tag whether it has letters of its own, and ``quoted``
    are those in quotes or code. ``prose`` and ``linked`` say how many letters of prose, and of links and headings,
    stand before each text. Pages may have a tag for every few bytes, so numbers are kept as such, and not as objects.
    """

    tags: list[Tag] = field(default_factory=list)
    parents: array[int] = field(default_factory=no_numbers)
    ends: array[int] = field(default_factory=no_numbers)
    shapes: list[tuple[str, ...]] = field(default_factory=list)
    firsts: array[int] = field(default_factory=no_numbers)
    lasts: array[int] = field(default_factory=no_numbers)
    texts: list[str] = field(default_factory=list)
    nodes: list[NavigableString] = field(default_factory=list)
    owners: array[int] = field(default_factory=no_numbers)
    talks: bytearray = field(default_factory=bytearray)
    quoted: set[int] = field(default_factory=set)
    prose: array[int] = field(default_factory=no_numbers)
    linked: array[int] = field(default_factory=no_numbers)
    _places: set[str] | None = None
    _said: dict[int, str] = field(default_factory=dict)
    _sayings: dict[str, str] = field(default_factory=dict)  # each once, since most tags say what others do
    _shapes: dict[str, str] = field(default_factory=dict)

    def has_place(self, fragment: str) -> bool:
        """Whether an address's fragment leads to a place on this page: an id, or the name of an anchor."""
        if self._places is None:
            named = (attribute(tag, name) for tag in self.tags if tag.attrs for name in _PLACES)
            self._places = set(named)
        return fragment in self._places

    def shape(self, at: int) -> str:
        """A text, numbers apart."""
        text = self.texts[at]
        shape = self._shapes.get(text)
        if shape is None:
            shape = self._shapes[text] = DIGITS.sub("#", text.strip())
        return shape

    def style(self, number: int) -> Key:
        """A tag's name and first class, numbers apart."""
        names = self.shapes[number]
        return self.tags[number].name, names[0] if names else ""

    def said(self, number: int) -> str:
        """The class names of a tag, and whatever else names what it is, as words."""
        said = self._said.get(number)
        if said is None:
            attrs = self.tags[number].attrs
            named = [
                DIGITS.sub("#", attribute(self.tags[number], name)[:_LONGEST_LABEL])
                for name in _NAMING
                if name in attrs
            ]
            said = words.said_by(*self.shapes[number], *named)
            said = self._said[number] = self._sayings.setdefault(said, said)
        return said

    def prose_in(self, first: int, last: int) -> int:
        """Letters of prose in a range of texts."""
        return self.prose[last] - self.prose[first]

    def is_linked(self, at: int) -> bool:
        """Whether a text is one of a link or a heading, and no label that the page repeats."""
        return self.linked[at + 1] > self.linked[at]

    def text_of(self, number: int, most: int) -> str:
        """A tag's text on one line; empty if it is longer than ``most`` characters."""
        first, last = self.firsts[number], self.lasts[number]
        if last - first > most // 2 or sum(map(len, self.texts[first:last])) > most * 2:
            return ""
        text = " ".join(" ".join(self.texts[first:last]).split())
        return text if len(text) <= most else ""

    def above(self, number: int, most: int) -> list[int]:
        """The tag and those that it is in, innermost first, ``most`` of them."""
        chain: list[int] = []
        while number >= 0 and len(chain) < most:
            chain.append(number)
            number = self.parents[number]
        return chain

    def children(self, number: int) -> Iterator[int]:
        """The tags right in a tag."""
        child = number + 1
        while child < self.ends[number]:
            yield child
            child = self.ends[child]

    def is_only_child(self, number: int) -> bool:
        """Whether a tag is the only one right in another."""
        parent = self.parents[number]
        return number == parent + 1 and parent >= 0 and self.ends[number] == self.ends[parent]

    def is_amid_text(self, number: int) -> bool:
        """Whether a tag stands in a line of text, as a link in a sentence does."""
        for _ in range(_PAGE):
            if number < 0 or not self._is_inline(number):
                break
            number = self.parents[number]
            if number >= 0 and self.talks[number]:
                return True
        return False

    def _is_inline(self, number: int) -> bool:
        """Whether a tag stands in a line of text; of tags that no standard knows, those with hardly any in them."""
        name = self.tags[number].name
        return name in INLINE or ("-" in name and self.ends[number] - number <= _SMALL)


def outline_of(soup: BeautifulSoup) -> Outline:
    """Go through a page once."""
    out = Outline()
    labels: list[bool] = []
    top: Tag = soup.body or soup
    parent = _enter(out, top, -1)
    # Tags may be nested a hundred thousand deep, so of each that is open little is kept: what of it comes next.
    nexts, are_labels = array("i", [0]), bytearray([_is_label(top)])
    while parent >= 0:
        nodes = out.tags[parent].contents
        for at in range(nexts[-1], len(nodes)):
            node = nodes[at]
            if isinstance(node, Tag):
                if node.name not in _SKIPPED or _is_page(node) or _is_person(node):
                    nexts[-1] = at + 1
                    nexts.append(0)
                    are_labels.append(are_labels[-1] or _is_label(node))
                    parent = _enter(out, node, parent)
                    break
            elif (type(node) is Text or is_text(node)) and not node.isspace():  # type: ignore[attr-defined]  # is_text
                out.texts.append(str(node))
                out.nodes.append(node)  # type: ignore[arg-type]  # is_text says so
                out.owners.append(parent)
                labels.append(bool(are_labels[-1]))
        else:
            out.ends[parent], out.lasts[parent] = len(out.tags), len(out.texts)
            nexts.pop()
            are_labels.pop()
            parent = out.parents[parent]
    _weigh(out, labels)
    out.quoted = _quoted(out)
    return out


def _enter(out: Outline, tag: Tag, parent: int) -> int:
    number, texts = len(out.tags), len(out.texts)
    out.tags.append(tag)
    out.parents.append(parent)
    out.ends.append(number + 1)
    out.shapes.append(_shapes_of(classes(tag)) if "class" in tag.attrs else ())
    out.firsts.append(texts)
    out.lasts.append(texts)
    return number


@lru_cache(maxsize=4096)
def _shapes_of(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(words.shapes(name[:_LONGEST_LABEL] for name in names[:_MOST_CLASSES]))


def _is_label(node: Tag) -> bool:
    """Whether a tag names what others tell; a head of a table that has blocks in it is a cell like others."""
    return node.name in _LABELS and not (
        node.name == "th" and any(isinstance(child, Tag) and child.name in _BLOCKS for child in node.contents)
    )


def _is_page(node: Tag) -> bool:
    """Whether a tag is a page for browsers without scripts."""
    return node.name == "noscript" and len(node.find_all(limit=_PAGE)) == _PAGE


def _is_person(node: Tag) -> bool:
    """Whether a button has somebody's name on it, as those have that show more of them."""
    return node.name == "button" and words.PERSON.search(words.said_by(*classes(node))) is not None


_is_quote = lru_cache(maxsize=4096)(words.is_quote)


def _quoted(out: Outline) -> set[int]:
    quoted: set[int] = set()
    end = 0
    for number, tag in enumerate(out.tags):
        if number < end:
            quoted.add(number)
        elif tag.name in _NOT_THEIRS or (
            (shapes := out.shapes[number]) and tag.name not in INLINE and _is_quote(shapes)
        ):
            end = out.ends[number]
            quoted.add(number)
    return quoted


def _weigh(out: Outline, labels: list[bool]) -> None:
    """Count the letters of every text. What a page says again and again, numbers apart, is a label: it has none."""
    shapes = [out.shape(at) if len(text) < _LONGEST_LABEL else "" for at, text in enumerate(out.texts)]
    often = Counter(shapes)
    letters = [
        len(text) if not shape else 0 if often[shape] >= _OFTEN else sum(map(str.isalpha, shape))
        for text, shape in zip(out.texts, shapes, strict=True)
    ]
    out.talks = bytearray(len(out.tags))
    for owner, text in zip(out.owners, out.texts, strict=True):
        if any(map(str.isalpha, islice(text, _LONGEST_LABEL))):
            out.talks[owner] = True
    weighed = list(zip(labels, letters, strict=True))
    out.prose = array("i", accumulate((0 if label else count for label, count in weighed), initial=0))
    out.linked = array("i", accumulate((count if label else 0 for label, count in weighed), initial=0))
