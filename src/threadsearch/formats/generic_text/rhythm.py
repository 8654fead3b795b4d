"""Which of a page's dates beat its rhythm: those of one kind, in order, with lines around them that come back."""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from threadsearch.dates.spans import UNITS
from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_text import furniture, names
from threadsearch.formats.generic_text.entries import Entry, date_of

REACH = 16
"""Entries; headers and footers are shorter."""

_LONGEST_AROUND = 130  # characters; a date inside a longer line is somebody's words
_MOST_KINDS = 12
_OFTEN = 0.3  # of the dates: a line that comes back beside that many belongs to the furniture
_LABEL_WORDS = 3
_FEW = 5  # dates
_RARELY = 2  # times on a page
_TWICE = 3  # entries: a date, a number, the date again
_CARD = 10  # entries with facts about an author
_QUOTED = ('""', "''", "``", "“”", "‘’")  # noqa: RUF001 - what stands between them is words or data
_EDGES = " ,|-–—·•»(*)"  # noqa: RUF001 - dashes

_Kind = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beat:
    """Dates of one kind, ``places`` in the page's entries, and the keys of the lines that come back around them.

    ``before`` and ``after`` tell beside which share of the dates a key stands.
    """

    places: tuple[int, ...]
    before: Mapping[str, float]
    after: Mapping[str, float]

    def bounds(self, number: int, length: int) -> tuple[int, int, int]:
        """The date before one of the dates (-1 if there is none), the date, the one behind it (``length`` if none)."""
        places = self.places
        last = places[number - 1] if number else -1
        return last, places[number], places[number + 1] if number + 1 < len(places) else length


def beats(entries: Sequence[Entry]) -> list[Beat]:
    """The likeliest kinds of dates, best first."""
    ranked: dict[tuple[int, ...], float] = {}
    ends = _ends(entries)
    for places in _kinds_of_dates(entries).values():
        for some in _parts(tuple(_single(entries, places)), ends):
            if len(some) > 1 and some not in ranked:
                ranked[some] = _order(entries, some) * len(some)
    best = sorted(ranked, key=lambda places: -ranked[places])[:_MOST_KINDS]
    return [beat_of(entries, places) for places in best]


def _ends(entries: Sequence[Entry]) -> Sequence[int]:
    """Where lists of comments end, and forms or other pages' lists begin; a line that comes back often ends none."""
    ends = [place for place, entry in enumerate(entries) if entry.key and entry.signs.is_end]
    times = Counter(entries[place].key for place in ends)
    return [place for place in ends if times[entries[place].key] <= _RARELY]


def _parts(places: tuple[int, ...], ends: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """The dates between one end and the next."""
    cuts = sorted({bisect(places, end) for end in ends} | {0, len(places)})
    for start, stop in pairwise(cuts):
        yield places[start:stop]


def beat_of(entries: Sequence[Entry], places: Sequence[int]) -> Beat:
    """The dates at these places, with the lines that come back around them."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    bare = Beat(tuple(places), {}, {})
    for number in range(len(places)):
        last, at, end = bare.bounds(number, len(entries))
        before.update({entry.key for entry in entries[max(last + 1, at - REACH) : at] if entry.key})
        after.update({entry.key for entry in entries[at + 1 : min(end, at + REACH)] if entry.key})
    return Beat(bare.places, _often(before, len(places)), _often(after, len(places)))


def _often(count: Counter[str], dates: int) -> dict[str, float]:
    least = max(_OFTEN * dates, 2 if dates < _FEW else 3)
    return {key: times / dates for key, times in count.items() if times >= least}


def _kinds_of_dates(entries: Sequence[Entry]) -> Mapping[_Kind, Sequence[int]]:
    """The places of the dates by kind; a date is of several kinds, of which one may be the comments'."""
    dated = [place for place in range(len(entries)) if _is_candidate(entries, place)]
    labels = _labels(entries[place] for place in dated)
    kinds: dict[_Kind, list[int]] = defaultdict(list)
    for place in dated:
        for kind in _kinds(entries, place, labels):
            kinds[kind].append(place)
    for kind in [kind for kind in kinds if kind[2:3] == ("over",) and len(kinds[kind]) > _OFTEN * len(kinds[kind[:2]])]:
        # Where dates stand both above and below what people write, those that no such line follows are a kind as well.
        below = set(kinds[kind])
        kinds[*kind, "not"] = [place for place in kinds[kind[:2]] if place not in below]
    return kinds


def _is_candidate(entries: Sequence[Entry], place: int) -> bool:
    """Whether a date may be a comment's: not in somebody's words, no notice of editing, not when an author joined."""
    entry, above = entries[place], entries[place - 1] if place else None
    if entry.date is None or len(entry.date.before) + len(entry.date.after) > _LONGEST_AROUND:
        return False
    if entry.date.after and f"{entry.date.before[-1:]}{entry.date.after[0]}" in _QUOTED:
        return False
    is_labelled = above is not None and not entry.date.before.strip() and above.signs.tells_when_joined
    if furniture.tells_when_joined(_before(entry)):
        return False
    return not (is_labelled or entry.signs.is_edit_notice or entry.signs.tells_of_the_last)


def _kinds(entries: Sequence[Entry], place: int, labels: frozenset[str]) -> Iterator[_Kind]:
    """The kinds that a date may be one of: by what stands beside it on its line, by its form, by its neighbours."""
    date = date_of(entries[place])
    before, after = _before(entries[place]), date.after.strip(f":{_EDGES}")
    if furniture.is_edit_notice(after) or furniture.is_number(after):
        after = ""
    sides = (before if before in labels else "before" if before.strip(":") else "", "after" if after else "")
    yield sides
    yield (*sides, "clock" if date.clocked or any(word in UNITS for word in fold(date.raw).split()) else "day")
    if sides[0] == "before":
        yield (*sides, "words", before)
    if place + 1 < len(entries) and (below := entries[place + 1].key):
        yield (*sides, "over", below)
    if place and (above := entries[place - 1].key):
        yield (*sides, "under", above)


def _before(entry: Entry) -> str:
    """What stands before a line's date, but for marks."""
    return fold(names.without_lead(date_of(entry).before).strip(_EDGES))


def _labels(entries: Iterable[Entry]) -> frozenset[str]:
    """What stands before dates and isn't names, such as "joined:" on every third line of those with a date."""
    count = Counter(
        before for entry in entries if (before := _before(entry)).endswith(":") and before.count(" ") < _LABEL_WORDS
    )
    often = max(2, _OFTEN * count.total())
    return frozenset(label for label, times in count.items() if times >= often or furniture.tells_when_joined(label))


def _single(entries: Sequence[Entry], places: Sequence[int]) -> Iterator[int]:
    """The dates without those that a page prints twice, with nothing of anybody's in between."""
    last: int | None = None
    for place in places:
        if last is None or not (_is_printed_twice(entries, last, place) or _has_card_between(entries, last, place)):
            last = place
            yield place


def _is_printed_twice(entries: Sequence[Entry], last: int, place: int) -> bool:
    one, other = date_of(entries[last]), date_of(entries[place])
    if one.raw != other.raw and one.is_age == other.is_age and (one.is_age or one.clocked == other.clocked):
        return False  # two dates of one look are two
    between = entries[last + 1 : place] if place - last <= _TWICE else None
    return between is not None and all(entry.date or entry.signs.is_number for entry in between)


def _has_card_between(entries: Sequence[Entry], last: int, place: int) -> bool:
    """Whether a date comes again behind a card of its author: the name, which stands above, and bullets with facts."""
    if not last or not 1 < place - last - 1 <= _CARD or date_of(entries[last]).raw != date_of(entries[place]).raw:
        return False
    between = entries[last + 1 : place]
    is_named = between[0].name is not None and entries[last - 1].words.startswith(between[0].words)
    return is_named and all(entry.is_bullet for entry in between[1:])


def _order(entries: Sequence[Entry], places: Sequence[int]) -> float:
    """How far the dates run in one direction: next to 0 for those in no order, 1 for those in order and with clocks."""
    dates = [date for place in places if (date := entries[place].date)]
    steps = list(pairwise(at for date in dates if (at := date.stamp.at)))
    if not steps:
        return 0.1
    up = sum(left <= right for left, right in steps) / len(steps)
    down = sum(left >= right for left, right in steps) / len(steps)
    clocked = sum(date.clocked for date in dates) / len(dates)
    return max(0.05, (max(up, down) - 0.4) / 0.6) * (0.7 + 0.3 * clocked)
