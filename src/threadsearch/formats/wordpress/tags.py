"""Some of a page's tags, listed by what readers ask for, so that nobody goes through all of them for each question."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, lru_cache

from bs4 import Tag

from threadsearch.formats.html import attribute

_NONE: frozenset[str] = frozenset()
_PREFIX = re.compile(r"^.*?-(?=(?:comments?|review)-)")  # a theme's or a plug-in's own: "wpd-comment-text"


class Tags:
    """Some tags of a page in page order, ``listed``. Places are where tags stand among them, from 0."""

    def __init__(self, listed: Sequence[Tag]) -> None:
        self.listed = listed

    def having(self, names: Iterable[str]) -> list[Tag]:
        """The tags that have one of these classes, in any theme's spelling, those with the first of them first."""
        places = (place for name in names for place in self._by_class.get(name, ()))
        return [self.listed[place] for place in dict.fromkeys(places)]

    def first_having(self, names: Iterable[str], start: int, end: int) -> int | None:
        """The place of the first tag with the first of these classes that any has, from ``start`` to before ``end``."""
        for name in names:
            places = self._by_class.get(name, ())
            at = bisect_left(places, start)
            if at < len(places) and places[at] < end:
                return places[at]
        return None

    def named(self, names: Iterable[str]) -> list[Tag]:
        """The tags with one of these names, in page order."""
        places = (place for name in names for place in self._by_name.get(name, ()))
        return [self.listed[place] for place in sorted(places)]

    def marked(self, properties: Collection[str]) -> list[Tag]:
        """The tags that say to machines that they hold one of these properties, in page order."""
        return [tag for tag in self._marked if attribute(tag, "itemprop") in properties]

    @cached_property
    def _by_class(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, tag in enumerate(self.listed):
            for name in plain_classes(tag):
                places.setdefault(name, []).append(place)
        return places

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, tag in enumerate(self.listed):
            places.setdefault(tag.name, []).append(place)
        return places

    @cached_property
    def _marked(self) -> list[Tag]:
        return [tag for tag in self.listed if "itemprop" in tag.attrs]


def plain_classes(tag: Tag) -> frozenset[str]:
    """The tag's classes as all themes would write them: "mkd-comment__text" is "comment-text" too."""
    names = tag.attrs.get("class")
    return _all_spellings(tuple(names)) if names else _NONE


@lru_cache(maxsize=4096)
def _all_spellings(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(spelling for name in names for spelling in _spellings(name.lower()))


@lru_cache(maxsize=4096)
def _spellings(name: str) -> tuple[str, str]:
    plain = re.sub("[-_]+", "-", name)
    return plain, _PREFIX.sub("", plain)
