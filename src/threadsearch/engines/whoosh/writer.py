"""A batch of changes to one commit, or to nothing.

New documents become segments of their own, and segments that have become many are merged; Whoosh itself writes just the
table of contents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from whoosh.analysis import IDAnalyzer, SimpleAnalyzer
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.columns import CompressedBlockColumn, NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence, Positions
from whoosh.index import TOC

from threadsearch.collecting import no_collection
from threadsearch.engines.whoosh import schema, store, w3
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.contents import Contents, of_documents
from threadsearch.engines.whoosh.merging import LARGEST, merged, to_merge
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.errors import IndexFailure
from threadsearch.model import Document
from threadsearch.stages import Stages
from threadsearch.workers import cores, forked

Item = TypeVar("Item")

_SHARE = 5_000
"""Documents that are worth a process of their own: a second of work."""

_NO_ROW = {"b": -(2**7), "i": -(2**31), "q": -(2**63)}
"""Defaults that no row has: Whoosh leaves default rows out, and a file that ends early would go unnoticed."""


def create(folder: Path) -> None:
    """Write an empty index into an empty folder."""
    with _all_or_nothing(folder):
        _write_toc(folder, [], 0)


def commit(
    folder: Path,
    toc: w3.Toc,
    segments: Sequence[Segment],
    threads: Mapping[str, Sequence[Document]],
    stages: Stages,
) -> bool:
    """Make these the threads' documents, in place of the ones in the segments; returns whether anything changed.

    Raises ``IndexFailure`` when the files can't be written, ``IndexDamaged`` when the old ones can't be read. Whatever
    is raised, the index is as it was.
    """
    with store.reading(folder):
        stale = [segment.rows_of(threads) for segment in segments]
    added = [document for documents in threads.values() for document in documents]
    if not added and not any(stale):
        return False
    staying = [_staying(segment, rows) for segment, rows in zip(segments, stale, strict=True)]
    group = to_merge([len(rows) for rows in staying])
    gone = {*group, *(number for number, rows in enumerate(staying) if not len(rows))}
    work: list[Callable[[], Contents]] = [partial(of_documents, share) for share in _shares(added)]
    if group:  # it takes longest, so it comes first
        chosen = [segments[number] for number in group], [staying[number] for number in group]
        work.insert(0, partial(_merged, folder, *chosen))
    size = len(added) + sum(len(staying[number]) for number in group)
    with _all_or_nothing(folder):
        with stages.at("index"):
            written = forked(lambda contents: _write(folder, contents), work, cores() if size > _SHARE else 1)
        kept = [
            replace(segment.info, deleted=segment.info.deleted | rows)
            for number, (segment, rows) in enumerate(zip(segments, stale, strict=True))
            if number not in gone
        ]
        _write_toc(folder, [*kept, *written], toc.generation + 1)
    for number in gone:
        w3.remove_segment(folder, segments[number].info.name)
    w3.remove_tocs_before(folder, toc.generation + 1)
    return True


def _write(folder: Path, contents: Callable[[], Contents]) -> w3.SegmentInfo:
    with no_collection():
        return contents().write(folder)


def _staying(segment: Segment, stale: set[int]) -> Array:
    """The rows of a segment that neither are deleted nor will be."""
    rows = segment.live()
    return rows[~np.isin(rows, list(stale))] if stale else rows


def _merged(folder: Path, segments: Sequence[Segment], staying: Sequence[Array]) -> Contents:
    with store.reading(folder):
        contents = merged(segments, staying)
    return replace(contents, fields=_read(folder, contents.fields))


def _read(folder: Path, found: Iterable[Item]) -> Iterator[Item]:
    """What is read of an index as it is asked for."""
    rest = iter(found)
    while True:
        with store.reading(folder):
            item = next(rest, None)
        if item is None:
            return
        yield item


def _shares(documents: Sequence[Document]) -> list[Sequence[Document]]:
    """Documents in as many shares as there are processors, but not in small ones, which would have to be merged."""
    size = min(max(_SHARE, -(-len(documents) // cores())), LARGEST)
    return [documents[begin : begin + size] for begin in range(0, len(documents), size)]


def _write_toc(folder: Path, segments: Iterable[w3.SegmentInfo], generation: int) -> None:
    TOC(_schema(), [_whoosh_segment(info) for info in segments], generation).write(FileStorage(str(folder)), w3.NAME)


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
    fields["record"] = COLUMN(CompressedBlockColumn())
    return Schema(**fields)
