"""Some of a page's tags, listed by what readers ask for, so that nobody goes through all of them for each question."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, lru_cache

from bs4 import Tag

from threadsearch.formats.html import attribute, classes

_NONE: frozenset[str] = frozenset()
_PREFIX = re.compile(r"^.*?-(?=(?:comments?|review)-)")  # a theme's or a plug-in's own: "wpd-comment-text"


class _Index:
    """The places of tags in a list, by what is asked for: made when it is first asked."""

    def __init__(self, listed: Sequence[Tag]) -> None:
        self.listed = listed

    @cached_property
    def by_class(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for place, tag in enumerate(self.listed):
            if tag.attrs:
                for name in plain_classes(tag):
                    places[name].append(place)
        return places

    @cached_property
    def by_name(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for place, tag in enumerate(self.listed):
            places[tag.name].append(place)
        return places

    @cached_property
    def marked(self) -> list[int]:
        return [place for place, tag in enumerate(self.listed) if "itemprop" in tag.attrs]


class Tags:
    """Some tags of a page in page order, ``listed``. Places are where tags stand among them, from 0."""

    def __init__(self, listed: Sequence[Tag]) -> None:
        self.listed = listed
        self._index = _Index(listed)
        self._spans: tuple[range, ...] | None = None

    def part(self, *spans: range) -> Tags:
        """Those of all tags at some places, which need not be gone through once more to be asked."""
        made = Tags([tag for span in spans for tag in self.listed[span.start : span.stop]])
        made._index, made._spans = self._index, spans
        return made

    def having(self, names: Iterable[str]) -> list[Tag]:
        """The tags that have one of these classes, in any theme's spelling, those with the first of them first."""
        by_class = self._index.by_class
        places = dict.fromkeys(place for name in names if name in by_class for place in by_class[name])
        return self._at(places)

    def first_having(self, names: Iterable[str], start: int, end: int) -> int | None:
        """The place of the first tag with the first of these classes that any has, from ``start`` to before ``end``.

        It is asked of all tags, not of a part.
        """
        for name in names:
            places = self._index.by_class.get(name, ())
            at = bisect_left(places, start)
            if at < len(places) and places[at] < end:
                return places[at]
        return None

    def named(self, names: Iterable[str]) -> list[Tag]:
        """The tags with one of these names, in page order."""
        return self._at(sorted(place for name in names for place in self._index.by_name.get(name, ())))

    def marked(self, properties: Collection[str]) -> list[Tag]:
        """The tags that say to machines that they hold one of these properties, in page order."""
        return [tag for tag in self._at(self._index.marked) if attribute(tag, "itemprop") in properties]

    def _at(self, places: Iterable[int]) -> list[Tag]:
        """The tags at these places of the index, as far as they are among these."""
        listed, spans = self._index.listed, self._spans
        if spans is None:
            return [listed[place] for place in places]
        return [listed[place] for place in places if any(place in span for span in spans)]


def ends_of(levels: Sequence[int]) -> list[int]:
    """For each of the own tags, by their levels, where the tags that stand in it end."""
    ends = [len(levels)] * len(levels)
    open_places: list[int] = []
    for place, level in enumerate(levels):
        while open_places and level <= levels[open_places[-1]]:
            ends[open_places.pop()] = place
        open_places.append(place)
    return ends


def plain_classes(tag: Tag) -> frozenset[str]:
    """The tag's classes as all themes would write them: "mkd-comment__text" is "comment-text" too."""
    names = classes(tag)
    return _all_spellings(names) if names else _NONE


@lru_cache(maxsize=4096)
def _all_spellings(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(spelling for name in names for spelling in _spellings(name))


@lru_cache(maxsize=4096)
def _spellings(name: str) -> tuple[str, ...]:
    plain = re.sub("[-_]+", "-", name)
    block, _, part = name.partition("__")  # as in "comment-list__date"
    is_comments = "comment" in block and part != ""
    return plain, _PREFIX.sub("", plain), *([f"comment-{part}"] if is_comments else [])
