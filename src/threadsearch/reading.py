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
from threadsearch.formats.base import Format, fallback_of
from threadsearch.formats.recipes import Recipe, reader_for
from threadsearch.formats.table import Mapping, with_mapping
from threadsearch.model import Document, Layout, Page
from threadsearch.replies import infer_replies
from threadsearch.stages import Stages
from threadsearch.workers import in_order

_LARGE = 1024**2  # characters of a page that memory is freed for at once


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page gave threads: each is its record and its comments, as documents.

    ``is_continued`` says that it is not the first part of its source, of which others came before. ``fallback`` is the
    format's (see ``fallback_of``), and ``layouts`` has what it found on the page, thread by thread, if it guesses.
    """

    source: str
    format: str
    threads: tuple[tuple[Document, ...], ...]
    is_continued: bool = False
    fallback: int = 0
    layouts: tuple[Layout, ...] = ()

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
    say theirs, ``mapping`` the columns that people have named for tables, ``only`` the one format that reads, whether
    or not others would; with ``infers_replies``, comments of flat threads get the parents that their words give away.
    The pages that one of the ``recipes`` is for are read by the first such alone.
    """

    zone: tzinfo = UTC
    captured_at: datetime | None = None
    mapping: Mapping | None = None
    only: str | None = None
    infers_replies: bool = False
    recipes: tuple[Recipe, ...] = ()

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
                reader = reader_for(page, self.recipes)
                if reader is not None:
                    return _read(page, reader, infers_replies=self.infers_replies)
                return _Asking(page, self.only, self.infers_replies).read(self._formats())
        except UnclaimedPage as error:
            return PageSkipped(page.source, error, is_continued=page.first_line > 1)
        except ReadError as error:
            return PageFailed(page.source, error)

    def event_or_aside(self, content: Content | UnreadablePage | Aside) -> PageEvent | Aside | None:
        """The same, and what is neither a page nor the lack of one as it is."""
        return content if isinstance(content, Aside) else self.event(content)

    def _formats(self) -> Sequence[Format]:
        readers = formats() if self.mapping is None else with_mapping(self.mapping, formats())
        return readers if self.only is None else [reader for reader in readers if reader.name == self.only]


def read(
    paths: Iterable[str],
    reading: Reading = Reading(),
    *,
    jobs: int = 1,
    limits: Limits = Limits(),  # noqa: B008 - as above
    stages: Stages | None = None,
) -> Iterator[PageEvent]:
    """What every page under ``paths`` holds, in a stable order, which the number of processes (``jobs``) never changes.

    ``stages`` are told what the time goes to: to ``read`` files, and to ``parse`` pages, or wait until others have.
    """
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


@dataclass(slots=True)
class _Asking:
    """A page that formats are asked to read, one after another, and what they said who did not.

    ``vain`` is the first format that claimed the page and found no comment, ``declined`` what the last one said that
    looked and declined.
    """

    page: Page
    only: str | None = None
    infers_replies: bool = False
    vain: str | None = None
    declined: UnclaimedPage | None = None

    def read(self, candidates: Sequence[Format]) -> PageRead:
        """What the format that claims the page reads; others are asked where it declines, or finds no comment in HTML.

        If nobody finds any, the page is left out: an empty thread would say that nobody has commented.
        """
        while True:
            try:
                reader = claim(self.page, candidates)
            except UnclaimedPage as unclaimed:
                raise self._refusal(unclaimed) from None
            try:
                found = _read(self.page, reader, infers_replies=self.infers_replies)
            except UnclaimedPage as declined:
                self.declined = declined
            else:
                if found.comments or self.page.media_type != "text/html":
                    return _not_in_vain(found, self.page)
                self.vain = self.vain or reader.name
            candidates = [other for other in candidates if other is not reader]

    def _refusal(self, unclaimed: UnclaimedPage) -> UnclaimedPage:
        """Why nobody has read the page: what it is known to be, then what was found by whoever looked."""
        from threadsearch.formats.looks import situation  # it loads what reads HTML, which not every command needs

        found = self.declined.reason if self.declined else ""
        advice = (self.declined.advice if self.declined else "") or unclaimed.advice
        if self.vain:
            reason = f"it has signs of the format {self.vain}, but no comment that could be read"
        elif self.only:
            reason = f"the format {self.only} {'declines' if found else 'does not claim'} it"
            advice = "Without --only, all formats are asked."
        elif not found:
            reason = unclaimed.reason
        elif known := situation(self.page):
            reason, advice = f"no format claims it; {known[0]}", known[1]
        else:
            reason = "no format claims it"
        reason = f"{reason}; {found}" if found else reason
        return UnclaimedPage(
            self.page.source, reason, advice=advice, found=self.declined.found if self.declined else ()
        )


def _not_in_vain(found: PageRead, page: Page) -> PageRead:
    """What was read; ``UnclaimedPage`` if that is nothing, which is known only of a source that is whole."""
    if found.threads or found.is_continued:
        return found
    raise UnclaimedPage(page.source, f"it is in the format {found.format}, and there is no comment in it")


def _read(page: Page, reader: Format, *, infers_replies: bool = False) -> PageRead:
    try:
        documents, layouts = _documents(page, reader, infers_replies=infers_replies)
    except ReadError:
        raise
    except Exception as bug:  # one page, or one plug-in's mistake, must not end a run over an archive
        reason = f"the reader {reader.name} failed on it ({type(bug).__name__}: {bug})"
        raise ParseError(page.source, reason, advice="This is a mistake in the reader; please report it.") from bug
    is_continued = page.first_line > 1
    return PageRead(page.source, reader.name, documents, is_continued, fallback_of(reader), layouts)


def _documents(
    page: Page, reader: Format, *, infers_replies: bool
) -> tuple[tuple[tuple[Document, ...], ...], tuple[Layout, ...]]:
    """The page's threads as documents, made when the tree that they were read from is gone, and their layouts."""
    threads = deque(reader.parse(page))
    layouts = tuple(thread.layout for thread in threads)
    if len(page.content) > _LARGE:
        gc.collect()  # a tree's tags refer to each other, and wait for this
    documents = []
    while threads:
        thread = threads.popleft()
        thread = infer_replies(thread) if infers_replies else thread
        documents.append(tuple(documents_of(thread, page, reader.name)))
    return tuple(documents), layouts
