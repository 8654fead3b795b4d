"""What threadsearch itself prints with ``--format jsonl`` and ``--format csv``: documents, one a line or row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from threadsearch.formats.records.csvs import columns_of, read_csv
from threadsearch.formats.records.fields import Record, is_whole, number, share, text
from threadsearch.formats.records.jsons import has_keys, read_json, records
from threadsearch.formats.records.settling import counted, settle
from threadsearch.model import (
    KEPT_ID,
    Comment,
    Defect,
    Kind,
    Page,
    ParentSource,
    Precision,
    State,
    Thread,
    Timestamp,
)
from threadsearch.tabular import unguarded

_Word = TypeVar("_Word", bound=StrEnum)
_ID = re.compile("[0-9a-hjkmnp-tv-z]{12}")


class Own:
    """Reads documents back, each under the id that it had."""

    name = "threadsearch-jsonl"
    description = "what threadsearch prints with --format jsonl"
    media_types = ("application/json",)
    signs = ('"created_raw"',)
    lists_pingbacks = True

    def detect(self, page: Page) -> bool:
        """Claim JSON with the keys of our own documents."""
        return has_keys(page, "schema", "thread_id", "root_id", "parent_source", "created_raw")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads, in the order in which they first occur."""
        rows, defects = read_json(page)
        yield from _threads((record for record, _ in records(rows) if is_whole(record)), defects)


class OwnCsv:
    """Reads documents back from tables, each under the id that it had."""

    name = "threadsearch-csv"
    description = "what threadsearch prints with --format csv"
    media_types = ("text/csv", "text/plain")
    lists_pingbacks = True

    def detect(self, page: Page) -> bool:
        """Claim tables with the columns of our own documents."""
        return {"thread_id", "root_id", "parent_source", "created_raw"}.issubset(columns_of(page))

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads, in the order in which they first occur."""
        defects: list[Defect] = []
        yield from _threads((_with_lists(record) for record, _ in read_csv(page, defects)), defects)


def _with_lists(row: Record) -> Record:
    """A row as the document that it was printed from: empty cells are nothing, and links stand behind each other."""
    cells = {key: unguarded(value) for key, value in row.items()}
    links = cells.get("links")
    return {**{key: value or None for key, value in cells.items()}, "links": links.split("; ") if links else []}


def _threads(documents: Iterable[Record], defects: Sequence[Defect]) -> Iterator[Thread]:
    threads: dict[str, list[Record]] = {}
    odd = 0
    for record in documents:
        thread = text(record, "thread_id") or ""
        if _ID.fullmatch(thread) and _ID.fullmatch(text(record, "id") or ""):
            threads.setdefault(thread, []).append(record)
        else:
            odd += 1
    notes = (*defects, *counted(odd, "line", "that is no document, left out"))
    for thread, members in threads.items():
        yield _thread(thread, members, notes)


def _thread(key: str, members: list[Record], notes: tuple[Defect, ...]) -> Thread:
    comments, flaws = settle(_comment(record) for record in members if record.get("kind") != Kind.ARTICLE)
    own = next((record for record in members if record.get("kind") == Kind.ARTICLE), None)
    record = own or {name: members[0].get(name) for name in ("title", "site")}
    return Thread(
        comments,
        key=f"{KEPT_ID}{key}",
        title=text(record, "title"),
        url=text(record, "url"),
        site=text(record, "site"),
        author=text(record, "author"),
        created=_created(record),
        text=_words(record),
        links=_links(record),
        stated_count=number(record, "stated_count"),
        defects=(*notes, *flaws),
        confidence=share(record, "confidence"),
    )


def _comment(record: Record) -> Comment:
    parent = text(record, "parent_id", "orphan_of")
    source = _one_of(ParentSource, record.get("parent_source")) or ParentSource.EXPLICIT
    return Comment(
        0,
        _words(record),
        author=text(record, "author"),
        created=_created(record),
        native_id=f"{KEPT_ID}{text(record, 'id')}",
        parent=f"{KEPT_ID}{parent}" if parent else None,
        parent_source=source if parent else None,
        parent_confidence=share(record, "parent_confidence") if parent else None,
        url=text(record, "url"),
        links=_links(record),
        locator=text(record, "locator") or "",
        kind=_one_of(Kind, record.get("kind")) or Kind.COMMENT,
        state=_one_of(State, record.get("state")) or State.LIVE,
    )


def _words(record: Record) -> str:
    words = record.get("text")
    return words.strip("\n") if isinstance(words, str) else ""


def _links(record: Record) -> tuple[str, ...]:
    links = record.get("links")
    return tuple(link for link in links if isinstance(link, str)) if isinstance(links, list) else ()


def _created(record: Record) -> Timestamp | None:
    raw, at = record.get("created_raw"), record.get("created_at")
    if not isinstance(raw, str):
        return None
    try:
        moment = datetime.fromisoformat(at) if isinstance(at, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        return Timestamp(raw)
    return Timestamp(raw, moment, _one_of(Precision, record.get("created_precision")), text(record, "created_zone"))


def _one_of(words: type[_Word], value: object) -> _Word | None:
    return next((word for word in words if word == value), None)
