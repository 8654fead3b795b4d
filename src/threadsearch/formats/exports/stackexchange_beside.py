"""What the other files of a Stack Exchange dump tell, which lie beside the one that is read.

Names of accounts are in Users.xml; which question a comment's post belongs to, in Posts.xml. Both are read line by
line, a row each, however large they are. Nothing lies beside the members of a container: they are read as they come.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from threadsearch.entities import unescape

_LONGEST_LINE = 1024**2  # characters; a post has up to 30,000, escaped twice
_FIELD = re.compile(r"\b(Id|PostTypeId|ParentId|Title|CreationDate|DisplayName)=\"([^\"]*)\"")
_QUESTION = "1"
_INSIDE = "!"  # between a container and its member


@dataclass(frozen=True, slots=True)
class Question:
    """A question by its number, and what tells it from those of other sites: its title and when it was asked."""

    number: str
    title: str | None = None
    created: str | None = None


def names_beside(source: str, accounts: Collection[str]) -> dict[str, str]:
    """The names of these accounts, by their numbers, as far as Users.xml has them; it never raises."""
    found = _rows(source, "Users.xml", accounts)
    return {row["Id"]: row["DisplayName"].strip() for row in found if row.get("DisplayName", "").strip()}


def questions_beside(source: str, posts: Collection[str]) -> dict[str, Question]:
    """The questions that these posts are, or answer, by the posts' numbers, as far as Posts.xml has them."""
    asked = {}
    for row in _rows(source, "Posts.xml", posts):
        number = row["Id"] if row.get("PostTypeId") == _QUESTION else row.get("ParentId")
        if number:
            asked[row["Id"]] = number
    known = {row["Id"]: row for row in _rows(source, "Posts.xml", {*asked.values()})}
    return {post: _question(number, known.get(number, {})) for post, number in asked.items()}


def _question(number: str, row: Mapping[str, str]) -> Question:
    return Question(number, row.get("Title") or None, row.get("CreationDate") or None)


def _rows(source: str, name: str, numbers: Collection[str]) -> Iterator[dict[str, str]]:
    """The rows with these numbers in the file of that name beside ``source``, each as its fields."""
    if _INSIDE in source or not numbers:
        return
    file = Path(source).with_name(name)
    try:
        if not file.is_file():
            return
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            while line := lines.readline(_LONGEST_LINE):
                row = {field: unescape(value) for field, value in _FIELD.findall(line)}
                if row.get("Id") in numbers:
                    yield row
    except (OSError, ValueError):  # no permission, a name that no file can have: then it tells nothing
        return
