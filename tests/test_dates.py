"""Stamps as pages print them: every spelling we know, nothing invented, nothing raised."""

# ruff: noqa: RUF001 - most alphabets look like some other one

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.dates import infer_day_first, localized, read_stamp
from threadsearch.dates.spotting import spot_stamp
from threadsearch.dates.vocabulary import MONTH_ROWS, WEEKDAY_ROWS, fold
from threadsearch.model import Precision, Timestamp

CAPTURED = datetime(2011, 7, 20, 12, 40, 30, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")

SAME_MINUTE = """\
2011-07-05T17:33
2011-07-05 17:33
2011/07/05 17:33
2011.07.05. 17:33
July 5, 2011 at 17:33
July 5th, 2011 / 05:33 PM
Jul 5 2011 5:33 pm
Jul. 5, 2011, 5:33 p.m.
July 5,2011at 5:33PM
5th of July, 2011 17:33
Tue, Jul 5, '11 at 5.33pm
Tuesday, July 5, 2011 – 5:33 PM
5:33pm On Jul 05, 2011
17:33, 5 July 2011
Posted on July 5, 2011 | 17:33 says:
July 5, 2011 at 17:33 (edited)
July 5, 2011 at 17:33. Last edited by Somebody; July 8, 2011 at 09:00.
7/5/2011 5:33 PM
7/5/11, 5:33 pm
07-05-2011, 05:33 PM
05.07.2011 - 17:33
5.7.11 17:33
05-Jul-2011 17:33
5 July 2011, 17.33 Uhr
5. Juli 2011 um 17:33
Dienstag, 5. Juli 2011, 17:33 Uhr
am 05.07.2011 um 17.33 Uhr
le 5 juillet 2011 à 17 h 33
Le mar. 5 juil. 2011, 17h33
mardi 5 juillet 2011 à 17:33
5 de julio de 2011 a las 17:33
martes, 5 de julio de 2011, 5:33 p. m.
5 luglio 2011 alle 17:33
martedì 5 luglio 2011 alle ore 17:33
5 de julho de 2011 às 17:33
terça-feira, 5 de julho de 2011 às 17h33
5 de juliol de 2011 a les 17:33
5 juli 2011 om 17:33 uur
5 lipca 2011 o 17:33
wtorek, 5 lipca 2011 r., godz. 17:33
5 июля 2011 г. в 17:33
Вт, 5 июл 2011 17:33
5 липня 2011 17:33
5. července 2011 v 17:33
den 5 juli 2011 kl. 17.33
tirsdag 5. juli 2011 kl. 17:33
tiistai 5. heinäkuuta 2011 klo 17.33
5 Temmuz 2011 Salı, 17:33
2011. július 5. 17:33
5 Ιουλίου 2011, 17:33
5 iulie 2011 17:33
5 Juli 2011 17:33
2011年7月5日 17:33
2011年7月5日(火) 17時33分
2011年7月5日 星期二 下午5:33
2011年7月5日 午後5時33分
2011년 7월 5일 오후 5:33
周二 7月 05, 2011 5:33 pm
Τρί Ιούλ 05, 2011 5:33 μμ
Τρίτη, 5 Ιουλίου 2011, 05:33 μ.μ.
Temmuz 05, 2011, 05:33 ÖS
Вт лип 05, 2011 17:33
5 юли 2011, 17:33
5 јул 2011, 17:33
5. juuli 2011 kell 17:33
5 กรกฎาคม 2011 เวลา 17:33
5 ביולי 2011, 17:33
الثلاثاء 5 يوليو 2011 5:33 م
２０１１年７月５日　１７：３３
七月 5, 2011 at 5:33 下午
7月 5th, 2011 at 17:33
5 7月 2011 17:33
2011년 7월 5일 5:33 오후
05.07.2011 в 5:33 пп
5 يوليو، 2011 في 5:33 مساءً
5 Tháng Bảy, 2011 lúc 5:33 chiều
5 Tháng 7 2011 lúc 17:33
5 Juli 2011 pukul 17:33
5 julio, 2011 en 5:33 pm
5. júla 2011 o 17:33
""".splitlines()


@pytest.mark.parametrize("raw", SAME_MINUTE)
def test_every_spelling_of_one_minute(raw: str) -> None:
    assert read_stamp(raw) == Timestamp(raw, datetime(2011, 7, 5, 17, 33, tzinfo=UTC), Precision.MINUTE)


@pytest.mark.parametrize(
    ("raw", "utc", "zone"),
    [
        ("2011-07-05T05:33:00Z", "2011-07-05T05:33:00", "Z"),
        ("2011-07-05T05:33:00.123456+02:00", "2011-07-05T03:33:00", "+02:00"),
        ("20110705T053300Z", "2011-07-05T05:33:00", "Z"),
        ("2011-07-05 05:33:00-07", "2011-07-05T12:33:00", "-07"),
        ("Tue, 05 Jul 2011 17:33:00 +0000", "2011-07-05T17:33:00", "+0000"),
        ("Tue, 5 Jul 2011 17:33:00 -0730 (UTC)", "2011-07-06T01:03:00", "-0730"),
        ("Tue Jul 05 2011 17:33:00 GMT+0200 (Central European Summer Time)", "2011-07-05T15:33:00", "GMT+0200"),
        ("Tue Jul  5 05:33:00 PDT 2011", "2011-07-05T12:33:00", "PDT"),
        ("July 5th, 2011 / 05:00:00 PM ET", "2011-07-05T21:00:00", "ET"),
        ("January 5th, 2011 / 05:00:00 PM ET", "2011-01-05T22:00:00", "ET"),
        ("July 5, 2011 17:00:00 EST", "2011-07-05T22:00:00", "EST"),
        ("Jan 5, 2011 17:00:00 Pacific Time", "2011-01-06T01:00:00", "PACIFIC TIME"),
        ("17:33:00, 5 July 2011 (UTC)", "2011-07-05T17:33:00", "UTC"),
        ("July 5, 2011 17:33:00 (GMT -5)", "2011-07-05T22:33:00", "GMT-5"),
        ("July 5, 2011 17:33:00 UTC+2", "2011-07-05T15:33:00", "UTC+2"),
        ("(GMT −05:00) July 5, 2011 17:33:00", "2011-07-05T22:33:00", "GMT-05:00"),
        ("5 July 2011 17:33:00 BST", "2011-07-05T16:33:00", "BST"),
        ("5. Juli 2011 17:33:00 MESZ", "2011-07-05T15:33:00", "MESZ"),
        ("5 July 2011 17:33:00 IST", "2011-07-05T12:03:00", "IST"),
        ("5 July 2011 17:33:00 AEST", "2011-07-05T07:33:00", "AEST"),
    ],
)
def test_a_stated_zone_overrules_the_assumed_one(raw: str, utc: str, zone: str) -> None:
    expected = Timestamp(raw, datetime.fromisoformat(f"{utc}+00:00"), Precision.SECOND, zone)
    assert read_stamp(raw, zone=ZoneInfo("Asia/Tokyo")) == expected


def test_an_assumed_zone_is_not_stated() -> None:
    stamp = read_stamp("July 5, 2011 at 05:33", zone=NEW_YORK)
    assert (stamp.at, stamp.zone) == (datetime(2011, 7, 5, 9, 33, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("raw", "hour", "minute"),
    [
        ("July 5, 2011 12:05 a.m.", 0, 5),
        ("July 5, 2011 12:05 p.m.", 12, 5),
        ("July 5, 2011 12 noon", 12, 0),
        ("July 5, 2011, midnight", 0, 0),
        ("July 5, 2011 0:05 PM", 12, 5),
        ("July 5, 2011 17:05 pm", 17, 5),
        ("2011年7月5日 上午12:05", 0, 5),
        ("2011年7月5日 午後0:05", 12, 5),
    ],
)
def test_clocks_of_twelve_hours(raw: str, hour: int, minute: int) -> None:
    assert read_stamp(raw).at == datetime(2011, 7, 5, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "at", "precision"),
    [
        ("2011-07-05T17:33:12.9", datetime(2011, 7, 5, 17, 33, 12, tzinfo=UTC), Precision.SECOND),
        ("5 July 2011, 5 pm", datetime(2011, 7, 5, 17, tzinfo=UTC), Precision.HOUR),
        ("13. Mrz 2019, 17 Uhr", datetime(2019, 3, 13, 17, tzinfo=UTC), Precision.HOUR),
        ("5. Juli 2011, 17 Uhr", datetime(2011, 7, 5, 17, tzinfo=UTC), Precision.HOUR),
        ("5 juillet 2011 à 17h", datetime(2011, 7, 5, 17, tzinfo=UTC), Precision.HOUR),
        ("1er juillet 2011", datetime(2011, 7, 1, tzinfo=UTC), Precision.DAY),
        ("1º de julho de 2011", datetime(2011, 7, 1, tzinfo=UTC), Precision.DAY),
        ("05 d’agost de 2011", datetime(2011, 8, 5, tzinfo=UTC), Precision.DAY),
        ("July 2011", datetime(2011, 7, 1, tzinfo=UTC), Precision.MONTH),
        ("julio de 2011", datetime(2011, 7, 1, tzinfo=UTC), Precision.MONTH),
        ("2011-07", datetime(2011, 7, 1, tzinfo=UTC), Precision.MONTH),
        ("2011年7月", datetime(2011, 7, 1, tzinfo=UTC), Precision.MONTH),
        ("2011", datetime(2011, 1, 1, tzinfo=UTC), Precision.YEAR),
        ("5/7/68", datetime(2068, 5, 7, tzinfo=UTC), Precision.DAY),
        ("5/7/69", datetime(1969, 5, 7, tzinfo=UTC), Precision.DAY),
    ],
)
def test_precision_is_what_was_printed(raw: str, at: datetime, precision: Precision) -> None:
    assert read_stamp(raw) == Timestamp(raw, at, precision)


@pytest.mark.parametrize(
    ("raw", "day_first", "month", "day"),
    [
        ("7/5/2011", None, 7, 5),
        ("7/5/2011", True, 5, 7),
        ("25/7/2011", None, 7, 25),
        ("7/25/2011", True, 7, 25),
        ("5.7.2011", None, 7, 5),
        ("5.7.2011", False, 5, 7),
        ("7.25.2011", None, 7, 25),
    ],
)
def test_the_order_of_day_and_month(raw: str, day_first: bool | None, month: int, day: int) -> None:  # noqa: FBT001 - a parameter of the case
    assert read_stamp(raw, day_first=day_first).at == datetime(2011, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "language", "month", "day"),
    [
        ("30 lip 2009, 17:33", "hr", 6, 30),
        ("30 lip 2009, 17:33", "pl", 7, 30),
        ("čet srp 02, 2009 5:33 pm", "hr-HR", 7, 2),
        ("5. listopada 2009", "hr", 10, 5),
        ("5 listopada 2009", "pl", 11, 5),
        ("05 Jun 2009", "hr", 6, 5),
        ("05 มี.ค. 2009, 17:33", "th", 3, 5),
        ("Mar Mar 03, 2009 5:33 pm", "ro", 3, 3),
        ("R Juun 05, 2009 5:33 pm", "et", 6, 5),
        ("Fös 05. Jún 2009 17:33", "is", 6, 5),
        ("П’ят червня 05, 2009 5:33 pm", "uk", 6, 5),
    ],
)
def test_words_of_the_pages_own_language(raw: str, language: str, month: int, day: int) -> None:
    at = read_stamp(localized(raw, language)).at
    assert at is not None
    assert (at.year, at.month, at.day) == (2009, month, day)


@pytest.mark.parametrize("raw", ["Fri 05 Jun 2009", "pet i pol", "sub", "", "x" * 300 + " lip 2009"])
@pytest.mark.parametrize("language", [None, "en", "hr", "ro"])
def test_other_words_stay_in_every_language(raw: str, language: str | None) -> None:
    assert localized(raw, language) == raw


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "hello world",
        "Mark",
        "May",
        "17:33",
        "Tuesday",
        "1309876543",
        "2011-02-30",
        "2011-13-01",
        "July 32, 2011",
        "July 0, 2011",
        "July 5, 2011 25:00",
        "July 5, 2011 17:60",
        "July 5, 2011 17:33 am",
        "čet srp 07, 2011",
        "5 ม.ค. 2011",
        "July 2011 17:33",
        "1899-12-31",
        "2201-01-01",
        "July 5, 2011 July 6, 2011",
        "July 5, 2011 17:33 18:44",
        "I was born on July 5, 2011",
        "Last edited July 5, 2011",
        "115 Responses",
        "2011-07-05 17:33 +99:99",
        "5 Juli",
        "3 hours ago",
        "yesterday at 5:33 pm",
        "Tuesday at 5:33 pm",
        "just now",
        "2d",
    ],
)
def test_what_is_no_date_is_never_guessed(raw: str) -> None:
    assert read_stamp(raw) == Timestamp(raw)


def at(day: str, clock: str = "00:00:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}+00:00")


@pytest.mark.parametrize(
    ("raw", "expected", "precision"),
    [
        ("30 seconds ago", at("2011-07-20", "12:40:00"), Precision.SECOND),
        ("5 minutes ago", at("2011-07-20", "12:35:00"), Precision.MINUTE),
        ("3 hours ago", at("2011-07-20", "09:00:00"), Precision.HOUR),
        ("an hour ago", at("2011-07-20", "11:00:00"), Precision.HOUR),
        ("Posted about 2 hrs. ago", at("2011-07-20", "10:00:00"), Precision.HOUR),
        ("2 days ago", at("2011-07-18"), Precision.DAY),
        ("3 weeks ago", at("2011-06-29"), Precision.DAY),
        ("2 months ago", at("2011-05-01"), Precision.MONTH),
        ("over 2 years ago", at("2009-01-01"), Precision.YEAR),
        ("1 year, 2 months ago", at("2010-05-01"), Precision.MONTH),
        ("vor 3 Stunden", at("2011-07-20", "09:00:00"), Precision.HOUR),
        ("vor einem Monat", at("2011-06-01"), Precision.MONTH),
        ("il y a 2 jours", at("2011-07-18"), Precision.DAY),
        ("il y a un an", at("2010-01-01"), Precision.YEAR),
        ("hace 3 días", at("2011-07-17"), Precision.DAY),
        ("3 giorni fa", at("2011-07-17"), Precision.DAY),
        ("há 2 dias", at("2011-07-18"), Precision.DAY),
        ("2 dias atrás", at("2011-07-18"), Precision.DAY),
        ("3 weken geleden", at("2011-06-29"), Precision.DAY),
        ("för 3 timmar sedan", at("2011-07-20", "09:00:00"), Precision.HOUR),
        ("for 3 timer siden", at("2011-07-20", "09:00:00"), Precision.HOUR),
        ("3 dni temu", at("2011-07-17"), Precision.DAY),
        ("3 hari yang lalu", at("2011-07-17"), Precision.DAY),
        ("3 ngày trước", at("2011-07-17"), Precision.DAY),
        ("acum 3 zile", at("2011-07-17"), Precision.DAY),
        ("πριν από 3 ημέρες", at("2011-07-17"), Precision.DAY),
        ("3 дні тому", at("2011-07-17"), Precision.DAY),
        ("преди 3 дни", at("2011-07-17"), Precision.DAY),
        ("prije 3 dana", at("2011-07-17"), Precision.DAY),
        ("pred 3 dňami", at("2011-07-17"), Precision.DAY),
        ("fa 3 dies", at("2011-07-17"), Precision.DAY),
        ("قبل 3 أيام", at("2011-07-17"), Precision.DAY),
        ("לפני 3 ימים", at("2011-07-17"), Precision.DAY),
        ("3 дня назад", at("2011-07-17"), Precision.DAY),
        ("před 2 dny", at("2011-07-18"), Precision.DAY),
        ("3 tuntia sitten", at("2011-07-20", "09:00:00"), Precision.HOUR),
        ("3 saat önce", at("2011-07-20", "09:00:00"), Precision.HOUR),
        ("3 nappal ezelőtt", at("2011-07-17"), Precision.DAY),
        ("3時間前", at("2011-07-20", "09:00:00"), Precision.HOUR),
        ("3小时前", at("2011-07-20", "09:00:00"), Precision.HOUR),
        ("3개월 전", at("2011-04-01"), Precision.MONTH),
        ("just now", at("2011-07-20", "12:40:00"), Precision.MINUTE),
        ("2d", at("2011-07-18"), Precision.DAY),
        ("5m", at("2011-07-20", "12:35:00"), Precision.MINUTE),
        ("1y", at("2010-01-01"), Precision.YEAR),
        ("Today, 05:33", at("2011-07-20", "05:33:00"), Precision.MINUTE),
        ("yesterday at 5:33 pm", at("2011-07-19", "17:33:00"), Precision.MINUTE),
        ("Gestern, 17:33 Uhr", at("2011-07-19", "17:33:00"), Precision.MINUTE),
        ("aujourd’hui à 05h33", at("2011-07-20", "05:33:00"), Precision.MINUTE),
        ("вчера в 17:33", at("2011-07-19", "17:33:00"), Precision.MINUTE),
        ("昨天 17:33", at("2011-07-19", "17:33:00"), Precision.MINUTE),
        ("Tuesday at 5:33 PM", at("2011-07-19", "17:33:00"), Precision.MINUTE),
        ("Donnerstag um 17:33", at("2011-07-14", "17:33:00"), Precision.MINUTE),
        ("July 5 at 17:33", at("2011-07-05", "17:33:00"), Precision.MINUTE),
        ("December 25", at("2010-12-25"), Precision.DAY),
        ("29 February", at("2008-02-29"), Precision.DAY),
        ("7月5日 17:33", at("2011-07-05", "17:33:00"), Precision.MINUTE),
    ],
)
def test_what_counts_back_from_the_capture(raw: str, expected: datetime, precision: Precision) -> None:
    assert read_stamp(raw, captured_at=CAPTURED) == Timestamp(raw, expected, precision)
    assert read_stamp(raw) == Timestamp(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "Σήμερα στις 17:33",
        "Сьогодні, 17:33",
        "Avui a les 17:33",
        "Hôm nay lúc 17:33",
        "今日 の 17:33",
        "اليوم في 17:33",
        "오늘 오후 5:33",
    ],
)
def test_today_at_a_time(raw: str) -> None:
    assert read_stamp(raw, captured_at=CAPTURED).at == CAPTURED.replace(hour=17, minute=33, second=0, microsecond=0)


@pytest.mark.parametrize(
    "raw", ["99999 years ago", "999999999 days ago", "ago", "3 days and nights ago", "3 3 days ago"]
)
def test_what_is_no_age(raw: str) -> None:
    assert read_stamp(raw, captured_at=CAPTURED) == Timestamp(raw)


def test_days_are_those_of_the_zone() -> None:
    late = datetime(2011, 7, 20, 2, 0, tzinfo=UTC)  # still the 19th in New York
    assert read_stamp("2 days ago", captured_at=late, zone=NEW_YORK).at == at("2011-07-17", "04:00:00")
    assert read_stamp("yesterday", captured_at=late, zone=NEW_YORK).at == at("2011-07-18", "04:00:00")


def test_hours_are_counted_by_the_clock_where_they_repeat() -> None:
    after = datetime(2011, 11, 6, 7, 30, tzinfo=UTC)  # 2:30 EST, an hour and a half after the clocks went back
    assert read_stamp("1 hour ago", captured_at=after, zone=NEW_YORK).at == at("2011-11-06", "06:00:00")
    assert read_stamp("2 hours ago", captured_at=after, zone=NEW_YORK).at == at("2011-11-06", "05:00:00")


def test_hours_that_repeat_or_never_were_are_read() -> None:
    assert read_stamp("2011-11-06 01:30", zone=NEW_YORK).at == at("2011-11-06", "05:30:00")
    assert read_stamp("2011-03-13 02:30", zone=NEW_YORK).at == at("2011-03-13", "07:30:00")


LANGUAGES = {
    "{day} {month} {year} {hour:02}:{minute:02}": [row.split() for row in MONTH_ROWS],
    "{month} {day}, {year} at {hour:02}:{minute:02}": [row.split() for row in MONTH_ROWS],
    "{year}. {month} {day}., {hour:02}:{minute:02}": [row.split() for row in MONTH_ROWS],
    "{day} de {month}. de {year}, {hour:02}h{minute:02}": [row.split() for row in MONTH_ROWS],
    "{day:02}. {month} {year} {hour:02}.{minute:02} Uhr": [row.split() for row in MONTH_ROWS],
    "{year}-{number:02}-{day:02}T{hour:02}:{minute:02}": [],
    "{number}/{day}/{year} {hour}:{minute:02}": [],
    "{day}.{number}.{year} - {hour}:{minute:02}": [],
    "{year}年{number}月{day}日 {hour}時{minute}分": [],
    "{year}년 {number}월 {day}일 {hour:02}:{minute:02}": [],
}
MINUTES = st.datetimes(datetime(1900, 1, 2), datetime(2200, 12, 30)).map(  # noqa: DTZ001 - the zone is drawn apart
    lambda moment: moment.replace(second=0, microsecond=0)
)
OFFSETS = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@pytest.mark.parametrize("template", LANGUAGES)
@given(moment=MINUTES, zone=OFFSETS, data=st.data())
def test_formatting_and_reading_are_inverse(template: str, moment: datetime, zone: tzinfo, data: st.DataObject) -> None:
    names = data.draw(st.sampled_from(LANGUAGES[template] or [[""] * 12]))
    raw = template.format(
        day=moment.day, month=names[moment.month - 1], number=moment.month, year=moment.year,
        hour=moment.hour, minute=moment.minute,
    )  # fmt: skip
    expected = moment.replace(tzinfo=zone).astimezone(UTC)
    assert read_stamp(raw, zone=zone) == Timestamp(raw, expected, Precision.MINUTE)


@given(moment=MINUTES, zone=OFFSETS)
def test_the_standard_librarys_own_formats(moment: datetime, zone: tzinfo) -> None:
    aware = moment.replace(tzinfo=zone)
    for raw in (
        aware.isoformat(),
        aware.strftime("%a, %d %b %Y %H:%M:%S %z"),
        aware.strftime("%Y-%m-%d %I:%M:%S %p %z"),
    ):
        stamp = read_stamp(raw)
        assert (stamp.at, stamp.precision) == (aware.astimezone(UTC), Precision.SECOND)


PIECES = st.sampled_from(
    [*"0123456789:./-,()T+Z ", "2011", "17:33", "July", "mar.", "5", "ago", "3", "hours", "am", "ET", "UTC+2",
     "yesterday", "Tuesday", "年", "月", "日", "de", "<", ">", "\x00", "½", "12", "noon"]
)  # fmt: skip


@given(
    raw=st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=8).map(" ".join)),
    captured_at=st.none() | st.datetimes(timezones=OFFSETS),
    day_first=st.none() | st.booleans(),
)
def test_any_text_is_read_or_left_alone(
    raw: str,
    captured_at: datetime | None,
    day_first: bool | None,  # noqa: FBT001 - drawn
) -> None:
    stamp = read_stamp(raw, captured_at=captured_at, day_first=day_first)
    assert stamp.raw == raw
    if stamp.at is None:
        assert stamp == Timestamp(raw)
    else:
        assert stamp.at.tzinfo is UTC
        assert stamp.precision is not None
        assert 1899 <= stamp.at.year <= 2201
        assert not stamp.at.microsecond


@pytest.mark.parametrize("piece", ["1", "July 5, 2011 ", "17:33 ", " ", "<", "July", "3 days ago "])
def test_a_megabyte_is_no_stamp_and_takes_no_time(piece: str) -> None:
    started = time.perf_counter()
    assert read_stamp(piece * (1_000_000 // len(piece))).at is None
    assert read_stamp((piece * 200)[:200], captured_at=CAPTURED).at is None
    assert time.perf_counter() - started < 0.5


def test_no_word_means_two_months_or_two_weekdays() -> None:
    for rows, length in ((MONTH_ROWS, 12), (WEEKDAY_ROWS, 7)):
        meanings: dict[str, int] = {}
        for row in rows:
            assert len(row.split()) == length
            for number, word in enumerate(row.split()):
                assert meanings.setdefault(fold(word), number) == number, word


@pytest.mark.parametrize(
    ("raws", "language", "expected"),
    [
        (["7/5/2011", "25/7/2011"], "en-US", True),
        (["7/5/2011", "7/25/2011 5:33 PM"], "de", False),
        (["7/5/2011", "25-07-11"], None, True),
        (["25/7/2011", "7/25/2011"], "en-GB", True),
        (["25/7/2011", "7/25/2011"], None, None),
        (["25/25/2011", "not a date"], None, None),
        ([], "en-GB", True),
        ([], "en_AU", True),
        ([], "en-US", False),
        ([], "de-DE", True),
        ([], "en", None),
        ([], "ja", None),
        ([], "", None),
        (["Thu, 05/07/2009 - 05:33", "Fri, 05/08/2009 - 05:33"], "es", False),
        (["Dienstag, 05/07/2011"], "en-us", True),
        (["Thu, 05/07/2009", "Tue, 05/07/2011"], "es", True),
        (["Vie, 05/08/2009 - 05:33"], "es", False),
        (["Пт, 05/08/2009 - 05:33"], "ru", False),
        (["Sun or Mon, 05/07/2009"], None, None),
        (["Sun, 05/07/2009 (Thu)"], None, None),
        (["05/07/2009 (Thu) - 05:33"], "es", False),
        (["Submitted by Sam on 05/07/2008 - 10:00"], "en-US", False),
        (["05/07/2008 - 10:00 Sam"], "en-US", False),
        (["Thu, 05/07/2011"], None, None),
    ],
)
def test_a_pages_own_order_of_day_and_month(raws: list[str], language: str | None, expected: bool | None) -> None:  # noqa: FBT001 - a parameter of the case
    assert infer_day_first(raws, language) is expected


@pytest.mark.parametrize(
    ("line", "spotted"),
    [
        ("AdaMay 30, 2019 at 1:06 PM", "May 30, 2019 at 1:06 PM"),
        ("Joined Jul 2014 · left 5.7.2011, wrote 17:33, 6 July 2011 #3", "17:33, 6 July 2011"),
        ("Member since July 2009", "July 2009"),
        ("Ada, 3 months ago | Reply", "3 months ago"),
        ("Ada yesterday at 10:10", "yesterday at 10:10"),
        ("just now by Ada", "just now"),
        ("1,204 points in 2011", None),
        (
            "Posts: 1,234 Joined: Mar 2005 Reputation: 12/13/14 2011-07-20T10:10:10Z @ 17h30",
            "2011-07-20T10:10:10Z",
        ),
        ("Joined: Mar 2005 x " + 2 * "44 may 99 may 77 may 88 may 66 x " + "2011-07-20T10:10:10Z", None),
        ("now that you say it", None),
        ("June 5, 2011" + 300 * " long", None),
    ],
)
def test_the_finest_stamp_of_a_line_is_spotted(line: str, spotted: str | None) -> None:
    spot = spot_stamp(line, zone=UTC, captured_at=CAPTURED)
    assert (spot and spot.raw) == spotted
    assert spot is None or spot.before + spot.raw + spot.after == line


def test_an_age_is_spotted_only_where_something_tells_what_it_counts_from() -> None:
    assert spot_stamp("Ada, 3 months ago", zone=UTC) is None
    assert spot_stamp("just now by Ada", zone=UTC) is None
