"""Where authors stand: the places, relative to a date, that may hold a name, and how much speaks for each of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from threadsearch.dates.vocabulary import JOINTS, NOISE, fold
from threadsearch.formats.generic_text import words
from threadsearch.formats.generic_text.entries import Entry
from threadsearch.formats.generic_text.rhythm import REACH, Beat

_UP, _DOWN = 7, 4  # entries above and below a date that may be the author's
_OFTEN = 0.6
_AROUND = JOINTS | NOISE
_MOST = 12  # slots that are compared
_BETWEEN = 3  # lines between bullets and the date below them
_RANKED = 0.3
_SPOKEN = 1000  # more than a page has lines with one name alone
_SHARED = 0.6  # of the lines: a word that so many hold is no part of a name
_LONGEST_REST = 40  # characters on a date's line behind a name

@dataclass(frozen=True, slots=True)
class Name:
    """A name and the entry that it stands in."""

    place: int
    text: str


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
    """The places that hold names beside these dates, best first. ``voices`` are the names that the page speaks of."""
    found: dict[tuple[Name | None, ...], Slot] = {}
    for candidate in _candidates(entries, beat):
        slot = _slot(entries, beat, voices, *candidate)
        if slot.score > 0 and (slot.names not in found or found[slot.names].score < slot.score):
            found[slot.names] = slot
    best = sorted(found.values(), key=lambda slot: -slot.score)[:_MOST]
    return sorted((replace(slot, score=slot.score - _RANKED * _is_rank(slot, best)) for slot in best), key=lambda slot: -slot.score)


def _is_rank(slot: Slot, others: Sequence[Slot]) -> bool:
    """Whether what stands here follows from what stands elsewhere, and not the other way round, as ranks do from authors."""
    return any(_determines(other, slot) and not _determines(slot, other) for other in others if other is not slot)


def _determines(left: Slot, right: Slot) -> bool:
    """Whether to each name on the left belongs but one on the right, and some come more than once."""
    pairs = [(one.text, other.text) for one, other in zip(left.names, right.names, strict=True) if one and other]
    if len(pairs) < _OFTEN * len(right.names):
        return False
    names = {one for one, _ in pairs}
    return len(set(pairs)) == len(names) < len(pairs)


def voices(entries: Sequence[Entry]) -> dict[str, int]:
    """How often the page shows a name: alone on a line, or quoted, or spoken to; in folded case."""
    found: Counter[str] = Counter()
    for entry in entries:
        if not entry.key:
            continue
        if name := words.quoted_name(entry.words):
            found[fold(name)] += _SPOKEN
        elif entry.name:
            found[fold(entry.name)] += 1
    for entry in entries:
        for name in words.mentions(entry.words):
            found[fold(name)] += _SPOKEN
    return dict(found)


_Finder = Callable[[int, int, int], Name | None]  # the date's place, that of the one before, and of the next


def _candidates(entries: Sequence[Entry], beat: Beat) -> Iterator[tuple[str, float, bool, _Finder]]:
    """The places to look at: what they are called, what speaks for them or against them by itself, how to find them."""
    shared = _shared_words(entries[place] for place in beat.places)
    yield "before the date, on its line", 0.12, False, lambda at, _, __: _inside(entries, at, shared, front=True)
    yield "behind the date, on its line", 0.04, False, lambda at, _, __: _inside(entries, at, shared, front=False)
    yield "in the line that says who speaks", 0.2, False, lambda at, last, _: _speaker(entries, at, last)
    for up in range(1, _UP + 1):
        yield f"{up} above the date", -0.02 + 0.004 * up, False, _above(entries, up)
    for down in range(1, _DOWN + 1):
        yield f"{down} below the date", -0.04 - 0.02 * down, True, _below(entries, down)
    yield "first of the lines that stand together", 0.0, False, lambda at, last, _: _block(entries, at, last)
    yield "above the lines that stand together", 0.0, False, lambda at, last, _: _over_block(entries, at, last)
    yield "above the bullets", 0.0, False, lambda at, last, _: _over_bullets(entries, at, last)
    yield "first of the bullets", 0.02, False, lambda at, last, _: _bullets(entries, at, last)
    yield "below the date's own lines", -0.03, True, lambda at, _, end: _behind(entries, beat, at, end)
    for key in (key for key, share in beat.before.items() if share >= _OFTEN):
        yield f"above {key!r}", -0.02, False, _over(entries, beat, key)
        yield f"below {key!r}, before the date", -0.03, False, _under(entries, key)
    for key in (key for key, share in beat.after.items() if share >= _OFTEN):
        yield f"above {key!r}, behind the date", -0.05, True, _over_behind(entries, beat, key)


def _slot(
    entries: Sequence[Entry], beat: Beat, voices: Mapping[str, int], label: str, bonus: float, follows: bool, find: _Finder
) -> Slot:
    bounds = (-1, *beat.places, len(entries))
    names = tuple(find(at, bounds[number], bounds[number + 2]) for number, at in enumerate(beat.places))
    return Slot(label, names, _score(names, voices, bonus, inside="on its line" in label), follows)


def _score(names: Sequence[Name | None], voices: Mapping[str, int], bonus: float, *, inside: bool) -> float:
    """How much speaks for a place: how often there is a name, how many there are, whether the page speaks of them."""
    got = [fold(name.text) for name in names if name]
    if len(got) < 2:  # noqa: PLR2004 - a single one is no rhythm
        return 0.0
    share, count = len(got) / len(names), Counter(got)
    echoed = sum(times for name, times in count.items() if voices.get(name, 0) > (0 if inside else times)) / len(got)
    spoken = sum(times for name, times in count.items() if voices.get(name, 0) >= _SPOKEN) / len(got)
    if len(count) == 1 and len(got) > 2 and not echoed:  # noqa: PLR2004 - a label
        return 0.0
    variety = min(1.0, 2.5 * len(count) / len(got))
    again = 0.05 if len(got) > len(count) > 1 else 0.0
    length = 0.03 * max(0.0, sum(name.count(" ") for name in got) / len(got) - 1)
    return share * (0.6 + 0.4 * variety) + 0.1 * echoed + 0.15 * spoken + again - length + bonus


def _inside(entries: Sequence[Entry], at: int, shared: frozenset[str], *, front: bool) -> Name | None:
    date = entries[at].date
    assert date is not None
    text = date.before if front else date.after
    text = words.without_lead(entries[at].words[: len(entries[at].words) - len(date.raw) - len(date.after)] if front else text)
    text = text.rstrip(" :,|-–—·•»(\"")  # noqa: RUF001 - dashes
    if named := words.byline(text) or words.byline(_without_joints(text)):
        return _named(at, named)
    if said := words.speaker(text):
        return Name(at, said)
    if not front and len(text) > _LONGEST_REST:
        return None
    parts = _without_joints(text).split()
    while parts and (fold(parts[0]).strip(":,") in shared or parts[0].strip(":,.") in _AROUND):
        parts.pop(0)
    kept: list[str] = []
    for part in parts:
        if kept and fold(part).strip(":,") in shared:
            break
        kept.append(part)
    return _named(at, " ".join(kept), most_words=7)


def _without_joints(text: str) -> str:
    """A text without the words at its ends that join names to dates: "Ada wrote on"."""
    parts = text.split()
    while parts and (fold(parts[-1]).strip(":,.»|-–") in _AROUND or not re.search(r"\w", parts[-1])):  # noqa: RUF001
        parts.pop()
    return " ".join(parts)


def _named(place: int, text: str, most_words: int = 5) -> Name | None:
    """The name that a text begins with."""
    name = words.first_name(text, most_words)
    return Name(place, name) if name else None


def name_at(entries: Sequence[Entry], place: int) -> Name | None:
    """The name that a line holds, if it is one that may hold one."""
    name = entries[place].name
    return Name(place, name) if name else None


def _shared_words(entries: Iterable[Entry]) -> frozenset[str]:
    """The words around dates that most of the lines hold."""
    texts = [f"{entry.date.before} {entry.date.after}" for entry in entries if entry.date]
    if len({fold(text) for text in texts}) < 3:  # noqa: PLR2004 - a name would be shared as well
        return frozenset()
    count = Counter(word for text in texts for word in {fold(part).strip(":,") for part in text.split()})
    return frozenset(word for word, times in count.items() if times > _SHARED * len(texts))


def _above(entries: Sequence[Entry], up: int) -> _Finder:
    return lambda at, last, _: name_at(entries, at - up) if at - up > last else None


def _below(entries: Sequence[Entry], down: int) -> _Finder:
    return lambda at, _, end: name_at(entries, at + down) if at + down < end else None


def _speaker(entries: Sequence[Entry], at: int, last: int) -> Name | None:
    for place in range(at - 1, max(last, at - 4), -1):
        if said := entries[place].says:
            return _named(place, said)
    return None


def _block(entries: Sequence[Entry], at: int, last: int) -> Name | None:
    start = at
    while start - 1 > last and not entries[start].gap and at - start < REACH:
        start -= 1
    return name_at(entries, start) if start < at else None


def _over_block(entries: Sequence[Entry], at: int, last: int) -> Name | None:
    start = at
    while start - 1 > last and not entries[start].gap and at - start < REACH:
        start -= 1
    return name_at(entries, start - 1) if start - 1 > last else None


def _bullets(entries: Sequence[Entry], at: int, last: int) -> Name | None:
    run = _bulleted(entries, at, last)
    return name_at(entries, run[0]) if run else None


def _bulleted(entries: Sequence[Entry], at: int, last: int) -> range:
    """The bulleted lines above a date, with at most a few others in between."""
    end = at
    while end - 1 > last and at - end < _BETWEEN and not _is_bullet(entries[end - 1]):
        end -= 1
    start = end
    while start - 1 > last and _is_bullet(entries[start - 1]) and end - start < REACH:
        start -= 1
    return range(start, end)


def _is_bullet(entry: Entry) -> bool:
    return entry.marked and entry.number is None


def _over_bullets(entries: Sequence[Entry], at: int, last: int) -> Name | None:
    run = _bulleted(entries, at, last)
    return name_at(entries, run[0] - 1) if run and run[0] - 1 > last else None


def _behind(entries: Sequence[Entry], beat: Beat, at: int, end: int) -> Name | None:
    place = at + 1
    while place < min(end, at + REACH) and is_furniture(entries, place, beat.after):
        place += 1
    return name_at(entries, place) if place < end else None


def _over(entries: Sequence[Entry], beat: Beat, key: str) -> _Finder:
    def find(at: int, last: int, _: int) -> Name | None:
        for place in range(at - 1, max(last, at - REACH), -1):
            if entries[place].key == key:
                return _first_name_over(entries, place, last)
        return None

    return find


def _over_behind(entries: Sequence[Entry], beat: Beat, key: str) -> _Finder:
    def find(at: int, _: int, end: int) -> Name | None:
        for place in range(at + 1, min(end, at + REACH)):
            if entries[place].key == key:
                return _first_name_over(entries, place, at)
        return None

    return find


def _first_name_over(entries: Sequence[Entry], place: int, last: int) -> Name | None:
    """The name in the line above, or above one that stands between brackets ("(Guest)")."""
    above = place - 1
    while above > last and (len(entries[above].words) == 1 or words.is_role(entries[above].words)):
        above -= 1
    return name_at(entries, above) if above > last else None


def _under(entries: Sequence[Entry], key: str) -> _Finder:
    def find(at: int, last: int, _: int) -> Name | None:
        for place in range(at - 1, max(last, at - REACH), -1):
            if entries[place].key == key:
                return name_at(entries, place + 1) if place + 1 < at else None
        return None

    return find


def is_furniture(entries: Sequence[Entry], place: int, keys: Mapping[str, float]) -> bool:
    """Whether a line beside a date is the site's own: it comes back, or it is a number, an action, or what a label tells."""
    entry = entries[place]
    if entry.is_furniture or (entry.key and entry.key in keys):
        return True
    above = entries[place - 1] if place else None
    return bool(above and above.words.endswith(":") and above.key in keys and len(entry.words) <= _LONGEST_REST)
