"""What a segment holds, as arrays: made of documents, or of segments that are merged, and written to its files."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from threadsearch import encoding
from threadsearch.engines.whoosh import arrays, schema, w3, w3_writing
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.inversion import Field, invert
from threadsearch.model import Document, Kind

_BYTE = (1 << 8) - 1  # the largest number of one byte


@dataclass(frozen=True)
class Contents:
    """All that a segment holds. Rows are in the order of threads and of positions, comments before threads' records.

    ``fields`` come in the order of their names, each with at least one term. They and ``records``, the documents'
    bytes, may be made as they are asked for, once: what is made of one is let go before the next is asked for.
    """

    fields: Iterable[tuple[str, Field]]
    numbers: Mapping[str, Array]
    records: Iterable[bytes]

    @property
    def count(self) -> int:
        """How many documents there are."""
        return len(self.numbers["by_position"])

    def write(self, folder: Path, name: str) -> w3.SegmentInfo:
        """Write a new segment of this name, whose files are not settled; raises ``OSError``."""
        held: dict[str, Array] = {}
        terms: dict[str, Sequence[bytes]] = {}
        with w3_writing.SegmentFiles(folder, name) as files:
            for field_name, field in self.fields:
                files.add(field_name, field)
                if field_name in schema.STRINGS.values():
                    terms[field_name] = field.terms
                held |= {f"{field_name}.{part}": array for part, array in _of_field(field_name, field, self.count)}
                del field  # before the next one is made
            files.finish()
        for column, code in schema.NUMBERS.items():
            files.column(column, w3_writing.numbers(code, self.numbers[column]))
        for column, field_name in schema.STRINGS.items():
            codes = held.get(f"{field_name}.codes", np.zeros(self.count, np.uint8))
            files.column(column, w3_writing.references([b"", *terms.get(field_name, [])], codes))
        files.column("_stored", w3_writing.empty_strings(self.count))  # Whoosh looks here for documents
        files.column("record", self._blocks.data)
        self._write_arrays(folder / w3.file_name(name, arrays.ENDING), held)
        return w3.SegmentInfo(name, self.count, frozenset(), files.lengths, files.seals())

    def write_arrays(self, path: Path) -> None:
        """Write the file of arrays that goes with a segment of these contents; raises ``OSError``."""
        held: dict[str, Array] = {}
        for name, field in self.fields:
            held |= {f"{name}.{part}": array for part, array in _of_field(name, field, self.count)}
        self._write_arrays(path, held)

    def _write_arrays(self, path: Path, held: Mapping[str, Array]) -> None:
        about = {
            "version": schema.ARRAYS,
            "documents": self.count,
            "comments": int((self.numbers["by_kind"] != schema.KINDS.index(Kind.ARTICLE)).sum()),
        }
        arrays.write(path, {**held, **dict(self._of_documents())}, about)

    @cached_property
    def _blocks(self) -> w3_writing.Blocks:
        return w3_writing.blocks(self.records)

    def _of_documents(self) -> Iterator[tuple[str, Array]]:
        for column, code in schema.NUMBERS.items():
            yield column, self.numbers[column].astype(code)
        by_date = np.argsort(self.numbers["by_first"], kind="stable")
        yield "by_date", by_date.astype(np.int32)
        yield "dates", self.numbers["by_first"][by_date]
        for what in ("firsts", "at", "sizes", "ends", "sums"):
            yield f"record.{what}", arrays.fitting(np.array(getattr(self._blocks, what), np.int64))


def of_documents(documents: Iterable[Document]) -> Contents:
    """The contents of a segment with these documents."""
    rows = in_order(documents)
    numbers = [schema.numbers(document) for document in rows]
    return Contents(
        invert(rows),
        {column: np.array([row[column] for row in numbers], code) for column, code in schema.NUMBERS.items()},
        map(encoding.encode, rows),
    )


def in_order(documents: Iterable[Document]) -> list[Document]:
    """Documents in the order of a segment's rows."""
    return sorted(documents, key=lambda d: (d.kind is Kind.ARTICLE, schema.encode(d.thread_id), d.position))


def of_column(data: w3.Buffer, info: w3.SegmentInfo) -> Contents:
    """The contents of a segment, from the column of its documents; raises ``Malformed`` if that is damaged."""
    name = w3.file_name(info.name, "record.col")
    try:
        documents = [encoding.decode(record) for block in w3.compressed_blocks(data) for record in block]
    except (ValueError, TypeError, KeyError, w3.Malformed, zlib.error) as error:
        raise w3.Malformed(f"{name} is not as it was written") from error
    if (len(data), zlib.crc32(data)) != info.files["record.col"] or in_order(documents) != documents:
        raise w3.Malformed(f"{name} is not as it was written")
    return of_documents(documents)


def _of_field(name: str, field: Field, count: int) -> Iterator[tuple[str, Array]]:
    yield "terms", np.frombuffer(b"".join(field.terms), np.uint8)
    yield "ends", _offsets(field.terms)
    yield "starts", arrays.fitting(field.starts)
    yield "rows", field.rows.astype(np.min_scalar_type(count))  # what counts rows fits as well
    if name not in schema.KEYS:
        yield "frequencies", arrays.fitting(field.frequencies)
    if field.places is not None and field.positions is not None:
        yield "places", arrays.fitting(field.places[field.starts])
        yield from _of_positions(field.positions)
        yield "begins", _begins(field.lengths)
    if field.is_ranked:
        yield "lengths", field.codes()
    if name in schema.CODED:
        codes = np.zeros(count, np.int64)
        codes[field.rows] = np.repeat(np.arange(1, len(field.terms) + 1), np.diff(field.starts))
        yield "codes", arrays.fitting(codes)


def _of_positions(positions: Array) -> Iterator[tuple[str, Array]]:
    """Positions in a byte each: the lower one, and for the few that need more, which of them do and what is above."""
    far = np.flatnonzero(positions > _BYTE)
    yield "positions", (positions & _BYTE).astype(np.uint8)
    yield "far", far.astype(np.min_scalar_type(len(positions)))  # what counts positions fits as well
    yield "above", arrays.fitting(positions[far] >> 8)


def _begins(lengths: Array) -> Array:
    """Where each document's words begin among those of all documents, with a gap of one after each document."""
    begins = np.cumsum(lengths + 1) - lengths - 1
    return begins if begins[-1] + lengths[-1] >= 1 << 31 else begins.astype(np.int32)


def _offsets(pieces: Sequence[bytes]) -> Array:
    """Where each piece begins and the last one ends."""
    return arrays.fitting(np.cumsum([0, *map(len, pieces)]))
