"""A batch of changes to one commit, or to nothing.

New documents become segments of their own, and segments that have become many are merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TypeVar

import numpy as np

from threadsearch.collecting import no_collection
from threadsearch.engines.batch import Batch, weight
from threadsearch.engines.whoosh import arrays, durable, store, w3, w3_writing
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.background import Merging
from threadsearch.engines.whoosh.contents import Contents, of_documents
from threadsearch.engines.whoosh.merging import LARGEST, TIER, merged, packed, size_of, to_merge
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.errors import IndexFailure
from threadsearch.model import Document
from threadsearch.stages import Stages
from threadsearch.workers import cores, forked

Item = TypeVar("Item")

_SHARE = 7_000
"""The weight of documents that are worth a process of their own: a second of work."""

_STOCK_HEADS = {
    "b069731cd3f6c83bd2866306a3df18718429aaa896fbb53e7437816ab6782468",  # Whoosh-Reloaded 2.7.5
    "3d7a31d25c354fa0bd12c9afc954a465d3498b13ea9b7700c6a67b287d5b05e9",  # Whoosh 2.7.4
    "9b3430820ae2a531029c61b7484f567a9406a48637f8f5aaa2c96296adb24865",  # whoosh3 3.54.0
}
"""The SHA-256 of what ``stock.head()`` gives, by the release of Whoosh that is installed."""


def create(folder: Path) -> None:
    """Write an empty index into an empty folder."""
    with _all_or_nothing(folder, w3.Toc(-1, ())):
        _write_toc(folder, w3.Toc(0, ()))


def commit(  # noqa: PLR0913 - what there is, what changes, and what is told of it
    folder: Path,
    toc: w3.Toc,
    segments: Sequence[Segment],
    batch: Batch,
    *,
    stages: Stages,
    merging: Merging,
) -> bool:
    """Make a batch's threads' documents the ones of these threads in the segments; returns whether anything changed.

    What is being merged takes effect if it has come to its end. It is waited for if no other commit follows, even if
    nothing else changes, or if so many segments are to be merged that commits that change nothing have put it off.

    Raises ``IndexFailure`` when the files can't be written, ``IndexDamaged`` when the old ones can't be read. Whatever
    is raised, the index is as it was.
    """
    if batch.is_purging:
        merging.end()  # what it writes may have to go
    with store.reading(folder):
        stale = [segment.rows_of(batch.threads) for segment in segments]
    added = [document for documents in batch.threads.values() for document in documents]
    old = _Old(folder, segments, [_staying(segment, rows) for segment, rows in zip(segments, stale, strict=True)])
    groups = old.to_purge() if batch.is_purging else []
    is_last = not batch.is_followed
    if not added and not any(stale) and not groups and not (is_last and merging.work):
        return False
    with _all_or_nothing(folder, toc, merging):
        with stages.at("index"):
            is_due = is_last or old.is_crowded()
            if is_due and not batch.is_purging:
                old.merge(merging, weight(added))
            merging.replace(batch.threads)
            work = [*map(old.together, groups), *(partial(of_documents, share) for share in _shares(added))]
            jobs = _jobs(weight(added) + sum(map(old.size, groups)), len(groups))
            written = forked(partial(_write, folder), work, jobs, merging.work)
            merged = merging.merged(wait=is_due)
        replaced = {segments[number].info.name for number in chain(*groups)} | (merged.sources if merged else set())
        kept = [
            replace(segment.info, deleted=segment.info.deleted | rows)
            for segment, rows, staying in zip(segments, stale, old.staying, strict=True)
            if len(staying) and segment.info.name not in replaced
        ]
        written += [merged.info] if merged and len(merged.info.deleted) < merged.info.count else []
        _make_current(folder, toc.following((*kept, *written)), written, merging.coming)
    merging.is_wanted = batch.is_followed
    return True


def merge(folder: Path, toc: w3.Toc, segments: Sequence[Segment], merging: Merging) -> None:
    """Begin to merge segments that have become many, to go on beside what comes; raises as ``commit`` does.

    That is best done while this process holds little: the one that merges has a copy of it.
    """
    with _all_or_nothing(folder, toc, merging):
        _Old(folder, segments, [segment.live() for segment in segments]).merge(merging)


class _Old:
    """The segments that there are, and of each the rows that stay."""

    def __init__(self, folder: Path, segments: Sequence[Segment], staying: Sequence[Array]) -> None:
        self._folder = folder
        self._segments = segments
        self.staying = staying
        self._sizes = [size_of(segment, len(rows)) for segment, rows in zip(segments, staying, strict=True)]

    def size(self, group: Iterable[int]) -> int:
        """How large one segment will be in place of these."""
        return sum(self._sizes[number] for number in group)

    def to_purge(self) -> list[list[int]]:
        """Which segments to make anew without what is deleted: their numbers, those of each new one."""
        counts = [len(rows) for rows in self.staying]
        purged = (number for number, count in enumerate(counts) if 0 < count < self._segments[number].info.count)
        return packed(self._sizes, purged)

    def together(self, group: Sequence[int]) -> Callable[[], Contents]:
        """What makes the contents of one segment out of these."""
        segments = [self._segments[number] for number in group]
        return partial(_merged, self._folder, segments, [self.staying[number] for number in group])

    def is_crowded(self) -> bool:
        """Whether segments of one size are twice as many as are merged."""
        return bool(to_merge(self._sizes, 2 * TIER))

    def merge(self, merging: Merging, added: int = 0) -> None:
        """Begin to merge segments of one size that have become many, unless others are being merged.

        What is ``added`` meanwhile makes a process of its own worth while, however few there are.
        """
        if merging.work is None and (group := to_merge(self._sizes)):
            sources = (self._segments[number].info.name for number in group)
            write = partial(_write, self._folder, self.together(group))
            merging.begin(self._folder, sources, write, apart=added + self.size(group) > _SHARE)


def _jobs(size: int, rewritten: int) -> int:
    """How many processes write at a time: none beside this one for few documents, and one if many segments are large.

    A segment of the largest size takes some 300 MB to rewrite, so that several at a time are more than a laptop spares.
    """
    if size <= _SHARE:
        return 0
    return 1 if rewritten > 1 else cores()


def replace_segments(folder: Path, toc: w3.Toc, gone: Sequence[w3.SegmentInfo], documents: Sequence[Document]) -> None:
    """Commit an index without these segments, and with these documents in new ones; raises ``IndexFailure``."""
    with _all_or_nothing(folder, toc):
        written = [_write(folder, partial(of_documents, share)) for share in _shares(documents)]
        kept = [info for info in toc.segments if info not in gone]
        _make_current(folder, toc.following((*kept, *written)), written)


def _write(folder: Path, contents: Callable[[], Contents], name: str | None = None) -> w3.SegmentInfo:
    with no_collection():
        return contents().write(folder, name or w3.new_name())


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
        del item  # before the next one is made


def _shares(documents: Sequence[Document]) -> list[list[Document]]:
    """Documents in as many shares as there are processors, but not in small ones, which would have to be merged."""
    size = min(max(_SHARE, -(-weight(documents) // cores())), LARGEST)
    shares: list[list[Document]] = []
    room = 0
    for document in documents:
        if room <= 0:
            shares.append([])
            room = size
        shares[-1].append(document)
        room -= weight([document])
    return shares


def _make_current(folder: Path, toc: w3.Toc, written: Iterable[w3.SegmentInfo], coming: str | None = None) -> None:
    """Commit, with these new segments: first all of them are on the disk, then the table of contents that names them.

    Only then what it no longer names is removed, but for the segment that is ``coming``.
    """
    files = (w3.file_name(info.name, ending) for info in written for ending in (*info.files, arrays.ENDING))
    durable.settle(map(folder.joinpath, files), folder)
    _write_toc(folder, toc)
    w3.tidy(folder, toc, coming)


def _write_toc(folder: Path, toc: w3.Toc) -> None:
    """Write a table of contents, and carry over its head only if that is ours.

    It is a pickle, which whoever opens the index with Whoosh runs, and the index may come from elsewhere.
    """
    if sha256(toc.head).hexdigest() not in _STOCK_HEADS:
        from threadsearch.engines.whoosh import stock  # late: it imports Whoosh

        toc = replace(toc, head=stock.head())
    durable.put(folder / w3.toc_name(toc.generation), w3.supplemented(w3_writing.contents(toc), toc))


@contextmanager
def _all_or_nothing(folder: Path, toc: w3.Toc, merging: Merging | None = None) -> Iterator[None]:
    """Take away whatever the block leaves in a folder if it fails, and let the index be as ``toc`` says.

    No merge goes on then.

    What counts is the next table of contents, which comes last and in one stroke: once it is there, the commit has been
    made, and an interruption after that (while the files of older segments are removed) undoes nothing.
    """
    try:
        yield
    except BaseException as error:
        if merging:
            merging.end()
        outcome = _undone(folder, toc)
        if isinstance(error, BrokenProcessPool):
            advice = "It may have taken too much memory; with --jobs 1, less is taken."
            raise IndexFailure(f"a process that wrote the index was killed; {outcome}", advice=advice) from error
        if isinstance(error, OSError):
            reason = error.strerror or str(error)
            raise IndexFailure(f"the index could not be written: {reason}; {outcome}") from error
        raise


def _undone(folder: Path, toc: w3.Toc) -> str:
    """Take away what was written behind ``toc``, unless it has been committed; what is to be said of it."""
    try:
        if w3.latest_generation(folder) > toc.generation:
            return "all of it is there, but it may not outlast a loss of power"
        w3.tidy(folder, toc)
    except OSError:
        return f"nor can {folder} be read any more"
    except w3.Malformed:  # it was the first commit
        pass
    return "it is as it was"
