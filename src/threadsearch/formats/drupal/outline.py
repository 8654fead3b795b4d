"""Which elements of the page are comments, and which stands below which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import Item, Items, attribute, classes, find_items, is_text

_ANCHOR = re.compile(r"comment-(\d+)")
_WRAPPERS = {"article", "div", "li", "section", "table", "dl"}
_WITHIN = re.compile(r"(?:#comment-|/comment/reply/(?:node/)?\d+/(?:comment/)?|^comment-reply-form-)(\d+)$")
_ABOUT = re.compile(r"(?:#comment-|/comment/)(\d+)$")


@dataclass(frozen=True, slots=True)
class Outline:
    """The page's comments. ``parents`` has each one's parent by the ``id()`` of its item, where the page shows one.

    ``lost`` are the ``id()`` of comments that are indented below one which is not on the page.
    """

    items: Items
    parents: dict[int, Item]
    lost: set[int]


@dataclass(slots=True)
class _Mark:
    number: str
    level: int  # how many boxes for replies it stands in


def outline(soup: BeautifulSoup) -> Outline:
    """Find the comments. What is shown twice is taken once."""
    marks = dict(_marks(soup))

    def wraps(tag: Tag) -> str | None:
        mark = marks.get(id(tag))
        return mark.number if mark else None

    items = find_items(soup, wraps)
    _number(items)
    parents, lost = _relate(items, {key: mark.level for key, mark in marks.items()})
    return Outline(items, parents, lost)


def _marks(soup: BeautifulSoup) -> Iterator[tuple[int, _Mark]]:
    """The comments' elements by their ``id()``: those behind an anchor with a number, and those that have one."""
    around: list[Tag] = [soup]  # the tags that are open
    indented: list[Tag] = []
    anchored: str | None = None
    for tag in soup.descendants:
        if not isinstance(tag, Tag):
            anchored = None if anchored and is_text(tag) and str(tag).strip() else anchored
            continue
        while around[-1] is not tag.parent:
            if indented and indented[-1] is around[-1]:
                indented.pop()
            around.pop()
        around.append(tag)
        names = classes(tag)
        if "indented" in names:
            indented.append(tag)
        number = _ANCHOR.fullmatch(attribute(tag, "id"))
        if number and tag.name in ("a", "span") and not tag.contents:
            anchored = number[1]
        elif tag.name in _WRAPPERS and (anchored or number or "js-comment" in names):
            yield id(tag), _Mark(anchored or (number[1] if number else ""), len(indented))
            anchored = None
        elif tag.name != "a":
            anchored = None


def _number(items: Items) -> None:
    """Give comments whose element has no number the one that their links tell."""
    known = {item.number for item in items.shown}
    for item in items.shown:
        if item.number is None:
            number = next(filter(None, map(_number_within, item.own)), None)
            if number not in known:
                item.number = number
                known.add(number)


def _number_within(tag: Tag) -> str | None:
    found = _ABOUT.search(attribute(tag, "about")) or _WITHIN.search(attribute(tag, "id"))
    if found is None and tag.name == "a":
        found = _WITHIN.search(attribute(tag, "href"))
    return found[1] if found else None


def _relate(items: Items, levels: dict[int, int]) -> tuple[dict[int, Item], set[int]]:
    """Who stands below whom: in a box behind it, or, where the theme has no boxes, inside it."""
    is_boxed = any(levels.values())
    parents: dict[int, Item] = {}
    lost: set[int] = set()
    path: list[Item | None] = []  # the latest comment at each level, from the top level down
    for item in items.shown:
        level = levels[id(item.tag)]
        if not is_boxed:
            above = item.above
        else:
            above = path[level - 1] if 0 < level <= len(path) else None
            if level and above is None:
                lost.add(id(item))
            del path[level:]
            path += [None] * (level - len(path))
            path.append(item)
        if above is not None:
            parents[id(item)] = above
    return parents, lost
