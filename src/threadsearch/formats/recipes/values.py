"""What the tags of a comment say: a name, a date, an id."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import NavigableString, Tag

from threadsearch.dates.spotting import LONGEST, Spot, spot_stamp
from threadsearch.formats.generic_html.trees import levels_in, margins_in
from threadsearch.formats.generic_html.words import name_in
from threadsearch.formats.html.finding import beginning_of
from threadsearch.formats.html.forum import epoch_stamp
from threadsearch.formats.html.tree import attribute, classes, is_text, one_line
from threadsearch.model import Page, Precision

_NUMBER = re.compile(r"[0-9a-f]{6,}|[0-9]+", re.IGNORECASE)
_WIDTH = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
_LONGEST = 500  # characters of an attribute
_NODES = 60  # of a label
_MOST = 20  # texts right in a tag that are looked at
_EPOCH = 9  # digits of a moment since 1973
_FINE = (Precision.SECOND, Precision.MINUTE)
_NOBODY = frozenset(["", "0", "-1", "#", "none", "null", "root", "undefined"])  # what is said of what answers nobody


def author_of(tag: Tag, said_by: str | None, page: Page) -> str | None:
    """The name that a tag says, without "Posted by" and the date beside it."""
    if said_by is not None:
        return one_line(attribute(tag, said_by)[:_LONGEST]) or None
    for line in (*_own_lines(tag), _line(tag)):
        spot = _spot(line, page)
        parts = (line[: spot.start], line[spot.end :]) if spot is not None else (line,)
        for part in (*parts, line):
            if name := name_in(part):
                return name
    return None


def date_of(tag: Tag, said_by: str | None, page: Page) -> tuple[tuple[str, ...], str]:
    """What a tag says of a date for machines, and what people see."""
    machine = attribute(tag, said_by or "datetime")[:_LONGEST]
    if machine.isdecimal() and len(machine) >= _EPOCH:
        machine = epoch_stamp(machine) or machine
    line = _line(tag)
    spots = [(text, spot) for text in (*_own_lines(tag), line) if (spot := _spot(text, page)) is not None]
    if not spots:
        return ((machine,) if machine else ()), line
    text, spot = max(spots, key=lambda found: found[1].stamp.precision in _FINE)  # the first of them
    rest = text[: spot.start] + text[spot.end :]
    shown = text if machine and not any(map(str.isalpha, rest)) else text[spot.start : spot.end]
    return ((machine,) if machine else ()), shown


def id_of(tag: Tag, said_by: str | None) -> tuple[str, str] | None:
    """The id that a tag says, as it stands there and the number in it ("comment-12": 12); all of it if it has none."""
    value = (attribute(tag, said_by) if said_by is not None else _link(tag) or _line(tag))[:_LONGEST]
    return (value, _number(value)) if value else None


def parent_of(tag: Tag, said_by: str | None) -> tuple[str, str | None] | None:
    """The id that a tag names, and the number in it if there is one; ``None`` if it says that there is no parent."""
    value = (attribute(tag, said_by) if said_by is not None else _link(tag) or _line(tag))[:_LONGEST]
    value = value.rpartition("#")[2]
    return None if value.lower() in _NOBODY else (value, _number(value) if _NUMBER.search(value) else None)


def indent_of(tag: Tag, said_by: str | None) -> float | None:
    """How far a tag is set in: by its margins, the level that a class tells ("depth-3"), or a number."""
    if said_by in (None, "style"):
        margin = margins_in(attribute(tag, "style")[:_LONGEST])
        if margin is not None or said_by:
            return margin[0] if margin is not None else None
    if said_by == "class":
        return next(levels_in(classes(tag)), None)
    found = _WIDTH.search(attribute(tag, said_by or "width")[:_LONGEST])
    return float(found[0]) if found else None


def _number(value: str) -> str:
    numbers: list[str] = _NUMBER.findall(value)
    return numbers[-1] if numbers else value


def _link(tag: Tag) -> str:
    return attribute(tag, "href").rpartition("#")[2]


def _line(tag: Tag) -> str:
    """What a label says; of what is none the beginning, since blocks in it may be in others too."""
    return one_line(beginning_of(tag, nodes=_NODES, characters=_LONGEST))


def _own_lines(tag: Tag) -> Iterator[str]:
    """The texts right in a tag."""
    for node, _ in zip(tag.contents, range(_MOST), strict=False):
        if isinstance(node, NavigableString) and is_text(node) and (line := one_line(node[:_LONGEST])):
            yield line


def _spot(line: str, page: Page) -> Spot | None:
    return spot_stamp(line, zone=page.zone, captured_at=page.captured_at) if 0 < len(line) <= LONGEST else None
