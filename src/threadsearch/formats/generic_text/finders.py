"""Ways to find an author's line from a date's: lines above it, above a line that comes back, in the date's own line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from threadsearch.dates.vocabulary import JOINTS, NOISE, fold
from threadsearch.formats.generic_text import names
from threadsearch.formats.generic_text.entries import Entry, date_of
from threadsearch.formats.generic_text.rhythm import REACH, Beat

_UP, _DOWN = 7, 4  # entries above and below a date that may be the author's
_OFTEN = 0.6  # of the dates
_SHARED = 0.6  # of the lines: a word that so many hold is no part of a name
_LONGEST_REST = 40  # characters on a date's line behind a name
_LONGEST_VALUE = 40  # characters of what a label on a line of its own tells
_BETWEEN = 3  # lines between bullets and the date below them
_MOST_WORDS = 7  # of a name on a date's line, which nothing but a name stands on
_AROUND = JOINTS | NOISE
_INITIAL = re.compile(r"[^\W\d_]\.")  # "Ada R."; "r" is a word that joins dates as well
_MARKS = ' :,|-–—·•»("'  # noqa: RUF001 - dashes


@dataclass(frozen=True, slots=True)
class Name:
    """A name and the entry that it stands in."""

    place: int
    text: str


_Find = Callable[[int, int, int], Name | None]


@dataclass(frozen=True, slots=True)
class Finder:
    """One way to find authors: ``find`` takes the place of the date before, of the date, and of the one behind it.

    ``bonus`` is what speaks for or against it by itself. ``follows``: it looks behind the date; ``inside``: beside it.
    ``announced``: the page says that these are authors.
    """

    label: str
    bonus: float
    find: _Find
    follows: bool = False
    inside: bool = False
    announced: bool = False


def finders(entries: Sequence[Entry], beat: Beat) -> Iterator[Finder]:
    """The ways that may lead to authors on a page with these dates."""
    shared = _shared_words(entries[place] for place in beat.places)
    front, rear = _inside(entries, shared, front=True), _inside(entries, shared, front=False)
    yield Finder("before the date, on its line", 0.12, front, inside=True)
    yield Finder("behind the date, on its line", 0.04, rear, inside=True)
    yield Finder("in a line that says who speaks", 0.2, _speaker(entries), announced=True)
    for up in range(1, _UP + 1):
        yield Finder(f"{up} above the date", -0.03 + 0.002 * up, _step(entries, -up))
    for down in range(1, _DOWN + 1):
        yield Finder(f"{down} below the date", 0.01 - 0.03 * down, _step(entries, down), follows=True)
    yield Finder("first of the lines that stand together", 0.0, _block(entries, 0))
    yield Finder("above the lines that stand together", 0.0, _block(entries, -1))
    yield Finder("first of the bullets", 0.02, _bullets(entries, 0))
    yield Finder("above the bullets", 0.0, _bullets(entries, -1))
    yield Finder("above the date, less indented", -0.01, _outdented(entries))
    yield Finder("below the date's own lines", -0.02, _behind(entries, beat), follows=True)
    yield from _beside_keys(entries, beat)


def _beside_keys(entries: Sequence[Entry], beat: Beat) -> Iterator[Finder]:
    """Names above or below lines that come back: "Ada" above "Posts: 17"."""
    for key in (key for key, share in beat.before.items() if share >= _OFTEN):
        yield Finder(f"above {key!r}", -0.02, _over(entries, key))
        yield Finder(f"below {key!r}, before the date", -0.03, _under(entries, key))
    for key in (key for key, share in beat.after.items() if share >= _OFTEN):
        yield Finder(f"above {key!r}, behind the date", -0.06, _over_behind(entries, key), follows=True)


def name_at(entries: Sequence[Entry], place: int) -> Name | None:
    """The name that a line holds, if it is one that may hold one."""
    name = entries[place].name
    return Name(place, name) if name else None


def is_furniture(entries: Sequence[Entry], place: int, keys: Mapping[str, float]) -> bool:
    """Whether a line beside a date is the site's: it comes back, is a number or an action, or is what a label tells."""
    entry = entries[place]
    if entry.is_furniture or (entry.key and entry.key in keys):
        return True
    above = entries[place - 1] if place else None
    if above is None or len(entry.words) > _LONGEST_VALUE:
        return False
    if above.signs.is_words_label:
        return False
    return above.signs.is_label or (above.words.endswith(":") and above.key in keys)


def _inside(entries: Sequence[Entry], shared: frozenset[str], *, front: bool) -> _Find:
    def find(_last: int, at: int, _end: int) -> Name | None:
        entry, date = entries[at], date_of(entries[at])
        text = date.after
        if front:
            text = names.without_lead(entry.words[: len(entry.words) - len(date.raw) - len(text)])
        return _name_in(at, text.rstrip(_MARKS), shared) if front or len(text) <= _LONGEST_REST else None

    return find


def _name_in(at: int, text: str, shared: frozenset[str]) -> Name | None:
    """The name among the words before or behind a date."""
    joined = _without_joints(text)
    if said := names.byline(joined) or names.speaker(text):
        return _named(at, said)
    parts = joined.split()
    while parts and (fold(parts[0]).strip(":,") in shared or parts[0].strip(":,.") in _AROUND):
        parts.pop(0)
    end = next((number for number, part in enumerate(parts) if number and fold(part).strip(":,") in shared), len(parts))
    while end < len(parts) and end and parts[end - 1].replace(",", "").isdecimal():
        end -= 1  # "Ada 41 points"
    return _named(at, " ".join(parts[:end]))


def _without_joints(text: str) -> str:
    """A text without the words at its end that join a name to a date: "Ada wrote on"."""
    parts = text.split()
    while parts and _INITIAL.fullmatch(parts[-1]) is None and _joins(parts[-1]):
        parts.pop()
    return " ".join(parts)


def _joins(word: str) -> bool:
    return fold(word).strip(f".{_MARKS}") in _AROUND or re.search(r"\w", word) is None


def _named(place: int, text: str) -> Name | None:
    name = names.first(text, _MOST_WORDS)
    return Name(place, name) if name else None


def _shared_words(entries: Iterable[Entry]) -> frozenset[str]:
    """The words around dates that most of the lines hold."""
    texts = [f"{entry.date.before} {entry.date.after}" for entry in entries if entry.date]
    if len({fold(text) for text in texts}) < 3:  # noqa: PLR2004 - a name would be shared as well
        return frozenset()
    count = Counter(word for text in texts for word in {fold(part).strip(":,") for part in text.split()})
    return frozenset(word for word, times in count.items() if times > _SHARED * len(texts))


def _speaker(entries: Sequence[Entry]) -> _Find:
    def find(last: int, at: int, _end: int) -> Name | None:
        places = range(at - 1, max(last, at - _BETWEEN - 1), -1)
        said = next((place for place in places if entries[place].says), None)
        return None if said is None else name_at(entries, said)

    return find


def _step(entries: Sequence[Entry], step: int) -> _Find:
    return lambda last, at, end: name_at(entries, at + step) if last < at + step < end else None


def _block(entries: Sequence[Entry], offset: int) -> _Find:
    """From the first of the lines that stand together with the date, without an empty line in between."""

    def find(last: int, at: int, _end: int) -> Name | None:
        start = at
        while start - 1 > last and not entries[start].gap and at - start < REACH:
            start -= 1
        return name_at(entries, start + offset) if last < start + offset < at else None

    return find


def _bullets(entries: Sequence[Entry], offset: int) -> _Find:
    """From the first of the bulleted lines above the date, with at most a few others in between."""

    def find(last: int, at: int, _end: int) -> Name | None:
        end = at
        while end - 1 > last and at - end < _BETWEEN and not entries[end - 1].is_bullet:
            end -= 1
        start = end
        while start - 1 > last and entries[start - 1].is_bullet and end - start < REACH:
            start -= 1
        return name_at(entries, start + offset) if start < end and start + offset > last else None

    return find


def _outdented(entries: Sequence[Entry]) -> _Find:
    """The nearest line above that the date's hangs from."""

    def find(last: int, at: int, _end: int) -> Name | None:
        places = range(at - 1, max(last, at - REACH), -1)
        head = next((place for place in places if entries[place].indent < entries[at].indent), None)
        return None if head is None else name_at(entries, head)

    return find


def _behind(entries: Sequence[Entry], beat: Beat) -> _Find:
    def find(_last: int, at: int, end: int) -> Name | None:
        place = behind(entries, beat, at)
        return name_at(entries, place) if place < end else None

    return find


def behind(entries: Sequence[Entry], beat: Beat, place: int) -> int:
    """The first entry behind a date's line that is not the site's own."""
    found = place + 1
    while found + 1 < len(entries) and found - place < REACH and is_furniture(entries, found, beat.after):
        found += 1
    return found


def _over(entries: Sequence[Entry], key: str) -> _Find:
    def find(last: int, at: int, _end: int) -> Name | None:
        place = _with_key(entries, key, range(at - 1, max(last, at - REACH), -1))
        return None if place is None else _first_over(entries, place, last)

    return find


def _over_behind(entries: Sequence[Entry], key: str) -> _Find:
    def find(_last: int, at: int, end: int) -> Name | None:
        place = _with_key(entries, key, range(at + 1, min(end, at + REACH)))
        return None if place is None else _first_over(entries, place, at)

    return find


def _under(entries: Sequence[Entry], key: str) -> _Find:
    def find(last: int, at: int, _end: int) -> Name | None:
        place = _with_key(entries, key, range(at - 1, max(last, at - REACH), -1))
        return None if place is None or place + 1 >= at else name_at(entries, place + 1)

    return find


def _with_key(entries: Sequence[Entry], key: str, places: Iterable[int]) -> int | None:
    return next((place for place in places if entries[place].key == key), None)


def _first_over(entries: Sequence[Entry], place: int, last: int) -> Name | None:
    """The name in the line above, or above one that tells what an author is in the thread ("(Guest)")."""
    above = place - 1
    while above > last and (len(entries[above].words) == 1 or names.is_part(entries[above].words)):
        above -= 1
    return name_at(entries, above) if above > last else None
