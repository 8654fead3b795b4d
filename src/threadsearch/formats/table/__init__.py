"""Tables of comments from anywhere: CSV and its kin, JSON lines, and JSON that is a list of records.

They are told by the names of their columns, or read by those that people name. What a platform is known to export has
a format of its own, which goes first; but where people name columns, and a file has them all, their word counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from threadsearch.errors import ParseError
from threadsearch.formats.base import Format
from threadsearch.formats.table.mapping import Field, Mapping
from threadsearch.formats.table.sources import Rows, read_rows, sample
from threadsearch.formats.table.threads import threads_of
from threadsearch.model import Page, Thread

__all__ = ["Field", "Mapping", "Table", "with_mapping"]

_TELLING = {Field.ID, Field.AUTHOR, Field.DATE}
_SHOWN = 30  # columns that an error names


class Table:
    """Reads tables whose columns have the usual names."""

    name = "table"
    description = "tables of comments: CSV, TSV, JSON lines; see --map"
    media_types = ("text/csv", "text/plain", "application/json")
    fallback = 1
    reads_names = True  # a thread that has no title has the file's name

    def __init__(self, mapping: Mapping = Mapping()) -> None:  # noqa: B008 - it is frozen
        self.mapping = mapping

    def detect(self, page: Page) -> bool:
        """Claim rows with words, and with an id, an author or a date; not records that hold their answers."""
        look = sample(page)
        columns = self.mapping.columns(look.columns)
        return look.is_table and not look.is_nested and Field.TEXT in columns and not _TELLING.isdisjoint(columns)

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads, in the order in which they first occur; ``ParseError`` for a table without the columns named."""
        rows = read_rows(page)
        # Later parts of a large table may lack what is rare.
        if page.first_line == 1 and (missing := self.mapping.missing_in(rows.columns)):
            raise _lacking(page, rows, f"no column {' and none '.join(map(repr, missing))}")
        columns = self.mapping.columns(rows.filled)
        if Field.TEXT not in columns:
            raise _lacking(page, rows, "no column that is known to hold the comments' words")
        yield from threads_of(page, rows, columns)


class _Mapped(Table):
    """Reads whatever has all the columns that were named."""

    fallback = -1

    def detect(self, page: Page) -> bool:
        """Claim what has the columns; of JSON, whose records may lack some, what has them in its first record."""
        look = sample(page)
        return bool(look.columns) and not self.mapping.missing_in(look.columns)


class _Unmapped(Table):
    """Takes what is a table, but has not the columns that were named, so that it is said."""

    def detect(self, page: Page) -> bool:
        """Claim any table."""
        look = sample(page)
        return bool(look.columns) and look.is_table


def with_mapping(mapping: Mapping, formats: Sequence[Format]) -> list[Format]:
    """The formats, with tables read by this mapping: before all others where a file has its columns, else after."""
    others = [reader for reader in formats if reader.name != Table.name]
    return [*others, _Mapped(mapping), _Unmapped(mapping)]


def _lacking(page: Page, rows: Rows, reason: str) -> ParseError:
    shown = ", ".join(rows.columns[:_SHOWN]) + (", …" if len(rows.columns) > _SHOWN else "")
    return ParseError(
        page.source, f"{reason}; its columns are {shown}", advice="Name them: --map author=user,text=body"
    )
