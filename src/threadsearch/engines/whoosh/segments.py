"""One segment of the index: documents by their row, terms, postings and columns."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from pathlib import Path

from threadsearch.engines.whoosh import records, schema, w3
from threadsearch.model import Document


class Segment:
    """A segment, with all its files open: it stays as it is when another process replaces it and removes them."""

    def __init__(self, folder: Path, info: w3.SegmentInfo) -> None:
        self.info = info
        prefix = f"{w3.NAME}_{info.name}."
        self._files = {
            path.name.removeprefix(prefix): w3.map_file(path)
            for path in folder.iterdir()
            if path.name.startswith(prefix)
        }
        self._terms = w3.Terms(self._file("trm"))
        self._numbers: dict[str, array[int]] = {}
        self._strings: dict[str, w3.ByteStrings] = {}
        self._lengths: dict[str, bytes] = {}

    @cached_property
    def live(self) -> Collection[int]:
        """The rows of the documents that are not deleted."""
        rows = range(self.info.count)
        return {row for row in rows if row not in self.info.deleted} if self.info.deleted else rows

    def documents_with(self, field: str, term: str) -> int:
        """In how many documents a term is, deleted ones included."""
        info = self._terms.find(field, schema.encode(term))
        return info.documents if info else 0

    def postings(self, field: str, term: str) -> w3.Postings:
        """A term's postings, deleted documents included; empty ones for a term that is not here."""
        info = self._terms.find(field, schema.encode(term))
        return self._read(info) if info else w3.Postings((), (), ())

    def expand(
        self, field: str, prefix: str = "", accept: Callable[[str], bool] | None = None
    ) -> Iterator[w3.Postings]:
        """The postings of the terms of a field that begin so and are accepted, term by term."""
        for term, info in self._terms.beginning(field, schema.encode(prefix)):
            if accept is None or accept(schema.decode(term)):
                yield self._read(info)

    def _read(self, info: w3.TermInfo) -> w3.Postings:
        found = w3.read_postings(self._file("pst"), info)
        if found.documents[-1] >= self.info.count:
            raise w3.Malformed("postings of documents that are not there")
        return found

    def rows(self, field: str, term: str) -> list[int]:
        """The rows of the documents, not deleted, that have a term."""
        return [row for row in self.postings(field, term).documents if row in self.live]

    def terms(self, field: str, prefix: str = "") -> Iterator[str]:
        """The terms of a field that begin so, sorted, without those that only deleted documents have."""
        for term, info in self._terms.beginning(field, schema.encode(prefix)):
            if not self.info.deleted or any(row in self.live for row in self._read(info).documents):
                yield schema.decode(term)

    def lengths(self, field: str) -> bytes:
        """How long each document is in a ranked field, as the bytes of ``bm25.LENGTHS``."""
        if field not in self._lengths:
            known = self._files.get(f"_{field}_len.col", b"")[:]
            self._lengths[field] = known.ljust(self.info.count, b"\0")  # zeros at the end are left out
        return self._lengths[field]

    def numbers(self, column: str) -> array[int]:
        """A column of numbers."""
        if column not in self._numbers:
            data = self._file(f"{column}.col")
            self._numbers[column] = w3.read_numbers(data, schema.NUMBERS[column], self.info.count)
        return self._numbers[column]

    def strings(self, column: str) -> w3.ByteStrings:
        """A column of byte strings."""
        if column not in self._strings:
            self._strings[column] = w3.ByteStrings(self._file(f"{column}.col"), self.info.count)
        return self._strings[column]

    def document(self, row: int) -> Document:
        """The document in a row."""
        return records.decode(self.strings("record")[row])

    def close(self) -> None:
        """Let go of the files."""
        for data in self._files.values():
            if not isinstance(data, bytes):
                data.close()

    def _file(self, name: str) -> w3.Buffer:
        try:
            return self._files[name]
        except KeyError:
            raise w3.Malformed(f"segment {self.info.name} has no file {name}") from None
