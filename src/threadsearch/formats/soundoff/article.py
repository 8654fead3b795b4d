"""What stands before the comments: the blog's entry, under its date and title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from threadsearch.dates import read_stamp
from threadsearch.formats.soundoff import marks
from threadsearch.formats.textual import Line, paragraphs
from threadsearch.model import Page, Timestamp

_LONGEST = 200  # characters; what a theme prints around an entry is shorter
_BYLINE = re.compile(r"Post(?:ed)? by:?\s+(?P<author>\S.*)")
_SERVICE = r"(?:Mixx|Facebook|Twitter|Digg|del\.?icio\.?us|reddit|MySpace|StumbleUpon|LinkedIn|E-?mail|Print)"
_FURNITURE = re.compile(
    rf"(?:Filed under|Share this on|Tags?|Topics)\s*:.*|Post a comment|« .*|.* »|(?:{_SERVICE}(?:\s+|$))+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Article:
    """The entry's record. ``text`` has neither title nor date nor the theme's lines around it."""

    title: str | None = None
    author: str | None = None
    created: Timestamp | None = None
    text: str = ""


def read_article(lines: Sequence[Line], page: Page) -> Article:
    """Read the entry from the lines before the comments; what stands before its date is the site's frame."""
    stamp, lines = _dated(lines)
    content, frame = _unframed(lines)
    if not content:
        return Article()
    body, more = _unframed(content[1:])
    bylines = [match for line in (*frame, *more) if (match := _BYLINE.fullmatch(line.text[:_LONGEST]))]
    return Article(
        title=content[0].text,
        author=bylines[-1]["author"] if bylines else None,
        created=read_stamp(stamp, zone=page.zone, captured_at=page.captured_at) if stamp else None,
        text=paragraphs(body),
    )


def _dated(lines: Sequence[Line]) -> tuple[str | None, Sequence[Line]]:
    """The entry's date, and what follows it. A date with its time below is surer than one that stands alone."""
    dates = [place for place, line in enumerate(lines) if marks.is_dateline(line.text)]
    for place in dates:
        if place + 1 < len(lines) and marks.is_clockline(lines[place + 1].text):
            return f"{lines[place].text} {lines[place + 1].text}", lines[place + 2 :]
    return (lines[dates[0]].text, lines[dates[0] + 1 :]) if dates else (None, lines)


def _unframed(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines without bylines, links and labels at both ends, and these; inside, they are the entry's own words."""
    own = [place for place, line in enumerate(lines) if line.text and not _is_furniture(line.text)]
    if not own:
        return (), lines
    return lines[own[0] : own[-1] + 1], (*lines[: own[0]], *lines[own[-1] + 1 :])


def _is_furniture(text: str) -> bool:
    return len(text) <= _LONGEST and bool(_FURNITURE.fullmatch(text) or _BYLINE.fullmatch(text))
