"""The lines by which a soundoff page is known: headings, footers, list marks, pagers, forms.

Each function takes one line's text without blank ends. A line that is longer than any of these is not looked at, so
that no pattern ever runs over a hostile one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST = 200  # characters; a mark is far shorter

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = rf"{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,\s\d{{4}}"
_CLOCK = r"\d{1,2}:\d\d(?:\s?[ap]\.?m\.?)?"
_ZONE = r"(?:\s[A-Z]{2,4})?"
_LINKS = r"(?:\s|\||Report abuse|Reply)"

_HEADING = re.compile(r"soundoff\s\((?P<count>[\d,.]+|No|One)\sResponses?\)", re.IGNORECASE)
# Some of the blogs print the time twice: "July 5, 2011 05:33 pm at 5:33 pm |".
_FOOTER = re.compile(
    rf"(?P<date>{_DATE})(?:\s{_CLOCK})?\sat\s(?P<clock>{_CLOCK})(?P<links>{_LINKS}*)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LINKS_ALONE = re.compile(rf"{_LINKS}+", re.IGNORECASE)
_LIST_MARK = re.compile(r"(?:(?P<number>\d{1,6})\.|[•*·◦▪-])(?:\s+(?P<rest>.*))?")
_DATELINE = re.compile(rf"{_DATE}(?:,?\s(?:at\s)?{_CLOCK}{_ZONE})?")
_CLOCKLINE = re.compile(rf"{_CLOCK}{_ZONE}", re.IGNORECASE)
_PAGER = re.compile(r"(?:(?:\d{1,4}|…|\.{3}|[←→«»]|Previous|Next|First|Last)(?:\s+|$))+", re.IGNORECASE)
_FORM = re.compile(r"Leave a Reply.*|Click here to cancel reply.*|Comments are closed.*|Post a comment", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Footer:
    """A comment's last line: its date, and the links behind it ("| Report abuse | Reply"), as far as they stand there.

    ``complete`` is False where something else follows, as when a page breaks off in the middle of "Report abuse".
    """

    stamp: str
    links: str
    complete: bool


@dataclass(frozen=True, slots=True)
class ListMark:
    """A line that a list's number or bullet (``number`` is ``None``) begins, and what follows it, if anything does."""

    number: int | None
    rest: str | None


def stated_count(text: str) -> int | None:
    """How many responses a heading claims; ``None`` for a line that is no heading."""
    match = _match(_HEADING, text)
    if match is None:
        return None
    count = match["count"].lower()
    return {"no": 0, "one": 1}.get(count) or int(re.sub(r"\D", "", count) or 0)


def footer(text: str) -> Footer | None:
    """The footer that a line begins with."""
    match = _match(_FOOTER, text)
    return match and Footer(f"{match['date']} at {match['clock']}", match["links"], not match["rest"])


def is_telling_footer(text: str) -> bool:
    """Whether this is a footer that hardly any other site prints."""
    found = footer(text)
    return found is not None and found.complete and "report abuse" in found.links.lower()


def is_links(text: str) -> bool:
    """Whether this is a footer's links, or one of them, without the date."""
    return _match(_LINKS_ALONE, text) is not None


def list_mark(text: str) -> ListMark | None:
    """The number or bullet that a line begins with."""
    match = _match(_LIST_MARK, text)
    return match and ListMark(int(match["number"]) if match["number"] else None, match["rest"] or None)


def is_dateline(text: str) -> bool:
    """Whether this is an article's date."""
    return _match(_DATELINE, text) is not None


def is_clockline(text: str) -> bool:
    """Whether this is the time of day that stands below an article's date."""
    return _match(_CLOCKLINE, text) is not None


def pager_numbers(text: str) -> list[int] | None:
    """The page numbers in a pager, or a line of one ("1 2 3 Next"); ``None`` for any other line."""
    return [int(number) for number in re.findall(r"\d+", text)] if _match(_PAGER, text) else None


def is_form(text: str) -> bool:
    """Whether this line stands where the comments are over."""
    return _match(_FORM, text) is not None


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.fullmatch(text) if len(text) <= _LONGEST else None
