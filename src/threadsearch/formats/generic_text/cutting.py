"""A layout cuts a page into records: whose lines are header, body and footer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_text import furniture
from threadsearch.formats.generic_text.entries import Entry
from threadsearch.formats.generic_text.finders import Name, behind, is_furniture, name_at
from threadsearch.formats.generic_text.rhythm import REACH, Beat
from threadsearch.formats.generic_text.slots import Slot

_HALF = 0.5
_NEARLY_ALL = 0.9
_TELLING = 0.3  # of the records: a line that ends so many bodies ends the last one as well
_FARTHEST = 400  # entries that the first record, whose beginning nothing marks, may reach back
_ABOVE = 12  # entries above the first record, whose lines stand behind the last one at times
_RANKS = 4  # lines between an author and the labels of what is told of them
_LONGEST_RANK = 40  # characters
_WRAPPED = 50  # characters; programs that dump pages fill their lines further
_LONGEST_NUMBER = 8  # characters, with a space in front
_SENTENCE = ("!", "?", ".", ",")


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to read a page: its dates, the place of its authors, and whether dates stand behind the bodies.

    ``authors_first``: the dates stand behind the bodies, but the authors before them.
    """

    beat: Beat
    slot: Slot | None
    dates_last: bool
    authors_first: bool = False

    @property
    def names(self) -> Sequence[Name | None]:
        """The name beside each date."""
        return self.slot.names if self.slot else (None,) * len(self.beat.places)


@dataclass(frozen=True, slots=True)
class Record:
    """One comment's entries: ``top`` is its first, ``date`` that of its date; ``start`` and ``end`` bound its body."""

    name: Name | None
    top: int
    date: int
    start: int
    end: int


def cut(entries: Sequence[Entry], layout: Layout) -> list[Record]:
    """The records that a layout makes of a page, in page order."""
    return _cut_above_dates(entries, layout) if layout.dates_last else _cut_below_dates(entries, layout)


def _cut_below_dates(entries: Sequence[Entry], layout: Layout) -> list[Record]:
    beat = layout.beat
    bounds = [beat.bounds(number, len(entries)) for number in range(len(beat.places))]
    tops = [_top(entries, beat, at, name, last) for (last, at, _), name in zip(bounds, layout.names, strict=True)]
    records = []
    for (_, at, _), name, top, limit in zip(bounds, layout.names, tops, [*tops[1:], len(entries)], strict=True):
        start = _start(entries, beat, max(at, name.place if name else at) + 1, limit, name)
        records.append(Record(name, top, at, start, _end(entries, beat.before, start, limit, name)))
    records[-1] = _with_end(entries, beat, records)
    return records


def _top(entries: Sequence[Entry], beat: Beat, at: int, name: Name | None, last: int) -> int:
    """Where the lines above a date begin that belong to it and not to the body before."""
    top = min(at, name.place if name else at)
    if name and name.place >= at:  # the author's line may stand above as well
        above = range(at - 1, max(last, at - (REACH if name.place == at else 2)), -1)
        top = next((place for place in above if _is_alone(entries[place], name)), top)
    while top - 1 > last and at - top < 2 * REACH and is_furniture(entries, top - 1, beat.before):
        top -= 1
    return top


def _start(entries: Sequence[Entry], beat: Beat, start: int, limit: int, name: Name | None) -> int:
    """Where the body begins behind the lines that come back below the dates."""
    keys = {key: share for key, share in beat.after.items() if share >= _HALF}
    while start < limit:
        if _is_head(entries, start, keys) or _is_alone(entries[start], name) or _is_date(entries[start]):
            start += 1
        elif (told := _told_of_author(entries, start, limit)) > start:
            start = told
        else:
            break
    return start


def _told_of_author(entries: Sequence[Entry], start: int, limit: int) -> int:
    """Where the lines end that tell of an author, some of which stand nowhere else ("Apprentice" above "Joined")."""
    end = start
    for place in range(start, min(limit, start + _RANKS)):
        if (place > start and entries[place].gap) or len(entries[place].words) > _LONGEST_RANK:
            break
        if entries[place].signs.is_label:
            end = place + 1
    return end


def _is_head(entries: Sequence[Entry], place: int, keys: Mapping[str, float]) -> bool:
    """Whether a line below a date is the site's; what ends like a sentence or greeting only if nearly all have it."""
    entry = entries[place]
    if entry.words.endswith(_SENTENCE) and not entry.is_furniture and keys.get(entry.key, 0) < _NEARLY_ALL:
        return False
    return is_furniture(entries, place, keys)


def _is_alone(entry: Entry, name: Name | None) -> bool:
    """Whether a line holds the author's name once more, and nothing else but a number."""
    if name is None or len(entry.words) > len(name.text) + _LONGEST_NUMBER:
        return False
    return fold(name.text) in (fold(entry.words), fold(entry.words.rstrip("0123456789.,")).rstrip())


def _is_date(entry: Entry) -> bool:
    return entry.date is not None and not entry.date.before.strip() and not entry.date.after.strip()


def _end(entries: Sequence[Entry], keys: Mapping[str, float], start: int, limit: int, name: Name | None) -> int:
    """Where the body ends before the lines that come back above the next date."""
    end = max(start, limit)
    while end > start and (_is_footer(entries[end - 1], keys) or _is_alone(entries[end - 1], name)):
        end -= 1
    return end


def _is_footer(entry: Entry, keys: Mapping[str, float]) -> bool:
    """Whether a line at the end of a body is none of its words; numbers may be somebody's."""
    if (entry.key and entry.key in keys) or not entry.words:
        return True
    return entry.signs.is_action or entry.signs.is_edit_notice or entry.signs.is_profile


def _with_end(entries: Sequence[Entry], beat: Beat, records: Sequence[Record]) -> Record:
    """The last record, ending where its body does: no other comes behind it that would tell."""
    last, before = records[-1], records[:-1]
    endings = Counter(
        entries[record.end].key
        for record, next_one in zip(before, records[1:], strict=True)
        if record.end < min(next_one.date, next_one.name.place if next_one.name else next_one.date)
    )
    telling = {key for key, times in endings.items() if key and times >= max(1, _TELLING * len(before))}
    telling |= {entry.key for entry in entries[max(0, records[0].top - _ABOVE) : records[0].top] if entry.key}
    body = range(last.start, min(last.end, last.start + 3))
    indent = min((entries[place].indent for place in body), default=0)
    longest = max((record.end - record.start for record in before), default=0)
    gaps = max((entries[place].gap for record in before for place in range(record.start + 1, record.end)), default=1)
    end = last.start
    while end < last.end and end - last.start <= 3 * longest + 10:
        if _is_over(entries[end], telling, indent) and not (end > last.start and _goes_on(entries, end)):
            break
        if end > last.start and entries[end].gap > max(gaps, 1) + 1:
            break
        end += 1
    return replace(last, end=_end(entries, beat.before, last.start, end, last.name))


def _goes_on(entries: Sequence[Entry], place: int) -> bool:
    """Whether a line is the end of a sentence that the line above had no room for."""
    above = entries[place - 1].words
    return not entries[place].gap and len(above) > _WRAPPED and not above.endswith(_SENTENCE)


def _is_over(entry: Entry, telling: set[str], indent: int) -> bool:
    """Whether a line stands behind the last body."""
    return entry.key in telling or entry.indent < indent or entry.signs.is_end or entry.signs.is_action


def _cut_above_dates(entries: Sequence[Entry], layout: Layout) -> list[Record]:
    records: list[Record] = []
    free = 0  # the first entry behind the record before
    for number, at in enumerate(layout.beat.places):
        name, start = _head(entries, layout, number, free)
        own = at if name is None or layout.authors_first else name.place
        limit = min(at, own)
        start = min(start, limit)
        end = _end(entries, layout.beat.before, start, limit, name)
        records.append(Record(name, min(start, name.place) if name and layout.authors_first else start, at, start, end))
        free = behind(entries, layout.beat, max(at, own))
    return records


def _head(entries: Sequence[Entry], layout: Layout, number: int, free: int) -> tuple[Name | None, int]:
    """A record's author and where its body begins, in a layout whose dates stand behind the bodies."""
    name: Name | None
    if layout.authors_first:
        name = layout.names[number - 1] if number else _first_name(entries, layout)
        start = name.place + 1 if name else free if number else _first_start(entries, layout, None)
    else:
        name = layout.names[number]
        start = free if number else _first_start(entries, layout, name)
        if (name and _begins_with(entries[start], name)) or (
            not number and (entries[start].signs.is_heading or entries[start].signs.is_form)
        ):
            start += 1
    if name:
        while start < layout.beat.places[number] and is_furniture(entries, start, layout.beat.after):
            start += 1
    return name, start


def _first_name(entries: Sequence[Entry], layout: Layout) -> Name | None:
    """The author of the first record: the nearest name above its date that stands as the others' do."""
    found = [name.place for name in layout.names if name and name.place + 1 < len(entries)]
    marked, indents = _most(entries[place].marked for place in found), {entries[place].indent for place in found}
    spaced = _most(entries[place + 1].gap > 0 for place in found)
    said = _most(entries[place].says is not None for place in found)
    ended = _most(entries[place].words.endswith(_SENTENCE) for place in found)
    first = layout.beat.places[0]
    for place in range(first - 1, max(-1, first - _FARTHEST), -1):
        entry = entries[place]
        if furniture.stated_count(entry.words) is not None:
            return None
        if (entry.says is not None, entry.words.endswith(_SENTENCE)) != (said, ended):
            continue
        if entry.marked == marked and entry.number in (None, 1) and entry.indent in indents:
            name = name_at(entries, place)
            if name and (entries[place + 1].gap > 0) == spaced:
                return name
    return None


def _first_start(entries: Sequence[Entry], layout: Layout, name: Name | None) -> int:
    """Where the first record begins: with its author's line, below the list's heading, or at the gap above its date."""
    first = layout.beat.places[0]
    first = min(first, name.place) if name else first
    marked = _most(entries[behind(entries, layout.beat, place)].marked for place in layout.beat.places[:-1])
    best = None
    for place in range(first - 1, max(-1, first - _FARTHEST), -1):
        if entries[place].signs.is_heading or entries[place].signs.is_form:
            return place if best is None else best
        if name and entries[place].marked == marked and _begins_with(entries[place], name):
            best = place
    if best is not None:
        return best
    start = first
    while start > 0 and not entries[start].gap and first - start < REACH:
        start -= 1
    return start


def _begins_with(entry: Entry, name: Name) -> bool:
    """Whether a line is an author's, or begins as one: "2. Ada Senior Member"."""
    return len(entry.words) <= 3 * len(name.text) + 40 and fold(entry.words).startswith(fold(name.text))


def _most(votes: Iterable[bool]) -> bool:
    count = Counter(votes)
    return count[True] > count[False]
