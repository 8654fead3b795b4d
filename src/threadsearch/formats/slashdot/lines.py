"""The line that names a comment's author and date, and the address of the comment."""

from __future__ import annotations

import re
from datetime import date, datetime

from bs4 import Tag

from threadsearch.addresses import original
from threadsearch.formats.html import Item, Stamps, attribute, is_text, one_line, text_of
from threadsearch.model import Page, Timestamp

_BEHIND_NAME = re.compile(
    r"(?<!\s)\s++(?:\(\s*\d+\s*\)|\(Score:|writes:?|on \w+day\b|alter relationship|Alter Relationship).*", re.DOTALL
)
_DATE = re.compile(r"\b(\w+day,?\s+\w+\s+\d{1,2},?(?:\s+\d{4})?,?\s++(?:@\s*)?\d{1,2}:\d\d\s*[AP]M)", re.IGNORECASE)
LINE_ID = re.compile(r"/comments\.pl\?[^\"'<>]{0,500}?[?&;]cid=(\d+)")
_SID_DAY = re.compile(r"\b(?:sid=|story/)(\d\d)/(\d\d)/(\d\d)/")
_YEARLESS = re.compile(r"\b(\w+day),? (\w+ \d{1,2})(?=,? @)")
_YEARS = 6  # until the same day of the year falls on the same day of the week again


class Dates:
    """Reads the page's dates, those without a year by the story's day."""

    def __init__(self, page: Page) -> None:
        self._stamps = Stamps(page)
        told = _SID_DAY.search(page.url or "") or _SID_DAY.search(page.content)
        try:
            self._day = datetime.strptime("".join(told.groups()) + "+0000", "%y%m%d%z").date() if told else None
        except ValueError:
            self._day = None

    def read(self, text: str) -> Timestamp | None:
        """The date in a line ("by NAME on Thursday April 20, @09:55AM"), if there is one."""
        printed = _DATE.search(text)
        if printed is None:
            return None
        shown = one_line(printed[1])
        whole = _YEARLESS.sub(lambda match: f"{match[1]} {match[2]}, {self._year(match)}", shown)
        return self._stamps.read(whole.replace("@", " ").replace("  ", " "), shown=shown)

    def _year(self, match: re.Match[str]) -> str:
        """The first year in which this day of the week and of the year comes after the story."""
        years = range(self._day.year, self._day.year + _YEARS) if self._day else range(0)
        return next((str(year) for year in years if self._day and _falls(match, year, self._day)), "")


def _falls(match: re.Match[str], year: int, since: date) -> bool:
    try:
        day = datetime.strptime(f"{match[2]} {year} +0000", "%B %d %Y %z").date()
    except ValueError:
        return False
    return day >= since and f"{day:%A}" == match[1]


def line_of(item: Item) -> str:
    """The text of a comment that is no more than a line ("Re:Wind by rook (Score:1) Thursday April 20, @11:30AM")."""
    return one_line("".join(str(child) for child in item.tag.children if is_text(child)))


def folded(tag: Tag) -> str | None:
    """The number of the comment that an item of a list stands for by a line alone: its subject, "by" and its author."""
    link = tag.find("a", recursive=False)
    if not isinstance(link, Tag) or not re.match(r"\s*by\s", str(link.next_sibling or "")):
        return None
    match = LINE_ID.search(attribute(link, "href"))
    return match[1] if match else None


def author_in(line: Tag | None, text: str) -> str | None:
    """The name in a line ("by NAME (1234) on Thursday ..."), without the account's number."""
    links = line.find_all("a") if line is not None else []
    link = next((tag for tag in links if "~" in attribute(tag, "href")), None)
    if link is not None:
        return _BEHIND_NAME.sub("", text_of(link)) or None
    return _BEHIND_NAME.sub("", re.sub(r"^by\s+", "", text)) or None


def permalink(item: Item, page: Page) -> str | None:
    """The address that shows the comment alone."""
    links = (attribute(tag, "href") for tag in item.own if tag.name == "a")
    leading = (href for href in links if (match := LINE_ID.search(href)) and match[1] == item.number)
    return next(filter(None, (original(href, page.url or "https:") for href in leading)), None)
