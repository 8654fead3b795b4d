"""A batch of changes to one commit, or to nothing.

New documents become segments of their own, written from arrays; Whoosh itself writes just the table of contents. Merging
adds the documents of the merged segments again, so that lengths stay exact.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh.analysis import IDAnalyzer, SimpleAnalyzer
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence, Positions
from whoosh.index import TOC

from threadsearch.engines.whoosh import schema, store, w3, w3_writing
from threadsearch.engines.whoosh.inversion import invert
from threadsearch.engines.whoosh.segments import Segment, in_order, write_arrays
from threadsearch.errors import IndexFailure
from threadsearch.model import Document
from threadsearch.workers import cores, forked

_MOST_SEGMENTS = 8
"""A commit that would leave more of them merges the smallest ones, down to half as many."""

_SHARE = 5_000
"""Documents that are worth a process of their own: a second of work."""

_NO_ROW = {"b": -(2**7), "i": -(2**31), "q": -(2**63)}
"""Defaults that no row has: Whoosh leaves default rows out, and a file that ends early would go unnoticed."""


def create(folder: Path) -> None:
    """Write an empty index into an empty folder."""
    with _all_or_nothing(folder):
        _write_toc(folder, [], 0)


def commit(folder: Path, toc: w3.Toc, segments: Sequence[Segment], threads: Mapping[str, Sequence[Document]]) -> bool:
    """Make these the threads' documents, in place of the ones in the segments; returns whether anything changed.

    Raises ``IndexFailure`` when the files can't be written, ``IndexDamaged`` when the old ones can't be read. Whatever
    is raised, the index is as it was.
    """
    with store.reading(folder):
        stale = [segment.rows_of(threads) for segment in segments]
    added = [document for documents in threads.values() for document in documents]
    if not added and not any(stale):
        return False
    merged = _to_merge([len(segment.live()) - len(rows) for segment, rows in zip(segments, stale, strict=True)])
    kept = [
        w3.SegmentInfo(segment.info.name, segment.info.count, segment.info.deleted | rows, segment.info.lengths)
        for number, (segment, rows) in enumerate(zip(segments, stale, strict=True))
        if number not in merged
    ]
    with _all_or_nothing(folder):
        staying = [document for number in merged for document in _staying(folder, segments[number], stale[number])]
        shares = _shares([*staying, *added])
        kept += forked(lambda share: _write_segment(folder, share), shares, cores())
        _write_toc(folder, kept, toc.generation + 1)
    for segment in (segments[number] for number in merged):
        w3.remove_segment(folder, segment.info.name)
    w3.remove_tocs_before(folder, toc.generation + 1)
    return True


def _shares(documents: Sequence[Document]) -> list[Sequence[Document]]:
    """Documents in as many shares as there are processors, but not in small ones, which would have to be merged."""
    size = max(_SHARE, -(-len(documents) // cores()))
    return [documents[begin : begin + size] for begin in range(0, len(documents), size)]


def _write_segment(folder: Path, documents: Iterable[Document]) -> w3.SegmentInfo:
    """Write documents as one segment."""
    name = os.urandom(8).hex()
    rows = in_order(documents)
    fields = invert(rows)
    numbers = [schema.numbers(document) for document in rows]
    strings = [schema.strings(document) for document in rows]
    columns = {
        column: w3_writing.numbers(code, [row[column] for row in numbers]) for column, code in schema.NUMBERS.items()
    }
    columns |= {column: w3_writing.strings([row[column] for row in strings]) for column in schema.STRINGS}
    columns["_stored"] = w3_writing.strings([b""] * len(rows))  # where Whoosh looks for what documents were given
    lengths = w3_writing.write_segment(folder, name, fields, columns)
    write_arrays(folder, name, rows, fields, [row["record"] for row in strings])
    return w3.SegmentInfo(name, len(rows), frozenset(), lengths)


def _write_toc(folder: Path, segments: Iterable[w3.SegmentInfo], generation: int) -> None:
    TOC(_schema(), [_whoosh_segment(info) for info in segments], generation).write(FileStorage(str(folder)), w3.NAME)


def _staying(folder: Path, segment: Segment, stale: set[int]) -> Iterator[Document]:
    with store.reading(folder):
        for row in segment.live().tolist():
            if row not in stale:
                yield segment.document(row)


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[None]:
    """Take away whatever the block leaves in a folder if it fails.

    What counts is the table of contents, which comes last and in one stroke: once it is there, the commit has been
    made, and an interruption after that (while the files of older segments are removed) undoes nothing.
    """
    before = set(folder.iterdir())
    try:
        yield
    except BaseException as error:
        left = set(folder.iterdir()) - before
        if not any(w3.is_toc(path) for path in left):
            for path in left:
                with suppress(OSError):
                    path.unlink()
        if isinstance(error, OSError):
            reason = error.strerror or str(error)
            raise IndexFailure(f"the index could not be written: {reason}; it is as it was") from error
        raise


def _to_merge(live: Sequence[int]) -> list[int]:
    """Which segments to merge, by how many documents of each will stay; empty ones are merged into nothing."""
    by_size = sorted(range(len(live)), key=lambda number: live[number])
    empty = sum(count == 0 for count in live)
    too_many = len(live) - empty + 1 > _MOST_SEGMENTS
    return sorted(by_size[: empty + (_MOST_SEGMENTS // 2 if too_many else 0)])


def _whoosh_segment(info: w3.SegmentInfo) -> W3Segment:
    segment = W3Segment(W3Codec(), w3.NAME, info.count, info.name, set(info.deleted) or None)
    segment._fieldlengths = info.lengths  # noqa: SLF001 - Whoosh's own writer sets it from outside, too
    return segment


def _schema() -> Schema:
    """The schema as Whoosh knows it, out of its own classes alone, so that it opens the index without our help."""
    words, whole = SimpleAnalyzer(), IDAnalyzer()  # for queries through Whoosh: nearly our own, for most languages
    fields = {
        name: FieldType(Positions(), words, scorable=is_ranked, multitoken_query="phrase")
        for name, is_ranked in schema.WORDS.items()
    }
    fields |= {name: FieldType(Existence(), words, scorable=True) for name in schema.STEMS.values()}
    fields |= {name: FieldType(Existence(), whole) for name in schema.KEYS}
    fields |= {name: COLUMN(NumericColumn(code, _NO_ROW[code])) for name, code in schema.NUMBERS.items()}
    fields |= {name: COLUMN(VarBytesColumn()) for name in schema.STRINGS}
    return Schema(**fields)
