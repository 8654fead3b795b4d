"""Stamps inside longer lines: "Posted by Ferdy on July 4, 2011 at 5 pm", "IwonaMay 30, 2019 at 1:06 PM".

A line is taken apart into words; a stamp is a run of words of which each is a number or a word of dates. Of every run,
what ``read_stamp`` understands is a stamp, after a few words at its ends have been given up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from threadsearch.dates.spans import AGO, AROUND_AGES, JUST_NOW, UNITS
from threadsearch.dates.stamps import read_stamp
from threadsearch.dates.vocabulary import DAYS_BACK, HALVES, LATE_HALVES, MONTHS, TOLERATED, WEEKDAYS, ZONES, fold
from threadsearch.model import Precision, Timestamp

LONGEST = 200
"""Characters of a line in which a stamp is looked for; what is longer is prose."""

_WORDS = frozenset(
    word
    for words in (
        TOLERATED, MONTHS, WEEKDAYS, UNITS, HALVES, LATE_HALVES, ZONES, AROUND_AGES, AGO.split("|"), JUST_NOW,
        DAYS_BACK,
        ("am", "pm", "noon", "midnight", "st", "nd", "rd", "th", "t", "z", "h", "utc", "gmt", "a", "p", "m"),
    )
    for phrase in words
    for word in phrase.split()
)  # fmt: skip
_PIECE = re.compile(
    r"[A-Z][a-z\u00df-\u00ff]+|[^\W\d_](?:(?![A-Z][a-z])[^\W\d_])*+|[0-9]+|[#|\u2022\u00b7\u00bb\u00ab\u2014>]"
)  # a capital begins a word, since pages glue a name and a date together
_SPLITS = frozenset("#|\u2022\u00b7\u00bb\u00ab\u2014>")
_TELLS = re.compile(r"[0-9]")
_GIVEN_UP = 3  # words at either end of a run


@dataclass(frozen=True, slots=True)
class Spot:
    """A stamp in a line, and the characters that it takes there."""

    start: int
    end: int
    stamp: Timestamp


def spot_stamp(
    line: str, *, zone: tzinfo, captured_at: datetime | None = None, day_first: bool | None = None
) -> Spot | None:
    """The first stamp in a line of at most ``LONGEST`` characters, or ``None``; arguments are those of ``read_stamp``.

    >>> from datetime import UTC
    >>> found = spot_stamp("Posted by Ferdy on July 4, 2011 at 5:30 pm | Reply", zone=UTC)
    >>> found.stamp.at.isoformat()
    '2011-07-04T17:30:00+00:00'
    """
    if len(line) > LONGEST:
        return None
    for run in _runs(line):
        for first in range(min(_GIVEN_UP, len(run) - 1) + 1):
            for last in range(len(run), max(first, len(run) - _GIVEN_UP - 1), -1):
                start, end = run[first].start(), run[last - 1].end()
                text = line[start:end]
                if not _TELLS.search(text) and fold(text) not in DAYS_BACK and fold(text) not in JUST_NOW:
                    continue
                stamp = read_stamp(text, zone=zone, captured_at=captured_at, day_first=day_first)
                if stamp.at is not None and (stamp.precision is not Precision.YEAR or text == line):
                    return Spot(start, end, stamp)
    return None


def _runs(line: str) -> list[list[re.Match[str]]]:
    """The longest runs of words of dates and numbers."""
    runs: list[list[re.Match[str]]] = [[]]
    for piece in _PIECE.finditer(line):
        word = piece[0]
        if word in _SPLITS or not (word.isdecimal() or fold(word) in _WORDS):
            runs.append([])
        else:
            runs[-1].append(piece)
    return [run for run in runs if run]
