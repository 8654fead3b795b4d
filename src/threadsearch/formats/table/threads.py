"""Rows of a table to threads of comments."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from threadsearch.addresses import is_web
from threadsearch.dates import infer_day_first, read_stamp
from threadsearch.formats.html import Rendered
from threadsearch.formats.records.bodies import GONE, broken_lines_text, plain_text
from threadsearch.formats.records.fields import Record, epoch, text, written
from threadsearch.formats.records.settling import counted, settle
from threadsearch.formats.table.mapping import Field
from threadsearch.formats.table.sources import Rows, first_record
from threadsearch.formats.textual import links_in
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread, Timestamp

Cells = Mapping[Field, str]  # what a row holds, by the fields that its columns are; nothing that is blank

_SUBSTANCE = frozenset({Field.TEXT, Field.AUTHOR, Field.ID, Field.DATE})
_WHOLE_FLOAT = re.compile(r"(-?\d+)\.0")  # a number that a program for statistics has stored among blanks
_NOBODY = {"", "0", "-1", "null", "none", "nan", "na", "undefined", "nil", "\\n"}
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|i|b|u|s|em|strong|blockquote|ul|ol|li|pre|code|img|h[1-6]|hr|sub|sup|del)\b[^<>]*>",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*-?\d{9,17}(?:\.\d+)?(?:[eE]\+?\d+)?\s*|\s*\d\.\d+[eE]\+?\d+\s*")  # shorter ones may be dates


@dataclass(frozen=True, slots=True)
class _Table:
    """What the comments of a table have in common: ``has`` is the fields that it has columns for."""

    page: Page
    has: frozenset[Field]
    day_first: bool | None
    identity: str
    defects: tuple[Defect, ...]


def threads_of(page: Page, rows: Rows, columns: dict[Field, str]) -> Iterator[Thread]:
    """The threads in the order in which they first occur; without a column for them, all rows are one.

    It takes the rows away as it goes: there may be very many.
    """
    of = _with_shared_addresses(rows, columns)
    identity = _identity(first_record(page, rows))
    groups: dict[str, list[tuple[Cells, str]]] = {}
    empty: list[str] = []
    cut: list[str] = []
    rows.rows.reverse()
    while rows.rows:
        record, locator = rows.rows.pop()
        cells = {known: words for known, column in of.items() if (words := written(record.get(column))) is not None}
        if _SUBSTANCE.isdisjoint(cells):
            empty.append(locator)
        elif len(record) == 1 and Field.TEXT not in cells:  # a piece of another row's words, more often than not
            cut.append(locator)
        else:
            groups.setdefault(_name(cells, Field.THREAD) or "", []).append((cells, locator))
    dates = (cells[Field.DATE] for members in groups.values() for cells, _ in members if Field.DATE in cells)
    defects = (
        *rows.defects,
        *counted(len(empty), "row", "with nothing of a comment, left out", "".join(empty[:1])),
        *counted(len(cut), "row", "with a single cell, which is not its words, left out", "".join(cut[:1])),
    )
    table = _Table(page, frozenset(of), infer_day_first(dates, None), identity, defects)
    for name, members in groups.items():
        yield _thread(table, name, members)


def _with_shared_addresses(rows: Rows, columns: dict[Field, str]) -> dict[Field, str]:
    """The columns; where none tells the thread, and rows share addresses, these are the threads' and not the rows'."""
    url = columns.get(Field.URL)
    if url is None or Field.THREAD in columns:
        return columns
    addresses = [address for record, _ in rows.rows if is_web(address := text(record, url) or "")]
    if len(set(addresses)) == len(addresses):
        return columns
    shared = {**columns, Field.THREAD: url}
    del shared[Field.URL]
    return shared


def _identity(record: Record) -> str:
    """What tells a table from others, wherever its file lies and however many rows follow: its first record."""
    words = json.dumps(record, sort_keys=True, default=str)
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _thread(table: _Table, name: str, members: list[tuple[Cells, str]]) -> Thread:
    comments, flaws = settle(
        _comment(table, cells, name, locator, position) for position, (cells, locator) in enumerate(members)
    )
    titled = members if Field.TITLE in table.has else []
    titles = (title for cells, _ in titled if (title := cells.get(Field.TITLE)))
    is_named = bool(Field.THREAD in table.has and name)
    return Thread(
        comments,
        # Names of threads, such as "12", are the table's own; only addresses mean the same elsewhere.
        key=None if is_web(name) else f"{table.identity}/{name}",
        title=next(titles, None if is_named else table.page.source.replace("!", "/").rpartition("/")[2]),
        url=name if is_web(name) else None,
        defects=(*table.defects, *flaws),
    )


def _comment(table: _Table, cells: Cells, thread: str, locator: str, position: int) -> Comment:
    words = cells.get(Field.TEXT, "")
    is_gone = words in GONE
    body = Rendered() if is_gone else _body(words)
    own = _name(cells, Field.ID)
    parent = _name(cells, Field.PARENT)
    above = parent if parent not in (own, thread) else None
    author = cells.get(Field.AUTHOR)
    url = cells.get(Field.URL)
    return Comment(
        position,
        body.text,
        author=None if author in GONE else author,
        created=_created(table, cells),
        native_id=own,
        parent=above,
        parent_source=ParentSource.EXPLICIT if above else None,
        url=url if url is not None and is_web(url) else None,
        links=body.links,
        locator=locator,
        state=State.DELETED if is_gone else State.LIVE,
    )


def _name(cells: Cells, known: Field) -> str | None:
    """What a row has for a field that names something: an id. Zero and the like are no names of a parent."""
    value = cells.get(known)
    if value is None:
        return None
    if "." in value and (whole := _WHOLE_FLOAT.fullmatch(value)):
        value = whole[1]
    value = value.removeprefix("t1_")  # Reddit puts it before the ids of parents alone
    is_nobody = known is Field.PARENT and value.casefold() in _NOBODY
    return None if is_nobody else value or None


def _created(table: _Table, cells: Cells) -> Timestamp | None:
    raw = cells.get(Field.DATE)
    if raw is None:
        return None
    counted = epoch({"": raw}, "") if _NUMBER.fullmatch(raw) else None
    page = table.page
    return counted or read_stamp(raw, zone=page.zone, captured_at=page.captured_at, day_first=table.day_first)


def _body(words: str) -> Rendered:
    """The words. Tables don't say what they hold; what has HTML's tags in it is HTML."""
    if "<" in words and _MARKUP.search(words):
        return broken_lines_text(words)
    plain = html.unescape(words) if "&" in words else words
    return Rendered(plain_text(plain.replace("\r\n", "\n")), links_in(plain))
