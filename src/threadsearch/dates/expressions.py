"""Date expressions as people type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from dateutil.relativedelta import relativedelta

from threadsearch.dates.ages import read_age
from threadsearch.dates.calendars import Reader
from threadsearch.dates.moments import YEARS, Moment, span, truncate
from threadsearch.dates.spans import SHORT_UNITS
from threadsearch.dates.vocabulary import JOINTS, MONTHS, WEEKDAYS, fold
from threadsearch.errors import DateError
from threadsearch.model import Precision

_LONGEST = 100
_AGES = SHORT_UNITS | {"m": "months", "mo": "months", "min": "minutes"}
del _AGES["s"]

_AROUND = JOINTS | WEEKDAYS.keys()
_RELATIVE = re.compile(r"(?:(?P<which>last|previous|this)\s+)?(?P<what>[^\W\d_]+)")
_WEEK = relativedelta(weeks=1)
_PERIODS = {
    "week": (Precision.DAY, _WEEK),
    "month": (Precision.MONTH, relativedelta(months=1)),
    "year": (Precision.YEAR, relativedelta(years=1)),
}

_ADVICE = (
    'Dates are written like 2011, 2011-07, 2011-07-05, 2011-07-05T17:33, 7/4/2011, "5 july 2011", yesterday, '
    '"last july", "last week", 30d, 3w, 6m, 1y or "3 weeks ago".'
)


def parse_expression(
    text: str, *, now: datetime, zone: tzinfo = UTC, day_first: bool = False
) -> tuple[datetime, datetime]:
    """The half-open range [start, end), in UTC, that a date expression covers in ``zone``.

    A date covers its whole day, month or year, a time its hour, minute or second. "july" is the latest July that has
    begun, "last july" the latest that began before this month; weekdays likewise by days. Weeks begin on Monday. An
    age (30d, "3 weeks ago") covers its unit at that distance: the day 30 days ago; the month six months ago for 6m.
    ``now`` is aware. Raises ``DateError``.
    """
    words = " ".join(fold(text).split())
    if not words:
        raise DateError("a date is missing", advice=_ADVICE)
    if len(words) <= _LONGEST:
        found = _relative(words, now.astimezone(zone)) or _absolute(words, now=now, zone=zone, day_first=day_first)
        if found:
            return found
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    raise DateError(f"can't read {shown!r} as a date", advice=_ADVICE)


def _absolute(words: str, *, now: datetime, zone: tzinfo, day_first: bool) -> tuple[datetime, datetime] | None:
    moment = read_age(words, present=now, zone=zone, short_units=_AGES)
    moment = moment or Reader(zone, now, day_first or None, _AROUND).read(words)
    return moment.span if moment else None


def _relative(words: str, now: datetime) -> tuple[datetime, datetime] | None:
    """What counts from now by the calendar: periods, months and weekdays by name."""
    match = _RELATIVE.fullmatch(words)
    if match is None or now.year - 1 not in YEARS:
        return None
    which, what = match["which"], match["what"]
    past = which in ("last", "previous")
    today = truncate(now, Precision.DAY)
    if which and what in _PERIODS:
        precision, length = _PERIODS[what]
        start = truncate(now, precision)
        if what == "week":
            start -= timedelta(days=start.weekday())
        return span(start - length if past else start, length)
    if what in MONTHS and which != "this":
        back = (now.month - MONTHS[what]) % 12 or (12 if past else 0)
        return Moment(truncate(now, Precision.MONTH) - relativedelta(months=back), Precision.MONTH).span
    if what in WEEKDAYS and which != "this":
        back = (now.weekday() - WEEKDAYS[what]) % 7 or (7 if past else 0)
        return Moment(today - timedelta(days=back), Precision.DAY).span
    return None
