"""The authors of a thread, by what others call them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from threadsearch.engines import analysis

Name = tuple[str, ...]
"""An author's name in folded words, as facets count authors."""

LONGEST = 6
"""Words of a name that count."""

_SHORTEST = 2  # letters of a word that names somebody by itself: neither an initial nor an ideograph does
_HEADING = 16  # words of a line above a quote: "On Tue, 5 Jul 2011 at 08:12, Night Owl of Eastquay wrote:"
_MERE = 5  # words beside the name, in a line that doesn't end as headings do
_LINE = 200  # characters of a line that are looked at


class Called(NamedTuple):
    """An author whom words name, and how many of them do."""

    name: Name
    length: int


class People:
    """Whom words may name: an author by the whole name, in one word too, or by its first word.

    A first word that is several authors', one of whom may have no other, names none of them.
    """

    def __init__(self, names: frozenset[Name]) -> None:
        self._names = names
        self._firsts: dict[str, Name | None] = {}
        self._joined: dict[str, Name | None] = {}
        for name in names:
            self._firsts[name[0]] = None if name[0] in self._firsts else name
            joined = "".join(name)
            self._joined[joined] = None if joined in self._joined else name

    @classmethod
    def of(cls, names: Iterable[Name]) -> People:
        """The people of these names, however often each comes."""
        return cls(frozenset(name for name in names if name))

    def called(self, words: Sequence[str], start: int = 0) -> Called | None:
        """The author whom the words from ``start`` on name, by as many of them as can be."""
        for length in range(min(LONGEST, len(words) - start), 1, -1):
            name = tuple(words[start : start + length])
            if name in self._names:
                return Called(name, length)
        if start >= len(words) or len(words[start]) < _SHORTEST:
            return None
        word = words[start]
        known = self._firsts[word] if word in self._firsts else self._joined.get(word)
        return Called(known, 1) if known else None

    def named_in(self, text: str) -> set[Name]:
        """The authors whose first word stands in a text."""
        words = set(analysis.words(text))
        return {name for name in self._names if name[0] in words}

    def heading(self, line: str) -> Name | None:
        """The one author whom a line above a quote names in full: "Old Marten wrote:"."""
        words = analysis.words(line[:_LINE])
        if len(words) > _HEADING:
            return None
        found = set()
        at = beside = 0
        while at < len(words):
            called = self.called(words, at)
            is_whole = called is not None and "".join(words[at : at + called.length]) == "".join(called.name)
            if called and is_whole:
                found.add(called.name)
            else:
                beside += 1
            at += called.length if called and is_whole else 1
        is_heading = line.rstrip().endswith((":", "…")) or beside <= _MERE
        return found.pop() if len(found) == 1 and is_heading else None


def name_of(author: str | None) -> Name:
    """A name as it is compared; nothing where there is none."""
    return tuple(analysis.words(author)[:LONGEST]) if author else ()
