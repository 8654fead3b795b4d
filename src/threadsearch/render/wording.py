"""Small things said the same way everywhere: dates, authors, counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from threadsearch.model import Document, Kind, Precision, State
from threadsearch.render.terminal import safe_line

NO_AUTHOR = "[no author]"
UNDATED = "undated"

# Stamps of a day or coarser are kept as the first instant of their day in the page's own zone, which may be the day
# before in UTC. Half a day further is the day that the page prints, from Hawaii to New Zealand.
_TO_MIDDAY = timedelta(hours=13)

_PATTERNS = {
    Precision.SECOND: "%Y-%m-%d %H:%M",
    Precision.MINUTE: "%Y-%m-%d %H:%M",
    Precision.HOUR: "%Y-%m-%d %Hh",
    Precision.DAY: "%Y-%m-%d",
    Precision.MONTH: "%Y-%m",
    Precision.YEAR: "%Y",
}
_COARSE = {Precision.DAY, Precision.MONTH, Precision.YEAR}


def date(document: Document, zone: tzinfo = UTC) -> str:
    """A document's date, in ``zone``, as fine as the page gives it and never finer than a minute."""
    if document.created_at is None:
        return UNDATED
    precision = document.created_precision or Precision.SECOND
    at = document.created_at + _TO_MIDDAY if precision in _COARSE else document.created_at.astimezone(zone)
    return at.strftime(_PATTERNS[precision])


def instant(at: datetime) -> str:
    """A moment in UTC, to the second where it has seconds: 2011-07-05T05:33Z."""
    at = at.astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ" if at.second else "%Y-%m-%dT%H:%MZ")


def author(document: Document) -> str:
    """The author's name, safe for a screen."""
    return safe_line(document.author) if document.author else NO_AUTHOR


def title(document: Document) -> str:
    """The thread's title, safe for a screen, or what stands for it where the page has none."""
    return safe_line(document.title or document.url or document.source)


def count(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun: "1 reply", "1,204 comments"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def replies(document: Document) -> str:
    """How many replies a comment has, or nothing."""
    return count(document.reply_count, "reply", "replies") if document.reply_count else ""


def remarks(document: Document) -> list[str]:
    """What is unusual about a comment: an orphan, deleted, no plain comment."""
    said = []
    if document.kind not in {Kind.COMMENT, Kind.ARTICLE}:
        said.append(document.kind.value)
    if document.orphan_of is not None:
        said.append("reply to a missing comment")
    if document.state is State.DELETED:
        said.append("deleted")
    return said


def reply_to(document: Document) -> str:
    """Whom a reply answers: "reply to Jim", or nothing for a top-level comment."""
    if document.parent_id is None:
        return ""
    return f"reply to {safe_line(document.parent_author) if document.parent_author else NO_AUTHOR}"
