"""Rows of a table to threads of comments."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from threadsearch.addresses import is_web
from threadsearch.dates import infer_day_first, read_stamp
from threadsearch.entities import unescape
from threadsearch.formats.html import Rendered
from threadsearch.formats.records.bodies import GONE, broken_lines_text, plain_text
from threadsearch.formats.records.fields import Record, epoch, written
from threadsearch.formats.records.settling import Tally, settle
from threadsearch.formats.table.mapping import Field
from threadsearch.formats.table.sources import Rows, first_record
from threadsearch.formats.textual import links_in
from threadsearch.model import Comment, Defect, Page, ParentSource, Precision, State, Thread, Timestamp

Cells = Mapping[Field, str]  # what a row holds, by the fields that its columns are; nothing that is blank

_SUBSTANCE = frozenset({Field.TEXT, Field.AUTHOR, Field.ID, Field.DATE})
_WHOLE_FLOAT = re.compile(r"(-?\d+)\.0")  # a number that a program for statistics has stored among blanks
_NOBODY = {"", "0", "-1", "null", "none", "nan", "na", "undefined", "nil", "\\n"}
_YES = {"1", "1.0", "true", "t", "yes", "y", "x", "on", "deleted", "removed", "[deleted]", "[removed]"}
_VAGUE = {Precision.MONTH, Precision.YEAR}  # no program notes so when it has deleted something
_BELIEVED = range(1980, 2100)  # the years
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|i|b|u|s|em|strong|blockquote|ul|ol|li|pre|code|img|h[1-6]|hr|sub|sup|del)\b[^<>]*>",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*-?\d{9,19}(?:\.\d+)?(?:[eE]\+?\d+)?\s*|\s*\d\.\d+[eE]\+?\d+\s*")  # shorter ones may be dates


@dataclass(frozen=True, slots=True)
class _Table:
    """What the comments of a table have in common: ``has`` is the fields that it has columns for."""

    page: Page
    has: set[Field]
    day_first: bool | None
    identity: str
    defects: tuple[Defect, ...]


def threads_of(page: Page, rows: Rows, columns: dict[Field, str]) -> Iterator[Thread]:
    """The threads in the order in which they first occur; without a column for them, all rows are one."""
    members: list[tuple[dict[Field, str], str]] = []
    first: Record | None = None
    empty, cut = Tally(), Tally()
    for record, locator in rows.rows:
        first = record if first is None else first
        cells = {known: words for known, column in columns.items() if (words := _cell(record.get(column))) is not None}
        if _SUBSTANCE.isdisjoint(cells):
            empty.add(locator)
        elif len(record) == 1 and Field.TEXT not in cells:  # a piece of another row's words, more often than not
            cut.add(locator)
        else:
            members.append((cells, locator))
    defects = (
        *rows.defects,
        *empty.counted("row", "with nothing of a comment, left out"),
        *cut.counted("row", "with a single cell, which is not its words, left out"),
    )
    dates = (cells[Field.DATE] for cells, _ in members if Field.DATE in cells)
    has = _with_shared_addresses(members, columns)
    identity = _identity(first_record(page, first or {}))
    table = _Table(page, has, infer_day_first(dates, None), identity, defects)
    groups: dict[str, list[tuple[Cells, str]]] = {}
    for cells, locator in members:
        groups.setdefault(_name(cells, Field.THREAD) or "", []).append((cells, locator))
    for name, own in groups.items():
        yield _thread(table, name, own)


def _cell(value: object) -> str | None:
    """What a cell holds, as text; JSON says yes and no without quotes."""
    return str(value).lower() if isinstance(value, bool) else written(value)


def _with_shared_addresses(members: Sequence[tuple[dict[Field, str], str]], columns: Iterable[Field]) -> set[Field]:
    """The fields that the table has; where none tells the thread, and rows share addresses, these are the threads'."""
    has = {*columns}
    if Field.URL not in has or Field.THREAD in has:
        return has
    addresses = [cells[Field.URL] for cells, _ in members if is_web(cells.get(Field.URL, ""))]
    if len(set(addresses)) == len(addresses):
        return has
    for cells, _ in members:
        if Field.URL in cells:
            cells[Field.THREAD] = cells.pop(Field.URL)
    return has - {Field.URL} | {Field.THREAD}


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
    is_gone |= _says_deleted(table, cells.get(Field.DELETED, ""))
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


def _says_deleted(table: _Table, words: str) -> bool:
    """Whether a cell says yes, or when. Programs have many ways to write no: "0.0", "NaT", and dates such as 1970's."""
    if words.casefold() in _YES:
        return True
    when = _moment(table, words)
    return when.at is not None and when.precision not in _VAGUE and when.at.year in _BELIEVED


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
    return None if raw is None else _moment(table, raw)


def _moment(table: _Table, raw: str) -> Timestamp:
    """What a cell tells of a moment, counted or printed."""
    counted = epoch({"": raw}, "") if _NUMBER.fullmatch(raw) else None
    page = table.page
    return counted or read_stamp(raw, zone=page.zone, captured_at=page.captured_at, day_first=table.day_first)


def _body(words: str) -> Rendered:
    """The words. Tables don't say what they hold; what has HTML's tags in it is HTML."""
    if "<" in words and _MARKUP.search(words):
        return broken_lines_text(words)
    plain = unescape(words) if "&" in words else words
    return Rendered(plain_text(plain.replace("\r\n", "\n")), links_in(plain))
