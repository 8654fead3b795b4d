"""Archive files to documents: every page is claimed by its format, and read by it. No index is needed for that.

What happens to each page comes out as an event, for a command line to print and for an index to keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from threadsearch.archive import Content, page_of, read_contents
from threadsearch.documents import documents_of
from threadsearch.errors import NoPage, ParseError, ReadError, UnclaimedPage, UnreadablePage
from threadsearch.formats import claim
from threadsearch.formats.base import Format
from threadsearch.model import Document, Page
from threadsearch.workers import in_order


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


PageEvent = PageRead | PageSkipped | PageFailed


@dataclass(frozen=True, slots=True)
class Reading:
    """How pages are read.

    ``zone`` is the one that stamps without a zone are in, ``captured_at`` (aware) the capture time of pages that don't
    say theirs.
    """

    zone: tzinfo = UTC
    captured_at: datetime | None = None

    def event(self, content: Content | UnreadablePage) -> PageEvent | None:
        """What a page's bytes hold; ``None`` for what is no page, and nobody asked for by name."""
        page = content if isinstance(content, UnreadablePage) else page_of(content, self.zone, self.captured_at)
        if isinstance(page, NoPage):
            # Containers are full of what is no page.
            is_asked_for = isinstance(content, UnreadablePage) or not content.is_member
            return PageSkipped(page.source, page) if is_asked_for else None
        if isinstance(page, UnreadablePage):
            return PageFailed(page.source, page)
        try:
            return _read(page, claim(page))
        except UnclaimedPage as error:
            return PageSkipped(page.source, error)
        except ReadError as error:
            return PageFailed(page.source, error)


def read(
    paths: Iterable[str], *, zone: tzinfo = UTC, captured_at: datetime | None = None, jobs: int = 1
) -> Iterator[PageEvent]:
    """What every page under ``paths`` holds, in a stable order, which the number of processes (``jobs``) never changes.

    ``zone`` and ``captured_at`` are as for ``Reading``.
    """
    reading = Reading(zone, captured_at)
    for event in in_order(reading.event, read_contents(paths), jobs=jobs, weigh=_weight, lost=_lost):
        if event is not None:
            yield event


def _weight(content: Content | UnreadablePage) -> int:
    return len(content.data) if isinstance(content, Content) else 0


def _lost(content: Content | UnreadablePage) -> PageFailed:
    reason = "the process that read it was killed, or crashed"
    advice = "It may have run out of memory: give it alone, with more memory or --jobs 1."
    return PageFailed(content.source, UnreadablePage(content.source, reason, advice=advice))


def _read(page: Page, reader: Format) -> PageRead:
    try:
        documents = tuple(tuple(documents_of(thread, page, reader.name)) for thread in reader.parse(page))
    except ReadError:
        raise
    except Exception as bug:  # one page, or one plug-in's mistake, must not end a run over an archive
        reason = f"the reader {reader.name} failed on it ({type(bug).__name__}: {bug})"
        raise ParseError(page.source, reason, advice="This is a mistake in the reader; please report it.") from bug
    return PageRead(page.source, reader.name, documents)
