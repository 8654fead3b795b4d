"""What was read: pages, and the threads and comments that formats find on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from threadsearch.model.records import record

KEPT_ID = "threadsearch:"
"""What a thread's key or a comment's native id begins with if the rest of it is the id that it has with us."""


Layout = tuple[tuple[str, str], ...]
"""What a format that guesses has found on a page, in words for people: ("author", "h4 > a"), ("tree", "flat")."""


class Precision(StrEnum):
    """How finely a stamp was printed, finest first."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Kind(StrEnum):
    """What a document is. An article is the thread's own record and never counts as a comment."""

    COMMENT = "comment"
    POST = "post"
    PINGBACK = "pingback"
    ARTICLE = "article"


class State(StrEnum):
    """Whether the page still shows the comment's words."""

    LIVE = "live"
    DELETED = "deleted"


class ParentSource(StrEnum):
    """How a parent is known, surest first."""

    EXPLICIT = "explicit"
    NESTING = "nesting"
    QUOTE = "quote"
    MENTION = "mention"
    ADDRESS = "address"  # spoken to by name: "Agreed Keith."


@dataclass(frozen=True, slots=True)
class Defect:
    """Damage that was noticed and survived.

    ``locator`` says where in the source ("line 12"), or is empty; ``source`` names the source once the thread may
    have several, which is when it becomes documents.
    """

    message: str
    locator: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One archived page, decoded to text, with what is known of its capture.

    ``source`` is the path as the user gave it (and the member inside a container). ``zone`` is the zone in which
    stamps that name none are to be read; ``captured_at`` is what relative stamps count back from, ``None`` where
    nobody knows. ``defects`` are the ones of decoding.

    A large export comes as several pages of one source, each of whole records: ``first_line`` is the line of the source
    that ``content`` begins on, for locators to count from, and ``head`` is how the source begins where this is not its
    first page: of a table the names of its columns and its first record, of JSON lines the first line.
    """

    source: str
    content: str
    media_type: str = "text/plain"
    url: str | None = None
    captured_at: datetime | None = None
    zone: tzinfo = UTC
    defects: tuple[Defect, ...] = ()
    first_line: int = 1
    head: str = ""


@record(frozen=True, slots=True)
class Timestamp:
    """A moment as a page prints it.

    ``at`` is the first instant that the printed words may mean, in UTC, or ``None`` where they could not be
    understood; ``raw`` is the words; ``zone`` is the zone that the page states ("-07:00", "EST"), ``None`` where it
    states none and the reader's was assumed.
    """

    raw: str
    at: datetime | None = None
    precision: Precision | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        # A reader that forgets the zone must fail on the page that it reads, not later, on the whole index.
        if self.at is not None and self.at.tzinfo is None:
            raise ValueError(f"the instant of {self.raw!r} has no zone")


@record(frozen=True, slots=True)
class Comment:
    """One comment as a page shows it.

    ``position`` counts from 0 in page order. ``parent`` is the ``key`` of the comment that this one replies to, and
    may name a comment that is not on the page; only one that was inferred from the comment's words has a
    ``parent_confidence``, from 0 to 1. ``author`` is ``None`` where the page lost it. ``text`` is plain:
    paragraphs parted by an empty line, quoted lines led by "> ". ``links`` are the targets of its links, in order.
    ``locator`` says where in the source the comment starts ("line 21").
    """

    position: int
    text: str
    author: str | None = None
    created: Timestamp | None = None
    native_id: str | None = None
    parent: str | None = None
    parent_source: ParentSource | None = None
    parent_confidence: float | None = None
    url: str | None = None
    links: tuple[str, ...] = ()
    locator: str = ""
    kind: Kind = Kind.COMMENT
    state: State = State.LIVE

    @property
    def key(self) -> str:
        """What ``parent`` refers to: the native id, or the position where the page gives none."""
        return self.native_id if self.native_id is not None else f"@{self.position}"


@dataclass(frozen=True, slots=True)
class Thread:
    """One page's view of a thread: the article's record and the comments, in page order.

    ``key`` is the platform's own name for the thread, where it has one. ``stated_count`` is what the page claims
    ("115 Responses"), ``page`` and ``pages`` its place among the thread's pages ("1 of 2"). A format that guesses says
    how sure it is, from 0 to 1, as ``confidence``, and what it found, for people, as ``layout``: ("author", "h4 > a").
    """

    comments: tuple[Comment, ...]
    key: str | None = None
    title: str | None = None
    url: str | None = None
    site: str | None = None
    author: str | None = None
    created: Timestamp | None = None
    text: str = ""
    links: tuple[str, ...] = ()
    stated_count: int | None = None
    page: int | None = None
    pages: int | None = None
    defects: tuple[Defect, ...] = ()
    confidence: float | None = None
    layout: Layout = ()

    def __post_init__(self) -> None:
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise ValueError(f"a confidence of {self.confidence} is not between 0 and 1")
