"""Where a page prints dates: what comment lists are found by, since nearly every comment has one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from bs4 import Tag

from threadsearch.dates import read_stamp
from threadsearch.dates.spotting import LONGEST, Spot, spot_stamp, tells_the_day
from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.outline import Key, Outline
from threadsearch.formats.html.forum import epoch_stamp
from threadsearch.formats.html.tree import attribute
from threadsearch.model import Page, Precision, Timestamp

_ATTRIBUTES = [
    "datetime",
    "title",
    "data-datetime",
    "data-date",
    "data-time",
    "data-timestamp",
    "data-utime",
    "data-created",
    "data-livestamp",
    "content",
]
_NAMED = frozenset(_ATTRIBUTES)
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(r"[0-9](?:[^\n]*[0-9]|\s*[^\W\d_])")
_IN_WORDS = re.compile(r"[^\W\d_]{2,20}(?:day|tern|er|ier|era|hoy|ieri|oggi|ujourd)", re.IGNORECASE)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ASSUMED = datetime(2038, 1, 1, tzinfo=UTC)  # for ages to be dates on a page of which nobody knows when it was saved
_FINENESS = {Precision.SECOND: 2, Precision.MINUTE: 2, Precision.MONTH: 0, Precision.YEAR: 0}
_TIMED = 2  # fineness of a date that tells the minute
_LONGEST_VALUE = 60  # characters of an attribute
_LONGEST_LABEL = 120  # characters of a tag whose attribute is a date, if its text is that date
_EPOCH = 9  # digits of a moment since 1973
_BESIDE = 70  # characters that a line may have beside its date, if it is no prose
_LONGEST_IN_WORDS = 50  # characters of a day without a number ("yesterday at noon")
_AROUND = 2  # tags around a text that may complete its date


@dataclass(frozen=True, slots=True)
class Dated:
    """A date on the page.

    ``tag`` is the number of the tag that holds it, ``text`` that of its text, -1 if an attribute alone says it;
    ``kind`` is what it has in common with those in the same place of other comments.
    ``machine`` are texts for machines, ``shown`` is what people see, and ``line`` the line that it stands in. ``fine``
    is 2 for a minute, 1 for a day, 0 for what is coarser. ``at`` is the moment, as far as a page of which nobody knows
    when it was saved tells it.
    """

    tag: int
    kind: Key
    text: int
    machine: tuple[str, ...]
    shown: str
    line: str
    fine: int
    at: datetime

    @property
    def is_of_something_else(self) -> bool:
        """Whether words beside a date say that it is when somebody joined, or a text was changed ("edited May 3")."""
        before = self.line.partition(self.shown)[0] if self.shown else self.line
        return words.JOINED.search(fold(self.line)) is not None or words.EDITED.search(fold(before)) is not None


def dates_on(page: Page, out: Outline) -> list[Dated]:
    """The dates of a page, in page order, each once, without those in quotes."""
    found = _in_attributes(page, out)
    covered = {number for dated in found.values() for number in range(dated.tag, out.ends[dated.tag])}
    for at, text in enumerate(out.texts):
        owner = out.owners[at]
        if len(text) <= LONGEST * 2 and owner not in covered and owner not in out.quoted:
            dated = _in_text(page, out, at)
            if dated is not None:
                found.setdefault(dated.tag, dated)
    return [found[number] for number in sorted(found)]


def beside_date(line: str) -> str:
    """What a line says beside its date, if it has one.

    >>> beside_date("edited on May 3, 2014, it rots"), beside_date("Compost for 12 months")
    ('edited on , it rots', 'Compost for 12 months')
    """
    spot = spot_stamp(line, zone=UTC, captured_at=_ASSUMED) if words.DIGITS.search(line) else None
    return line[: spot.start] + line[spot.end :] if spot is not None else line


def _in_attributes(page: Page, out: Outline) -> dict[int, Dated]:
    found: dict[int, Dated] = {}
    end = 0
    for number, tag in enumerate(out.tags):
        # Most tags have no such attribute.
        if not tag.attrs or _NAMED.isdisjoint(tag.attrs) or number < end or number in out.quoted:
            continue
        machine = _machine(page, tag)
        if machine is None:
            continue
        line = out.text_of(number, _LONGEST_LABEL)
        if line or out.firsts[number] == out.lasts[number]:  # else it is a whole comment that has a date
            found[number] = _told_twice(page, out, number, machine, line)
            end = out.ends[number]
    return found


def _told_twice(page: Page, out: Outline, number: int, machine: tuple[tuple[str, ...], datetime], line: str) -> Dated:
    """A date that an attribute tells, with the words for it, which may stand among others."""
    spot = spot_stamp(line, zone=page.zone, captured_at=page.captured_at or _ASSUMED) if line else None
    shown = line[spot.start : spot.end] if spot is not None else line
    is_alone = not any(map(str.isalpha, line.replace(shown, "", 1)))
    text = out.firsts[number] if line and is_alone else -1
    return Dated(number, _kind(out, number), text, machine[0], line if is_alone else shown, line, 2, machine[1])


def _kind(out: Outline, number: int) -> Key:
    """The looks of a date's tag and of the one around it."""
    parent = out.parents[number]
    return _joined(out.style(number), out.style(parent) if parent >= 0 else ())


@lru_cache(maxsize=4096)
def _joined(own: Key, around: Key) -> Key:
    return own + around  # one for all dates of a kind


def _machine(page: Page, tag: Tag) -> tuple[tuple[str, ...], datetime] | None:
    """What a tag's attributes say for machines, and the moment of it; ``None`` if they say no date."""
    texts: list[str] = []
    at = _ASSUMED
    is_certain = False
    for name in _ATTRIBUTES:
        value = attribute(tag, name) if name in tag.attrs else ""
        if not 0 < len(value) <= _LONGEST_VALUE or not _DIGIT.search(value):
            continue
        if name == "content" and not _ISO.match(value):
            continue  # a meta may say any number
        value = (epoch_stamp(value) if len(value) >= _EPOCH else "") or value
        if is_certain:  # what else it says is asked by nobody
            texts.append(value)
            continue
        stamp = read_stamp(value, zone=page.zone, captured_at=page.captured_at or _ASSUMED)
        if stamp.at is None and name == "title":  # "Written on May 3, 2014 at 10:00"
            value, stamp = _spotted(page, value, stamp)
        if stamp.at is not None and _FINENESS.get(stamp.precision or Precision.DAY, 1):
            at = at if texts else stamp.at
            texts.append(value)
            is_certain = _ISO.match(value) is not None
    return (tuple(texts), at) if texts else None


def _spotted(page: Page, value: str, stamp: Timestamp) -> tuple[str, Timestamp]:
    """The moment among the words of a title, if it tells the minute; else what was asked."""
    spot = spot_stamp(value, zone=page.zone, captured_at=page.captured_at or _ASSUMED)
    if spot is None or _FINENESS.get(spot.stamp.precision or Precision.DAY, 1) < _TIMED:
        return value, stamp
    return value[spot.start : spot.end], spot.stamp


def _in_text(page: Page, out: Outline, at: int) -> Dated | None:
    """The date that a text prints, with that of the tags around it where they tell the minute."""
    written = out.texts[at]
    line = " ".join(written.split())
    if not _may_be_dated(line):
        return None
    line = written if line == written else line  # what is kept of it need not be kept twice
    best = _dated(page, out, out.owners[at], at, line)
    if best is None:
        return None
    for number in out.above(out.owners[at], _AROUND):
        text = out.text_of(number, LONGEST) if best.fine < max(_FINENESS.values()) else ""
        wider = _dated(page, out, number, at, text) if text and text != line else None
        best = wider if wider is not None and wider.fine > best.fine and best.shown in wider.shown else best
    return best


def _may_be_dated(line: str) -> bool:
    """Whether a line has the numbers of a date, or the words of a day: most have neither, and that is cheap to ask."""
    if _DIGIT.search(line):
        return _NUMBERED.search(line) is not None or _IN_WORDS.search(line) is not None
    is_short = len(line) <= _LONGEST_IN_WORDS + _BESIDE
    return is_short and tells_the_day(line) and _IN_WORDS.search(line) is not None


def _dated(page: Page, out: Outline, tag: int, at: int, line: str) -> Dated | None:
    spot: Spot | None = spot_stamp(line, zone=page.zone, captured_at=page.captured_at or _ASSUMED)
    if spot is None or spot.stamp.at is None or len(line) - (spot.end - spot.start) > _BESIDE:
        return None
    beside = f"{line[: spot.start]} {line[spot.end :]}".strip()
    if not words.DIGITS.search(line, spot.start, spot.end) and not _stands_apart(beside):
        return None
    fine = _FINENESS.get(spot.stamp.precision or Precision.DAY, 1)
    return Dated(tag, _kind(out, tag), at, (), line[spot.start : spot.end], line, fine, spot.stamp.at)


def _stands_apart(beside: str) -> bool:
    """Whether what stands beside a word for a day ("now", "yesterday") is a name at most, as no sentence is.

    >>> [_stands_apart(beside) for beside in ("", "posted by Ada", "The heap rots")]
    [True, True, False]
    """
    return not any(map(str.isalpha, beside)) or words.is_about_name(beside) or words.is_introduced(beside)
