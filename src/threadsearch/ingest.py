"""The way in, from archive files to an index, as one story.

``ingest`` tells all of it; what happens on the way comes out as events, for a command line to print
and for a program to count.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from threadsearch.archive import read_pages
from threadsearch.documents import documents_of, join
from threadsearch.engines.base import Index, Writer
from threadsearch.errors import NoPage, ParseError, ReadError, UnclaimedPage
from threadsearch.formats import claim
from threadsearch.formats.base import Format
from threadsearch.model import Document, Page

BATCH = 20_000  # documents held before they are committed; some 50 MB


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page gave threads: each is its record and its comments, as documents."""

    source: str
    format: str
    threads: tuple[tuple[Document, ...], ...]

    @property
    def comments(self) -> int:
        """How many comments the page shows."""
        return sum(len(documents) - 1 for documents in self.threads)

    @property
    def stated(self) -> int | None:
        """How many comments the page claims, ``None`` where it makes no claim."""
        claims = [documents[0].stated_count for documents in self.threads]
        return sum(count for count in claims if count is not None) if any(c is not None for c in claims) else None


@dataclass(frozen=True, slots=True)
class PageSkipped:
    """A file was left out because it is no page, or a page in no format that we read."""

    source: str
    error: ReadError


@dataclass(frozen=True, slots=True)
class PageFailed:
    """A page that should be read could not be: no permission, damage, two formats that claim it."""

    source: str
    error: ReadError


@dataclass(frozen=True, slots=True)
class Committed:
    """Threads are in the index for good."""

    threads: int
    documents: int


PageEvent = PageRead | PageSkipped | PageFailed
Event = PageEvent | Committed


def ingest(
    paths: Iterable[str], index: Index, *, zone: tzinfo = UTC, captured_at: datetime | None = None, batch: int = BATCH
) -> Iterator[Event]:
    """Read every page under ``paths``, join its threads with what the index has of them, and commit in batches.

    The index is locked from a batch's first page to its commit, so that what is joined is what is replaced. An error
    raised here (a full disk, a locked index) leaves all batches before it committed and the current one undone; a page
    that can't be read is an event, never an error.
    """
    pages = read(paths, zone=zone, captured_at=captured_at)
    more = True
    while more:
        with index.writer() as writer:
            pending = _Batch(index, writer)
            more = yield from _fill(pending, pages, batch)
            pending.write()
        if pending.threads:
            yield Committed(len(pending.threads), pending.size)


def read(paths: Iterable[str], *, zone: tzinfo = UTC, captured_at: datetime | None = None) -> Iterator[PageEvent]:
    """What every page under ``paths`` holds, in a stable order, without an index.

    ``zone`` is the one that stamps without a zone are in, ``captured_at`` the capture time of pages that don't say
    theirs.
    """
    for page in read_pages(paths, zone=zone, captured_at=captured_at):
        if isinstance(page, ReadError):
            yield PageSkipped(page.source, page) if isinstance(page, NoPage) else PageFailed(page.source, page)
            continue
        try:
            reader = claim(page)
            yield _read_page(page, reader)
        except UnclaimedPage as error:
            yield PageSkipped(page.source, error)
        except ReadError as error:
            yield PageFailed(page.source, error)


def _read_page(page: Page, reader: Format) -> PageRead:
    try:
        documents = tuple(tuple(documents_of(thread, page, reader.name)) for thread in reader.parse(page))
    except ReadError:
        raise
    except Exception as bug:  # one page, or one plug-in's mistake, must not end a run over an archive
        reason = f"the reader {reader.name} failed on it ({type(bug).__name__}: {bug})"
        raise ParseError(page.source, reason, advice="This is a mistake in the reader; please report it.") from bug
    return PageRead(page.source, reader.name, documents)


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
