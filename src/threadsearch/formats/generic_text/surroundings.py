"""What a page tells of its list of comments: its title, how many comments it claims, how many pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_text import furniture
from threadsearch.formats.generic_text.cutting import Record
from threadsearch.formats.generic_text.entries import Entry

_AROUND = 60  # entries above the first record and behind the last
_SHORTEST_TITLE, _LONGEST_TITLE = 8, 200  # characters
_TITLE_WORDS = 2
_ANSWER = re.compile(r"(?:re|aw|sv|odp|antw)\s?:\s*(?P<title>\S.*)", re.IGNORECASE)
_QUOTED = re.compile(r"[“„«\"](?P<title>[^“”„«»\"]+)[”“»\"]")


def stated_count(entries: Sequence[Entry], records: Sequence[Record]) -> int | None:
    """The number in the heading nearest above the first record."""
    below = ""
    for entry in _above(entries, records):
        count = furniture.stated_count(entry.words)
        if count is None and furniture.is_heading(below) and entry.words.isdecimal():
            count = int(entry.words)  # the number stands on a line of its own above the heading
        if count is not None:
            return count
        below = entry.words
    return None


def page_and_pages(entries: Sequence[Entry], records: Sequence[Record]) -> tuple[int | None, int | None]:
    """The two numbers of the pager around the records ("Page 2 of 7")."""
    behind = entries[records[-1].end : records[-1].end + _AROUND]
    pagers = (furniture.page_and_pages(entry.words) for entry in (*_above(entries, records), *behind))
    return next((pager for pager in pagers if pager), (None, None))


def title(entries: Sequence[Entry], records: Sequence[Record]) -> str | None:
    """The thread's title, where something says so: answers repeat it, the heading quotes it, it stands there twice.

    A page's first lines are its menu, so that nothing else tells.
    """
    return _answered(entries, records) or _quoted(entries, records) or _repeated(entries, records)


def _above(entries: Sequence[Entry], records: Sequence[Record]) -> Iterator[Entry]:
    first = records[0].top
    return reversed(entries[max(0, first - _AROUND) : first])


def _answered(entries: Sequence[Entry], records: Sequence[Record]) -> str | None:
    """The title that the answers' titles repeat ("Re: The lamp")."""
    for record in records:
        for entry in entries[record.top : record.start + 1]:
            text = entry.date.before if entry.date else entry.words
            match = _ANSWER.match(text) if len(text) <= _LONGEST_TITLE else None
            found = _shown(entries[: record.top], match["title"]) if match else None
            if found:
                return found
    return None


def _shown(entries: Sequence[Entry], wanted: str) -> str | None:
    """The line above that holds nothing but the title that is wanted."""
    return next((entry.words for entry in entries if fold(entry.words) == fold(wanted.strip())), None)


def _quoted(entries: Sequence[Entry], records: Sequence[Record]) -> str | None:
    """The title in the heading ("3 thoughts on “The lamp”")."""
    for entry in _above(entries, records):
        if furniture.stated_count(entry.words) is not None:
            match = _QUOTED.search(entry.words)
            return match["title"].strip() if match else None
    return None


def _repeated(entries: Sequence[Entry], records: Sequence[Record]) -> str | None:
    """The line nearest above that stands there twice: as a crumb of the path, or the page's name, and as its title."""
    seen: set[str] = set()
    for entry in _above(entries, records):
        is_title = _SHORTEST_TITLE <= len(entry.words) <= _LONGEST_TITLE and entry.words.count(" ") >= _TITLE_WORDS
        if not is_title or entry.is_furniture or entry.date or entry.signs.is_heading or entry.signs.is_end:
            continue
        if fold(entry.words) in seen:
            return entry.words
        seen.add(fold(entry.words))
    return None
