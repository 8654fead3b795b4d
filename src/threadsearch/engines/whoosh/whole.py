"""The segments of one commit as one: their rows numbered through, terms looked up in all of them at once.

What a query does, it then does once, however many segments there are; what is learnt of terms and columns is kept.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.engines.whoosh.terms import Terms

_TERMS = 4096  # terms whose places are remembered
_FEW = 1 << 13  # postings that are put together for less than it costs to go from segment to segment
_SELDOM = 64  # terms with as few postings whose rows are remembered, 72 kB each at most
_DENSE = 16  # postings for each row that is looked up among them, up to which a table is quicker than a search
_SPARSE = 200  # places of that table for each of either, from which it is slower again


class Part(NamedTuple):
    """Where a segment's postings of a term begin, where those of threads' own records begin, and where they end."""

    segment: int
    begin: int
    records: int
    end: int


class Posted(NamedTuple):
    """A term's postings in all segments, and in how many documents it is, deleted ones included."""

    field: str
    parts: tuple[Part, ...]
    having: int


class Whole:
    """All documents of a commit by one number each: their segment's first one, and their row there."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        self.begins = [0, *accumulate(segment.info.count for segment in segments)]
        self.count = self.begins[-1]
        self.posted = lru_cache(maxsize=_TERMS)(self._posted)
        self._seldom = lru_cache(maxsize=_SELDOM)(lambda posted: (self._rows(posted), self._frequencies(posted)))
        self._kept: dict[str, Array] = {}

    def each(self) -> Iterator[tuple[Segment, int]]:
        """Segments with the number of their first row."""
        return zip(self.segments, self.begins, strict=False)  # the last number is that of all rows

    def place(self, row: int) -> tuple[Segment, int]:
        """The segment in which a row is, and the row there."""
        number = bisect(self.begins, row) - 1
        return self.segments[number], row - self.begins[number]

    def is_in_order(self, last: int) -> bool:
        """Whether all rows up to the last one stand in the order of threads."""
        return len(self.segments) == 1 and last < self.segments[0].comments

    def in_thread(self, row: int) -> tuple[bytes, int]:
        """A document's place in the order of threads."""
        number = bisect(self.begins, row) - 1
        codes, threads, positions = self._orders[number]
        own = row - self.begins[number]
        return threads[codes[own] - 1], positions[own]

    @cached_property
    def _orders(self) -> list[tuple[memoryview, Terms, memoryview]]:
        """Of each segment the numbers of documents' threads, the threads, and the positions in them."""
        return [
            (segment.codes("thread").data, segment.terms("thread"), segment.column("by_position").data)
            for segment in self.segments
        ]

    # Postings

    def _posted(self, field: str, word: str) -> Posted:
        """Where the postings of a word are."""
        term = schema.encode(word)
        parts: list[Part] = []
        for at, segment in enumerate(self.segments):
            number = segment.number(field, term)
            if number >= 0:
                begin, end = segment.bounds(field, range(number, number + 1))
                rows = segment.part(field, "rows", begin, end)
                records = end if rows[-1] < segment.comments else begin + int(rows.searchsorted(segment.comments))
                parts.append(Part(at, begin, records, end))
        return Posted(field, tuple(parts), sum(part.end - part.begin for part in parts))

    def rows(self, posted: Posted) -> Array:
        """The rows of a term's documents, ascending; not to be changed."""
        return self._seldom(posted)[0] if posted.having <= _FEW else self._rows(posted)

    def frequencies(self, posted: Posted) -> Array:
        """How often each of a term's documents has it; not to be changed."""
        return self._seldom(posted)[1] if posted.having <= _FEW else self._frequencies(posted)

    def _rows(self, posted: Posted) -> Array:
        found = np.empty(posted.having, np.int64)
        at = 0
        for number, begin, _, end in posted.parts:
            behind = at + end - begin
            rows = self.segments[number].part(posted.field, "rows", begin, end)
            np.add(rows, self.begins[number], out=found[at:behind], dtype=np.int64)
            at = behind
        return found

    def _frequencies(self, posted: Posted) -> Array:
        field = posted.field
        parts = [self.segments[number].part(field, "frequencies", begin, end) for number, begin, _, end in posted.parts]
        return parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.uint8), *parts])

    def frequencies_in(self, posted: Posted, rows: Array) -> Array:
        """How often documents, given by ascending rows, have a term."""
        if not posted.having or not len(rows):
            return np.zeros(len(rows), np.uint8)
        if posted.having <= _FEW:
            return looked_up(self.rows(posted), self.frequencies(posted), rows)
        found = np.zeros(len(rows), np.int64)
        cuts = rows.searchsorted(self.begins).tolist()
        for number, begin, _, end in posted.parts:
            first, last = cuts[number], cuts[number + 1]
            if first < last:
                segment = self.segments[number]
                of_term = segment.part(posted.field, "rows", begin, end)
                times = segment.part(posted.field, "frequencies", begin, end)
                found[first:last] = looked_up(of_term, times, rows[first:last] - self.begins[number])
        return found

    def gathered(self, of_segment: Callable[[Segment], Array]) -> Array:
        """Rows that are found segment by segment, ascending in each, numbered through."""
        parts = [np.add(of_segment(segment), base, dtype=np.int64) for segment, base in self.each()]
        return np.concatenate([np.zeros(0, np.int64), *parts])

    # Documents

    def column(self, name: str) -> Array:
        """A column of numbers."""
        return self._joined(name, lambda segment: segment.column(name))

    def lengths(self, field: str) -> Array:
        """How long each document is in a ranked field, as the bytes of ``bm25.LENGTHS``."""
        return self._joined(f"{field}.lengths", lambda segment: segment.lengths(field))

    def _joined(self, name: str, of_segment: Callable[[Segment], Array]) -> Array:
        if name not in self._kept:
            parts = [of_segment(segment) for segment in self.segments] or [np.zeros(0, np.int64)]
            self._kept[name] = parts[0] if len(parts) == 1 else np.concatenate(parts)
        return self._kept[name]

    @cached_property
    def living(self) -> Array:
        """Which documents are not deleted."""
        mask = np.ones(self.count, bool)
        for segment, base in self.each():
            if segment.dead is not None:
                mask[base : base + segment.info.count] = ~segment.dead
        return mask

    @cached_property
    def living_comments(self) -> Array:
        """The same, of those that are not threads' own records."""
        mask = self.living.copy()
        for segment, base in self.each():
            mask[base + segment.comments : base + segment.info.count] = False
        return mask


def looked_up(rows: Array, values: Array, wanted: Array) -> Array:
    """The values of the wanted rows, zeros for those not among ``rows``; both ascending, none of them empty."""
    end = max(int(rows[-1]), int(wanted[-1])) + 1
    if len(rows) < _DENSE * len(wanted) and end < _SPARSE * (len(rows) + len(wanted)):
        table = np.zeros(end, values.dtype)
        table[rows.astype(np.intp, copy=False)] = values
        return table[wanted]
    at = rows.searchsorted(wanted.astype(rows.dtype, copy=False))  # of one type, or else the many are converted
    at[at == len(rows)] = 0
    found = values[at]
    found[rows[at] != wanted] = 0
    return found
