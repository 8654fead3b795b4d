"""Calendar dates, clocks and zones as they are printed.

A text is read by cutting out of it what is understood: the clock and its zone, then the date. What is left must be
words that are known to stand around dates, or the text is no date. So the order of the parts doesn't matter, and prose
that merely holds a number is never taken for a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from threadsearch.dates.moments import Moment
from threadsearch.dates.vocabulary import (
    COUNTED_MONTHS,
    DAYS_BACK,
    HALVES,
    LATE_HALVES,
    MONTHS,
    WEEKDAYS,
    ZONES,
)
from threadsearch.model import Precision

WORD = re.compile(r"[^\W_]+")

_LETTER = r"[^\W\d_]"
_END = r"(?![0-9]|[:.][0-9])"  # a number that goes on, or is the beginning of a clock, is no day and no year
_GAP = r"[\s.,،/\-]{0,3}(?:(?:of|de|del|di|den)\s|d')?"
_DAY = rf"(?<![0-9])(?P<day>[0-9]{{1,2}})(?![0-9])(?:(?:st|nd|rd|th|er|re|e|o|a|-?го)(?!{_LETTER}))?"  # noqa: RUF001 - "5th" in Russian
_MONTH = r"<(?P<month>[^<>]+)>"
_YEAR = rf"'?(?P<year>[0-9]{{4}}|[0-9]{{2}}){_END}"
_LONG_YEAR = r"(?<![0-9])(?P<year>[0-9]{4})(?![0-9])"
_NUMERIC_MONTH = r"(?P<month>[0-9]{1,2})"
_CJK_MONTH = rf"(?<![0-9]){_NUMERIC_MONTH}\s?[月월]"


class _Form(NamedTuple):
    """A form of dates or clocks, and the characters of which it has at least one, which are cheaper to look for."""

    needed: frozenset[str]
    pattern: re.Pattern[str]


def _forms(*forms: tuple[Iterable[str], str]) -> tuple[_Form, ...]:
    return tuple(_Form(frozenset(needed), re.compile(pattern)) for needed, pattern in forms)


_DATES = _forms(
    ("年년", rf"{_LONG_YEAR}\s?[年년]\s?{_NUMERIC_MONTH}\s?[月월]\s?(?P<day>[0-9]{{1,2}})\s?[日号號일]"),
    ("-/.", rf"{_LONG_YEAR}(?P<mark>[-/.])\s?{_NUMERIC_MONTH}(?P=mark)\s?(?P<day>[0-9]{{1,2}}){_END}"),
    ("-/.", rf"(?<![0-9])(?P<first>[0-9]{{1,2}})(?P<mark>[-/.])\s?(?P<second>[0-9]{{1,2}})(?P=mark)\s?{_YEAR}"),
    ("<", rf"{_DAY}{_GAP}{_MONTH}{_GAP}{_YEAR}"),
    ("<", rf"{_LONG_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}{_END}"),
    ("<", rf"{_MONTH}{_GAP}{_DAY}{_GAP}{_YEAR}"),
    ("月월", rf"{_CJK_MONTH}\s?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s?{_LONG_YEAR}"),
    ("月월", rf"{_DAY}\s{_CJK_MONTH},?\s?{_LONG_YEAR}"),
    ("年년", rf"{_LONG_YEAR}\s?[年년]\s?{_NUMERIC_MONTH}\s?[月월]"),
    ("<", rf"{_MONTH}{_GAP}{_LONG_YEAR}"),
    ("<", rf"{_LONG_YEAR}{_GAP}{_MONTH}"),
    ("-/.", rf"{_LONG_YEAR}[-/.]{_NUMERIC_MONTH}{_END}"),
    ("/.", rf"(?<![0-9]){_NUMERIC_MONTH}[/.]{_LONG_YEAR}"),
    ("<", rf"{_DAY}{_GAP}{_MONTH}"),
    ("<", rf"{_MONTH}{_GAP}{_DAY}{_END}"),
    ("月월", rf"{_CJK_MONTH}\s?(?P<day>[0-9]{{1,2}})\s?[日号號일]"),
    ("0123456789", rf"{_LONG_YEAR}\s?[年년]?"),
)
"""Fullest first; a word between angle brackets is the name of a month."""

_HALF = (
    r"(?:\s?(?P<half>[ap])\s?\.?\s?m(?![^\W_])\.?"
    rf"|\s?(?P<late>{'|'.join('[.]?'.join(half) for half in LATE_HALVES)})(?![^\W_])\.?)"
)
_EARLY = rf"(?:(?P<early>{'|'.join(HALVES)})\s?)?"
_HOUR = r"(?<![0-9:.])(?P<hour>[0-9]{1,2})"
_MINUTE = r"(?P<minute>[0-9]{2})"
_SECOND = r"(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,9}|,[0-9]{3,9})?)"
_CJK_MINUTE = r"(?:\s?(?P<minute>[0-9]{1,2})\s?[分분](?:\s?(?P<second>[0-9]{1,2})\s?[秒초])?)?"
_OFFSET = r"(?P<offset>\s?[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2}|\s?z)(?![\w:]|[./-][0-9])"
_CLOCKS = _forms(
    ("n", r"(?:(?<![0-9:.])12(?::00)?\s?)?(?P<word>noon|midnight)"),
    (":", rf"{_EARLY}{_HOUR}:{_MINUTE}{_SECOND}?(?![0-9:]){_HALF}?(?:{_OFFSET})?"),
    (("m", *(half[0] for half in LATE_HALVES)), rf"{_HOUR}(?:\.{_MINUTE})?{_HALF}(?:{_OFFSET})?"),
    ("時时点點시", rf"{_EARLY}{_HOUR}\s?[時时点點시]{_CJK_MINUTE}"),
    ("h", rf"{_HOUR}\s?h(?:\s?{_MINUTE}(?![0-9]|[./-][0-9])(?:\s?min)?)?(?!{_LETTER})"),
    ("u", rf"{_HOUR}\s?(?:uhr|uur)(?!{_LETTER})"),
)
_DOTTED_CLOCK = _forms((".", rf"{_HOUR}\.{_MINUTE}(?:\.(?P<second>[0-9]{{2}}))?(?![0-9:])(?:{_OFFSET})?"))

_PLACE = r"(?:\s?\([a-z ]+\))"  # that a zone is named after
_GREENWICH = _forms(
    (
        "cg",
        rf"(?<![^\W_])(?P<name>utc|gmt)\s?(?P<offset>[+\-\u2013]\s?[0-9]{{1,2}}(?::?[0-9]{{2}})?)(?![0-9:]){_PLACE}?",
    )
)
_ZONE_NAME = _forms(
    ({name[0] for name in ZONES}, rf"(?<![^\W_])(?:{'|'.join(sorted(ZONES, key=len, reverse=True))})(?![^\W_])")
)
_RECENT = _forms(
    (
        {words[0] for words in DAYS_BACK},
        rf"(?<!{_LETTER})(?:{'|'.join(sorted(DAYS_BACK, key=len, reverse=True))})(?!{_LETTER})",
    )
)

_WORDS = re.compile(rf"{_LETTER}+")
_COUNTED_MONTH = re.compile(
    rf"(?<![^\W_])thang (?P<count>[0-9]{{1,2}}|{'|'.join(sorted(COUNTED_MONTHS, key=len, reverse=True))})(?![^\W_])"
)
_BEFORE_CLOCK = re.compile(r"(?<=[0-9])t(?=[0-9])")
_BASIC_FORMAT = re.compile(r"(?<![0-9])([0-9]{4})([0-9]{2})([0-9]{2})t([0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Reader:
    """How to read what a text leaves open.

    ``zone`` is the one assumed, ``present`` (aware) what "yesterday" and dates without a year count back from, if
    known; ``day_first`` decides 7/5/2011 (``None``: month first, but day first between dots); ``tolerated`` are the
    words that may stand around the date.
    """

    zone: tzinfo
    present: datetime | None
    day_first: bool | None
    tolerated: AbstractSet[str]

    def read(self, text: str) -> Moment | None:
        """The moment that a folded text prints; ``None`` if it is anything but a date."""
        with suppress(ValueError, OverflowError, ZoneInfoNotFoundError):
            return self._read(_Scrap(_prepared(text)))
        return None

    def _read(self, scrap: _Scrap) -> Moment:
        greenwich = scrap.cut(*_GREENWICH)
        clock = scrap.cut(*_CLOCKS)
        name = scrap.cut(*_ZONE_NAME, start=clock.start()) if clock else None
        found = scrap.cut(*_DATES)
        clock = clock or scrap.cut(*_DOTTED_CLOCK)
        stated, zone = _stated_zone(greenwich, clock, name)
        today = self.present.astimezone(zone or self.zone).date() if self.present else None
        if found:
            day, precision = _date(found, day_first=self.day_first, today=today)
        else:
            day, precision = _recent_date(scrap, today, with_clock=clock is not None), Precision.DAY
        if any(word not in self.tolerated for word in WORD.findall(scrap.rest)):
            raise ValueError(scrap.rest)
        hour, minute, second = 0, 0, 0
        if clock:
            if precision is not Precision.DAY:
                raise ValueError("a clock without a day")
            (hour, minute, second), precision = _time(clock)
        start = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone or self.zone)
        return Moment(start, precision, stated)


class _Scrap:
    """A text out of which parts are cut, one after the other; a space stays in their place."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self._characters = frozenset(text)

    def cut(self, *forms: _Form, start: int = 0) -> re.Match[str] | None:
        """The first of the forms that matches, cut out."""
        for needed, pattern in forms:
            if not needed.isdisjoint(self._characters) and (match := pattern.search(self.rest, start)):
                self.rest = f"{self.rest[: match.start()].rstrip()} {self.rest[match.end() :].lstrip()}"
                return match
        return None


def _prepared(text: str) -> str:
    """Single spaces, names of months between angle brackets, and ISO 8601's T and basic format spelt out."""
    text = " ".join(text.split())
    if "t" in text:
        text = _BASIC_FORMAT.sub(r"\1-\2-\3 \4:\5:\6", text)
        text = _BEFORE_CLOCK.sub(" ", text)
        text = _COUNTED_MONTH.sub(lambda month: f"<{COUNTED_MONTHS.get(month['count'], month['count'])}>", text)
    return _WORDS.sub(lambda word: f"<{word[0]}>" if word[0] in MONTHS else word[0], text)


def _date(found: re.Match[str], *, day_first: bool | None, today: date | None) -> tuple[date, Precision]:
    parts = found.groupdict()
    if "first" in parts:
        day, month = _sides(int(parts["first"]), int(parts["second"]), parts["mark"], day_first=day_first)
        return date(_full_year(parts["year"]), month, day), Precision.DAY
    month, day = _month(parts.get("month", "1")), int(parts.get("day", "1"))
    if "year" not in parts:
        return _latest(month, day, today), Precision.DAY
    precision = Precision.DAY if "day" in parts else Precision.MONTH if "month" in parts else Precision.YEAR
    return date(_full_year(parts["year"]), month, day), precision


def _month(word: str) -> int:
    if word.isdecimal():
        return int(word)
    if word not in MONTHS:
        raise ValueError(word)
    return MONTHS[word]


def _sides(first: int, second: int, mark: str, *, day_first: bool | None) -> tuple[int, int]:
    """Day and month, the way that is possible if only one is."""
    if day_first is None:
        day_first = mark == "."
    day, month = (first, second) if day_first else (second, first)
    return (day, month) if month <= 12 else (month, day)  # noqa: PLR2004 - a year has twelve months


def _full_year(digits: str) -> int:
    """Two digits mean 1969 to 2068, as POSIX has it."""
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - the century is there
        return year
    return year + (2000 if year < 69 else 1900)  # noqa: PLR2004 - POSIX's pivot


def _latest(month: int, day: int, today: date | None) -> date:
    """The latest such date that is not after today; eight years hold a 29 February."""
    if today is None:
        raise ValueError("no year")
    for year in range(today.year, today.year - 9, -1):
        with suppress(ValueError):
            if (found := date(year, month, day)) <= today:
                return found
    raise ValueError("no such day")


def _recent_date(scrap: _Scrap, today: date | None, *, with_clock: bool) -> date:
    """Yesterday, or the latest Tuesday that is not after today ("Tuesday at 5:33 pm"; a bare weekday says nothing)."""
    if today is None:
        raise ValueError("nothing to count back from")
    if recent := scrap.cut(*_RECENT):
        return today - timedelta(days=DAYS_BACK[recent[0]])
    weekdays = list(_weekdays(scrap.rest))
    if len(weekdays) != 1 or not with_clock:
        raise ValueError("no date")
    return today - timedelta(days=(today.weekday() - weekdays[0]) % 7)


def _weekdays(text: str) -> Iterator[int]:
    return (WEEKDAYS[word] for word in WORD.findall(text) if word in WEEKDAYS)


def _time(clock: re.Match[str]) -> tuple[tuple[int, int, int], Precision]:
    parts = clock.groupdict()
    if word := parts.get("word"):
        return (12 if word == "noon" else 0, 0, 0), Precision.MINUTE
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    late = LATE_HALVES.get((parts.get("late") or "").replace(".", ""))
    half = parts.get("half") or late or HALVES.get(parts.get("early") or "")
    precision = Precision.SECOND if parts.get("second") else Precision.MINUTE if parts.get("minute") else Precision.HOUR
    return (_in_half(hour, half), minute, second), precision


def _in_half(hour: int, half: str | None) -> int:
    """12 at night is 0; 17:33 pm is redundant, 17:33 am a contradiction."""
    noon = 12
    if half == "a":
        if hour > noon:
            raise ValueError("a morning hour past noon")
        return hour % noon
    return hour + noon if half == "p" and hour < noon else hour


def _stated_zone(*matches: re.Match[str] | None) -> tuple[str | None, tzinfo | None]:
    """The first zone that is stated, as it is printed and as it counts."""
    for match in matches:
        if match is None:
            continue
        parts = match.groupdict()
        if offset := parts.get("offset"):
            printed = re.sub(r"\s", "", parts.get("name", "") + offset).upper().replace("\u2013", "-")
            return printed, _offset_zone(printed)
        if not parts:
            return match[0].upper(), _named_zone(match[0])
    return None, None


def _offset_zone(printed: str) -> tzinfo:
    sign = -1 if "-" in printed else 1
    digits = re.sub(r"[^0-9]", "", printed)
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")  # noqa: PLR2004 - hours alone
    return timezone(sign * timedelta(hours=int(hours or 0), minutes=int(minutes)))


def _named_zone(name: str) -> tzinfo:
    zone = ZONES[name]
    return ZoneInfo(zone) if isinstance(zone, str) else timezone(timedelta(hours=zone))
