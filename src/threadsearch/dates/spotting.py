"""Stamps inside longer lines: "Posted by Ferdy on July 4, 2011 at 5 pm", "IwonaMay 30, 2019 at 1:06 PM".

A line is taken apart into words, numbers and marks. A run of parts that dates are made of is tried as a stamp; parts
are dropped from its ends until ``read_stamp`` understands the rest. Names glued to a date ("Ada6. Juni 2015",
"AdaMay 30, 2019") end where it begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

from threadsearch.dates.spans import AGO, JUST_NOW, ONE, SHORT_UNITS, UNITS
from threadsearch.dates.stamps import read_stamp
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
from threadsearch.model import Precision, Timestamp

LONGEST = 300
"""Characters of a line in which a stamp is looked for; what is longer is prose, whatever date it names."""

_CLOCKED = frozenset({Precision.SECOND, Precision.MINUTE, Precision.HOUR})
_VOWELS = "\u0300-\u036f\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # signs that stand above or below a letter
_PART = re.compile(
    r"(?P<number>[0-9]+)|(?P<phrase>(?i:out of)\b)"  # "4 out of 5" is no October in Portuguese
    rf"|(?P<word>[^\W\d_][^\W\d_{_VOWELS}]*+(?:[{_VOWELS}][^\W\d_]*+)*+)|(?P<mark>\S)"
)
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
_BESIDE_NUMBERS = ZONES.keys() | _AGOS | ONE | _ENDS | SHORT_UNITS.keys()
_STRONG = _ANCHORS | HALVES.keys() | LATE_HALVES.keys() | (TOLERATED - NOISE) | _BESIDE_NUMBERS
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"  # or a month
_NUMERIC = re.compile(
    rf"(?<![0-9])(?:{_DAY}(?P<mark>[-/.])\s?{_DAY}(?P=mark)\s?(?:[0-9]{{4}}|[0-9]{{2}})"
    rf"|[0-9]{{4}}(?P<sign>[-/.])\s?{_DAY}(?P=sign)\s?{_DAY})(?![0-9]|[:.][0-9])|[年月년월]"
)
"""What stands in every date that is made of numbers alone."""

_LONGEST_NUMBER = 4  # digits
_LONGEST_GLUED = 6  # digits
_MOST_DROPPED = 6  # parts at either end of a run
_MOST_TRIED = 20  # parts of a line that are read; a line that prints other numbers beside its date takes 17
_MOST_SPOTTED = 512  # lines: a page prints one date again and again, and its readers ask twice
_MOST_KNOWN = 4096  # words, of which texts have few that come again and again
_NOWS = tuple(words for words in sorted(JUST_NOW) if " " in words)
_NOW = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, _NOWS))})(?![^\W_])")
_DIGIT = re.compile(r"\d")
_AMOUNTS = 2  # "10 months 3 weeks" is an age, whatever word says so


@dataclass(frozen=True, slots=True)
class Spot:
    """A stamp in a line, from its ``start``-th character to the one before its ``end``-th.

    ``is_age``: it tells an age ("3 months ago"), and not a day or month of the calendar.
    """

    line: str
    start: int
    end: int
    stamp: Timestamp
    is_age: bool

    @property
    def before(self) -> str:
        """What stands before the stamp."""
        return self.line[: self.start]

    @property
    def raw(self) -> str:
        """The stamp's own characters."""
        return self.line[self.start : self.end]

    @property
    def after(self) -> str:
        """What stands behind the stamp."""
        return self.line[self.end :]

    @property
    def clocked(self) -> bool:
        """Whether an hour is shown."""
        return self.stamp.precision in _CLOCKED

    @property
    def fineness(self) -> int:
        """2 with a clock; 1 for days, and for ages of any unit; else 0."""
        return 2 if self.clocked else int(self.stamp.precision is Precision.DAY or self.is_age)


_Read = Callable[[str], Timestamp]


class _TooManyError(Exception):
    """A line takes more tries than it is worth: a finer stamp may stand where none was looked for."""


class _Part(NamedTuple):
    start: int
    end: int
    word: str
    is_number: bool = False
    is_strong: bool = False

    def moved(self, by: int) -> _Part:
        return _Part(self.start + by, self.end + by, self.word, self.is_number, self.is_strong)


def spot_stamp(
    line: str, *, zone: tzinfo, captured_at: datetime | None = None, day_first: bool | None = None
) -> Spot | None:
    """The finest stamp in a line of at most ``LONGEST`` characters, of equal ones the first; ``None`` if there is none.

    The other arguments are those of ``read_stamp``. Years alone are no stamps, since most numbers might be one.

    >>> from datetime import UTC
    >>> found = spot_stamp("Posted by Ferdy on July 4, 2011 at 5:30 pm | Reply", zone=UTC)
    >>> found.raw, found.stamp.at.isoformat()
    ('July 4, 2011 at 5:30 pm', '2011-07-04T17:30:00+00:00')
    """
    if len(line) > LONGEST or not (_DIGIT.search(line) or tells_the_day(line)):
        return None
    return _finest(line, zone, captured_at, day_first)


@lru_cache(maxsize=_MOST_SPOTTED)
def _finest(line: str, zone: tzinfo, captured_at: datetime | None, day_first: bool | None) -> Spot | None:  # noqa: FBT001 - as given
    read = partial(read_stamp, zone=zone, captured_at=captured_at, day_first=day_first)
    best = _just_now(line, read)
    tries = iter(range(_MOST_TRIED))
    for run in _runs(line):
        try:
            found = _spot_in(line, run, read, tries)
        except _TooManyError:
            return None
        if found and (best is None or found.fineness > best.fineness):
            best = found
        if best and best.clocked:
            break
    return best


def tells_the_day(text: str) -> bool:
    """Whether words alone may tell the day: "just now", "yesterday"."""
    folded = fold(text)
    return not DAYS_BACK.keys().isdisjoint(folded.split()) or _now_in(folded) is not None


def _just_now(line: str, read: _Read) -> Spot | None:
    """The present, where more than one word tells of it ("just now"); "now" alone begins many sentences."""
    folded = fold(line)
    match = _now_in(folded)
    return _read(line, *match.span(), read) if match and len(folded) == len(line) else None


def _now_in(folded: str) -> re.Match[str] | None:
    for words in _NOWS:  # to look for each takes a fifth of the time of looking for any with a pattern
        if words in folded:
            return _NOW.search(folded)
    return None


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
        elif match["phrase"]:
            yield None
        elif match["mark"]:
            yield _Part(start, end, match[0]) if match[0] in _MARKS else None
        else:
            yield from (part and part.moved(start) for part in _words(match[0]))


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


@lru_cache(maxsize=_MOST_KNOWN)
def _words(word: str) -> Sequence[_Part | None]:
    """A word, or the words that it is glued of: "AdaMay", "pmReply"."""
    if part := _word(word, 0):
        return (part,)
    cuts = [0, *(cut.start() for cut in _CASES.finditer(word)), len(word)]
    return tuple(_glued(word, left, right) for left, right in pairwise(cuts))


def _glued(word: str, left: int, right: int) -> _Part | None:
    part = _word(word[left:right], left)
    if part and right < len(word) and part.word in MONTHS and part.word not in _AGOS:
        return None  # "MarcoM" is no March
    return part


def _word(word: str, start: int) -> _Part | None:
    folded = fold(word)
    is_strong = folded in _STRONG or (word[0] in _CJK and all(letter in _CJK for letter in word))
    return _Part(start, start + len(word), folded, is_strong=is_strong) if is_strong or folded in JOINTS else None


def _spot_in(line: str, run: Sequence[_Part], read: _Read, tries: Iterator[int]) -> Spot | None:
    """The stamp in a run, without parts at its ends that don't belong to it.

    Raises ``_TooManyError`` where ``tries`` run out.
    """
    if not _is_plausible(line, run):
        return None
    for back in range(min(_MOST_DROPPED, len(run))):
        for front in range(min(_MOST_DROPPED, len(run) - back)):
            some = run[front : len(run) - back]
            if not (some[0].is_number or some[0].is_strong) or not (some[-1].is_number or some[-1].is_strong):
                continue
            if not _is_plausible(line, some):
                continue
            if next(tries, None) is None:
                raise _TooManyError
            if found := _read(line, some[0].start, some[-1].end, read):
                return found
    return _age(line, run, read)


def _is_plausible(line: str, run: Sequence[_Part]) -> bool:
    """Whether a run has what every date has: reading it takes far longer than looking for that."""
    if not run:
        return False
    words = {part.word for part in run}
    if not words.isdisjoint(_ANCHORS) or any(part.word[0] in _CJK for part in run):
        return any(part.is_number or part.word in DAYS_BACK or part.word in ONE for part in run)
    if _tells_short_age(words):
        return any(part.is_number for part in run)
    return _NUMERIC.search(line[run[0].start : run[-1].end]) is not None


def _tells_short_age(words: AbstractSet[str]) -> bool:
    """Whether these are the words of an age whose unit is a letter ("3y ago")."""
    return not words.isdisjoint(_AGOS) and not words.isdisjoint(SHORT_UNITS)


def _read(line: str, start: int, end: int, read: _Read) -> Spot | None:
    stamp = read(line[start:end])
    if stamp.at is None:
        return None
    words = {fold(match["word"]) for match in _PART.finditer(stamp.raw) if match["word"]}
    is_age = not words.isdisjoint(UNITS) or _tells_short_age(words)
    return Spot(line, start, end, stamp, is_age) if is_age or stamp.precision is not Precision.YEAR else None


def _age(line: str, run: Sequence[_Part], read: _Read) -> Spot | None:
    """An age that no word calls one: "10 months 3 weeks"."""
    units = [place for place, part in enumerate(run) if part.word in UNITS and place and run[place - 1].is_number]
    if len(units) < _AMOUNTS:
        return None
    start, end = run[units[0] - 1].start, run[units[-1]].end
    stamp = read(f"{line[start:end]} ago")
    return Spot(line, start, end, stamp, is_age=True) if stamp.at else None
