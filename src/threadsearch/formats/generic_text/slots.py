"""Where authors stand: the places, relative to a date, that may hold a name, and how much speaks for each of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_text import names
from threadsearch.formats.generic_text.entries import Entry
from threadsearch.formats.generic_text.finders import Finder, Name, finders, name_at
from threadsearch.formats.generic_text.rhythm import Beat

_COUNT = re.compile(r"(?<![^\W_])\d+(?![^\W_])")  # "level 2", but not "ada2"
_MOST = 12  # slots that are compared with each other
_BEST = 4  # of them, that are looked at for every date of a long page
_SAMPLE = 200  # dates of a long page that all places are looked at for
_OFTEN = 0.6
_SPOKEN = 1000  # counts for more than a page has lines with one name alone
_NEARLY_ALL = 0.85
_FEWEST = 2
_RANK = 0.3  # is taken off where ranks stand
_NEIGHBOUR = 0.5  # is taken off where the authors of what stands above stand once more


@dataclass(frozen=True, slots=True)
class Slot:
    """One place for authors: what was found there for each date, and how much speaks for it (0 to about 1.4).

    ``follows``: the names stand behind the date, so that they may belong to the words above it or below it.
    """

    label: str
    names: tuple[Name | None, ...]
    score: float
    follows: bool


def slots(entries: Sequence[Entry], beat: Beat, voices: Mapping[str, int]) -> list[Slot]:
    """The places that hold names beside these dates, best first; of those that hold the same, the best."""
    found: dict[tuple[Name | None, ...], Slot] = {}
    sample = range(0, len(beat.places), len(beat.places) // _SAMPLE + 1)
    ways = {finder.label: finder for finder in finders(entries, beat)}
    for finder in ways.values():
        slot = _slot(entries, beat, finder, voices, sample)
        if slot.score > 0 and (slot.names not in found or found[slot.names].score < slot.score):
            found[slot.names] = slot
    best = sorted(found.values(), key=_by_score)[:_MOST]
    if len(sample) < len(beat.places):
        every = range(len(beat.places))
        best = [_slot(entries, beat, ways[slot.label], voices, every) for slot in best[:_BEST]]
    best = [replace(slot, score=slot.score - _lack(slot, best)) for slot in best]
    return sorted((replace(slot, names=_with_first(entries, beat, slot.names)) for slot in best), key=_by_score)


def _with_first(entries: Sequence[Entry], beat: Beat, found: tuple[Name | None, ...]) -> tuple[Name | None, ...]:
    """The names with that of the first date, where it stands as far from it as all others from theirs.

    A line that tells where names stand may be that of the record before, of which the first has none.
    """
    others = [(name.place, name.place - at) for name, at in zip(found, beat.places, strict=True) if name]
    steps = {step for _, step in others}
    if found[0] or len(others) < max(len(found) - 1, _FEWEST) or len(steps) != 1:
        return found
    place = beat.places[0] + steps.pop()
    if not 0 <= place < len(entries):
        return found
    entry, like = entries[place], entries[others[0][0]]
    is_alike = (entry.indent, entry.marked, entry.says is None) == (like.indent, like.marked, like.says is None)
    return (name_at(entries, place), *found[1:]) if is_alike else found


def voices(entries: Sequence[Entry]) -> Mapping[str, int]:
    """How often a page shows a name, in folded case: alone on a line, or (far more telling) quoted or spoken to."""
    found: Counter[str] = Counter()
    for entry in entries:
        found.update({fold(name): _SPOKEN for name in names.mentions(entry.words)})
        if name := names.quoted(entry.words):
            found[fold(name)] += _SPOKEN
        elif entry.key and entry.words.endswith(":"):
            found[fold(entry.words[:-1])] += _SPOKEN  # "Ada:" above a quote
        elif entry.key and entry.name:
            found[fold(entry.name)] += 1
    return found


def is_spoken_of(name: str, voices: Mapping[str, int]) -> bool:
    """Whether somebody on the page is quoted or spoken to by this name."""
    return voices.get(fold(name), 0) >= _SPOKEN


def _by_score(slot: Slot) -> float:
    return -slot.score


def _slot(
    entries: Sequence[Entry], beat: Beat, finder: Finder, voices: Mapping[str, int], numbers: Sequence[int]
) -> Slot:
    found = tuple(finder.find(*beat.bounds(number, len(entries))) for number in numbers)
    return Slot(finder.label, found, _score(found, voices, finder), finder.follows)


def _score(found: Sequence[Name | None], voices: Mapping[str, int], finder: Finder) -> float:
    """How much speaks for a place: how often there is a name, how many there are, whether the page speaks of them."""
    got = [fold(name.text) for name in found if name]
    if len(got) < 2:  # noqa: PLR2004 - a single one is no rhythm
        return 0.0
    count = Counter(got)
    echoed = sum(times for name, times in count.items() if voices.get(name, 0) > (0 if finder.inside else times)) / len(
        got
    )
    kinds = {_COUNT.sub("0", name) for name in count}
    if len(kinds) == 1 and len(got) > 2 and not (finder.announced or (echoed and len(count) == 1)):  # noqa: PLR2004 - a label, "level 2"
        return 0.0
    spoken = sum(times for name, times in count.items() if voices.get(name, 0) >= _SPOKEN) / len(got)
    variety = min(1.0, 2.5 * len(count) / len(got))
    come_again = 0.05 if len(got) > len(count) > 1 else 0.0
    long = 0.03 * max(0.0, sum(name.count(" ") for name in got) / len(got) - 1)
    return (
        len(got) / len(found) * (0.6 + 0.4 * variety) + 0.1 * echoed + 0.15 * spoken + come_again - long + finder.bonus
    )


def _lack(slot: Slot, others: Sequence[Slot]) -> float:
    """What is taken off a place's score because another tells that these are no authors, or not of these dates."""
    return _RANK * _is_rank(slot, others) + _NEIGHBOUR * any(_is_of_neighbours(slot, other) for other in others)


def _is_of_neighbours(slot: Slot, other: Slot) -> bool:
    """Whether the names above the dates are those that the other place shows below the dates before.

    They end what was written before, then; but if there is none below the last date, those below begin what comes next.
    """
    if slot.follows or not other.follows or other.names[-1] is None:
        return False
    shifted = list(zip(slot.names[1:], other.names[:-1], strict=True))
    return _agree(shifted) and not _agree(list(zip(slot.names, other.names, strict=True)))


def _agree(pairs: Sequence[tuple[Name | None, Name | None]]) -> bool:
    """Whether nearly all pairs of names are equal."""
    both = [one.text == two.text for one, two in pairs if one and two]
    return len(both) >= _OFTEN * len(pairs) and sum(both) > _NEARLY_ALL * len(both)


def _is_rank(slot: Slot, others: Sequence[Slot]) -> bool:
    """Whether what stands here follows from what stands elsewhere, and not that from this, as ranks from authors."""
    return any(_determines(other, slot) and not _determines(slot, other) for other in others if other is not slot)


def _determines(left: Slot, right: Slot) -> bool:
    """Whether to each name on the left belongs but one on the right, and some come more than once."""
    pairs = [(one.text, other.text) for one, other in zip(left.names, right.names, strict=True) if one and other]
    if len(pairs) < _OFTEN * len(right.names):
        return False
    found = {one for one, _ in pairs}
    return len(set(pairs)) == len(found) < len(pairs)
