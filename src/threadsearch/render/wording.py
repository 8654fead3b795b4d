"""Small things said the same way everywhere: dates, authors, counts."""

from __future__ import annotations

from datetime import UTC, datetime

from threadsearch.model import Defect, Document, Kind, Precision, State
from threadsearch.render.terminal import safe_line

NO_AUTHOR = "[no author]"
UNDATED = "undated"

_PATTERNS = {
    Precision.SECOND: "%Y-%m-%d %H:%M",
    Precision.MINUTE: "%Y-%m-%d %H:%M",
    Precision.HOUR: "%Y-%m-%d %Hh",
    Precision.DAY: "%Y-%m-%d",
    Precision.MONTH: "%Y-%m",
    Precision.YEAR: "%Y",
}
_COARSE = {Precision.DAY, Precision.MONTH, Precision.YEAR}


def date(document: Document) -> str:
    """A document's date in UTC, as fine as the page gives it and never finer than a minute."""
    if document.created_at is None:
        return UNDATED
    precision = document.created_precision or Precision.SECOND
    if precision not in _COARSE:
        return document.created_at.strftime(_PATTERNS[precision])
    # A day that began in another zone began on the day before or after in ours; its middle lies on the same one.
    until = document.created_until or document.created_at
    middle = document.created_at + (until - document.created_at) / 2
    return middle.strftime(_PATTERNS[precision])


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


def replies(document: Document) -> list[str]:
    """How many replies a comment has, if it has any."""
    return [count(document.reply_count, "reply", "replies")] if document.reply_count else []


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


def defect(found: Defect) -> str:
    """What is wrong, and where: "a comment lost its author line (saved/bridge.html, line 60)"."""
    place = safe_line(", ".join(filter(None, (found.source, found.locator))))
    return f"{safe_line(found.message)} ({place})" if place else safe_line(found.message)
