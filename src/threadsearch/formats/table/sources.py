"""The rows of a table, and the names of its columns, whether it is CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from threadsearch.formats.records.csvs import columns_of, read_csv
from threadsearch.formats.records.fields import Record, is_whole
from threadsearch.formats.records.jsons import read_json, records
from threadsearch.model import Defect, Page

_LONGEST_SAMPLE = 256 * 1024  # characters; a record is looked at only if it ends within
_DEEPEST = 4  # records in records: what a dotted path names


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: each row by the names of its columns, and where it stands; all columns, in the order of occurrence.

    The columns of JSON are the paths to its values, dotted ("user.name"); ``filled`` are those that hold anything in
    any row: where a whole record is ``null``, its own path is a column too. The rows can be taken once, since there may
    be very many; behind the last, ``defects`` has what was wrong with any.
    """

    columns: tuple[str, ...]
    filled: tuple[str, ...]
    rows: Iterator[tuple[Record, str]]
    defects: list[Defect]


@dataclass(frozen=True, slots=True)
class Sample:
    """What a look at the beginning of a page tells: its first record's columns, and whether records hold others."""

    columns: tuple[str, ...]
    is_nested: bool = False
    is_table: bool = True


def sample(page: Page) -> Sample:
    """A cheap look at a page; one without columns is no table."""
    if page.media_type != "application/json":
        columns = columns_of(page)
        return Sample(columns, is_table=page.media_type == "text/csv" or len(columns) > 1)
    opening = page.content[:_LONGEST_SAMPLE].lstrip()
    is_list = opening.startswith("[")
    try:
        first, end = json.JSONDecoder().raw_decode(opening, opening.find("{") if is_list else 0)
    except (ValueError, RecursionError):
        return Sample((), is_table=False)
    if not isinstance(first, dict) or (is_list and opening[1 : opening.find("{")].strip()):
        return Sample((), is_table=False)
    is_table = is_list or bool(page.head) or opening[end:].lstrip().startswith("{")
    return Sample(tuple(flat(first)), any(map(_holds_records, first.values())), is_table)


def read_rows(page: Page) -> Rows:
    """The whole table; raises ``ParseError`` where there is none."""
    if page.media_type != "application/json":
        columns = columns_of(page)
        flaws: list[Defect] = []
        return Rows(columns, columns, read_csv(page, flaws), flaws)
    rows, defects = read_json(page)
    flattened: list[tuple[Record, str]] = [
        (flat(record), locator) for record, locator in records(rows) if is_whole(record)
    ]
    columns = tuple(dict.fromkeys(key for record, _ in flattened for key in record))
    filled = {key for record, _ in flattened for key, value in record.items() if value is not None}
    return Rows(columns, tuple(column for column in columns if column in filled), iter(flattened), [*defects])


def first_record(page: Page, first: Record) -> Record:
    """The first record of the page's source, which may stand before the page: what tells one table from another."""
    if page.head:
        return next(
            (record for record, _ in read_rows(replace(page, content=page.head, head="", first_line=1)).rows), {}
        )
    return first


def flat(record: Record) -> dict[str, Any]:
    """A record's values that are no records, by their paths; a key with a dot in it is what it is."""
    found: dict[str, Any] = {}
    waiting: list[tuple[str, Any, int]] = [("", record, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if isinstance(value, dict) and depth < _DEEPEST:
            below = ((f"{path}.{key}" if path else str(key), value[key], depth + 1) for key in value)
            waiting.extend(reversed([*below]))
        elif path:
            found.setdefault(path, value)
    return found


def _holds_records(value: object) -> bool:
    """Whether a value is a list with records in it: answers, which a row can't have."""
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)
