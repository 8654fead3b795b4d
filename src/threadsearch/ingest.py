"""The way in, from archive files to an index, as one story.

``ingest`` tells all of it; what happens on the way comes out as events, for a command line to print
and for a program to count.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from threadsearch.documents import join
from threadsearch.engines.base import Index, Writer
from threadsearch.model import Document
from threadsearch.reading import PageEvent, PageRead, read

BATCH = 20_000  # documents held before they are committed; some 50 MB


@dataclass(frozen=True, slots=True)
class Committed:
    """Threads are in the index for good."""

    threads: int
    documents: int


Event = PageEvent | Committed


def ingest(  # noqa: PLR0913 - reading's options, and its own
    paths: Iterable[str],
    index: Index,
    *,
    zone: tzinfo = UTC,
    captured_at: datetime | None = None,
    jobs: int = 1,
    batch: int = BATCH,
) -> Iterator[Event]:
    """Read every page under ``paths``, join its threads with what the index has of them, and commit in batches.

    The index is locked from a batch's first page to its commit, so that what is joined is what is replaced. An error
    raised here (a full disk, a locked index) leaves all batches before it committed and the current one undone; a page
    that can't be read is an event, never an error.
    """
    pages = read(paths, zone=zone, captured_at=captured_at, jobs=jobs)
    more = True
    while more:
        with index.writer() as writer:
            pending = _Batch(index, writer)
            more = yield from _fill(pending, pages, batch)
            pending.write()
        if pending.threads:
            yield Committed(len(pending.threads), pending.size)


def _fill(pending: _Batch, pages: Iterator[PageEvent], size: int) -> Generator[PageEvent, None, bool]:
    """Put pages into a batch until it is full. The generator's value tells whether there may be more."""
    for event in pages:
        if isinstance(event, PageRead):
            for documents in event.threads:
                pending.add(documents)
        yield event
        if pending.size >= size:
            return True
    return False


class _Batch:
    """Threads on their way into the index, each joined with what is known of it."""

    def __init__(self, index: Index, writer: Writer) -> None:
        self._index = index
        self._writer = writer
        self.threads: dict[str, list[Document]] = {}
        self.size = 0

    def add(self, documents: tuple[Document, ...]) -> None:
        thread_id = documents[0].thread_id
        held = self.threads.get(thread_id)
        known = self._index.thread(thread_id) if held is None else held
        joined = join(known, documents)
        self.threads[thread_id] = joined
        self.size += len(joined) - len(held or ())

    def write(self) -> None:
        for thread_id, documents in self.threads.items():
            self._writer.replace(thread_id, documents)
