"""A moment, how finely it is known, and the span of time that it covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dateutil.relativedelta import relativedelta

from threadsearch.model import Precision

YEARS = range(1900, 2201)
"""The years in which a date is believed; others are misprints, or numbers that are no dates."""

_STEPS = {
    Precision.SECOND: relativedelta(seconds=1),
    Precision.MINUTE: relativedelta(minutes=1),
    Precision.HOUR: relativedelta(hours=1),
    Precision.DAY: relativedelta(days=1),
    Precision.MONTH: relativedelta(months=1),
    Precision.YEAR: relativedelta(years=1),
}
_FIELDS = ("year", "month", "day", "hour", "minute", "second")
_KEPT = dict(zip(reversed(Precision), range(1, 7), strict=True))


@dataclass(frozen=True, slots=True)
class Moment:
    """``start`` is the first instant, aware and in the zone in which it was printed; ``zone`` that zone if stated."""

    start: datetime
    precision: Precision
    zone: str | None = None

    def __post_init__(self) -> None:
        """Refuse (``ValueError``) a year that nobody means."""
        if self.start.year not in YEARS:
            raise ValueError(self.start.year)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The half-open range of all instants that the moment may mean, in UTC."""
        return span(self.start, _STEPS[self.precision])


def span(start: datetime, length: relativedelta) -> tuple[datetime, datetime]:
    """From ``start`` on, in UTC: hours and less by the clock on the wall's tick, days and more by the calendar."""
    first = start.astimezone(UTC)
    if length.years or length.months or length.days:
        return first, (start + length).astimezone(UTC)
    return first, first + timedelta(hours=length.hours, minutes=length.minutes, seconds=length.seconds)


def truncate(moment: datetime, precision: Precision) -> datetime:
    """The first instant of the second, minute, … or year, in the moment's own zone."""
    first = {field: 1 if field in ("month", "day") else 0 for field in _FIELDS[_KEPT[precision] :]}
    return moment.replace(microsecond=0, **first)  # type: ignore[arg-type]  # no field named here is a zone
