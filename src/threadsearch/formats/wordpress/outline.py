"""Where a page's comments are: their wrappers, in page order, with what each is nested in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import attribute, classes, ends_in
from threadsearch.formats.wordpress.tags import Tags
from threadsearch.model import Kind

_WRAPPERS = {"li", "div", "article", "section", "dt", "tr"}
_KINDS = {
    "comment": Kind.COMMENT,
    "review": Kind.COMMENT,  # shops let people review their goods
    "pingback": Kind.PINGBACK,
    "trackback": Kind.PINGBACK,
}
_DEPTH = re.compile(r"depth-(\d{1,5})")
_NUMBER = re.compile(r"(?:(?:li|div|article)[-_]|dsq-)?comment[-_](\d+)")
_ANSWERED = re.compile(r"[?&]replytocom=(\d+)")  # in the link to answer a comment
_DISCUZ = re.compile(r"(?:wpd|wc)-comm-(\d+)_(\d+)")  # wpDiscuz: the comment's number and its parent's, 0 for none
_CHILD_OF = re.compile(r"child-of-(\d+)")  # Epoch, on the box around a reply
# Lists of other pages' comments beside the page's own.
_WIDGETS = {
    "widget",
    "sidebar",
    "widget_recent_comments",
    "recentcomments",
    "recent-comments",
    "wp-block-latest-comments",
}


@dataclass(slots=True, eq=False)
class Node:
    """One comment's wrapper. ``own`` are the tags in it, with their levels, without those of nested comments."""

    tag: Tag
    kind: Kind
    number: str | None
    depth: int | None
    above: Node | None
    stated_parent: str | None
    in_widget: bool
    before: int  # how many tags outside of any comment stand before it
    is_repeated: bool = False  # shown before on the page, in a list of the best ones or one for small screens
    own: list[tuple[Tag, int]] = field(default_factory=list)
    parent: Node | None = None

    @property
    def tops(self) -> list[Tag]:
        """The elements that hold the comment: its wrapper, and the ``<dd>`` that goes with a ``<dt>``."""
        return [tag for tag, level in self.own if level == 0]


@dataclass(frozen=True, slots=True)
class Outline:
    """A page's comments, those that it shows again, and the tags that are in none of them.

    ``before`` are those of these tags that stand before the first comment; ``ends_inside`` tells that the page's last
    text is a comment's.
    """

    nodes: list[Node]
    repeated: list[Node]
    outside: Tags
    before: Tags
    ends_inside: bool


def outline(soup: BeautifulSoup) -> Outline:
    """Find the comments in one walk, which does not look at any tag twice."""
    found = _Finder(_bare_items(soup))
    around: list[Tag] = [soup]  # the tags that are open
    for tag in soup.find_all():
        while around[-1] is not tag.parent:
            found.leave(around.pop())
        found.enter(tag, len(around))
        around.append(tag)
    shown = [node for node in found.nodes if not node.is_repeated]
    nodes = [node for node in shown if not node.in_widget] or shown
    _number_by_links(nodes)
    _relate(nodes)
    repeated = [node for node in found.nodes if node.is_repeated and not node.in_widget]
    outside = Tags(found.outside)
    before = outside.part(range(nodes[0].before)) if nodes else outside
    return Outline(nodes, repeated, outside, before, ends_in(soup, found.wrapping))


def _bare_items(soup: BeautifulSoup) -> dict[int, str]:
    """The comment's number by the ``id()`` of the ``<li>`` that holds it, for all that hold just one.

    Some themes give the number to the words or to an anchor, and nothing to the list item that holds the author too.
    """
    held: dict[int, set[str]] = {}
    items: dict[int, int | None] = {}  # the ``id()`` of the item by that of a tag in it
    for tag in soup.find_all([*_WRAPPERS, "a"]):
        number, _ = _numbers(attribute(tag, "name" if tag.name == "a" else "id"))
        item = _item_around(tag, items) if number is not None else None
        if number is not None and item is not None:
            held.setdefault(item, set()).add(number)
    return {item: numbers.pop() for item, numbers in held.items() if len(numbers) == 1}


def _item_around(tag: Tag, known: dict[int, int | None]) -> int | None:
    """The ``id()`` of the list item that a tag is or stands in; no tag is asked twice."""
    way: list[int] = []
    around: Tag | None = tag
    while around is not None and around.name != "li" and id(around) not in known:
        way.append(id(around))
        around = around.parent
    item = None if around is None else id(around) if around.name == "li" else known[id(around)]
    known.update(dict.fromkeys(way, item))
    return item


class _Told(NamedTuple):
    """What a tag's classes tell."""

    is_widget: bool = False
    kind: Kind | None = None
    depth: int | None = None


_NOTHING_TOLD = _Told()


@lru_cache(maxsize=4096)
def _told_by(names: tuple[str, ...]) -> _Told:
    kind = next((_KINDS[name] for name in names if name in _KINDS), None)
    depth = next((int(match[1]) for name in names if (match := _DEPTH.fullmatch(name))), None)
    return _Told(not _WIDGETS.isdisjoint(names), kind, depth)


class _Finder:
    """The state of the walk: the comment it is in, if any, and the numbers of those that it has met."""

    def __init__(self, bare_items: dict[int, str]) -> None:
        self._bare_items = bare_items
        self.nodes: list[Node] = []
        self.outside: list[Tag] = []
        self.current: Node | None = None
        self.wrapping: set[int] = set()
        self._open: list[tuple[Tag, Node | None, int]] = []
        self._level = 0
        self._widgets: list[Tag] = []
        self._numbers: set[str] = set()

    def enter(self, tag: Tag, level: int) -> None:
        names = classes(tag)
        told = _told_by(names) if names else _NOTHING_TOLD
        if told.is_widget:
            self._widgets.append(tag)
        node = self._wrapped(tag, told) if tag.name in _WRAPPERS else self._continued(tag)
        if node is not None:
            self._open.append((tag, self.current, self._level))
            self.wrapping.add(id(tag))
            self.current, self._level = node, level
        if self.current is None:
            self.outside.append(tag)
        else:
            self.current.own.append((tag, level - self._level))

    def leave(self, tag: Tag) -> None:
        if self._widgets and self._widgets[-1] is tag:
            self._widgets.pop()
        if self._open and self._open[-1][0] is tag:
            _, self.current, self._level = self._open.pop()

    def _wrapped(self, tag: Tag, told: _Told) -> Node | None:
        """The comment that this tag wraps; ``None`` if it is just a part of one, or no comment."""
        kind, depth = told.kind, told.depth
        number, parent = _numbers(attribute(tag, "id"))
        number = number or self._bare_items.get(id(tag))
        is_classed = kind is not None and (depth is not None or (kind is Kind.PINGBACK and tag.name == "li"))
        if not is_classed and number is None:
            return None
        if self.current is not None and self._is_part(self.current, tag, number, depth if is_classed else None):
            self._number(self.current, number)
            if kind is not None and is_classed:
                self.current.kind, self.current.depth = kind, depth
            return None
        if not is_classed and number in self._numbers:
            return None
        stated = parent or _boxed_parent(tag)
        in_widget, before = bool(self._widgets), len(self.outside)
        node = Node(tag, kind or Kind.COMMENT, None, depth, self.current, stated, in_widget, before)
        self._number(node, number)
        self.nodes.append(node)
        return node

    def _is_part(self, node: Node, tag: Tag, number: str | None, depth: int | None) -> bool:
        """Whether a tag with this number and this depth is a part of the comment that it stands in.

        Themes give the number to one tag and the class to another, or both to both, or the class to both.
        """
        if number is not None and node.number is not None:
            return number == node.number
        if depth is None or (number is None and depth == node.depth and tag.name != node.tag.name):
            return True
        above = node.above.depth or 0 if node.above is not None else 0
        return number is None and node.depth is None and depth == above + 1

    def _continued(self, tag: Tag) -> Node | None:
        """The comment whose ``<dt>`` this ``<dd>`` goes with, as Thesis prints them."""
        if tag.name != "dd" or not self.nodes:
            return None
        last = self.nodes[-1]
        return last if last.tag.name == "dt" and last.tag.parent is tag.parent else None

    def _number(self, node: Node, number: str | None) -> None:
        if number is None or node.number is not None:
            return
        node.number = number
        node.is_repeated = number in self._numbers
        self._numbers.add(number)


def _numbers(name: str) -> tuple[str | None, str | None]:
    """The comment's number and its parent's, as far as an id tells them."""
    if "comm" not in name:
        return None, None
    if match := _DISCUZ.fullmatch(name):
        return match[1], None if match[2] == "0" else match[2]
    match = _NUMBER.fullmatch(name)
    return (match[1] if match else None), None


def _boxed_parent(tag: Tag) -> str | None:
    box = classes(tag.parent) if tag.parent is not None else []
    return next((match[1] for name in box if (match := _CHILD_OF.fullmatch(name))), None)


def _number_by_links(nodes: list[Node]) -> None:
    """Give comments whose wrapper has no number the one that an anchor in them has, or the link to answer them."""
    known = {node.number for node in nodes}
    for node in nodes:
        if node.number is None:
            links = [tag for tag, _ in node.own if tag.name == "a"]
            named = (_NUMBER.fullmatch(attribute(tag, "name")) for tag in links)
            answering = (_ANSWERED.search(attribute(tag, "href")) for tag in links)
            number = next((match[1] for match in (*named, *answering) if match), None)
            if number not in known:
                node.number = number
                known.add(number)


# ----------------------------------------------------------------------------------------------------------- parents


def _relate(nodes: list[Node]) -> None:
    """Give every comment its parent: the one that it states, or the one that it stands in or below."""
    by_number = {node.number: node for node in nodes if node.number is not None}
    path: list[Node] = []  # the latest comment at each depth, from the top level down
    for node in nodes:
        above = node.above
        while above is not None and above.is_repeated:
            above = above.above
        if node.depth is None:
            node.parent = above
            path.clear()
            continue
        # Where a theme closes its tags too early or not at all, nesting and depth disagree; the depth is right.
        if above is None or (above.depth is not None and above.depth >= node.depth):
            above = path[node.depth - 2] if 1 < node.depth <= len(path) + 1 else None
        node.parent = above
        if node.depth <= len(path) + 1:
            del path[max(node.depth, 1) - 1 :]
            path.append(node)
    for node in nodes:
        if node.stated_parent is not None:
            node.parent = by_number.get(node.stated_parent)
