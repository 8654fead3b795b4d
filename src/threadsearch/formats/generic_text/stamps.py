"""Where a line shows a date, in any of the languages whose dates are read, and what stands before and behind it.

A line is taken apart into words, numbers and marks. A run of parts that dates are made of is tried as a date; parts are
dropped from its ends until the rest reads as one of a day or finer. Names glued to a date ("Ada6. Juni 2015",
"AdaMay 30, 2019") end where it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from threadsearch.dates import read_stamp
from threadsearch.dates.spans import AGO, JUST_NOW, ONE, UNITS
from threadsearch.dates.vocabulary import (
    DAYS_BACK,
    HALVES,
    JOINTS,
    LATE_HALVES,
    MONTHS,
    NOISE,
    TOLERATED,
    WEEKDAYS,
    ZONES,
    fold,
)
from threadsearch.model import Precision

LONGEST = 300
"""Characters; a line that is longer is somebody's words, whatever date they name."""

_PRESENT = datetime(2030, 1, 1, tzinfo=UTC)
_CLOCKED = frozenset({Precision.SECOND, Precision.MINUTE, Precision.HOUR})
_DATED = _CLOCKED | {Precision.DAY}
_VOWELS = "\u0300-\u036f\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # signs that stand above or below a letter
_PART = re.compile(rf"(?P<number>[0-9]+)|(?P<word>[^\W\d_][^\W\d_{_VOWELS}]*(?:[{_VOWELS}][^\W\d_]*)*)|(?P<mark>\S)")
_CASES = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MARKS = frozenset(".,:/-'’@–\u2212+()|·")  # noqa: RUF001 - as pages print them
_CJK = frozenset(
    "年月日号號时時分秒点點前后後周週天個个小间間上午下凌晨早晚中昨今明星期一二三四五六曜火水木金土"
    "년월일시분초전오후간주"
)
_ENDS = frozenset({"st", "nd", "rd", "th", "er", "e", fold("го"), "a", "p", "am", "pm", "m", "t", "z", "s", "h", "d"})  # noqa: RUF001 - "5th" in Russian

_ANCHORS = MONTHS.keys() | UNITS.keys() | DAYS_BACK.keys() | WEEKDAYS.keys()
"""One of these stands in every date that is not made of numbers alone."""

_AGOS = frozenset(word for words in AGO.split("|") for word in words.split())
_STRONG = _ANCHORS | HALVES.keys() | LATE_HALVES.keys() | ZONES.keys() | _AGOS | ONE | (TOLERATED - NOISE) | _ENDS
_NUMERIC = re.compile(r"\d{1,4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,4}|[年月년월]")
_LONGEST_NUMBER = 4  # digits
_LONGEST_GLUED = 6  # digits
_MOST_DROPPED = 6  # parts at either end of a run
_NOW = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(re.escape(words) for words in sorted(JUST_NOW) if ' ' in words)})(?![^\W_])"
)
_AMOUNTS = 2  # "10 months 3 weeks" is an age, whatever word says so


@dataclass(frozen=True, slots=True)
class Dated:
    """A line's date, and what stands around it.

    ``at`` orders the dates of one page, whatever they count from; ``clocked`` tells whether an hour is shown.
    """

    before: str
    raw: str
    after: str
    at: datetime | None
    clocked: bool


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    word: str
    is_number: bool = False
    is_strong: bool = False


def find_date(text: str) -> Dated | None:
    """The date that a line shows: the first with a clock, else the first; ``None`` for other lines."""
    if len(text) > LONGEST or not _may_hold_a_date(text):
        return None
    first = _just_now(text)
    for run in _runs(text):
        found = _date_in(text, run)
        if found and found.clocked:
            return found
        first = first or found
    return first


def _just_now(text: str) -> Dated | None:
    """The present, where more than one word tells of it ("just now"); "now" alone begins many sentences."""
    folded = fold(text)
    match = _NOW.search(folded)
    if match is None or len(folded) != len(text):
        return None
    start, end = match.span()
    return Dated(text[:start], text[start:end], text[end:], _PRESENT, clocked=True)


def _may_hold_a_date(text: str) -> bool:
    if any(letter.isdecimal() for letter in text):
        return True
    folded = fold(text)
    return _NOW.search(folded) is not None or any(word in DAYS_BACK for word in folded.split())


def _runs(text: str) -> Iterator[Sequence[_Part]]:
    """The longest runs of parts that dates are made of, without those that none begins or ends with."""
    run: list[_Part] = []
    for part in _parts(text):
        if part is not None:
            run.append(part)
        elif run:
            yield _trimmed(run)
            run = []
    if run:
        yield _trimmed(run)


def _trimmed(run: Sequence[_Part]) -> Sequence[_Part]:
    start, end = 0, len(run)
    while start < end and not (run[start].is_number or run[start].is_strong):
        start += 1
    while start < end and not (run[end - 1].is_number or run[end - 1].is_strong):
        end -= 1
    return run[start:end]


def _parts(text: str) -> Iterator[_Part | None]:
    """The parts of a line that may belong to a date; ``None`` for those that don't."""
    for match in _PART.finditer(text):
        start, end = match.span()
        if match["number"]:
            yield from _numbers(match[0], start)
        elif match["mark"]:
            yield _Part(start, end, match[0]) if match[0] in _MARKS else None
        else:
            yield from _words(match[0], start)


def _numbers(digits: str, start: int) -> Iterator[_Part | None]:
    """A number, or a year and the number that it is glued to ("20241 year")."""
    if len(digits) <= _LONGEST_NUMBER:
        yield _Part(start, start + len(digits), digits, is_number=True)
    elif len(digits) <= _LONGEST_GLUED and digits[:2] in ("19", "20"):
        year = start + _LONGEST_NUMBER
        yield _Part(start, year, digits[:_LONGEST_NUMBER], is_number=True)
        yield None
        yield _Part(year, start + len(digits), digits[_LONGEST_NUMBER:], is_number=True)
    else:
        yield None


def _words(word: str, start: int) -> Iterator[_Part | None]:
    """A word, or the words that it is glued of: "AdaMay", "pmReply"."""
    if part := _word(word, start):
        yield part
        return
    cuts = [0, *(cut.start() for cut in _CASES.finditer(word)), len(word)]
    for left, right in pairwise(cuts):
        part = _word(word[left:right], start + left)
        begins_a_name = (
            part is not None and right < len(word) and part.word in MONTHS and part.word not in _AGOS
        )  # "MarcoM" is no March
        yield None if begins_a_name else part


def _word(word: str, start: int) -> _Part | None:
    folded = fold(word)
    is_strong = folded in _STRONG or (word[0] in _CJK and all(letter in _CJK for letter in word))
    return _Part(start, start + len(word), folded, is_strong=is_strong) if is_strong or folded in JOINTS else None


def _date_in(text: str, run: Sequence[_Part]) -> Dated | None:
    """The date in a run, without parts at its ends that don't belong to it."""
    if not run or not _is_plausible(text, run):
        return None
    for back in range(min(_MOST_DROPPED, len(run))):
        for front in range(min(_MOST_DROPPED, len(run) - back)):
            some = run[front : len(run) - back]
            if not (some[0].is_number or some[0].is_strong) or not (some[-1].is_number or some[-1].is_strong):
                continue
            if found := _read(text, some[0].start, some[-1].end):
                return found
    return _age(text, run)


def _is_plausible(text: str, run: Sequence[_Part]) -> bool:
    if any(part.word in _ANCHORS or part.word[0] in _CJK for part in run):
        return any(part.is_number or part.word in DAYS_BACK or part.word in ONE for part in run)
    return _NUMERIC.search(text, run[0].start, run[-1].end) is not None


def _read(text: str, start: int, end: int) -> Dated | None:
    raw = text[start:end]
    stamp = read_stamp(raw, captured_at=_PRESENT)
    if stamp.precision is None or (stamp.precision not in _DATED and not _is_age(raw)):
        return None
    return Dated(text[:start], raw, text[end:], stamp.at, stamp.precision in _CLOCKED)


def _is_age(raw: str) -> bool:
    """Whether a date is told as an age ("3 months ago"), and not by the calendar ("March 2011")."""
    return any(match["word"] and fold(match["word"]) in UNITS for match in _PART.finditer(raw))


def _age(text: str, run: Sequence[_Part]) -> Dated | None:
    """An age that no word calls one: "10 months 3 weeks"."""
    units = [place for place, part in enumerate(run) if part.word in UNITS and place and run[place - 1].is_number]
    if len(units) < _AMOUNTS:
        return None
    start, end = run[units[0] - 1].start, run[units[-1]].end
    stamp = read_stamp(f"{text[start:end]} ago", captured_at=_PRESENT)
    return Dated(text[:start], text[start:end], text[end:], stamp.at, clocked=False) if stamp.at else None
