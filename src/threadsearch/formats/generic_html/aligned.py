"""The records of a list side by side: what stands in the same place of many of them."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence

from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.lists import Candidate
from threadsearch.formats.generic_html.outline import INLINE, Key, Outline
from threadsearch.formats.generic_html.records import Record

_DEEPEST = 24  # steps from a record to what stands in it
_LONGEST_LABEL = 500  # characters
_MOST_NAMED = 1_000  # places whose names are kept
_STABLE = 0.6  # share of records that have a class, if it tells places apart
_FEWEST = 3  # records that can tell a label from words
_SOME = 0.15  # share of records that have a label at least
_MOSTLY = 0.5  # share of the texts in a place that are a label there

Spot = tuple[int, str]
"""A place, by its number, and a text there, numbers and "Re:" apart: answers repeat what the first post is about."""


class Aligned:
    """A list's records, and where things stand in them.

    A place is the steps from a record's tag down to another: their names, and those of their classes that most records
    have, so that "odd" and "even" make no two places of one.
    """

    def __init__(self, out: Outline, candidate: Candidate) -> None:
        self.out = out
        self.records: Sequence[Record] = candidate.records
        self.is_run = candidate.is_run
        self._bounds = [out.parents[r.tops[0]] if candidate.is_run else r.tops[0] for r in candidate.records]
        self._stable = self._stable_names()
        self._tells_of_the_last = len(self.records) > 1 and any(map(words.tell_of_the_last, self._stable))
        self._steps: dict[tuple[str, Key], Key] = {}
        self._places = _Places(len(out.tags))
        self._named: dict[int, Key] = {}  # places by their numbers
        self._spots: list[Spot | None] = [None] * len(out.texts)
        self._known: dict[Spot, Spot] = {}  # each once, since most of them repeat
        self._labels: dict[int, bool] = {}
        self._times: Counter[Spot] = Counter()
        self._filled: Counter[int] = Counter()
        for order, record in enumerate(self.records):
            here = {self.spot(order, at) for at in record.own if len(out.texts[at]) <= _LONGEST_LABEL}
            self._times.update(here)
            self._filled.update({place for place, _ in here})

    def _stable_names(self) -> set[str]:
        seen: Counter[str] = Counter()
        for record in self.records:
            seen.update({name for number in record.tags(self.out) for name in self.out.shapes[number]})
        return {name for name, times in seen.items() if times >= _STABLE * len(self.records)}

    def step(self, number: int) -> Key:
        """A tag's name and its usual classes."""
        shown = self.out.tags[number].name, self.out.shapes[number]
        step = self._steps.get(shown)
        if step is None:
            names = sorted(self._stable.intersection(shown[1]))
            step = self._steps[shown] = (shown[0], ".".join(names))
        return step

    def place(self, order: int, number: int) -> Key:
        """Where a tag stands in a record, whether it makes a name bold, or a link, apart."""
        numbered = self._place_number(order, number)
        place = self._named.get(numbered)
        if place is None:
            steps = [self.step(above) for above in self.within(order, number)]
            told = (f"{name}.{style}" if style else name for name, style in reversed(steps) if name not in INLINE)
            place = tuple(told)
            if len(self._named) < _MOST_NAMED:
                self._named[numbered] = place
        return place

    def within(self, order: int, number: int) -> Iterator[int]:
        """A tag and those above it in its record, innermost first, without the record's own."""
        bound = self._bounds[order]
        for _ in range(_DEEPEST):
            if number == bound or number < 0:
                break
            yield number
            number = self.out.parents[number]

    def is_of_the_last(self, order: int, number: int) -> bool:
        """Whether the usual classes of a tag, or of those around it in its record, tell of who wrote last."""
        if not self._tells_of_the_last:  # as in nearly all lists
            return False
        top = () if self.is_run else (self.records[order].tops[0],)
        return any(words.tell_of_the_last(self.step(above)[1]) for above in (*self.within(order, number), *top))

    def spot(self, order: int, at: int) -> Spot:
        """A text and where it stands."""
        spot = self._spots[at]
        if spot is None:
            place = self._place_number(order, self.out.owners[at])
            spot = (place, words.without_answer(self.out.shape(at)))
            spot = self._spots[at] = self._known.setdefault(spot, spot)
        return spot

    def _place_number(self, order: int, number: int) -> int:
        """The number of a tag's place, which all tags in it share."""
        down: list[int] = []
        bound = self._bounds[order]
        known = self._places.known
        while number != bound and number >= 0 and known[number] < 0:
            down.append(number)
            number = self.out.parents[number]
        place = known[number] if number not in (bound, -1) else 0
        for tag in reversed(down):
            place = self._places.enter(tag, place, self.step(tag))
        return place

    def share(self, order: int, at: int) -> float:
        """In how many of the records that have a text there it is this one."""
        spot = self.spot(order, at)
        return self._times[spot] / max(1, self._filled[spot[0]])

    def is_label(self, order: int, at: int) -> bool:
        """Whether a text is one that records have in that place, whoever wrote them."""
        known = self._labels.get(at)
        if known is None:
            known = self._labels[at] = self._is_label(order, at)
        return known

    def _is_label(self, order: int, at: int) -> bool:
        if len(self.records) < _FEWEST or self.share(order, at) < _MOSTLY:
            return False
        times = self._times[self.spot(order, at)]
        return times >= max(2, _SOME * len(self.records)) and self.out.owners[at] not in self.out.quoted

    def is_everywhere(self, order: int, at: int) -> bool:
        """Whether half of the records have a label."""
        return self._times[self.spot(order, at)] >= _MOSTLY * len(self.records)


class _Places:
    """Places as numbers: each is a step from another; 0 is that of a record's own tag.

    ``known`` has the place of every tag, -1 where nobody has asked for it.

    What stands more steps down than anything is looked for is in the place where they end: in tags that were never
    closed, every one would be a place of its own.
    """

    def __init__(self, tags: int) -> None:
        self.known = array("i", [-1]) * tags
        self._numbers: dict[tuple[int, Key], int] = {}
        self._depths = bytearray(1)  # of the places, in steps

    def enter(self, tag: int, above: int, step: Key) -> int:
        """The place of a tag, one step from the place ``above``."""
        place = above if self._depths[above] == _DEEPEST else self._numbers.setdefault((above, step), len(self._depths))
        if place == len(self._depths):
            self._depths.append(self._depths[above] + 1)
        self.known[tag] = place
        return place
