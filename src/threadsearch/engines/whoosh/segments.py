"""One segment of the index: documents by their row, terms, postings and columns, as arrays.

Rows are in the order of threads and of positions in them, comments before the threads' own records: what is to be shown
in that order needs no sorting, and what hides the records is a number.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np

from threadsearch.engines.whoosh import arrays, records, schema, w3
from threadsearch.engines.whoosh.arrays import Array, Arrays
from threadsearch.engines.whoosh.inversion import Field, invert
from threadsearch.model import Document, Kind


def in_order(documents: Iterable[Document]) -> list[Document]:
    """Documents in the order of a segment's rows."""
    return sorted(documents, key=lambda d: (d.kind is Kind.ARTICLE, schema.encode(d.thread_id), d.position))


def arrays_of(documents: Sequence[Document], fields: Mapping[str, Field], encoded: Sequence[bytes]) -> dict[str, Array]:
    """What the file of arrays beside a segment holds."""
    found: dict[str, Array] = {}
    for name, field in fields.items():
        found[f"{name}.terms"] = np.frombuffer(b"".join(field.terms), np.uint8)
        found[f"{name}.ends"] = _offsets(field.terms)
        found[f"{name}.starts"] = arrays.fitting(field.starts)
        found[f"{name}.rows"] = field.rows.astype(np.int32)
        if name not in schema.KEYS:
            found[f"{name}.frequencies"] = arrays.fitting(field.frequencies)
        if field.places is not None and field.positions is not None:
            found[f"{name}.places"] = arrays.fitting(field.places[field.starts])
            found[f"{name}.addresses"] = _addresses(field)
            found[f"{name}.begins"] = field.begins()
        if field.is_ranked:
            found[f"{name}.lengths"] = field.codes()
        if name in schema.CODED:
            codes = np.zeros(len(documents), np.int64)
            codes[field.rows] = np.repeat(np.arange(1, len(field.terms) + 1), np.diff(field.starts))
            found[f"{name}.codes"] = arrays.fitting(codes)
    numbers = [schema.numbers(document) for document in documents]
    for column, code in schema.NUMBERS.items():
        found[column] = np.array([row[column] for row in numbers], np.dtype(code))
    found["by_date"] = np.argsort(found["by_first"], kind="stable").astype(np.int32)
    found["record.ends"] = _offsets(encoded)
    found["record.sums"] = np.fromiter(map(crc32, encoded), np.uint32, len(encoded))
    return found


def _addresses(field: Field) -> Array:
    """Where each word stands among all words of the segment, of which an empty place parts one document from the next.

    Words that are neighbours in one document have addresses that are, and no others do.
    """
    assert field.places is not None and field.positions is not None  # noqa: PT018, S101 - they come together
    found = np.repeat(field.begins()[field.rows], field.frequencies) + field.positions
    return found.astype(np.int32 if len(found) < 2**30 else np.int64)


def _offsets(pieces: Sequence[bytes]) -> Array:
    """Where each piece begins and the last one ends."""
    return arrays.fitting(np.cumsum([0, *map(len, pieces)]))


class Segment:
    """A segment, with its files open: it stays as it is when another process replaces it and removes them."""

    def __init__(self, folder: Path, info: w3.SegmentInfo) -> None:
        self.info = info
        self._records = w3.map_file(folder / w3.file_name(info.name, "record.col"))
        self._arrays = self._open(folder)
        self.comments = int(self._arrays.about["comments"])
        self.number = lru_cache(maxsize=4096)(self._number)

    def _open(self, folder: Path) -> Arrays:
        """The arrays beside the segment, made again if they are missing, damaged or of another time."""
        path = folder / w3.file_name(self.info.name, arrays.ENDING)
        try:
            found = Arrays(path)
        except (FileNotFoundError, w3.Malformed):
            found = None
        if found is None or (found.about["version"], found.about["documents"]) != (schema.VERSION, self.info.count):
            return self._made_again(folder)
        if found.about["files"] != _sizes(folder, self.info.name):
            raise w3.Malformed(f"files of segment {self.info.name} are missing, or not as they were written")
        return found

    def _made_again(self, folder: Path) -> Arrays:
        column = w3.ByteStrings(self._records, self.info.count)
        encoded = [column[row] for row in range(self.info.count)]
        documents = [records.decode(data) for data in encoded]
        if in_order(documents) != documents or not {"trm", "pst"} <= _sizes(folder, self.info.name).keys():
            raise w3.Malformed(f"files of segment {self.info.name} are missing, or not as they were written")
        with tempfile.TemporaryDirectory() as elsewhere:
            draft = Path(elsewhere, arrays.ENDING)
            write_arrays(folder, self.info.name, documents, invert(documents), encoded, draft)
            with suppress(OSError):  # the index may be one that only its owner can write
                shutil.copyfile(draft, folder / f"{draft.name}.{os.getpid()}")
                (folder / f"{draft.name}.{os.getpid()}").replace(folder / w3.file_name(self.info.name, arrays.ENDING))
            return Arrays(draft)

    # Terms

    def _number(self, field: str, term: bytes) -> int:
        """The number of a term among its field's, -1 for one that is not here."""
        number = self._at_or_behind(field, term)
        return number if number < self.terms_in(field) and self.term(field, number) == term else -1

    def terms_in(self, field: str) -> int:
        """How many terms a field has."""
        return self._arrays.length(f"{field}.ends") - 1 if f"{field}.ends" in self._arrays else 0

    def term(self, field: str, number: int) -> bytes:
        """A term by its number."""
        begin, end = self._arrays.part(f"{field}.ends", number, number + 2).tolist()
        return self._arrays.part(f"{field}.terms", begin, end).tobytes()

    def all_terms(self, field: str) -> list[bytes]:
        """All terms of a field."""
        if not self.terms_in(field):
            return []
        ends: list[int] = self._arrays.whole(f"{field}.ends").tolist()
        data = self._arrays.whole(f"{field}.terms").tobytes()
        return [data[begin:end] for begin, end in pairwise(ends)]

    def beginning(self, field: str, prefix: bytes) -> range:
        """The numbers of the terms that begin so."""
        if not prefix:
            return range(self.terms_in(field))
        behind = prefix.rstrip(b"\xff")
        beyond = behind[:-1] + bytes((behind[-1] + 1,)) if behind else b""
        end = self._at_or_behind(field, beyond) if beyond else self.terms_in(field)
        return range(self._at_or_behind(field, prefix), end)

    def _at_or_behind(self, field: str, term: bytes) -> int:
        low, high = 0, self.terms_in(field)
        while low < high:
            middle = (low + high) // 2
            if self.term(field, middle) < term:
                low = middle + 1
            else:
                high = middle
        return low

    # Postings, of terms that stand behind each other

    def bounds(self, field: str, terms: range) -> tuple[int, int]:
        """Which of a field's postings are those of some terms."""
        if not terms:
            return 0, 0
        starts = self._arrays.part(f"{field}.starts", terms.start, terms.stop + 1)
        return int(starts[0]), int(starts[-1])

    def rows(self, field: str, terms: range) -> Array:
        """The rows of terms' postings, ascending for one term, with repetitions for several."""
        return self._arrays.part(f"{field}.rows", *self.bounds(field, terms)) if terms else _NONE

    def frequencies(self, field: str, terms: range) -> Array:
        """How often each of these postings' documents has the term."""
        return self._arrays.part(f"{field}.frequencies", *self.bounds(field, terms)) if terms else _NONE

    def addresses(self, field: str, terms: range) -> Array:
        """Where terms stand among the words of all documents, ascending for one term."""
        if not terms:
            return _NONE
        places = self._arrays.part(f"{field}.places", terms.start, terms.stop + 1)
        return self._arrays.part(f"{field}.addresses", int(places[0]), int(places[-1]))

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
        for number in self.beginning(field, schema.encode(prefix)):
            if self.dead is None or not self.dead[self.rows(field, range(number, number + 1))].all():
                yield schema.decode(self.term(field, number))

    def lengths(self, field: str) -> Array:
        """How long each document is in a ranked field, as the bytes of ``bm25.LENGTHS``."""
        return self._arrays.whole(f"{field}.lengths")

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
        name = f"{field}.codes"
        return self._arrays.whole(name) if name in self._arrays else np.zeros(self.info.count, np.uint8)

    def with_key(self, field: str, key: str) -> list[int]:
        """The rows of the documents, not deleted, that have a key."""
        number = self.number(field, schema.encode(key))
        return self.living(self.rows(field, range(number, number + 1))).tolist() if number >= 0 else []

    def rows_of(self, threads: Iterable[str]) -> set[int]:
        """The rows of the documents, not deleted, of some threads."""
        return {row for thread in threads for row in self.with_key("thread", thread)}

    def record(self, row: int) -> bytes:
        """A document's bytes."""
        begin, end = self._arrays.part("record.ends", row, row + 2).tolist()
        data = self._records[begin:end]
        if crc32(data) != int(self._arrays.part("record.sums", row, row + 1)[0]):
            raise w3.Malformed(f"document {row} of segment {self.info.name} is damaged")
        return data

    def document(self, row: int) -> Document:
        """The document in a row."""
        return records.decode(self.record(row))

    def close(self) -> None:
        """Let go of the files."""
        self._arrays.close()


_NONE = np.zeros(0, np.int32)


def _sizes(folder: Path, name: str) -> dict[str, int]:
    """The sizes of a segment's files in Whoosh's format."""
    files = {path.name.removeprefix(w3.file_name(name, "")): path for path in folder.glob(w3.file_name(name, "*"))}
    return {ending: path.stat().st_size for ending, path in sorted(files.items()) if ending != arrays.ENDING}


def write_arrays(  # noqa: PLR0913 - all that the file is made of
    folder: Path,
    name: str,
    documents: Sequence[Document],
    fields: Mapping[str, Field],
    encoded: Sequence[bytes],
    path: Path | None = None,
) -> None:
    """Write the file of arrays beside a segment: of documents in the order of its rows, their postings and bytes."""
    about = {
        "version": schema.VERSION,
        "documents": len(documents),
        "comments": sum(document.kind is not Kind.ARTICLE for document in documents),
        "files": _sizes(folder, name),
    }
    arrays.write(path or folder / w3.file_name(name, arrays.ENDING), arrays_of(documents, fields, encoded), about)
