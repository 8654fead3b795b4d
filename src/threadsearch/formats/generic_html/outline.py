"""A page's tags and texts in page order, as lists of numbers, so that what lies in a tag is found by subtraction."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate

from bs4 import BeautifulSoup, NavigableString, Tag

from threadsearch.formats.html.lines import UNSEEN
from threadsearch.formats.html.tree import classes, is_text

_LABELS = frozenset("a button h1 h2 h3 h4 h5 h6 label dt th summary".split())
_DIGITS = re.compile(r"[0-9]+")
_LONGEST_LABEL = 80
_OFTEN = 3  # times that a label stands on a page, if it is no prose
_PAGE = 20  # tags; what is only a picture or a notice has fewer
INLINE = frozenset("a abbr acronym b bdi bdo big cite code em font i mark q s small span strong sub sup tt u nobr".split())
_SKIPPED = UNSEEN - {"form"}  # some pages are one large form


@dataclass(slots=True)
class Outline:
    """The tags that people see, by their number in page order, and the texts in them.

    ``parents`` has each tag's parent (-1 for the first), ``ends`` the number of the first tag behind it, ``levels`` how
    deep it is; ``firsts`` and ``lasts`` are the texts in it, as a half-open range. ``owners`` has each text's tag.
    ``talkers`` are the
    tags with words of their own. ``prose`` and ``linked`` say how many letters of prose, and of links and headings, stand before a text.
    """

    tags: list[Tag] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    lasts: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    nodes: list[NavigableString] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    prose: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)
    talkers: set[int] = field(default_factory=set)

    def prose_in(self, first: int, last: int) -> int:
        """Letters of prose in a range of texts."""
        return self.prose[last] - self.prose[first]

    def linked_in(self, first: int, last: int) -> int:
        """Letters of links and headings in a range of texts."""
        return self.linked[last] - self.linked[first]

    def text_of(self, number: int, most: int = 400) -> str:
        """A tag's text on one line; empty if it is longer than ``most``."""
        first, last = self.firsts[number], self.lasts[number]
        if last - first > most // 2 or sum(len(self.texts[at]) for at in range(first, last)) > most:
            return ""
        return " ".join(" ".join(self.texts[first:last]).split())

    def above(self, number: int) -> list[int]:
        """The tag and those that it is in, innermost first."""
        chain = []
        while number >= 0:
            chain.append(number)
            number = self.parents[number]
        return chain

    def is_amid_text(self, number: int) -> bool:
        """Whether a tag stands in a line of text, as a link in a sentence does."""
        while number >= 0 and self.tags[number].name in INLINE:
            number = self.parents[number]
            if number in self.talkers:
                return True
        return False


def outline_of(soup: BeautifulSoup) -> Outline:
    """Go through a page once."""
    out = Outline()
    labels: list[bool] = []
    top: Tag = soup.body or soup
    waiting: list[object] = [(top, -1, False)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, int):
            out.ends[item] = len(out.tags)
            out.lasts[item] = len(out.texts)
            continue
        node, parent, is_label = item  # type: ignore[misc]
        if isinstance(node, Tag):
            number = len(out.tags)
            is_label = is_label or node.name in _LABELS
            out.tags.append(node)
            out.parents.append(parent)
            out.ends.append(number + 1)
            out.levels.append(out.levels[parent] + 1 if parent >= 0 else 0)
            out.firsts.append(len(out.texts))
            out.lasts.append(len(out.texts))
            out.children.append([])
            if parent >= 0:
                out.children[parent].append(number)
            waiting.append(number)
            waiting.extend(
                (child, number, is_label)
                for child in reversed(node.contents)
                if not (isinstance(child, Tag) and child.name in _SKIPPED and not _is_shown_without_scripts(child))
            )
        elif is_text(node):
            text = str(node)
            if not text.isspace():
                out.texts.append(text)
                out.nodes.append(node)
                out.owners.append(parent)
                labels.append(is_label)
    out.talkers = {
        owner for owner, text in zip(out.owners, out.texts, strict=True) if any(map(str.isalpha, text))
    }
    shapes = [_DIGITS.sub("#", text.strip()) if len(text) < _LONGEST_LABEL else "" for text in out.texts]
    often = Counter(shapes)
    letters = [
        (len(text) if not shape else 0 if often[shape] >= _OFTEN else sum(map(str.isalpha, shape)))
        for text, shape in zip(out.texts, shapes, strict=True)
    ]
    out.prose = [0, *accumulate(0 if label else count for label, count in zip(labels, letters, strict=True))]
    out.linked = [0, *accumulate(count if label else 0 for label, count in zip(labels, letters, strict=True))]
    return out


def _is_shown_without_scripts(tag: Tag) -> bool:
    """Whether a tag has the page itself for browsers without scripts, as some forums have it."""
    return tag.name == "noscript" and len(tag.find_all(limit=_PAGE)) == _PAGE
