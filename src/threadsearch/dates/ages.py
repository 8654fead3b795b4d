"""Ages: moments told by how long ago they were ("3 hours ago", "il y a 2 jours", "2d")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo

from dateutil.relativedelta import relativedelta

from threadsearch.dates.moments import Moment, truncate
from threadsearch.dates.spans import AGO, AROUND_AGES, JUST_NOW, ONE, UNITS
from threadsearch.model import Precision

_PRECISIONS = {
    "seconds": Precision.SECOND,
    "minutes": Precision.MINUTE,
    "hours": Precision.HOUR,
    "days": Precision.DAY,
    "weeks": Precision.DAY,
    "months": Precision.MONTH,
    "years": Precision.YEAR,
}
_FINEST_FIRST = tuple(_PRECISIONS)
_BY_CLOCK = ("seconds", "minutes", "hours")

_CJK = re.compile("[前전]")
_AGOS = tuple(AGO.split("|"))
_AGO = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(word for word in _AGOS if not _CJK.match(word))})(?![^\W_])|[前전]")
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")
_SHORT = re.compile(r"\s*([0-9]{1,6})\s?([a-z]{1,3})\.?\s*")
_MOST_DIGITS = 6


def read_age(text: str, *, present: datetime, zone: tzinfo, short_units: Mapping[str, str]) -> Moment | None:
    """The moment that a folded text places before ``present``, as finely as its finest unit; ``None`` if it is no age.

    Hours and less are counted by the clock; days and more by the calendar of ``zone``, where the moment begins at
    its first instant. ``short_units`` are the ones that may stand without an "ago" ("2d").
    """
    if " ".join(text.split()).strip(" .!") in JUST_NOW:
        return Moment(truncate(present.astimezone(zone), Precision.MINUTE), Precision.MINUTE)
    amounts = _short_age(text, short_units) or _spoken_age(text, short_units)
    if not amounts:
        return None
    with suppress(ValueError, OverflowError):
        return _before(present, zone, amounts)
    return None


def _short_age(text: str, short_units: Mapping[str, str]) -> dict[str, int]:
    if (short := _SHORT.fullmatch(text)) and (unit := short_units.get(short[2])):
        return {unit: int(short[1])}
    return {}


def _spoken_age(text: str, short_units: Mapping[str, str]) -> dict[str, int]:
    """How many of each unit an "ago" stands beside; empty if anything else stands there too."""
    if not any(map(text.__contains__, _AGOS)):  # a third of the time that the pattern takes
        return {}
    rest, found = _AGO.subn(" ", text, count=1)
    if not found:
        return {}
    amounts: dict[str, int] = {}
    tokens = _TOKEN.finditer(rest)
    for token in tokens:
        word = token[0]
        if (word.isdecimal() and len(word) <= _MOST_DIGITS) or word in ONE:
            unit = _unit(tokens, short_units)
            if unit is None or unit in amounts:
                return {}
            amounts[unit] = int(word) if word.isdecimal() else 1
        elif word not in AROUND_AGES:
            return {}
    return amounts


def _unit(tokens: Iterator[re.Match[str]], short_units: Mapping[str, str]) -> str | None:
    following = next(tokens, None)
    return following and (UNITS.get(following[0]) or short_units.get(following[0]))


def _before(present: datetime, zone: tzinfo, amounts: Mapping[str, int]) -> Moment:
    finest = min(amounts, key=_FINEST_FIRST.index)
    clock = timedelta(**{unit: count for unit, count in amounts.items() if unit in _BY_CLOCK})
    calendar = relativedelta(
        years=amounts.get("years", 0),
        months=amounts.get("months", 0),
        weeks=amounts.get("weeks", 0),
        days=amounts.get("days", 0),
    )
    start = (present - clock).astimezone(zone)
    start = start - calendar if calendar else start  # even an empty step would forget which of two equal hours it is
    return Moment(truncate(start, _PRECISIONS[finest]), _PRECISIONS[finest])
