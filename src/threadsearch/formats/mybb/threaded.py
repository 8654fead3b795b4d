"""The threaded mode, which shows one post and, below it, an outline of the thread.

::

    <div style="margin-left: 13px;"><a href="showthread.php?tid=5&amp;pid=12">RE: Tea</a> <span> ...
    <div style="margin-left: 26px;"><strong>RE: Tea</strong> <span> ...         the one that is shown
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import Tag

from threadsearch.formats.html import Items, attribute, classes

_INDENT = re.compile(r"margin-left: ?(\d{1,6})px")
_NUMBER = re.compile(r"[?&;]pid=(\d+)|-post-(\d+)|#pid(\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its thread the post stands that a page shows: what it answers, and how many posts there are."""

    parent: str | None
    opens: bool
    posts: int


def place_in_thread(items: Items) -> Place | None:
    """The place of the one post of a page in threaded mode; ``None`` for the pages of all other modes."""
    if len(items.shown) != 1:
        return None
    path: list[tuple[int, str]] = []  # from the opening post down to the one before
    shown: list[tuple[str | None, bool]] = []  # what the posts answer that the outline does not link, as it shows them
    entries = 0
    for tag in items.outside:
        indent = _INDENT.match(attribute(tag, "style")) if tag.name == "div" and _is_entry(tag) else None
        if indent is None:
            continue
        entries += 1
        while path and path[-1][0] >= int(indent[1]):
            path.pop()
        number = _linked(tag)
        if number is None:
            shown.append((path[-1][1] if path else None, entries == 1))
        else:
            path.append((int(indent[1]), number))
    return Place(*shown[0], entries) if len(shown) == 1 else None


def _is_entry(tag: Tag) -> bool:
    parts = {child.name: classes(child) for child in tag.contents if isinstance(child, Tag)}
    return "smalltext" in parts.get("span", ()) and not {"a", "strong"}.isdisjoint(parts)


def _linked(entry: Tag) -> str | None:
    """The number of the post that an entry of the outline leads to."""
    links = (_NUMBER.search(attribute(child, "href")) for child in entry.contents if isinstance(child, Tag))
    return next((next(filter(None, match.groups())) for match in links if match), None)
