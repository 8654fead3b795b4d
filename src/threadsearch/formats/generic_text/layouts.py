"""Which layout explains a page best: all that may do are tried, and the best is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from threadsearch.dates.spotting import Spot
from threadsearch.formats.generic_text.cutting import Layout, Record, cut
from threadsearch.formats.generic_text.entries import Entry, date_of
from threadsearch.formats.generic_text.evidence import Evidence, evidence
from threadsearch.formats.generic_text.finders import Name
from threadsearch.formats.generic_text.rhythm import REACH, Beat, beat_of, beats
from threadsearch.formats.generic_text.sides import dates_stand_last, names_are_of_the_next
from threadsearch.formats.generic_text.slots import Slot, slots, voices

_BEST = 4  # slots that are tried with each kind of dates
_CORE = 0.6  # of the dates: lines beside that many belong to the layout
_COMMON = 0.7
_FITS = 0.5
_LEAST = 2
_LOOKS_OF_DATE = 3  # of what is looked at
_LITTLE = 40  # characters beside a date
_SUBSTANCE = 120  # characters that surely are somebody's words
_HALF = 0.5
_EVIDENT = 1.4  # times its quality: more than that no evidence makes of a reading


@dataclass(frozen=True)
class Reading:
    """A page's ``entries`` cut by one layout; ``quality`` compares readings of one page.

    ``whole`` is the share of records that have an author and words.
    """

    entries: Sequence[Entry]
    layout: Layout
    records: Sequence[Record]
    evidence: Evidence
    quality: float
    whole: float

    @cached_property
    def fits(self) -> float:
        """How alike the records are: 0 to 1."""
        fits = _fits(self.entries, self.layout)
        return sum(fits) / len(fits)

    @cached_property
    def confidence(self) -> float:
        """How sure it is that these are the comments of a page: 0 to 1."""
        count, left = len(self.records), _left(self.entries, self.layout.beat, self.records)
        sound = (0.6 * self.whole + 0.4 * self.fits) * (1 - left if left > _HALF else 1)
        return sound * (0.3 + 0.7 * self.evidence.weight) * (1 - 0.8 * self.evidence.doubt) * (1 - 0.3 / count)


def best_reading(entries: Sequence[Entry]) -> Reading | None:
    """The reading that makes the most of a page, or ``None`` where no two dates are of one kind."""
    spoken = voices(entries)
    tried: set[tuple[str, tuple[int, ...]]] = set()
    best: Reading | None = None
    for beat in beats(entries):
        for some, slot in _choices(entries, beat, spoken, tried):
            best = _better(entries, some, slot, spoken, best) or best
    return _completed(entries, best, spoken) if best else None


def _completed(entries: Sequence[Entry], best: Reading, spoken: Mapping[str, int]) -> Reading:
    """The best reading, with the dates that it left in bodies though they look like its own: their authors are lost."""
    beat, slot = best.layout.beat, best.layout.slot
    if slot is None:
        return best
    common = [_common(column) for column in zip(*(_date_look(entries, at) for at in beat.places), strict=True)]
    words = Counter(word for at in beat.places for word in set(date_of(entries[at]).before.split()))
    shared = {word for word, times in words.items() if times >= _COMMON * len(beat.places)}
    lost = [
        place
        for record in best.records
        for place in range(record.start, record.end)
        if (date := entries[place].date)
        and _is_told_alike(date.before.split(), shared)
        and all(most in (None, one) for one, most in zip(_date_look(entries, place), common, strict=True))
    ]
    if not lost:
        return best
    some = beat_of(entries, sorted({*beat.places, *lost}))
    same = (other for other in slots(entries, some, spoken) if other.label == slot.label)
    return next((_better(entries, some, other, spoken, None) or best for other in same), best)


def _is_told_alike(words: Sequence[str], shared: AbstractSet[str]) -> bool:
    """Whether nothing stands before a date that most of the others lack, and something where they have something."""
    return set(words) <= shared and bool(words) == bool(shared)


def _choices(
    entries: Sequence[Entry], beat: Beat, spoken: Mapping[str, int], tried: set[tuple[str, tuple[int, ...]]]
) -> Iterator[tuple[Beat, Slot | None]]:
    """The places for authors beside these dates, or beside those of them whose lines look alike."""
    found = slots(entries, beat, spoken)[:_BEST]
    if not found:
        yield beat, None
    for slot in found:
        fits = _fits(entries, Layout(beat, slot, dates_last=False))
        fitting = tuple(place for place, fit in zip(beat.places, fits, strict=True) if fit >= _FITS)
        if len(fitting) == len(beat.places):
            yield beat, slot
        elif len(fitting) >= _LEAST and (slot.label, fitting) not in tried:
            tried.add((slot.label, fitting))
            some = beat_of(entries, fitting)
            for other in slots(entries, some, spoken):
                if other.label == slot.label:
                    yield some, other


def _better(
    entries: Sequence[Entry], beat: Beat, slot: Slot | None, spoken: Mapping[str, int], best: Reading | None
) -> Reading | None:
    """The reading with these dates and authors, if it is better than the best one so far."""
    is_last = dates_stand_last(entries, beat, slot)
    authors_first = slot is not None and is_last and slot.follows and names_are_of_the_next(entries, beat, slot)
    layout = Layout(beat, slot, is_last, authors_first)
    records = cut(entries, layout)
    quality, whole = _quality(entries, layout, records)
    quality *= 1 - 0.5 * _swallowed(entries, records)
    if best and quality * _EVIDENT <= best.quality:
        return None
    shown = evidence(entries, records, spoken)
    quality *= _EVIDENT - 0.8 * (1 - shown.weight) - 0.3 * shown.doubt
    if best and quality <= best.quality:
        return None
    return Reading(entries, layout, records, shown, quality, whole)


def _swallowed(entries: Sequence[Entry], records: Sequence[Record]) -> float:
    """The share of dates that a layout leaves among somebody's words, of those on lines with little else."""
    bodies = (entry for record in records for entry in entries[record.start : record.end])
    left = sum(entry.date is not None and len(entry.words) - len(entry.date.raw) <= _LITTLE for entry in bodies)
    return left / (left + len(records))


def _left(entries: Sequence[Entry], beat: Beat, records: Sequence[Record]) -> float:
    """The share of a layout's dates that stand as the others do on their lines, and are taken for somebody's words."""
    sides = Counter(_sides(date_of(entries[at])) for at in beat.places).most_common(1)[0][0]
    bodies = (entry for record in records for entry in entries[record.start : record.end])
    left = sum(entry.date is not None and _sides(entry.date) == sides for entry in bodies)
    return left / (left + len(records))


def _sides(date: Spot) -> tuple[bool, bool, bool]:
    """Whether something stands before a date, something behind it, and whether it shows a clock."""
    return not date.before.strip(), not date.after.strip(), date.clocked


def _quality(entries: Sequence[Entry], layout: Layout, records: Sequence[Record]) -> tuple[float, float]:
    """How much of the page a layout explains, and how well; and the share of records with an author and words."""
    sizes = [sum(len(entry.words) for entry in entries[record.start : record.end]) for record in records]
    count = len(records)
    filled = sum(size > 0 for size in sizes) / count
    substance = sum(min(1.0, size / _SUBSTANCE) ** 0.5 for size in sizes) / count
    whole = sum(size > 0 and record.name is not None for size, record in zip(sizes, records, strict=True))
    told = whole if layout.slot else 0.6 * filled * count
    score = layout.slot.score if layout.slot else 0.0
    quality = (0.5 * score + 0.15 * filled + 0.35 * substance) * told**0.75 * (told / count) ** 0.25
    return float(quality), whole / count


def _fits(entries: Sequence[Entry], layout: Layout) -> list[float]:
    """For each date, how far its lines look like those around most of the others: 0 to 1."""
    beat, names = layout.beat, layout.names
    core = {key for keys in (beat.before, beat.after) for key, share in keys.items() if share >= _CORE}
    looks = [_look(entries, at, name) for at, name in zip(beat.places, names, strict=True)]
    common = [_common(column) for column in zip(*looks, strict=True)]
    fits = []
    for number, (look, name) in enumerate(zip(looks, names, strict=True)):
        seen = look if name else look[:_LOOKS_OF_DATE]  # a lost name looks like nothing
        marks = [float(one == most) for one, most in zip(seen, common, strict=False) if most is not None]
        if core:
            last, at, end = beat.bounds(number, len(entries))
            have = {entry.key for entry in entries[max(last + 1, at - REACH) : min(end, at + REACH)]}
            marks += [len(core & have) / len(core)] * 4  # counts for more than looks do
        if name or not (layout.slot and layout.slot.follows and number + 1 == len(looks)):
            marks += [float(name is not None)] * (
                2 if core else 4
            )  # behind the last date the next author may be missing
        fits.append(sum(marks) / len(marks) if marks else 0.0)  # where records have nothing in common, none fits
    return fits


def _common(column: Sequence[int | None]) -> int | None:
    """What most of the records have; ``None`` where they differ."""
    value, times = Counter(column).most_common(1)[0]
    return value if value is not None and times >= _COMMON * len(column) else None


def _date_look(entries: Sequence[Entry], at: int) -> tuple[int | None, ...]:
    """What a date's own line looks like."""
    entry, date, below = entries[at], date_of(entries[at]), entries[min(at + 1, len(entries) - 1)]
    rest = date.after.strip()
    return (entry.marked, entry.gap > 0, below.gap > 0, not rest, rest.endswith(":"), date.clocked, entry.offers_reply)


def _look(entries: Sequence[Entry], at: int, name: Name | None) -> tuple[int | None, ...]:
    """What the lines of a date and of its author look like."""
    date, below = entries[at], entries[min(at + 1, len(entries) - 1)]
    looks: tuple[int | None, ...] = (date.marked, date.gap > 0, below.gap > 0)
    if name is None:
        return (*looks, None, None, None, None, None)
    line = entries[name.place]
    return (*looks, line.marked, line.gap > 0, at - name.place, line.indent - date.indent, line.says is not None)
