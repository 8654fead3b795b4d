"""How sure it is that a list is one of comments, and what says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.fields import Fields, Reading
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.generic_html.records import Record
from threadsearch.formats.generic_text.furniture import is_heading
from threadsearch.formats.html.tree import attribute

LEAST = 0.51
"""Lists of less confidence are left alone.

Of some hundred pages with comments nearly all have more, and of the same pages without them nearly none: lists of other
pages, and pairs of unlike parts that happen to have dates, have at most 0.5.
"""

_WEIGHTS = {
    "authors": 0.22,
    "dates": 0.11,
    "times": 0.12,
    "words": 0.14,
    "markup": 0.17,
    "buttons": 0.09,
    "heading": 0.06,
    "ids": 0.05,
    "tree": 0.04,
}
_FEW = {1: 0.8, 2: 0.92}  # what a list of so few records is worth
_MANY = 8  # records that are laid out alike by no chance
_OF_MANY = 1.1  # what a list of so many is worth
_EVEN = 0.3  # what it costs if no record is laid out as most are
_EVEN_OF_FEW = 0.6  # the same of so few records that nothing else shows that they are a list
_WORDED = 0.5  # what it costs if no record has words
_TITLED = 0.35  # what it costs if each is headed as articles are, and nobody can answer
_ELSE = 0.3  # what it costs if their heading says that these are something else
_IN_CELLS = 0.25  # what it costs if they are rows of single facts, and nobody can answer
_CELLS = 4  # cells that such a row has at least
_NEARBY = 0.6  # what markup near the records says, of what their own says
_FEW_LETTERS = 8  # of prose, that are somebody's words: "Agreed!" is less
_USUAL_LETTERS = 36  # of prose, on average, if no markup says that these are comments: cells of tables have less
_FIRST_WIDE = "\u2e80"  # where the scripts of East Asia begin
_TIMED = 2  # fineness of a date that tells the minute, as articles' dates seldom do
_BEFORE = 12  # texts before a list that may announce it
_SURE = 0.8  # sureness of an author that nobody doubts
_NEAR = 12  # tags of a record that may name it a comment
_UP = 3  # tags around it that may
_HEAD = 30  # tags of a record that may head it
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_LONGEST_TITLE = 120  # characters
_MOST_TAGS = 400  # of a record that may be a button
_LONGEST_BUTTON = 40  # characters
_BUTTONS = frozenset(["a", "button", "span", "li", "input"])


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found, each from 0 to 1: the share of records that have it, or whether the list has it.

    ``even`` is the share of records whose author and date stand where they do in most, ``titled`` that of those that
    have a heading of their own, and ``is_else`` says that the heading above the list calls it one of something else.
    ``tabular`` is the share of records that are rows of a table of single facts.
    """

    parts: dict[str, float]
    records: int
    even: float
    titled: float
    is_else: bool
    tabular: float = 0.0

    @property
    def confidence(self) -> float:
        """From 0 to 1."""
        whole = sum(_WEIGHTS[name] * share for name, share in self.parts.items())
        even = 1 - (_EVEN_OF_FEW if self.records in _FEW else _EVEN) * (1 - self.even)
        worded = 1 - _WORDED * (1 - self.parts["words"])
        answerable = max(self.parts[name] for name in ("buttons", "heading", "tree"))
        own = (1 - _TITLED * self.titled * (1 - answerable)) * (1 - _ELSE * self.is_else)
        own *= 1 - _IN_CELLS * self.tabular * (1 - answerable)
        size = _OF_MANY if self.records >= _MANY else _FEW.get(self.records, 1.0)
        return round(min(1.0, whole * even * worded * own * size), 2)

    def told(self) -> str:
        """The evidence in words."""
        shares = ", ".join(f"{name} {share:.0%}" for name, share in self.parts.items())
        return f"{shares}; laid out alike {self.even:.0%}" + (f", titled {self.titled:.0%}" if self.titled else "")


def weigh(out: Outline, reading: Reading, ids: Sequence[str | None], tree: str) -> Evidence:
    """What speaks for a list."""
    fields = reading.fields
    count = len(fields)
    sure = sum(min(1.0, found.sureness / _SURE) for found in fields if found.author is not None)
    worded = sum(min(1.0, found.record.prose(out) / _FEW_LETTERS) for found in fields) / count
    said = _said(out, reading)
    told = sum(found.record.prose(out) + _wide(out, found.record) for found in fields) / count
    return Evidence(
        {
            "authors": sure / count,
            "dates": sum(found.date is not None for found in fields) / count,
            "times": sum(found.date is not None and found.date.fine == _TIMED for found in fields) / count,
            "words": worded * (1.0 if said else min(1.0, told / _USUAL_LETTERS)),
            "markup": said,
            "buttons": sum(_is_answerable(out, found.record) for found in fields) / count,
            "heading": float(_is_headed(out, reading.fields[0].record)),
            "ids": float(any(ids)),
            "tree": float(bool(tree)),
        },
        count,
        sum(found.is_usual for found in fields) / count,
        _titled(out, fields, is_said=said == 1),
        _is_else(out, fields[0].record),
        _tabular(out, reading),
    )


def _titled(out: Outline, fields: Sequence[Fields], *, is_said: bool) -> float:
    """The share of records with a heading that no other has, which is no author: answers repeat that of the first.

    A date alone may head a comment, if the markup says that it is one; else it heads what was done that day.
    """
    titles = {words.without_answer(title) for found in fields if (title := _title(out, found, with_date=not is_said))}
    return max(0, len(titles) - 1) / max(1, len(fields) - 1)


def _title(out: Outline, found: Fields, *, with_date: bool) -> str:
    """A record's first heading among its first tags; empty if it has none, or the author or the date stands in it."""
    for number in islice(found.record.tags(out), _HEAD):
        if out.tags[number].name in _HEADINGS:
            told = {found.author_tag, found.date.tag if found.date is not None and not with_date else None}
            is_told = any(number <= tag < out.ends[number] for tag in told if tag is not None)
            return "" if is_told else out.text_of(number, _LONGEST_TITLE)
    return ""


def _wide(out: Outline, record: Record) -> int:
    """The letters of scripts of which one letter says as much as two or three of others."""
    return sum(letter >= _FIRST_WIDE for at in record.own for letter in out.texts[at][:_USUAL_LETTERS])


def _said(out: Outline, reading: Reading) -> float:
    """How much the markup of the records, or right around them, says that they are comments or posts."""
    if words.COMMENT.search(words.said_by(*reading.candidate.key)) or _say(out, _own(out, reading)):
        return 1.0
    top = reading.fields[-1].record.tops[0]
    near = [*out.above(top, _UP), *range(top, min(out.ends[top], top + _NEAR))]
    return _NEARBY if _say(out, near) else 0.0


def _own(out: Outline, reading: Reading) -> list[int]:
    """The tag of a record, the one in it that holds all of it, and the one around it."""
    record = reading.fields[-1].record
    top = record.tops[0]
    around = [out.parents[top]] if out.is_only_child(top) else []
    return [*around, top, *(child for child in out.children(top) if out.is_only_child(child))]


def _say(out: Outline, numbers: Iterable[int]) -> bool:
    return any(
        words.COMMENT.search(words.said_by(out.said(number), attribute(out.tags[number], "itemtype")))
        for number in numbers
    )


def _is_headed(out: Outline, record: Record) -> bool:
    """Whether the texts before the list say that comments follow, or how many."""
    first = min((first for first, _ in record.texts), default=0)
    before = range(max(0, first - _BEFORE), first)
    return any(is_heading(" ".join(out.texts[at].split())) or _is_guestbook(out, at) for at in before)


def _is_guestbook(out: Outline, at: int) -> bool:
    return out.tags[out.owners[at]].name in _HEADINGS and words.names_guestbook(out.texts[at])


def _tabular(out: Outline, reading: Reading) -> float:
    """The share of records that are rows of so many cells with one text in each, as tables of something else have."""
    rows = 0
    for found in reading.fields:
        top = found.record.tops[0]
        cells = [cell for cell in out.children(top) if out.firsts[cell] < out.lasts[cell]]
        single = all(out.lasts[cell] == out.firsts[cell] + 1 for cell in cells)
        rows += out.tags[top].name == "tr" and len(cells) >= _CELLS and single
    return rows / len(reading.fields)


def _is_else(out: Outline, record: Record) -> bool:
    """Whether the last heading before the list says what it lists, and that is no comments."""
    first = min((first for first, _ in record.texts), default=0)
    for at in range(first - 1, max(-1, first - 1 - _BEFORE), -1):
        if out.tags[out.owners[at]].name in _HEADINGS:
            return words.names_another_list(out.texts[at])
    return False


def _is_answerable(out: Outline, record: Record) -> bool:
    """Whether a comment has what one can do with it: links or buttons to answer, quote, or report."""
    for number in islice(record.tags(out), _MOST_TAGS):
        if out.tags[number].name in _BUTTONS:
            text = out.text_of(number, _LONGEST_BUTTON)
            if words.ANSWERABLE.search(_label(out, number, text)) or _is_its_number(out, number, text):
                return True
    return False


def _label(out: Outline, number: int, text: str) -> str:
    """What a button says, to people and to machines."""
    tag = out.tags[number]
    said = attribute(tag, "href")[-2 * _LONGEST_BUTTON :], attribute(tag, "title")[: 2 * _LONGEST_BUTTON]
    return " ".join((text, *said, *out.shapes[number][:8])).lower()


def _is_its_number(out: Outline, number: int, text: str) -> bool:
    """Whether a link is the comment's own number ("#12"), and no number amid a sentence."""
    return bool(words.OWN_NUMBER.match(text)) and not out.is_amid_text(number)
