"""The lines of a page that hold text, with what each of them tells by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_text import words
from threadsearch.formats.generic_text.stamps import LONGEST, Dated, find_date
from threadsearch.formats.textual import Line

_MARK = re.compile(r"(?P<mark>(?P<number>\d{1,6})[.)]|[•*·◦▪‣●○■–+»-])(?:\s+(?P<rest>.*)|$)")  # noqa: RUF001 - bullets
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:.!?]{0,24}?)\s?:(?:\s|$)")
_DIGITS = re.compile(r"\d[\d.,\u202f]*")
_LONGEST_KEY = 60  # characters


@dataclass(frozen=True, slots=True)
class Entry:
    """One line with text: ``gap`` empty lines before it, its list mark (``number`` where it is one), ``words`` without.

    ``key`` is what lines of one kind have in common: the line without its numbers and letter case, or its label
    ("location:"); "" for long lines, which are somebody's words. ``name`` is the name that the line holds, if it may
    be one; ``says`` whose words it announces. ``is_furniture``: a number, an action, a fact about an author, a notice.
    """

    line: Line
    gap: int
    marked: bool
    number: int | None
    words: str
    key: str
    date: Dated | None
    name: str | None = None
    says: str | None = None
    is_furniture: bool = False

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
        if line.text:
            yield _entry(line, gap)
            gap = 0
        else:
            gap += 1


def _entry(line: Line, gap: int) -> Entry:
    if len(line.text) > LONGEST:
        return Entry(line, gap, False, None, line.text, "", None)
    date = find_date(line.text)
    match = _MARK.fullmatch(line.text)
    if match and date and len(date.before) < match.end("mark"):
        match = None  # "6. June 2015" is no list's sixth item
    text = (match["rest"] or "").strip() if match else line.text
    number = int(match["number"]) if match and match["number"] else None
    says = words.speaker(text)
    return Entry(
        line, gap, match is not None, number, text, key_of(text, date), date, _name(text, date, says), says, words.is_furniture(text)
    )


def _name(text: str, date: Dated | None, says: str | None) -> str | None:
    """The name in a line that holds no date, or says whose words follow."""
    if date is not None and says is None:
        return None
    if said := says or words.byline(text):
        return words.first_name(said)
    found = words.first_name(words.without_lead(text) if text[:1] in ("#", "[", "+") else text)
    return found if found and (len(found) > 1 or not found.isascii()) else None


def key_of(text: str, date: Dated | None) -> str:
    """What a line has in common with others of its kind."""
    if date is not None:
        text = f"{date.before}<date>{date.after}"
    label = _LABEL.match(text)
    if label and len(label["label"].split()) <= 3:  # noqa: PLR2004 - words of a label ("Date d'inscription" has two)
        return f"{fold(label['label'])}:"
    if len(text) > _LONGEST_KEY:
        return ""
    return _DIGITS.sub("0", fold(text))
