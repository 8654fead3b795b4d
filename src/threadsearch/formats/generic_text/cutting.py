"""A layout cuts a page into records: whose lines are header, body and footer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_text import words
from threadsearch.formats.generic_text.entries import Entry
from threadsearch.formats.generic_text.rhythm import REACH, Beat
from threadsearch.formats.generic_text.slots import Name, Slot, is_furniture

_HALF = 0.5
_NEARLY_ALL = 0.9
_FARTHEST = 400  # entries that the first record, whose beginning nothing marks, may reach back


@dataclass(frozen=True, slots=True)
class Record:
    """One comment's entries: ``date`` is the place of its date's, ``start`` and ``end`` bound the body."""

    name: Name | None
    date: int
    top: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to read a page: its dates, the place of its authors, and whether dates stand behind the bodies.

    ``authors_first``: the dates stand behind the bodies, but the authors before them.
    """

    beat: Beat
    slot: Slot | None
    dates_last: bool
    authors_first: bool = False


def cut(entries: Sequence[Entry], layout: Layout) -> list[Record]:
    """The records that a layout makes of a page, in page order."""
    if not layout.dates_last:
        return _cut_below_dates(entries, layout)
    return _cut_above_dates(entries, layout)


def _cut_below_dates(entries: Sequence[Entry], layout: Layout) -> list[Record]:
    places = layout.beat.places
    names = layout.slot.names if layout.slot else (None,) * len(places)
    tops = [_top(entries, layout.beat, place, name, last) for place, name, last in zip(places, names, (-1, *places), strict=False)]
    records = []
    for number, (place, name) in enumerate(zip(places, names, strict=True)):
        limit = tops[number + 1] if number + 1 < len(places) else len(entries)
        start = _start(entries, layout.beat, max(place, name.place if name else place) + 1, limit, name)
        records.append(Record(name, place, tops[number], start, _end(entries, layout.beat.before, start, limit, name)))
    return _with_last_end(entries, layout.beat, records)


def _top(entries: Sequence[Entry], beat: Beat, place: int, name: Name | None, last: int) -> int:
    """Where the lines above a date begin that belong to it and not to the body before."""
    top = min(place, name.place if name else place)
    while top - 1 > last and place - top < 2 * REACH and is_furniture(entries, top - 1, beat.before):
        top -= 1
    return top


def _start(entries: Sequence[Entry], beat: Beat, start: int, limit: int, name: Name | None) -> int:
    """Where the body begins behind the lines that come back below the dates."""
    own = fold(name.text) if name else None
    keys = {key: share for key, share in beat.after.items() if share >= _HALF}
    while start < limit and (_is_head(entries, start, keys) or fold(entries[start].words) == own or _is_date(entries[start])):
        start += 1
    return start


def _is_head(entries: Sequence[Entry], place: int, keys: dict[str, float]) -> bool:
    """Whether a line below a date is the site's; what ends like a sentence or a greeting is only if nearly all have it."""
    entry = entries[place]
    if entry.words[-1:] in ("!", "?", ".", ",") and keys.get(entry.key, 0) < _NEARLY_ALL:
        return False
    return is_furniture(entries, place, keys)


def _is_date(entry: Entry) -> bool:
    return entry.date is not None and not entry.date.before.strip() and not entry.date.after.strip()


def _end(entries: Sequence[Entry], keys: dict[str, float], start: int, limit: int, name: Name | None) -> int:
    """Where the body ends before the lines that come back above the next date."""
    own = fold(name.text) if name else None
    end = max(start, limit)
    while end > start and (_is_footer(entries, end - 1, keys) or (own is not None and fold(entries[end - 1].words) == own)):
        end -= 1
    return end


def _is_footer(entries: Sequence[Entry], place: int, keys: dict[str, float]) -> bool:
    """Whether a line at the end of a body is none of its words."""
    entry = entries[place]
    return (
        bool(entry.key and entry.key in keys)
        or words.is_action(entry.words)
        or words.is_edit_notice(entry.words)
        or not entry.words
    )


def _with_last_end(entries: Sequence[Entry], beat: Beat, records: list[Record]) -> list[Record]:
    """The records, the last one ending where its body does: nothing comes behind it that would tell."""
    if not records:
        return records
    last = records[-1]
    ends = Counter(
        entries[place].key
        for record, behind in zip(records, records[1:], strict=False)
        for place in range(record.end, min(behind.top, record.end + 1))
        if entries[place].key
    )
    telling = {key for key, count in ends.items() if count >= max(1, 0.3 * (len(records) - 1))}
    indent = min((entries[place].indent for record in records for place in range(record.start, min(record.end, record.start + 3))), default=0)
    longest = max((record.end - record.start for record in records[:-1]), default=0)
    gaps = max((entries[place].gap for record in records[:-1] for place in range(record.start + 1, record.end)), default=1)
    end = last.start
    while end < last.end and not _stops(entries, end, telling, indent, gaps, first=end == last.start):
        end += 1
        if end - last.start > 3 * longest + 10:
            break
    end = _end(entries, beat.before, last.start, end, last.name)
    records[-1] = Record(last.name, last.date, last.top, last.start, end)
    return records


def _stops(entries: Sequence[Entry], place: int, telling: set[str], indent: int, gaps: int, *, first: bool) -> bool:
    entry = entries[place]
    if entry.key in telling or words.is_end(entry.words) or words.is_action(entry.words):
        return True
    return entry.indent < indent or (not first and entry.gap > max(gaps, 1) + 1)


def _cut_above_dates(entries: Sequence[Entry], layout: Layout) -> list[Record]:
    places = layout.beat.places
    records: list[Record] = []
    behind = -1
    for number, place in enumerate(places):
        name, start = _head_of(entries, layout, number, behind)
        limit = min(place, name.place if name and not layout.authors_first else place)
        start = min(start, limit)
        end = _end(entries, layout.beat.before, start, limit, name)
        records.append(Record(name, place, behind + 1 if number else start, start, end))
        last = max(place, name.place if name and not layout.authors_first else place)
        behind = _behind(entries, layout.beat, last) - 1
    return records


def _head_of(entries: Sequence[Entry], layout: Layout, number: int, behind: int) -> tuple[Name | None, int]:
    """A record's author and where its body begins, in a layout whose dates stand behind the bodies."""
    names = layout.slot.names if layout.slot else (None,) * len(layout.beat.places)
    if not layout.authors_first:
        name = names[number]
        start = behind + 1 if number else _first_start(entries, layout, name)
        if name and _begins_with(entries[start], name) or (not number and words.is_heading(entries[start].words)):
            start += 1
        while start < layout.beat.places[number] and is_furniture(entries, start, layout.beat.after):
            start += 1
        return name, start
    name = names[number - 1] if number else _first_name(entries, layout)
    if name is None:
        return None, behind + 1 if number else _first_start(entries, layout, None)
    start = name.place + 1
    while start < layout.beat.places[number] and is_furniture(entries, start, layout.beat.after):
        start += 1
    return name, start


def _first_name(entries: Sequence[Entry], layout: Layout) -> Name | None:
    """The author of the first record, by what the lines of the others' authors look like."""
    from threadsearch.formats.generic_text.slots import name_at

    assert layout.slot is not None
    others = [entries[name.place] for name in layout.slot.names if name]
    marked = _most(entry.marked for entry in others)
    spaced = _most(bool(entries[name.place + 1].gap) for name in layout.slot.names if name and name.place + 1 < len(entries))
    indents = {entry.indent for entry in others}
    first = layout.beat.places[0]
    best = None
    for place in range(first - 1, max(-1, first - _FARTHEST), -1):
        entry = entries[place]
        if words.is_heading(entry.words) and best is not None:
            break
        if entry.marked == marked and entry.indent in indents and bool(entries[place + 1].gap) == spaced:
            found = name_at(entries, place)
            if found is None:
                continue
            if marked and entry.number not in (None, 1):
                continue
            best = found
            break
    return best


def _first_start(entries: Sequence[Entry], layout: Layout, name: Name | None) -> int:
    """Where the first record's body begins: below its author, the list's heading, or the gap above its date."""
    first = layout.beat.places[0]
    heads = [entries[_behind(entries, layout.beat, place)] for place in layout.beat.places[:-1]]
    marked = _most(entry.marked for entry in heads)
    best = None
    for place in range(first - 1, max(-1, first - _FARTHEST), -1):
        if words.is_heading(entries[place].words):
            return place if best is None else best
        if name and entries[place].marked == marked and _begins_with(entries[place], name):
            best = place
    if best is not None:
        return best
    start = first
    while start > 0 and not entries[start].gap and first - start < REACH:
        start -= 1
    return start


def _behind(entries: Sequence[Entry], beat: Beat, place: int) -> int:
    """The first entry behind a date that is not the site's own."""
    behind = place + 1
    while behind + 1 < len(entries) and behind - place < REACH and is_furniture(entries, behind, beat.after):
        behind += 1
    return behind


def _begins_with(entry: Entry, name: Name) -> bool:
    """Whether a line is an author's, or begins as one: "2. Ada Senior Member"."""
    return len(entry.words) <= 3 * len(name.text) + 40 and fold(entry.words).startswith(fold(name.text))


def _most(votes: Iterable[bool]) -> bool:
    count = Counter(votes)
    return count[True] > count[False]
