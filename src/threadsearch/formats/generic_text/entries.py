"""The lines of a page that hold text, with what each of them tells by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_text.stamps import Dated, find_date
from threadsearch.formats.textual import Line

_MARK = re.compile(r"(?P<mark>(?P<number>\d{1,6})[.)]|[•*·◦▪‣●○■–+»-])(?:\s+(?P<rest>.*)|$)")  # noqa: RUF001 - bullets
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:.!?]{0,24}?)\s?:(?:\s|$)")
_DIGITS = re.compile(r"\d[\d.,\u202f]*")
_LONGEST_KEY = 60  # characters
_LONGEST_MARKED = 300  # characters


@dataclass(frozen=True, slots=True)
class Entry:
    """One line with text: ``gap`` empty lines before it, its list mark (``number`` where it is one), ``words`` without.

    ``key`` is what lines of one kind have in common: the line without its numbers and letter case, or its label
    ("location:"); "" for long lines, which are somebody's words.
    """

    line: Line
    gap: int
    marked: bool
    number: int | None
    words: str
    key: str
    date: Dated | None

    @property
    def indent(self) -> int:
        """How many columns the line is indented."""
        return self.line.indent


def entries_of(lines: Sequence[Line]) -> list[Entry]:
    """The lines with text, in page order."""
    return list(_entries(lines))


def _entries(lines: Sequence[Line]) -> Iterator[Entry]:
    gap = 0
    for line in lines:
        if not line.text:
            gap += 1
            continue
        date = find_date(line.text)
        match = _MARK.fullmatch(line.text) if len(line.text) < _LONGEST_MARKED else None
        if match and date and len(date.before) < match.end("mark"):
            match = None  # "6. June 2015" is no list's sixth item
        words = (match["rest"] or "").strip() if match else line.text
        number = int(match["number"]) if match and match["number"] else None
        yield Entry(line, gap, match is not None, number, words, key_of(words, date), date)
        gap = 0


def key_of(words: str, date: Dated | None) -> str:
    """What a line has in common with others of its kind."""
    if date is not None:
        words = f"{date.before}<date>{date.after}"
    label = _LABEL.match(words)
    if label and len(label["label"].split()) <= 3:  # noqa: PLR2004 - words of a label ("Date d'inscription" has two)
        return f"{fold(label['label'])}:"
    if len(words) > _LONGEST_KEY:
        return ""
    return _DIGITS.sub("0", fold(words))
