"""Answers for programs: JSON, JSON lines and CSV.

Nothing is shortened here. Every record has the keys of ``Document``, and the JSON formats say which version of them
(``schema``). Archived control characters are escaped in JSON, where they come back as they were, and replaced in CSV,
which has no escapes. What a spreadsheet would take for a formula has an apostrophe before it in CSV.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from threadsearch.model import Document, Results
from threadsearch.render.records import (
    KEYS,
    SCHEMA,
    Record,
    document_record,
    facet_record,
    facet_rows,
    flat_row,
    hit_record,
)
from threadsearch.render.terminal import UNSAFE
from threadsearch.tabular import guarded

HIT_KEYS = ("score", "snippet", "highlights")
FACET_KEYS = ("facet", "value", "count")


def json_documents(documents: Iterable[Document]) -> Iterator[str]:
    """One object: the schema's version, the documents one a line, and their number."""
    return json_records("documents", map(document_record, documents))


def json_records(key: str, records: Iterable[Record]) -> Iterator[str]:
    """One object: the schema's version, the records one a line, and their number."""
    return _json_object({"schema": SCHEMA}, key, records)


def json_results(results: Results, *, offset: int, explanation: Record | None = None) -> Iterator[str]:
    """One object: the schema's version, how many match, the facets asked for, and the hits one a line."""
    head: Record = {"schema": SCHEMA, "total": results.total, "offset": offset}
    if explanation is not None:
        head["explain"] = explanation
    return _json_object({**head, "facets": facet_record(results)}, "hits", map(hit_record, results.hits))


def json_record(record: Record) -> Iterator[str]:
    """One object with the schema's version and the record's keys, set out for reading."""
    yield _escaped(json.dumps({"schema": SCHEMA, **record}, ensure_ascii=False, indent=2))


def jsonl_documents(documents: Iterable[Document]) -> Iterator[str]:
    """A line for each document."""
    return (_line({"schema": SCHEMA, **document_record(document)}) for document in documents)


def jsonl_results(results: Results) -> Iterator[str]:
    """A line for each hit, then one for the facets if there are any."""
    for hit in results.hits:
        yield _line({"schema": SCHEMA, **hit_record(hit)})
    if results.facets:
        yield _line({"schema": SCHEMA, "facets": facet_record(results)})


def csv_documents(documents: Iterable[Document]) -> Iterator[str]:
    """A header, then a row for each document."""
    yield _row(KEYS)
    for document in documents:
        yield _row(flat_row(document_record(document)))


def csv_hits(results: Results) -> Iterator[str]:
    """A header, then a row for each hit."""
    yield _row((*KEYS, *HIT_KEYS))
    for hit in results.hits:
        yield _row(flat_row(hit_record(hit)))


def csv_facets(results: Results) -> Iterator[str]:
    """A header, then a row for each value of each facet."""
    yield _row(FACET_KEYS)
    for row in facet_rows(results):
        yield _row(row)


def _json_object(head: Record, key: str, records: Iterable[Record]) -> Iterator[str]:
    """An object written as it comes, since an archive need not fit into memory: a record a line.

    The total comes last where the head doesn't have it.
    """
    yield f'{_line(head)[:-1]}, "{key}": ['
    total = 0
    for record in records:
        yield ("," if total else " ") + _line(record)
        total += 1
    yield "]}" if "total" in head else f'], "total": {total}}}'


def _line(record: Record) -> str:
    return _escaped(json.dumps(record, ensure_ascii=False))


def _escaped(text: str) -> str:
    """JSON whose strings hold no character that a terminal might obey; newlines between tokens stay."""
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _row(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(guarded(UNSAFE.sub("\ufffd", cell)) for cell in cells)
    return buffer.getvalue().removesuffix("\n")
