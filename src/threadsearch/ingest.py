"""The way in, from archive files to an index, as one story.

``ingest`` tells all of it; what happens on the way comes out as events, for a command line to print
and for a program to count.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from threadsearch.archive import Limits
from threadsearch.documents import join
from threadsearch.engines.base import Index, Writer
from threadsearch.formats.table import Mapping
from threadsearch.model import Document
from threadsearch.reading import PageEvent, PageRead, read
from threadsearch.stages import Stages

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
    mapping: Mapping | None = None,
    jobs: int = 1,
    batch: int = BATCH,
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
    stages: Stages | None = None,
) -> Iterator[Event]:
    """Read every page under ``paths``, join its threads with what the index has of them, and commit in batches.

    The index is locked from a batch's first page to its commit, so that what is joined is what is replaced. An error
    raised here (a full disk, a locked index) leaves all batches before it committed and the current one undone; a page
    that can't be read is an event, never an error.

    ``stages`` are told what the time goes to: to ``read`` files, to ``parse`` pages, to ``index`` documents (joining
    them with what is known, and writing what makes them found), to ``commit`` what was written.
    """
    stages = stages or Stages()
    pages = read(paths, zone=zone, captured_at=captured_at, mapping=mapping, jobs=jobs, limits=limits, stages=stages)
    shown = _Shown()
    more = True
    while more:
        with index.writer(stages) as writer:
            pending = _Batch(index, writer, shown)
            more = yield from _fill(pending, pages, batch, stages)
            with stages.at("index"):
                pending.write()
        stages.documents += pending.size
        if pending.threads:
            yield Committed(len(pending.threads), pending.size)


def _fill(pending: _Batch, pages: Iterator[PageEvent], size: int, stages: Stages) -> Generator[PageEvent, None, bool]:
    """Put pages into a batch until it is full. The generator's value tells whether there may be more."""
    for event in pages:
        if isinstance(event, PageRead):
            with stages.at("index"):
                pending.take(event)
        yield event
        if pending.size >= size:
            return True
    return False


@dataclass(slots=True)
class _Shown:
    """The threads that the source in hand has shown so far, since large ones come in parts, over several batches."""

    source: str = ""
    threads: set[str] = field(default_factory=set)

    def turn_to(self, page: PageRead) -> None:
        """Forget what another source has shown, or what this one has shown before it was read anew."""
        if not page.is_continued or page.source != self.source:
            self.source = page.source
            self.threads.clear()


class _Batch:
    """Threads on their way into the index, each joined with what is known of it."""

    def __init__(self, index: Index, writer: Writer, shown: _Shown) -> None:
        self._index = index
        self._writer = writer
        self._shown = shown
        self.threads: dict[str, list[Document]] = {}
        self.size = 0

    def take(self, page: PageRead) -> None:
        """Add a page's threads. A part of a source goes on with what earlier parts have shown, and replaces none."""
        self._shown.turn_to(page)
        for documents in page.threads:
            self._add(documents, goes_on=documents[0].thread_id in self._shown.threads)
        self._shown.threads.update(documents[0].thread_id for documents in page.threads)

    def _add(self, documents: tuple[Document, ...], *, goes_on: bool) -> None:
        thread_id = documents[0].thread_id
        held = self.threads.get(thread_id)
        known = self._index.thread(thread_id) if held is None else held
        joined = join(known, documents, goes_on=goes_on)
        self.threads[thread_id] = joined
        self.size += len(joined) - len(held or ())

    def write(self) -> None:
        for thread_id, documents in self.threads.items():
            self._writer.replace(thread_id, documents)
