"""One segment of the index: documents by their row, terms, postings and columns, as arrays.

Rows are in the order of threads and of positions in them, comments before the threads' own records: what is to be shown
in that order needs no sorting, and what hides the records is a number.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from threadsearch import encoding
from threadsearch.engines.whoosh import arrays, durable, schema, w3
from threadsearch.engines.whoosh.arrays import Array, Arrays
from threadsearch.engines.whoosh.terms import Terms
from threadsearch.model import Document

_BLOCKS = 32  # blocks of documents that are kept decompressed: what a page of hits needs, and neighbours need again


class Segment:
    """A segment, with its files open: it stays as it is when another process replaces it and removes them."""

    def __init__(self, folder: Path, info: w3.SegmentInfo) -> None:
        self.info = info
        self._records = w3.map_file(folder / w3.file_name(info.name, "record.col"))
        self._arrays = self._open(folder)
        self.comments = int(self._arrays.about["comments"])
        self._block = lru_cache(maxsize=_BLOCKS)(self._read_block)
        self._terms: dict[str, Terms] = {}
        self.number = lru_cache(maxsize=4096)(self._number)
        """The number of a term among its field's, -1 for one that is not here."""

    def _open(self, folder: Path) -> Arrays:
        """The arrays beside the segment, made again if they are missing, damaged or of another time."""
        w3.check_sizes(folder, self.info)
        path = folder / w3.file_name(self.info.name, arrays.ENDING)
        try:
            found = Arrays(path)
        except (FileNotFoundError, w3.Malformed):
            found = None
        if found is None or (found.about["version"], found.about["documents"]) != (schema.ARRAYS, self.info.count):
            return self._made_again(path)
        return found

    def _made_again(self, path: Path) -> Arrays:
        # Late: searches seldom need them.
        import tempfile

        from threadsearch.engines.whoosh.contents import of_column

        contents = of_column(self._records, self.info)
        with tempfile.TemporaryDirectory() as elsewhere:
            made = Path(elsewhere, arrays.ENDING)
            contents.write_arrays(made)
            with suppress(OSError):  # the index may be one that only its owner can write
                durable.put(path, made.read_bytes())
            return Arrays(made)

    # Terms

    def _number(self, field: str, term: bytes) -> int:
        return self.terms(field).number(term)

    def terms(self, field: str) -> Terms:
        """The terms of a field."""
        if field not in self._terms:
            self._terms[field] = Terms(self._arrays, field)
        return self._terms[field]

    # Postings, of terms that stand behind each other

    def part(self, field: str, what: str, begin: int, end: int) -> Array:
        """The rows or the frequencies of a field's postings, from one to before another."""
        return self._arrays.part(f"{field}.{what}", begin, end)

    def bounds(self, field: str, terms: range) -> tuple[int, int]:
        """Which of a field's postings are those of some terms."""
        if not terms:
            return 0, 0
        starts = self._arrays.part(f"{field}.starts", terms.start, terms.stop + 1)
        return int(starts[0]), int(starts[-1])

    def rows(self, field: str, terms: range) -> Array:
        """The rows of terms' postings, ascending for one term, with repetitions for several."""
        return self._arrays.part(f"{field}.rows", *self.bounds(field, terms)) if terms else _NONE

    def starts(self, field: str) -> Array:
        """Where each term's postings begin, and the last one's end."""
        return self._arrays.whole(f"{field}.starts")

    def frequencies(self, field: str, terms: range) -> Array:
        """How often each of these postings' documents has the term."""
        return self._arrays.part(f"{field}.frequencies", *self.bounds(field, terms)) if terms else _NONE

    def addresses(self, field: str, terms: range) -> Array:
        """Where terms stand among the words of all documents, ascending for one term.

        An empty place parts one document from the next, so that words that are neighbours in one document have
        addresses that are, and no others do.
        """
        if not terms:
            return _NONE
        begins = self._arrays.whole(f"{field}.begins")
        found = begins.take(self.rows(field, terms)).repeat(self.frequencies(field, terms))
        found += self.positions(field, terms)
        return found

    def positions(self, field: str, terms: range) -> Array:
        """Where terms stand in their documents: as many numbers for each posting as its frequency says."""
        if not terms:
            return _NONE
        places = self._arrays.part(f"{field}.places", terms.start, terms.stop + 1)
        found = self._arrays.part(f"{field}.positions", int(places[0]), int(places[-1]))
        far = self._arrays.whole(f"{field}.far")
        begin, end = far.searchsorted(places[:: len(places) - 1].astype(far.dtype)).tolist()
        if begin < end:
            found = found.astype(np.int32)
            found[far[begin:end] - places[0]] += self._arrays.part(f"{field}.above", begin, end).astype(np.int32) << 8
        return found

    def rows_at(self, field: str, addresses: Array) -> Array:
        """The rows of the documents in which words with these addresses stand."""
        return np.searchsorted(self._arrays.whole(f"{field}.begins"), addresses, side="right") - 1

    def having(self, field: str, term: bytes) -> int:
        """In how many documents a term is, deleted ones included."""
        number = self.number(field, term)
        begin, end = self.bounds(field, range(number, number + 1)) if number >= 0 else (0, 0)
        return end - begin

    def words(self, field: str, prefix: str = "") -> Iterator[str]:
        """The terms of a field that begin so, sorted, without those that only deleted documents have."""
        numbers = self.terms(field).beginning(schema.encode(prefix))
        for number, term in zip(numbers, self.terms(field).some(numbers), strict=True):
            if self.dead is None or not self.dead[self.rows(field, range(number, number + 1))].all():
                yield schema.decode(term)

    def lengths(self, field: str) -> Array:
        """How long each document is in a ranked field, as the bytes of ``bm25.LENGTHS``."""
        return self._whole(f"{field}.lengths")

    # Documents

    @cached_property
    def dead(self) -> Array | None:
        """Which rows are deleted; nothing if none is."""
        if not self.info.deleted:
            return None
        mask = np.zeros(self.info.count, bool)
        mask[list(self.info.deleted)] = True
        return mask

    def living(self, rows: Array) -> Array:
        """Those of the rows that are not deleted."""
        return rows if self.dead is None else rows[~self.dead[rows]]

    def live(self) -> Array:
        """The rows of the documents that are not deleted."""
        return self.living(np.arange(self.info.count))

    def column(self, name: str) -> Array:
        """A column of numbers."""
        return self._arrays.whole(name)

    def codes(self, field: str) -> Array:
        """For each row, the number of the field's term that it has, counted from 1; 0 for none."""
        return self._whole(f"{field}.codes")

    def _whole(self, name: str) -> Array:
        """An array with an item for each row, zeros where the segment has none of the field's terms."""
        return self._arrays.whole(name) if name in self._arrays else np.zeros(self.info.count, np.uint8)

    def id(self, row: int) -> str:
        """The id of the document in a row."""
        terms, codes = self._ids
        return schema.decode(terms[codes.item(row) - 1])

    @cached_property
    def _ids(self) -> tuple[Terms, Array]:
        return self.terms("id"), self.codes("id")

    def with_key(self, field: str, key: str) -> list[int]:
        """The rows of the documents, not deleted, that have a key."""
        number = self.number(field, schema.encode(key))
        return self.living(self.rows(field, range(number, number + 1))).tolist() if number >= 0 else []

    def rows_of(self, threads: Iterable[str]) -> set[int]:
        """The rows of the documents, not deleted, of some threads."""
        return {row for thread in threads for row in self.with_key("thread", thread)}

    def record(self, row: int) -> bytes:
        """A document's bytes."""
        number = int(self._arrays.whole("record.firsts").searchsorted(row, "right")) - 1
        first, end = self._arrays.part("record.ends", row, row + 2).tolist()
        return self._cut(number, row, first, end, int(self._arrays.part("record.sums", row, row + 1)[0]))

    def records(self, rows: Array) -> Iterator[bytes]:
        """The bytes of the documents in these rows, as they are asked for: quickest if the rows ascend."""
        firsts, ends, sums = (self._arrays.whole(f"record.{what}") for what in ("firsts", "ends", "sums"))
        numbers = firsts.searchsorted(rows, "right") - 1
        places = (array.tolist() for array in (numbers, rows, ends[rows], ends[rows + 1], sums[rows]))
        return itertools.starmap(self._cut, zip(*places, strict=True))

    def _cut(self, number: int, row: int, first: int, end: int, checksum: int) -> bytes:
        """A document out of the block that it is in."""
        begin, block = self._block(number)
        data = block[first - begin : end - begin]
        if zlib.crc32(data) != checksum:
            raise w3.Malformed(f"document {row} of segment {self.info.name} is damaged")
        return data

    def _read_block(self, number: int) -> tuple[int, bytes]:
        """Documents that are compressed together, and where they begin among all of them."""
        first, at, size = (
            int(self._arrays.part(f"record.{what}", number, number + 1)[0]) for what in ("firsts", "at", "sizes")
        )
        try:
            block = zlib.decompress(self._records[at : at + size])
        except zlib.error as error:
            raise w3.Malformed(f"document {first} of segment {self.info.name} is damaged") from error
        return int(self._arrays.part("record.ends", first, first + 1)[0]), block

    def document(self, row: int) -> Document:
        """The document in a row."""
        return encoding.decode(self.record(row))

    def close(self) -> None:
        """Let go of the files."""
        self._terms.clear()
        self._arrays.close()


_NONE = np.zeros(0, np.int32)
