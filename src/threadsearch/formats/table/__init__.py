"""Tables of comments from anywhere: CSV and its kin, JSON lines, and JSON that is a list of records.

They are told by the names of their columns, or read by those that people name. What a platform is known to export has
a format of its own, which goes first; but where people name columns, and a file has them all, their word counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from threadsearch.errors import ParseError, UnclaimedPage
from threadsearch.formats.base import Format
from threadsearch.formats.table.mapping import Field, Mapping
from threadsearch.formats.table.sources import read_rows, sample
from threadsearch.formats.table.threads import threads_of
from threadsearch.model import Page, Thread

__all__ = ["Field", "Mapping", "Table", "with_mapping"]

_TELLING = {Field.ID, Field.AUTHOR, Field.DATE}
_SHOWN = 30  # columns that an error names
_ADVICE = "Name them: --map author=user,text=body"


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
        """Claim rows with words, and with an id, an author or a date; not records that hold their answers.

        A table whatever it is called is looked at, too, if only to tell its columns.
        """
        look = sample(page)
        if not look.is_table or look.is_nested:
            return False
        return page.media_type != "text/plain" or self._tells(look.columns)

    def _tells(self, columns: Sequence[str]) -> bool:
        known = self.mapping.columns(columns)
        return Field.TEXT in known and not _TELLING.isdisjoint(known)

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads, in the order in which they first occur.

        Raises ``ParseError`` for a table without the columns named, ``UnclaimedPage`` if none are, nor known.
        """
        if not self.mapping.named and page.first_line == 1 and not self._tells(sample(page).columns):
            raise _unknown(page, sample(page).columns)
        rows = read_rows(page)
        # Later parts of a large table may lack what is rare.
        if page.first_line == 1 and (missing := self.mapping.missing_in(rows.columns)):
            reason = f"no column {' and none '.join(map(repr, missing))}"
            raise ParseError(page.source, f"{reason}; its columns are {_shown(rows.columns)}", advice=_ADVICE)
        columns = self.mapping.columns(rows.filled)
        if Field.TEXT not in columns:
            raise _unknown(page, rows.columns)
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


def _unknown(page: Page, columns: Sequence[str]) -> UnclaimedPage:
    reason = f"no column of this table is known to hold comments' words; its columns are {_shown(columns)}"
    return UnclaimedPage(page.source, reason, advice=_ADVICE)


def _shown(columns: Sequence[str]) -> str:
    return ", ".join(columns[:_SHOWN]) + (", …" if len(columns) > _SHOWN else "")
