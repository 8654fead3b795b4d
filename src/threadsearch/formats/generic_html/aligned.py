"""The records of a list side by side: what stands in the same place of many of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.lists import Candidate
from threadsearch.formats.generic_html.outline import INLINE, Outline
from threadsearch.formats.generic_html.records import Key, Record
from threadsearch.formats.html.tree import classes

_DEEPEST = 40  # steps from a record to what stands in it
_LONGEST_LABEL = 500  # characters
_STABLE = 0.6  # share of records that have a class, if it tells places apart
_FEWEST = 3  # records that can tell a label from words
_SOME = 0.15  # share of records that have a label at least
_MOSTLY = 0.5  # share of the texts in a place that are a label there

Spot = tuple[Key, str]


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
        self._steps: dict[int, Key] = {}
        self._spots: dict[tuple[int, int], Spot] = {}
        self._times: Counter[Spot] = Counter()
        self._places: Counter[Key] = Counter()
        for order, record in enumerate(self.records):
            here = {self.spot(order, at) for at in record.own if len(out.texts[at]) <= _LONGEST_LABEL}
            self._times.update(here)
            self._places.update({place for place, _ in here})

    def _stable_names(self) -> set[str]:
        seen: Counter[str] = Counter()
        for record in self.records:
            seen.update({name for number in record.tags(self.out) for name in self._names(number)})
        return {name for name, times in seen.items() if times >= _STABLE * len(self.records)}

    def _names(self, number: int) -> Iterator[str]:
        tag = self.out.tags[number]
        return words.shapes(classes(tag) if tag.attrs else ())

    def step(self, number: int) -> Key:
        """A tag's name and its usual classes."""
        step = self._steps.get(number)
        if step is None:
            names = sorted(self._stable.intersection(self._names(number)))
            step = self._steps[number] = (self.out.tags[number].name, ".".join(names))
        return step

    def place(self, order: int, number: int, *, is_soft: bool = False) -> Key:
        """Where a tag stands in a record. A soft place doesn't tell whether a name is bold, or a link."""
        steps: list[str] = []
        for _ in range(_DEEPEST):
            if number == self._bounds[order] or number < 0:
                break
            name, style = self.step(number)
            if not (is_soft and name in INLINE):
                steps.append(f"{name}.{style}" if style else name)
            number = self.out.parents[number]
        return tuple(reversed(steps))

    def within(self, order: int, number: int) -> Iterator[int]:
        """A tag and those above it in its record, innermost first."""
        for _ in range(_DEEPEST):
            if number == self._bounds[order] or number < 0:
                break
            yield number
            number = self.out.parents[number]

    def spot(self, order: int, at: int) -> Spot:
        """A text and where it stands, numbers apart."""
        spot = self._spots.get((order, at))
        if spot is None:
            place = self.place(order, self.out.owners[at])
            spot = self._spots[order, at] = (place, words.DIGITS.sub("#", self.out.texts[at].strip()))
        return spot

    def share(self, order: int, at: int) -> float:
        """In how many of the records that have a text there it is this one."""
        spot = self.spot(order, at)
        return self._times[spot] / max(1, self._places[spot[0]])

    def is_label(self, order: int, at: int) -> bool:
        """Whether a text is one that records have in that place, whoever wrote them."""
        if len(self.records) < _FEWEST or self.share(order, at) < _MOSTLY:
            return False
        times = self._times[self.spot(order, at)]
        return times >= max(2, _SOME * len(self.records)) and not self.is_quoted(order, self.out.owners[at])

    def is_everywhere(self, order: int, at: int) -> bool:
        """Whether half of the records have a label."""
        return self._times[self.spot(order, at)] >= _MOSTLY * len(self.records)

    def is_quoted(self, order: int, number: int) -> bool:
        """Whether a tag stands in a quote."""
        return any(
            self.out.tags[other].name == "blockquote" or words.is_quote(classes(self.out.tags[other]))
            for other in self.within(order, number)
        )
