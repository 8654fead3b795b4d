"""Whom each comment of a list answers: by what they name, nesting, containers of replies, or indentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.generic_html.records import Record
from threadsearch.formats.html.tree import attribute, classes
from threadsearch.model import ParentSource

Parent = tuple[int, ParentSource]  # the parent's order in the list

_MARGIN = re.compile(
    r"(?:margin|padding)(?:-inline-start|-left)?\s*:\s*(?:[0-9.]+(?:px|em|rem|%|pt)?\s+){0,3}([0-9.]+)(px|em|rem|%|pt)",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"(?:^|[-_])(?:depth|level|lvl|indent|nest(?:ed|ing)?|ident|tier)[-_]?([0-9]{1,2})$")
_LEVEL_ATTRIBUTES = (
    "data-depth",
    "data-level",
    "data-indent",
    "data-nesting",
    "data-comment-depth",
    "aria-level",
    "depth",
    "indent",
)
_PARENT_ATTRIBUTES = (
    "data-parent-id",
    "data-parent",
    "data-parentid",
    "data-comment-parent",
    "data-reply-to",
    "data-in-reply-to",
    "data-parent-comment-id",
    "parent-id",
    "parentid",
)
_PARENTS_NAMED = frozenset(_PARENT_ATTRIBUTES)
_MOST_LEVELS = 60
_MOST_DIGITS = 4  # of a level or a width
_HEAD = 12  # tags of a comment that may name its parent


def parents_in(out: Outline, records: Sequence[Record], orders: Mapping[str, int]) -> tuple[list[Parent | None], str]:
    """The parent of each record, and what tells it. ``orders`` are the records by every id that is theirs alone."""
    places = {id(record): order for order, record in enumerate(records)}
    nested: list[Parent | None] = [
        (places[id(record.above)], ParentSource.NESTING) if record.above is not None else None for record in records
    ]
    stated = [_stated(out, record, order, orders) for order, record in enumerate(records)]
    if any(stated):
        return [told or nest for told, nest in zip(stated, nested, strict=True)], "ids that replies name"
    if any(nested):
        return nested, "nesting"
    for name, found in (("containers of replies", _contained(out, records)), ("indentation", _indented(out, records))):
        if any(found):
            return found, name
    return nested, ""


def _stated(out: Outline, record: Record, order: int, orders: Mapping[str, int]) -> Parent | None:
    """The parent that attributes name, of a record's first tags or the one around it."""
    top = record.tops[0]
    around = [out.parents[top]] if out.is_only_child(top) else []
    for number in (*around, *islice(record.tags(out), _HEAD)):
        tag = out.tags[number]
        for name in () if _PARENTS_NAMED.isdisjoint(tag.attrs) else _PARENT_ATTRIBUTES:
            named = orders.get(attribute(tag, name))
            if named is not None and named != order:
                return named, ParentSource.EXPLICIT
    return None


def _contained(out: Outline, records: Sequence[Record]) -> list[Parent | None]:
    """Replies that stand in a tag of their own behind the comment that they answer."""
    found: list[Parent | None] = [None] * len(records)
    before: dict[int, tuple[int, int]] = {}  # a tag's latest record among its children, and that one's tag
    boxes: set[int] = set()
    for order, record in enumerate(records):
        top = record.tops[0]
        child, parent = top, out.parents[top]
        for _ in range(_MOST_LEVELS):
            if parent < 0:
                break
            if parent in before and before[parent][1] < child and child != top:
                found[order] = before[parent][0], ParentSource.NESTING
                boxes.add(child)
                break
            child, parent = parent, out.parents[parent]
        before[out.parents[top]] = order, top
    tops = sum(parent is None for parent in found)
    return found if tops > 1 or len(boxes) > 1 else [None] * len(records)


def _indented(out: Outline, records: Sequence[Record]) -> list[Parent | None]:
    """Replies that are set in further than what they answer."""
    if len(records) <= 1:
        return [None] * len(records)
    shared = set(out.above(records[0].tops[0], _MOST_LEVELS)) & set(out.above(records[-1].tops[0], _MOST_LEVELS))
    for measure in (_by_attribute, _by_class, _by_style, _by_width):
        widths = [measure(out, record, shared) for record in records]
        parents = _stacked(widths)
        if parents is not None:
            return parents
    return [None] * len(records)


def _stacked(widths: Sequence[float | None]) -> list[Parent | None] | None:
    """Parents by width; ``None`` if the widths are no indentation: they must grow step by step from the least."""
    known = [0.0 if width is None else width for width in widths]
    levels = {width: level for level, width in enumerate(sorted(set(known)))}
    if not 1 < len(levels) <= _MOST_LEVELS or levels[known[0]] != 0:
        return None
    ups = [levels[b] - levels[a] for a, b in pairwise(known) if levels[b] > levels[a]]
    if sum(up == 1 for up in ups) < 0.8 * len(ups):
        return None
    found: list[Parent | None] = []
    stack: list[tuple[int, int]] = []
    for order, width in enumerate(known):
        level = levels[width]
        while stack and stack[-1][0] >= level:
            stack.pop()
        found.append((stack[-1][1], ParentSource.NESTING) if stack else None)
        stack.append((level, order))
    return found


def _around(out: Outline, record: Record, shared: set[int]) -> Iterator[int]:
    """The tags around a record that are its alone, and the first ones in it."""
    top = record.tops[0]
    for number in out.above(top, 4):
        if number in shared:
            break
        yield number
    number = top
    for _ in range(3):
        if out.ends[number] == number + 1:
            break
        number += 1
        yield number


def _by_attribute(out: Outline, record: Record, shared: set[int]) -> float | None:
    for number in _around(out, record, shared):
        for name in _LEVEL_ATTRIBUTES:
            value = attribute(out.tags[number], name)
            if value.isdecimal() and len(value) <= _MOST_DIGITS:
                return float(value)
    return None


def _by_class(out: Outline, record: Record, shared: set[int]) -> float | None:
    levels = (level for number in _around(out, record, shared) for level in levels_in(classes(out.tags[number])))
    return next(levels, None)


def levels_in(names: Iterable[str]) -> Iterator[float]:
    """The levels that class names tell.

    >>> list(levels_in(["comment", "depth-3"]))
    [3.0]
    """
    return (float(found[1]) for name in names if (found := _LEVEL.search(name)))


def margins_in(style: str) -> tuple[float, str] | None:
    """How far a style sets its tag in, and the unit.

    >>> margins_in("color: red; margin-left: 40px")
    (40.0, 'px')
    """
    found = _MARGIN.search(style)
    return (float(found[1]), found[2]) if found else None


def _by_style(out: Outline, record: Record, shared: set[int]) -> float | None:
    total, unit = 0.0, ""
    for number in _around(out, record, shared):
        found = margins_in(attribute(out.tags[number], "style"))
        if found and unit in ("", found[1]):
            total, unit = total + found[0], found[1]
    return total if unit else None


def _by_width(out: Outline, record: Record, _: set[int]) -> float | None:
    """A spacer, a picture or a cell, of some width before the comment."""
    first = record.tops[0]
    for number in range(first, min(first + 6, out.ends[record.tops[-1]])):
        tag = out.tags[number]
        width = attribute(tag, "width")
        if (
            tag.name in ("img", "td")
            and width.isdecimal()
            and len(width) <= _MOST_DIGITS
            and out.firsts[number] == out.lasts[number]
        ):
            return float(width)
    return None
