"""JSON: one document, or one a line, or several behind each other."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from threadsearch.errors import ParseError
from threadsearch.formats.records.cut_off import Rest, rest_of
from threadsearch.formats.records.fields import Record
from threadsearch.formats.records.settling import counted
from threadsearch.formats.textual import split_lines
from threadsearch.model import Defect, Page

# What programs leave between documents: line ends or nothing, the commas of a list, RFC 7464's mark.
_BETWEEN = re.compile(r"[\s,\x1e]*+")


@dataclass(frozen=True, slots=True)
class Row:
    """A JSON value and the line that it begins on."""

    value: Any
    locator: str


def has_keys(page: Page, *patterns: str) -> bool:
    """Whether a page of JSON has all of these keys; a pattern with a colon goes on to the value (``id": "t3_``).

    Quotes in JSON's strings are escaped, so what looks like a key is one.
    """
    if page.media_type != "application/json":
        return False
    signs = (f'"{pattern}' if ":" in pattern else rf'"{pattern}"\s*:' for pattern in patterns)
    return all(re.search(sign, page.content) for sign in signs)


def read_json(page: Page) -> tuple[list[Row], tuple[Defect, ...]]:
    """The page's values: its one document, or those of its lines, of which broken ones are left out.

    Where few lines are documents, it gives the documents that stand behind each other.

    Of a document that breaks off it gives what is whole (see ``fields.is_whole``). Raises ``ParseError`` where nothing
    can be read.
    """
    try:
        return [Row(json.loads(page.content), f"line {page.first_line}")], ()
    except RecursionError as error:
        raise ParseError(page.source, "JSON nested too deep to be read") from error
    except ValueError as error:  # a number of thousands of digits is no JSONDecodeError
        reason = str(error)
        rest = rest_of(page.content, error) if isinstance(error, json.JSONDecodeError) else None
    if rest is not None and rest.is_cut:
        return _what_is_whole(page, rest)
    rows, defects = _lines(page)
    if defects or not rows:
        others, flaws = _behind_each_other(page)
        rows, defects = (others, flaws) if len(others) > len(rows) else (rows, defects)
    if rows:
        return rows, defects
    if rest is not None:
        return _what_is_whole(page, rest)
    advice = "If it breaks off, export it again: no record in it is whole."
    raise ParseError(page.source, f"no sound JSON ({reason})", advice=advice)


def _what_is_whole(page: Page, rest: Rest) -> tuple[list[Row], tuple[Defect, ...]]:
    note = "the JSON breaks off; what is not whole is left out"
    if not rest.is_cut:
        note = "no sound JSON from here on, left out"
    return [Row(rest.value, f"line {page.first_line}")], (Defect(note, _place(page, rest.end)),)


def _place(page: Page, at: int) -> str:
    """The line, and the character in it, since exports are often one long line."""
    line = page.first_line + page.content.count("\n", 0, at)
    return f"line {line}, character {at - page.content.rfind(chr(10), 0, at)}"


def _lines(page: Page) -> tuple[list[Row], tuple[Defect, ...]]:
    """The values of the lines that are sound."""
    rows, broken = [], []
    for number, line in enumerate(split_lines(page.content), start=page.first_line):
        if line.strip() in ("", "null"):  # servers answer "null" for what there isn't
            continue
        row = _row(line, f"line {number}")
        if row is None:
            broken.append(number)
        else:
            rows.append(row)
    return rows, counted(len(broken), "line", "of no sound JSON, left out", f"line {broken[0]}" if broken else "")


def _row(line: str, locator: str) -> Row | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return Row(value, locator) if isinstance(value, dict | list) else None


def _behind_each_other(page: Page) -> tuple[list[Row], tuple[Defect, ...]]:
    """The values of documents without line ends between them, or with line ends within, up to what is none."""
    rows: list[Row] = []
    content, decoder = page.content, json.JSONDecoder()
    at, line, counted_to = _after_gap(content, 0), page.first_line, 0
    while at < len(content):
        try:
            value, end = decoder.raw_decode(content, at)
        except (ValueError, RecursionError):
            return rows, (Defect("no sound JSON from here on, left out", _place(page, at)),)
        line, counted_to = line + content.count("\n", counted_to, at), at
        if isinstance(value, dict | list):
            rows.append(Row(value, f"line {line}"))
        at = _after_gap(content, end)
    return rows, ()


def _after_gap(content: str, at: int) -> int:
    gap = _BETWEEN.match(content, at)
    return gap.end() if gap else at


def records(rows: list[Row]) -> Iterator[tuple[Record, str]]:
    """The objects among the rows, and in the lists that rows may be, each with its place."""
    for row in rows:
        for value in row.value if isinstance(row.value, list) else [row.value]:
            if isinstance(value, dict):
                yield value, row.locator


class Lines:
    """The lines on which records stand in one large document, by the value of their id."""

    def __init__(self, page: Page, key: str) -> None:
        self._ends = [match.start() for match in re.finditer("\n", page.content)]
        self._places: dict[str, int] = {}
        for match in re.finditer(rf'"{key}"\s*:\s*"?([^",\s}}\]]+)', page.content):
            self._places.setdefault(match[1], match.start())

    def of(self, value: str | None) -> str:
        """The locator of the first record that bears this id, or an empty one."""
        at = self._places.get(value) if value is not None else None
        return "" if at is None else f"line {bisect_left(self._ends, at) + 1}"
