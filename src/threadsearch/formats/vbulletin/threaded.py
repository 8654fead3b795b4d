"""The tree of a thread that versions 3 and 4 show above the posts in their threaded and hybrid modes.

A script writes it, a call for each post; the fifth argument are the pictures before the post's title, each of them a
level, and numbers that stand for as many blank ones::

    writeLink(12, 0, 0, 4, "", "Pears", "05-03-2006", "10:12 AM", 0);
      writeLink(13, 0, 0, 7, "L", "Re: Pears", "05-03-2006", "11:40 AM", 0);
        writeLink(15, 0, 0, 4, "1,L", "", "more", "", 0);                     replies to it are left out
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup

from threadsearch.formats.html.forum import Post
from threadsearch.model import Kind, ParentSource

_ROW = re.compile(
    r"\bwriteLink\((?P<number>\d{1,12}),\s*\d{1,12},\s*\d{1,12},\s*\d{1,12},"
    r"\s*\"(?P<pictures>[\dILT,]{0,999})\",\s*(?P<more>\"\",\s*\"more\")?"
)
_LONGEST = 4  # digits of a number of levels


@dataclass(frozen=True, slots=True)
class Tree:
    """A thread's posts by their numbers, in its order, with what each answers; ``is_whole`` if all are there."""

    parents: dict[str, str | None]
    is_whole: bool

    def ordered(self, posts: Iterable[Post]) -> list[Post]:
        """The posts as the thread has them, whichever of them the page shows and keeps in a script."""
        places = {number: place for place, number in enumerate(self.parents)}
        return sorted(map(self._placed, posts), key=lambda post: places.get(post.native_id or "", len(places)))

    def _placed(self, post: Post) -> Post:
        """The post with its place in the thread, which its place on the page does not tell."""
        if post.native_id not in self.parents:
            return post
        parent = self.parents[post.native_id]
        kind = Kind.POST if post.native_id == next(iter(self.parents)) else Kind.COMMENT
        return replace(post, kind=kind, parent=parent, parent_source=ParentSource.NESTING if parent else None)


def read_tree(soup: BeautifulSoup) -> Tree | None:
    """The tree that a page shows, if any."""
    scripts = (script.string or "" for script in soup.find_all("script"))
    rows = [row for text in scripts if "writeLink(" in text for row in _ROW.finditer(text)]
    parents: dict[str, str | None] = {}
    path: list[tuple[int, str]] = []  # from the opening post down to the row before
    for row in rows:
        depth = _depth(row["pictures"])
        while path and path[-1][0] >= depth:
            path.pop()
        parents.setdefault(row["number"], path[-1][1] if path else None)
        path.append((depth, row["number"]))
    return Tree(parents, not any(row["more"] for row in rows)) if parents else None


def _depth(pictures: str) -> int:
    """How many levels below the opening post: 0 for itself."""
    parts = [part[:_LONGEST] for part in pictures.split(",") if part]
    return sum(int(part) if part.isdigit() else 1 for part in parts)
