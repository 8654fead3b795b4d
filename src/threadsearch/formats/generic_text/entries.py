"""The lines of a page that hold text, with what each of them tells by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from threadsearch.dates.spotting import LONGEST, Spot, spot_stamp
from threadsearch.dates.vocabulary import JOINTS, fold
from threadsearch.formats.generic_text import furniture, names
from threadsearch.formats.generic_text.markup import without_markdown
from threadsearch.formats.generic_text.signs import NO_SIGNS, Signs, signs_of
from threadsearch.formats.textual import Line

_PRESENT = datetime(2030, 1, 1, tzinfo=UTC)
_MARK = re.compile(r"(?P<mark>(?P<number>\d{1,6})[.)]|[•*·◦▪‣●○■–+»-])(?:\s+(?P<rest>.*)|$)")  # noqa: RUF001 - bullets
_RULE = re.compile(r"(?:([-=_*~─━═—])\1{4,}+|[*-](?: [*-]){2,})")  # between records, as empty lines
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:.!?]{0,24}?)\s?:(?:\s|$)")
_DIGITS = re.compile(r"\d[\d.,\u202f]*")
_EDGES = " ,|-–—·•»"  # noqa: RUF001 - dashes
_OPEN, _CLOSED = " ,(-–—[", " ,)-–—]"  # noqa: RUF001 - dashes
_LONGEST_KEY = 60  # characters
_LONGEST_LABEL = 3  # words ("Date d'inscription" has two)
_TWO = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One line with text: ``gap`` empty lines before it, its list mark (``number`` where it is one), ``words`` without.

    ``key`` is what lines of one kind have in common: the line without its numbers and letter case, or its label
    ("location:"); "" for long lines, which are somebody's words. ``name`` is the name that the line holds, if it may
    be one; ``says`` whose words it announces. ``offers_reply``: here, or behind its date.
    """

    line: Line
    gap: int
    marked: bool
    number: int | None
    words: str
    key: str
    date: Spot | None
    name: str | None = None
    says: str | None = None
    signs: Signs = NO_SIGNS
    offers_reply: bool = False

    @property
    def indent(self) -> int:
        """How many columns the line is indented."""
        return self.line.indent

    @property
    def is_furniture(self) -> bool:
        """Whether the line is the site's own: a number, an action, a fact about an author, a notice."""
        return self.signs.is_furniture

    @property
    def is_bullet(self) -> bool:
        """Whether a list mark without a number stands in front of the line."""
        return self.marked and self.number is None


def date_of(entry: Entry) -> Spot:
    """The date of a line that was taken for one with a date."""
    if entry.date is None:
        raise ValueError(f"{entry.line.locator} has no date")
    return entry.date


def entries_of(lines: Sequence[Line]) -> list[Entry]:
    """The lines with text, in page order; none if fewer than two show a date, for without dates there is no rhythm."""
    lines = [_plain(line) for line in lines]
    dates = _dates(lines)
    if sum(date is not None for date in dates) < _TWO:
        return []
    return list(_entries(lines, dates))


def _plain(line: Line) -> Line:
    text = without_markdown(line.text).strip()
    return line if text == line.text else replace(line, text=text)


def _dates(lines: Sequence[Line]) -> list[Spot | None]:
    """The date of each line; equal lines show equal dates."""
    known = {text: _date(text) for text in {line.text for line in lines}}
    return [known[line.text] for line in lines]


def _date(text: str) -> Spot | None:
    """The date that a line shows, if it is one of a day or finer, or an age; ages count from one moment on a page."""
    spot = spot_stamp(text, zone=UTC, captured_at=_PRESENT)
    return spot if spot and spot.fineness else None


def _entries(lines: Sequence[Line], dates: Sequence[Spot | None]) -> Iterator[Entry]:
    gap = 0
    known: dict[str, Entry] = {}
    for line, date in zip(lines, dates, strict=True):
        if line.text and not _RULE.fullmatch(line.text):
            same = known.get(line.text)
            known[line.text] = entry = _again(same, line, gap) if same else _entry(line, gap, date)
            yield entry
            gap = 0
        else:
            gap += 1


def _again(same: Entry, line: Line, gap: int) -> Entry:
    """The entry of a line that holds what another does."""
    return Entry(
        line,
        gap,
        same.marked,
        same.number,
        same.words,
        same.key,
        same.date,
        same.name,
        same.says,
        same.signs,
        same.offers_reply,
    )


def _entry(line: Line, gap: int, date: Spot | None) -> Entry:
    if len(line.text) > LONGEST:
        return Entry(line, gap, marked=False, number=None, words=line.text, key="", date=None)
    match = _MARK.fullmatch(line.text)
    if match and date and len(date.before) < match.end("mark"):
        match = None  # "6. June 2015" is no list's sixth item
    text = (match["rest"] or "").strip() if match else line.text
    says = names.speaker(text) or (_dated_speaker(date) if date else None)
    return Entry(
        line=line,
        gap=gap,
        marked=match is not None,
        number=int(match["number"]) if match and match["number"] else None,
        words=text,
        key=_key(text, date),
        date=date,
        name=_name(text, date, says),
        says=says,
        signs=signs_of(text),
        offers_reply=_offers_reply(text, date),
    )


def _name(text: str, date: Spot | None, says: str | None) -> str | None:
    """The name in a line that holds no date, or says whose words follow."""
    if says is None and (date is not None or text.endswith(":") or names.quoted(text)):
        return None  # a label, or whose words are quoted below
    if said := says or names.byline(text):
        return names.first(said)
    found = names.first(names.without_lead(text) if text[:1] in ("#", "[", "+") else text)
    return found if found and (len(found) > 1 or not found.isascii()) else None


def _dated_speaker(date: Spot) -> str | None:
    """Whose words a line announces that has its date in the middle: "Ada (May 3, 2011) wrote:"."""
    said = date.after.lstrip(_CLOSED)
    if not said or " " in said:
        return None
    before = date.before.rstrip(_OPEN)
    return names.speaker(f"{before} {said}") if before else None


def _offers_reply(text: str, date: Spot | None) -> bool:
    """Whether readers may answer in this line, beside its date if it has one ("Reply #2 on" is no offer)."""
    if date is None:
        return furniture.offers_reply(text)
    before = date.before.strip(_EDGES)
    is_joined = fold(before.rpartition(" ")[2].strip(":")) in JOINTS
    return furniture.offers_reply(date.after) or (not is_joined and furniture.offers_reply(before))


def _key(text: str, date: Spot | None) -> str:
    """What a line has in common with others of its kind."""
    if date is not None:
        text = f"{date.before}<date>{date.after}"
    label = _LABEL.match(text)
    if label and len(label["label"].split()) <= _LONGEST_LABEL:
        return f"{fold(label['label'])}:"
    return _DIGITS.sub("0", fold(text)) if len(text) <= _LONGEST_KEY else ""
