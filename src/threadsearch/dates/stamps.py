"""Stamps as pages print them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import UTC, date, datetime, tzinfo

from threadsearch.dates.ages import read_age
from threadsearch.dates.calendars import WORD, Reader
from threadsearch.dates.spans import SHORT_UNITS
from threadsearch.dates.vocabulary import DAY_FIRST, MONTH_FIRST, TOLERATED, TORN, WEEKDAYS_OF_DATES, fold
from threadsearch.model import Timestamp

_LONGEST = 200
"""Characters; nothing longer is a stamp, and reading stays cheap whatever a page holds."""

_AGES = SHORT_UNITS | {
    "min": "minutes",
    "mins": "minutes",
    "hr": "hours",
    "hrs": "hours",
    "mo": "months",
    "yr": "years",
}

_EDITED = re.compile(
    r"(?<![^\W_])(?:last )?(?:edited|modified|updated|bearbeitet|geandert|modifie|editado|modificado|modificato|"
    r"bewerkt|отредактировано|изменено)(?![^\W_]).*",
    re.DOTALL,
)
"""A notice of editing, and when: it says nothing of when a comment was written."""

_SIDES = re.compile(r"(?<![0-9./-])([0-9]{1,2})([-/.])\s?([0-9]{1,2})\2\s?([0-9]{4}|[0-9]{2})(?![0-9]|[./-][0-9])")
_GAP = re.compile(r"\W{1,3}")
_MONTHS_IN_A_YEAR = 12


def read_stamp(
    raw: str, *, zone: tzinfo = UTC, captured_at: datetime | None = None, day_first: bool | None = None
) -> Timestamp:
    """The moment that a stamp prints, or a ``Timestamp`` with ``at`` ``None`` if it is not understood with certainty.

    ``zone`` is assumed where the stamp states none. ``captured_at`` (aware) is what "3 hours ago", "yesterday" and
    dates without a year count back from; without it they are not understood. ``day_first`` decides 7/5/2011:
    ``None`` reads the month first, but the day first between dots; an impossible reading gives way to the other.
    Never raises; anything over 200 characters is no stamp.
    """
    if len(raw) > _LONGEST:
        return Timestamp(raw)
    text = _EDITED.sub("", fold(raw))
    moment = captured_at and read_age(text, present=captured_at, zone=zone, short_units=_AGES)
    moment = moment or Reader(zone, captured_at, day_first, TOLERATED).read(text)
    if moment is None:
        return Timestamp(raw)
    return Timestamp(raw, moment.span[0], moment.precision, moment.zone)


def infer_day_first(raws: Iterable[str], language: str | None) -> bool | None:
    """Does a page print the day first (5/7/2011 for 5 July)? ``None`` if nothing tells.

    All its stamps are asked: a number past 12 gives the order away, and so does a weekday ("Thu, 05/07/2009"). If none
    does, or they contradict each other, the page's language (a BCP 47 tag) decides.
    """
    votes = {vote for raw in raws if len(raw) <= _LONGEST for vote in _votes(fold(raw))}
    if len(votes) == 1:
        return votes.pop()
    tag = (language or "").strip().replace("_", "-").casefold()
    if tag in MONTH_FIRST:
        return False
    base, _, region = tag.partition("-")
    if base in DAY_FIRST or (base == "en" and region and tag not in TORN):
        return True
    return None


def _votes(text: str) -> Iterable[bool]:
    for found in _SIDES.finditer(text):
        first, _, second, year = found.groups()
        weekdays = _weekdays_beside(text, *found.span())
        if (int(first) > _MONTHS_IN_A_YEAR) != (int(second) > _MONTHS_IN_A_YEAR):
            yield int(first) > _MONTHS_IN_A_YEAR
        elif len(weekdays) == 1 and len(year) > 2:  # noqa: PLR2004 - the century is there
            fits = [{_weekday(year, first, second)} == weekdays, {_weekday(year, second, first)} == weekdays]
            if fits[0] != fits[1]:
                yield fits[1]


def _weekdays_beside(text: str, start: int, end: int) -> AbstractSet[int]:
    """The weekdays directly before and behind a date; people elsewhere in a stamp are called Sam and Mar."""
    return {
        WEEKDAYS_OF_DATES[word[0]]
        for word in WORD.finditer(text)
        if word[0] in WEEKDAYS_OF_DATES and _GAP.fullmatch(text[word.end() : start] or text[end : word.start()])
    }


def _weekday(year: str, month: str, day: str) -> int | None:
    """The weekday of a date, ``None`` if there is no such date."""
    with suppress(ValueError):
        return date(int(year), int(month), int(day)).weekday()
    return None
