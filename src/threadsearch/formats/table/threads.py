"""Rows of a table to threads of comments."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator
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

_SUBSTANCE = (Field.TEXT, Field.AUTHOR, Field.ID, Field.DATE)
_WHOLE_FLOAT = re.compile(r"(-?\d+)\.0")  # a number that a program for statistics has stored among blanks
_NOBODY = {"", "0", "-1", "null", "none", "nan", "na", "undefined", "nil", "\\n"}
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|i|b|u|s|em|strong|blockquote|ul|ol|li|pre|code|img|h[1-6]|hr|sub|sup|del)\b[^<>]*>",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*-?\d{9,17}(?:\.\d+)?(?:[eE]\+?\d+)?\s*|\s*\d\.\d+[eE]\+?\d+\s*")  # shorter ones may be dates


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each field that a table has, and how its dates are to be read."""

    of: dict[Field, str]
    day_first: bool | None

    def text(self, record: Record, known: Field) -> str | None:
        """What a row has for a field; ``None`` for nothing."""
        value = record.get(self.of.get(known, ""))
        return None if value is None else written(value)

    def name(self, record: Record, known: Field) -> str | None:
        """What a row has for a field that names something: an id. Zero and the like are no names of a parent."""
        value = self.text(record, known)
        if value is None:
            return None
        if "." in value and (whole := _WHOLE_FLOAT.fullmatch(value)):
            value = whole[1]
        value = value.removeprefix("t1_")  # Reddit puts it before the ids of parents alone
        is_nobody = known is Field.PARENT and value.casefold() in _NOBODY
        return None if is_nobody else value or None


def threads_of(page: Page, rows: Rows, columns: dict[Field, str]) -> Iterator[Thread]:
    """The threads in the order in which they first occur; without a column for them, all rows are one."""
    dates = columns.get(Field.DATE)
    raws = (raw for record, _ in rows.rows if dates is not None and (raw := text(record, dates)) is not None)
    of = _with_shared_addresses(rows, columns)
    read = Columns(of, infer_day_first(raws, None))
    substance = [of[known] for known in _SUBSTANCE if known in of]
    groups: dict[str, list[tuple[Record, str]]] = {}
    empty: list[str] = []
    for row in rows.rows:
        record, locator = row
        if text(record, *substance) is not None:
            groups.setdefault(read.name(record, Field.THREAD) or "", []).append(row)
        else:
            empty.append(locator)
    identity = _identity(first_record(page, rows))
    defects = (*rows.defects, *counted(len(empty), "row", "with nothing of a comment, left out", "".join(empty[:1])))
    for name, members in groups.items():
        yield _thread(page, read, name, members, identity=identity, defects=defects)


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


def _thread(  # noqa: PLR0913 - what a thread is made of
    page: Page,
    columns: Columns,
    name: str,
    members: list[tuple[Record, str]],
    *,
    identity: str,
    defects: tuple[Defect, ...],
) -> Thread:
    comments, flaws = settle(
        _comment(page, columns, record, name, locator, position) for position, (record, locator) in enumerate(members)
    )
    titled = members if Field.TITLE in columns.of else []
    titles = (title for record, _ in titled if (title := columns.text(record, Field.TITLE)))
    has_threads = Field.THREAD in columns.of
    return Thread(
        comments,
        # Names of threads, such as "12", are the table's own; only addresses mean the same elsewhere.
        key=None if is_web(name) else f"{identity}/{name}",
        title=next(titles, None if has_threads and name else page.source.replace("!", "/").rpartition("/")[2]),
        url=name if is_web(name) else None,
        defects=(*defects, *flaws),
    )


def _comment(  # noqa: PLR0913, PLR0917 - what a comment is made of
    page: Page, columns: Columns, record: Record, thread: str, locator: str, position: int
) -> Comment:
    words = columns.text(record, Field.TEXT) or ""
    is_gone = words in GONE
    body = Rendered() if is_gone else _body(words)
    own = columns.name(record, Field.ID)
    parent = columns.name(record, Field.PARENT)
    above = parent if parent not in (own, thread) else None
    author = columns.text(record, Field.AUTHOR)
    url = columns.text(record, Field.URL)
    return Comment(
        position,
        body.text,
        author=None if author in GONE else author,
        created=_created(page, columns, record),
        native_id=own,
        parent=above,
        parent_source=ParentSource.EXPLICIT if above else None,
        url=url if url is not None and is_web(url) else None,
        links=body.links,
        locator=locator,
        state=State.DELETED if is_gone else State.LIVE,
    )


def _created(page: Page, columns: Columns, record: Record) -> Timestamp | None:
    raw = columns.text(record, Field.DATE)
    if raw is None:
        return None
    counted = epoch({"": raw}, "") if _NUMBER.fullmatch(raw) else None
    return counted or read_stamp(raw, zone=page.zone, captured_at=page.captured_at, day_first=columns.day_first)


def _body(words: str) -> Rendered:
    """The words. Tables don't say what they hold; what has HTML's tags in it is HTML."""
    if "<" in words and _MARKUP.search(words):
        return broken_lines_text(words)
    plain = html.unescape(words) if "&" in words else words
    return Rendered(plain_text(plain.replace("\r\n", "\n")), links_in(plain))
