"""Which of a page's dates beat its rhythm: those of one kind, in order, with lines around them that come back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from threadsearch.dates.vocabulary import UNITS, fold
from threadsearch.formats.generic_text import words
from threadsearch.formats.generic_text.entries import Entry

REACH = 16  # entries; headers and footers are shorter
_LONGEST_AROUND = 130  # characters; a date inside a longer line is somebody's words
_MOST_GROUPS = 14
_LABEL_WORDS = 3
_OFTEN = 0.3  # of the dates: a line that comes back beside that many belongs to the furniture


@dataclass(frozen=True, slots=True)
class Beat:
    """Dates of one kind, ``places`` in the page's entries, and the keys of the lines that come back around them.

    ``before`` and ``after`` tell beside which share of the dates a key stands.
    """

    places: tuple[int, ...]
    before: dict[str, float]
    after: dict[str, float]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the lines that come back on either side."""
        return frozenset(self.before) | frozenset(self.after)


def beats(entries: Sequence[Entry]) -> list[Beat]:
    """The likeliest kinds of dates, best first."""
    dated = [place for place in range(len(entries)) if _is_candidate(entries, place)]
    labels = _labels(entries[place] for place in dated)
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in dated:
        for kind in _kinds(entries, place, labels):
            groups[kind].append(place)
    for kind in [kind for kind in groups if kind[-2:-1] == ("over",)]:
        rest = sorted(set(groups[kind[:2]]) - set(groups[kind]))
        groups[*kind, "not"] = rest
    ranked: dict[tuple[int, ...], float] = {}
    for places in groups.values():
        if len(places) > 1:
            single = _single(entries, places)
            ranked.setdefault(tuple(single), _order(entries, single) * len(single))
    best = sorted(ranked, key=lambda places: -ranked[places])[:_MOST_GROUPS]
    return [beat_of(entries, places) for places in best if len(places) > 1]


def _is_candidate(entries: Sequence[Entry], place: int) -> bool:
    """Whether a date may be a comment's: not in somebody's words, no notice of editing, not when an author joined."""
    entry, above = entries[place], entries[place - 1] if place else None
    if entry.date is None or len(entry.date.before) + len(entry.date.after) > _LONGEST_AROUND:
        return False
    if words.tells_of_the_last(entry.words):
        return False
    is_labelled = above is not None and not entry.date.before.strip() and words.tells_when_joined(above.words)
    return not is_labelled and not words.is_edit_notice(entry.words)


def _single(entries: Sequence[Entry], places: Sequence[int]) -> list[int]:
    """The dates without those that a page prints twice, with nothing of anybody's in between."""
    kept: list[int] = []
    for place in places:
        if kept and place - kept[-1] <= 3 and all(  # noqa: PLR2004 - the date, a number, the date
            words.is_number(entry.words) or entry.date for entry in entries[kept[-1] + 1 : place]
        ):
            continue
        kept.append(place)
    return kept


def _before(entry: Entry) -> str:
    assert entry.date is not None
    return words.without_lead(entry.date.before).strip(" ,|-–—·•»(")  # noqa: RUF001


def _labels(entries: Iterable[Entry]) -> frozenset[str]:
    """What stands before dates and isn't names: "joined:" on every third line is, a name on one of ten is not."""
    count = Counter(
        before for entry in entries if (before := fold(_before(entry))).endswith(":") and before.count(" ") < _LABEL_WORDS
    )
    return frozenset(
        label for label, times in count.items() if times >= max(2, _OFTEN * count.total()) or words.tells_when_joined(label)
    )


def _kinds(entries: Sequence[Entry], place: int, labels: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """The kinds that a line's date may be one of: with or without words before and behind it, with a clock or not."""
    date = entries[place].date
    assert date is not None
    before, after = _before(entries[place]), words.without_edit_notice(date.after).strip(" :,|-–—·•»)*")  # noqa: RUF001
    before = fold(before) if fold(before) in labels else "before" if before.strip(":") else ""
    sides = (before, "after" if after and not words.is_number(after) else "")
    yield sides
    yield (*sides, "clock" if date.clocked or _is_age(date.raw) else "day")
    if before == "before":
        yield (*sides, "words", fold(_before(entries[place])))
    if place + 1 < len(entries) and (below := entries[place + 1].key):
        yield (*sides, "over", below)
    if place and (above := entries[place - 1].key):
        yield (*sides, "under", above)


def _is_age(raw: str) -> bool:
    return any(word in UNITS for word in fold(raw).split())


def _order(entries: Sequence[Entry], places: Sequence[int]) -> float:
    """How far the dates run in one direction: 0 for those in no order, 1 for those in order; clocks count for more."""
    dates = [entry.date for place in places if (entry := entries[place]).date]
    times = [date.at for date in dates if date.at]
    steps = list(pairwise(times))
    if not steps:
        return 0.1
    up = sum(left <= right for left, right in steps) / len(steps)
    down = sum(left >= right for left, right in steps) / len(steps)
    clocked = sum(date.clocked for date in dates) / len(dates)
    return max(0.05, (max(up, down) - 0.4) / 0.6) * (0.7 + 0.3 * clocked)


def beat_of(entries: Sequence[Entry], places: Sequence[int]) -> Beat:
    """The dates at these places, with the lines that come back around them."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for number, place in enumerate(places):
        start = max(places[number - 1] + 1 if number else 0, place - REACH)
        end = min(places[number + 1] if number + 1 < len(places) else len(entries), place + REACH)
        before.update(_keys(entries[start:place]))
        after.update(_keys(entries[place + 1 : end]))
    least = max(2, _OFTEN * len(places))
    return Beat(
        tuple(places),
        {key: count / len(places) for key, count in before.items() if count >= least},
        {key: count / len(places) for key, count in after.items() if count >= least},
    )


def _keys(entries: Iterable[Entry]) -> set[str]:
    return {entry.key for entry in entries if entry.key}
