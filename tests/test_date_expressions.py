"""Date expressions as people type them: every one is its calendar span, or an error that teaches."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.dates import parse_expression
from threadsearch.errors import DateError

NOW = datetime(2011, 7, 20, 12, 40, 30, tzinfo=UTC)  # a Wednesday
ZONES = [UTC, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata"), ZoneInfo("America/Sao_Paulo")]


def spanned(text: str, *, day_first: bool = False) -> str:
    start, end = parse_expression(text, now=NOW, day_first=day_first)
    assert start.tzinfo is UTC
    assert end.tzinfo is UTC
    return f"{start:%Y-%m-%dT%H:%M:%S} {end:%Y-%m-%dT%H:%M:%S}".replace("T00:00:00", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2011", "2011-01-01 2012-01-01"),
        ("2011-07", "2011-07-01 2011-08-01"),
        ("2011-07-05", "2011-07-05 2011-07-06"),
        ("2011-07-05T17:33", "2011-07-05T17:33:00 2011-07-05T17:34:00"),
        ("2011-07-05 17:33:12", "2011-07-05T17:33:12 2011-07-05T17:33:13"),
        ("2011-07-05 5pm", "2011-07-05T17:00:00 2011-07-05T18:00:00"),
        ("2011-07-05T17:33+02:00", "2011-07-05T15:33:00 2011-07-05T15:34:00"),
        ("7/4/2011", "2011-07-04 2011-07-05"),
        ("4.7.2011", "2011-07-04 2011-07-05"),
        ("july 2011", "2011-07-01 2011-08-01"),
        ("5 july 2011", "2011-07-05 2011-07-06"),
        ("Jul 5, 2011", "2011-07-05 2011-07-06"),
        ("the 5th of July 2011", "2011-07-05 2011-07-06"),
        ("5. Juli 2011", "2011-07-05 2011-07-06"),
        ("july 25", "2010-07-25 2010-07-26"),
        ("today", "2011-07-20 2011-07-21"),
        ("Yesterday", "2011-07-19 2011-07-20"),
        ("july", "2011-07-01 2011-08-01"),
        ("last july", "2010-07-01 2010-08-01"),
        ("last june", "2011-06-01 2011-07-01"),
        ("august", "2010-08-01 2010-09-01"),
        ("last august", "2010-08-01 2010-09-01"),
        ("last week", "2011-07-11 2011-07-18"),
        ("this week", "2011-07-18 2011-07-25"),
        ("last month", "2011-06-01 2011-07-01"),
        ("this month", "2011-07-01 2011-08-01"),
        ("last year", "2010-01-01 2011-01-01"),
        ("this year", "2011-01-01 2012-01-01"),
        ("monday", "2011-07-18 2011-07-19"),
        ("wednesday", "2011-07-20 2011-07-21"),
        ("last wednesday", "2011-07-13 2011-07-14"),
        ("last friday", "2011-07-15 2011-07-16"),
        ("30d", "2011-06-20 2011-06-21"),
        ("3w", "2011-06-29 2011-06-30"),
        ("6m", "2011-01-01 2011-02-01"),
        ("1y", "2010-01-01 2011-01-01"),
        ("12h", "2011-07-20 2011-07-20T01:00:00"),
        ("90min", "2011-07-20T11:10:00 2011-07-20T11:11:00"),
        ("3 weeks ago", "2011-06-29 2011-06-30"),
        ("an hour ago", "2011-07-20T11:00:00 2011-07-20T12:00:00"),
        ("2 months ago", "2011-05-01 2011-06-01"),
    ],
)
def test_what_an_expression_spans(text: str, expected: str) -> None:
    assert spanned(text) == expected


def test_day_first() -> None:
    assert spanned("7/4/2011", day_first=True) == "2011-04-07 2011-04-08"
    assert spanned("7/25/2011", day_first=True) == "2011-07-25 2011-07-26"


@pytest.mark.parametrize(
    "text",
    ["", "  ", "gibberish", "2011-13", "2011-02-30", "1899", "2201", "9999", "500y", "99999999d", "posted 2011",
     "last", "last 2011", "this july", "20110705", "5", "17:33", "2011 or 2012", "x" * 10_000, "\x00"],
)  # fmt: skip
def test_what_cannot_be_understood_is_an_error_with_examples(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_expression(text, now=NOW)
    assert "2011-07-05" in caught.value.advice
    assert len(str(caught.value)) < 200


def midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


@given(day=st.dates(date(1900, 1, 1), date(2200, 12, 31)), zone=st.sampled_from(ZONES))
def test_iso_dates_are_their_calendar_spans(day: date, zone: tzinfo) -> None:
    first = day.replace(day=1)
    for text, start, step in (
        (f"{day:%Y-%m-%d}", day, relativedelta(days=1)),
        (f"{day:%Y-%m}", first, relativedelta(months=1)),
        (f"{day:%Y}", first.replace(month=1), relativedelta(years=1)),
    ):
        expected = (midnight(start, zone), midnight(start + step, zone))
        assert parse_expression(text, now=NOW, zone=zone) == expected


@given(
    now=st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1), timezones=st.sampled_from(ZONES)),  # noqa: DTZ001 - Hypothesis adds the zone
    zone=st.sampled_from(ZONES),
    days=st.integers(0, 4000),
)
def test_ages_in_days_are_days_of_the_zone(now: datetime, zone: tzinfo, days: int) -> None:
    today = now.astimezone(zone).date()
    expected = tuple(midnight(today - timedelta(days=days - after), zone) for after in (0, 1))
    assert parse_expression(f"{days}d", now=now, zone=zone) == expected
    assert parse_expression(f"{days} days ago", now=now, zone=zone) == expected


@given(
    now=st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1), timezones=st.sampled_from(ZONES)),  # noqa: DTZ001 - Hypothesis adds the zone
    name=st.sampled_from(["monday", "july", "today"]),
)
def test_names_are_the_latest_begun_and_last_is_before_it_or_the_same(now: datetime, name: str) -> None:
    start, _ = parse_expression(name, now=now)
    assert start <= now
    if name != "today":
        last, end = parse_expression(f"last {name}", now=now)
        assert last <= start
        assert end <= now


WORDS = st.sampled_from(["last", "this", "2011", "july", "5", "d", "..", "-", "ago", "3", "weeks", "monday", ":", "17"])


@given(
    text=st.text(max_size=30) | st.lists(WORDS, max_size=6).map(" ".join) | st.lists(WORDS, max_size=6).map("".join),
    now=st.datetimes(timezones=st.just(UTC), min_value=datetime(2, 1, 1)),  # noqa: DTZ001 - Hypothesis adds the zone
    zone=st.sampled_from(ZONES),
    day_first=st.booleans(),
)
def test_any_text_is_a_range_or_a_date_error(text: str, now: datetime, zone: tzinfo, day_first: bool) -> None:  # noqa: FBT001 - drawn
    with suppress(DateError):
        start, end = parse_expression(text, now=now, zone=zone, day_first=day_first)
        assert start < end
