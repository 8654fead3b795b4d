"""What is indexed: documents, each a comment or a thread's own record."""

from __future__ import annotations

from datetime import datetime, timedelta

from threadsearch.model.reading import Defect, Kind, ParentSource, Precision, State
from threadsearch.model.records import record


@record(frozen=True, slots=True)
class Capture:
    """One source that holds a document, and the place in it; ``page`` is its number among the thread's pages."""

    source: str
    locator: str = ""
    captured_at: datetime | None = None
    page: int | None = None


@record(frozen=True, slots=True)
class Document:
    """One comment, or one thread's own record, as it is indexed; the keys of every structured output are these.

    ``depth`` is 0 for a top-level comment and its parent's + 1 below; ``position`` is the place in the whole thread's
    order, parents before children. ``root_id`` is the top-level ancestor (its own id at depth 0). A reply whose
    parent is in no capture has ``parent_id`` ``None``, depth 0 and the missing parent's id in ``orphan_of``. A parent
    that was inferred from what the comment says has a ``parent_confidence``, from 0 to 1.

    A thread's own record has kind ``article``, position -1, and ``id == thread_id == root_id``; only it carries
    ``stated_count`` (the largest that any page claims), ``pages`` (the page numbers seen), ``stated_pages``,
    ``defects`` and ``confidence`` (0 to 1, the least of its captures' where a format guessed, else ``None``), and its
    ``reply_count`` is the number of top-level comments.
    """

    id: str
    thread_id: str
    root_id: str
    position: int
    text: str
    source: str
    kind: Kind = Kind.COMMENT
    state: State = State.LIVE
    parent_id: str | None = None
    parent_author: str | None = None
    parent_source: ParentSource | None = None
    parent_confidence: float | None = None
    orphan_of: str | None = None
    depth: int = 0
    reply_count: int = 0
    author: str | None = None
    created_at: datetime | None = None
    created_raw: str | None = None
    created_precision: Precision | None = None
    created_zone: str | None = None
    title: str | None = None
    url: str | None = None
    site: str | None = None
    links: tuple[str, ...] = ()
    locator: str = ""
    format: str = ""
    captures: tuple[Capture, ...] = ()
    stated_count: int | None = None
    pages: tuple[int, ...] = ()
    stated_pages: int | None = None
    defects: tuple[Defect, ...] = ()
    confidence: float | None = None

    @property
    def created_until(self) -> datetime | None:
        """The last instant that the printed date may mean: the end of its day, month or year, else ``created_at``.

        A date range holds a document when it holds the whole span, so "July 2011" is never taken for 1 July.
        """
        if self.created_at is None or self.created_precision in _MOMENTS:
            return self.created_at
        try:
            return self.created_at + _span(self.created_at, self.created_precision)
        except (OverflowError, ValueError):  # the calendar ends before the year does
            return datetime.max.replace(tzinfo=self.created_at.tzinfo)


_MOMENTS = {None, Precision.SECOND, Precision.MINUTE, Precision.HOUR}


def _span(at: datetime, precision: Precision | None) -> timedelta:
    """How long after ``at``, the first instant of a day, month or year in some zone, its last second is."""
    if precision is Precision.DAY:
        length = timedelta(days=1)
    elif precision is Precision.MONTH:
        # A local midnight may fall on the day before in UTC, so ask the calendar about the middle of the month.
        first = (at + timedelta(days=15)).replace(day=1)
        length = (first + timedelta(days=32)).replace(day=1) - first
    else:
        first = (at + timedelta(days=180)).replace(month=1, day=1)
        length = first.replace(year=first.year + 1) - first
    return length - timedelta(seconds=1)
