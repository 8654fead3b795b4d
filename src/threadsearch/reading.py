"""Archive files to documents: every page is claimed by its format, and read by it. No index is needed for that.

What happens to each page comes out as an event, for a command line to print and for an index to keep.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from threadsearch.archive import ArchiveFile, Content, Limits, contents, page_of, walk
from threadsearch.collecting import no_collection
from threadsearch.documents import documents_of
from threadsearch.errors import NoPage, OutOfReach, ParseError, ReadError, UnclaimedPage, UnreadablePage
from threadsearch.formats import claim, formats
from threadsearch.formats.base import Format
from threadsearch.formats.table import Mapping, with_mapping
from threadsearch.model import Document, Page
from threadsearch.stages import Stages
from threadsearch.workers import in_order

_LARGE = 1024**2  # characters of a page that memory is freed for at once


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page gave threads: each is its record and its comments, as documents.

    ``is_continued`` says that it is not the first part of its source, of which others came before.
    """

    source: str
    format: str
    threads: tuple[tuple[Document, ...], ...]
    is_continued: bool = False

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
    """A file was left out because it is no page, or a page in no format that we read.

    ``is_continued`` is as for ``PageRead``.
    """

    source: str
    error: ReadError
    is_continued: bool = False


@dataclass(frozen=True, slots=True)
class PageFailed:
    """A page that should be read could not be: no permission, damage, two formats that claim it."""

    source: str
    error: ReadError


PageEvent = PageRead | PageSkipped | PageFailed


class Aside:
    """What stands between the pages of a run and comes out in its place; it goes to other processes and back."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How pages are read.

    ``zone`` is the one that stamps without a zone are in, ``captured_at`` (aware) the capture time of pages that don't
    say theirs, ``mapping`` the columns that people have named for tables.
    """

    zone: tzinfo = UTC
    captured_at: datetime | None = None
    mapping: Mapping | None = None

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
            with no_collection():
                return _read_claimed(page, self._formats())
        except UnclaimedPage as error:
            return PageSkipped(page.source, error, is_continued=page.first_line > 1)
        except ReadError as error:
            return PageFailed(page.source, error)

    def event_or_aside(self, content: Content | UnreadablePage | Aside) -> PageEvent | Aside | None:
        """The same, and what is neither a page nor the lack of one as it is."""
        return content if isinstance(content, Aside) else self.event(content)

    def _formats(self) -> Sequence[Format]:
        return formats() if self.mapping is None else with_mapping(self.mapping, formats())


def read(  # noqa: PLR0913 - one argument an option
    paths: Iterable[str],
    *,
    zone: tzinfo = UTC,
    captured_at: datetime | None = None,
    mapping: Mapping | None = None,
    jobs: int = 1,
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
    stages: Stages | None = None,
) -> Iterator[PageEvent]:
    """What every page under ``paths`` holds, in a stable order, which the number of processes (``jobs``) never changes.

    ``zone``, ``captured_at`` and ``mapping`` are as for ``Reading``. ``stages`` are told what the time goes to: to
    ``read`` files, and to ``parse`` pages, or wait until other processes have.
    """
    reading = Reading(zone, captured_at, mapping)
    for event in read_files(walk(paths), reading, jobs=jobs, limits=limits, stages=stages or Stages()):
        assert not isinstance(event, Aside)  # noqa: S101 - none was put in
        yield event


def read_files(
    files: Iterable[ArchiveFile | UnreadablePage | Aside],
    reading: Reading,
    *,
    jobs: int,
    limits: Limits,
    stages: Stages,
) -> Iterator[PageEvent | Aside]:
    """What every page in these files holds, in their order, and the asides between them; see ``read``.

    Files are asked for as they are read, some way ahead of the events that come of them.
    """
    found: Iterator[Content | UnreadablePage | Aside] = contents(files, limits)
    found = _counted(stages.each("read", found), stages)
    events = in_order(reading.event_or_aside, found, jobs=jobs, weigh=_weight, lost=_lost)
    last: PageEvent | Aside | None = None
    for event in stages.each("parse", events):
        if event is not None and not _repeats(last, event):
            yield event
        last = event


def _repeats(last: PageEvent | Aside | None, event: PageEvent | Aside) -> bool:
    """Whether this only says that one more part of a large file is not read, of which the part before was not."""
    return (
        isinstance(last, PageSkipped)
        and isinstance(event, PageSkipped)
        and event.is_continued
        and event.source == last.source
    )


def _counted(
    found: Iterable[Content | UnreadablePage | Aside], stages: Stages
) -> Iterator[Content | UnreadablePage | Aside]:
    for content in found:
        stages.bytes += _weight(content)
        yield content


def _weight(content: Content | UnreadablePage | Aside) -> int:
    return len(content.data) if isinstance(content, Content) else 0


def _lost(content: Content | UnreadablePage | Aside) -> PageEvent | Aside:
    if isinstance(content, Aside):
        return content
    reason = "the process that read it was killed, or crashed"
    advice = "It may have run out of memory: give it alone, with more memory or --jobs 1."
    return PageFailed(content.source, OutOfReach(content.source, reason, advice=advice))


def _read_claimed(page: Page, candidates: Sequence[Format]) -> PageRead:
    """What the format that claims the page reads; the others are asked where it finds no comment on a page of HTML.

    If nobody finds any, the page is left out: an empty thread would say that nobody has commented.
    """
    reader = claim(page, candidates)
    found = _read(page, reader)
    if found.comments or page.media_type != "text/html":
        return found
    try:
        return _read_claimed(page, [other for other in candidates if other is not reader])
    except UnclaimedPage as error:
        reason = f"it has signs of the format {reader.name}, but no comment that could be read"
        raise UnclaimedPage(page.source, reason, advice=error.advice) from None


def _read(page: Page, reader: Format) -> PageRead:
    try:
        documents = _documents(page, reader)
    except ReadError:
        raise
    except Exception as bug:  # one page, or one plug-in's mistake, must not end a run over an archive
        reason = f"the reader {reader.name} failed on it ({type(bug).__name__}: {bug})"
        raise ParseError(page.source, reason, advice="This is a mistake in the reader; please report it.") from bug
    return PageRead(page.source, reader.name, documents, is_continued=page.first_line > 1)


def _documents(page: Page, reader: Format) -> tuple[tuple[Document, ...], ...]:
    """The page's threads as documents, made when the tree that they were read from is gone: each is large."""
    threads = deque(reader.parse(page))
    if len(page.content) > _LARGE:
        gc.collect()  # a tree's tags refer to each other, and wait for this
    documents = []
    while threads:
        documents.append(tuple(documents_of(threads.popleft(), page, reader.name)))
    return tuple(documents)
