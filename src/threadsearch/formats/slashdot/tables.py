"""Slash's pages of before 2006: each comment is a table, and its replies stand in a list behind it.

A table's first row has the subject, an anchor with the comment's number, the author and the date; the second has the
words, below them the signature. In the look that the program came with, the subject, the author and the words have a
row each, and what a row holds stands in a table of its own. What is folded is an item of such a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, takewhile

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import Item, Items, Places, Rendered, attribute, one_line, render, text_of, walk
from threadsearch.formats.slashdot.lines import LINE_ID, Dates, author_in, folded, line_of, permalink
from threadsearch.model import Comment, Page, ParentSource

_BY = re.compile(r"\bby (?=\S)")
_SIGNATURE = re.compile(r"(?<!\n)\n++--\n(?:[^\n]++\n?){1,4}\Z")
_MAIL = re.compile(r"\s\(\S{1,60}@\S{1,60}\)\s")
_LINE = 1  # the place of the row with the author, where the subject has one of its own
_CELL = 4  # tags from a table up to the one that a cell of holds it
_FIRST = 40  # nodes that are looked at: of a table, and of a row
_NEAREST = 8  # tags from a comment's anchor up to its table


@dataclass(frozen=True, slots=True)
class Table:
    """A comment's table, and in how many lists it stands."""

    number: str
    level: int


def find_tables(soup: BeautifulSoup) -> dict[int, Table]:
    """The comments' tables and the items of lists that stand in place of one, by their ``id()``."""
    numbers: dict[int, str] = {}
    scored: dict[int, bool] = {}  # whether a cell, by its ``id()``, names a score
    for anchor in soup.find_all("a", attrs={"name": re.compile(r"^\d{1,12}$")}):
        above = [parent for parent, _ in zip(anchor.parents, range(_NEAREST), strict=False)]
        table = next((parent for parent in above if parent.name == "table"), None)
        cell = next((parent for parent in above if parent.name == "td"), None)
        if table is None or cell is None:
            continue
        if id(cell) not in scored:
            scored[id(cell)] = "Score:" in text_of(cell)
        if scored[id(cell)]:
            numbers.setdefault(id(_around(table)), attribute(anchor, "name"))
    return _levels(soup, numbers) if numbers else {}


def _around(table: Tag) -> Tag:
    """The table whose first row holds a table with the subject, if the comment's line stands in its second row."""
    outer = next(
        (parent for parent, _ in zip(table.parents, range(_CELL), strict=False) if parent.name == "table"), None
    )
    rows = _rows_of(outer) if outer is not None else []
    is_in_second = len(rows) > _LINE and len(_rows_of(table)) == 1 and _tells_author(rows[_LINE])
    return outer if outer is not None and is_in_second else table


def _rows_of(table: Tag) -> list[Tag]:
    """The first rows of a table, without those of tables in it."""
    bodies = [child for child in islice(table.children, _FIRST) if isinstance(child, Tag)]
    rows = (row for body in bodies for row in ([body] if body.name == "tr" else islice(body.children, _FIRST)))
    return [row for row in rows if isinstance(row, Tag) and row.name == "tr"]


def _tells_author(row: Tag) -> bool:
    """Whether a row has the line with the author, which links to the comment."""
    links = (node for node in islice(row.descendants, _FIRST) if isinstance(node, Tag) and node.name == "a")
    return any(LINE_ID.search(attribute(link, "href")) for link in links)


def _offers_reply(row: Tag) -> bool:
    """Whether a row has the link to answer the comment, which no words have."""
    return any("op=Reply" in attribute(link, "href") for link in row.find_all("a"))


def _levels(soup: BeautifulSoup, numbers: Mapping[int, str]) -> dict[int, Table]:
    """The tables and the folded comments, each with the number of lists that are open where it stands."""
    found: dict[int, Table] = {}
    level = 0
    for step in walk(soup):
        tag = step.node
        if not isinstance(tag, Tag):
            continue
        if tag.name == "ul":
            level += 1 if step.enters else -1
        elif step.enters and id(tag) in numbers:
            found[id(tag)] = Table(numbers[id(tag)], level)
        elif step.enters and tag.name == "li" and (number := folded(tag)):
            found[id(tag)] = Table(number, level)
    return found


def read_tables(items: Items, tables: Mapping[int, Table], page: Page, places: Places) -> Iterator[Comment]:
    """The comments, in page order."""
    dates = Dates(page)
    path: list[tuple[int, str]] = []
    for position, item in enumerate(items.shown):
        level = tables[id(item.tag)].level
        while path and path[-1][0] >= level:
            path.pop()
        parent = path[-1][1] if path else None
        path.append((level, item.number or f"@{position}"))
        line = _line(item)
        words = _words(item, page)
        yield Comment(
            position=position,
            text=words.text,
            author=author_in(_linked(item), line),
            created=dates.read(line),
            native_id=item.number,
            parent=parent,
            parent_source=ParentSource.NESTING if parent else None,
            url=permalink(item, page),
            links=words.links,
            locator=places.of_name(item.number or ""),
        )


def _rows(item: Item) -> list[Tag]:
    """The rows from the one with the author on."""
    rows = _rows_of(item.tag)
    return rows[_LINE:] if len(rows) > _LINE and _tells_author(rows[_LINE]) and not _tells_author(rows[0]) else rows


def _line(item: Item) -> str:
    """The line from the author on."""
    if item.tag.name == "li":
        return line_of(item)
    head = text_of(next(iter(_rows(item)), None))
    return _MAIL.sub(" ", "by " + _BY.split(head, maxsplit=1)[-1])


def _linked(item: Item) -> Tag | None:
    """The cell with the author's link, if the author has an account."""
    row = next(iter(_rows(item)), None)
    links = (tag for tag in row.find_all("a") if "~" in attribute(tag, "href")) if row is not None else iter(())
    link = next(links, None)
    return link.parent if link is not None and one_line(text_of(link)) else None


def _words(item: Item, page: Page) -> Rendered:
    if item.tag.name == "li":
        return Rendered()
    rows = takewhile(lambda row: not _offers_reply(row), _rows(item)[1:])
    rendered = (render([row], base=page.url) for row in rows)
    words = next((words for words in rendered if words.text), Rendered())
    return Rendered(_SIGNATURE.sub("", words.text).rstrip(), words.links)
