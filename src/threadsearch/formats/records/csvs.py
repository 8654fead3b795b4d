"""Tables as text: CSV, whatever parts its cells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from threadsearch.errors import ParseError
from threadsearch.formats.records.fields import Record
from threadsearch.formats.records.settling import Tally
from threadsearch.model import Defect, Page
from threadsearch.tabular import Row, delimiter_of, names_delimiter, rows

_OPENING = 64 * 1024  # characters, which hold the names of the columns


def columns_of(page: Page) -> tuple[str, ...]:
    """The names of the columns, from the source's first row; none if the page is no text that may be a table."""
    if page.media_type not in ("text/csv", "text/plain"):
        return ()
    opening = (page.head or page.content)[:_OPENING]
    return next((_names(row) for row in _rows(opening, delimiter_of(opening))), ())


def read_csv(page: Page, defects: list[Defect]) -> Iterator[tuple[Record, str]]:
    """The rows as records by the names of their columns, each with its place; what a row lacks, its record lacks.

    Of columns with one name the first counts. Behind the last row ``defects`` has what was wrong with any. Raises
    ``ParseError`` for what has no row at all.
    """
    opening = page.head or page.content
    delimiter = delimiter_of(opening[:_OPENING])
    first = next(_rows(opening, delimiter), None) if page.head else None
    found = _rows(page.content, delimiter)
    first = first or next(found, None)
    if first is None:
        raise ParseError(page.source, "a table without a row")
    columns = _names(first)
    are_distinct = len(set(columns)) == len(columns)
    ragged, unclosed = Tally(), Tally()
    for row in found:
        locator = f"line {page.first_line + row.start}"
        missing = len(columns) - len(row.cells)
        if missing > 0 or (missing and any(islice(row.cells, len(columns), None))):
            ragged.add(locator)
        if row.is_open:
            unclosed.add(locator)
        cells = zip(columns, row.cells, strict=False)
        yield dict(cells if are_distinct else reversed([*cells])), locator
    defects += ragged.counted("row", "with more or fewer cells than there are columns")
    defects += unclosed.counted("quote", "that is never closed")


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    return islice(rows(text, delimiter), int(names_delimiter(text)), None)


def _names(row: Row) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.cells)
