"""The best documents for words of which they need not have all: BM25F, a window of rows after the other.

A window is small enough for the processor's caches. What the windows before it have found is a bar: documents that
can't reach it are left out before they are sorted, and words that can't lift a document over it (Turtle and Flood,
"Query evaluation: strategies and optimizations", 1995) are only looked up for the documents that other words bring.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from threadsearch.engines import bm25
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.postings import NONE
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.engines.whoosh.whole import Part, Posted, Whole, looked_up

WINDOW = 1 << 14
_FEW = 1 << 13  # postings that are not worth the windows
_TIE = 1.1e-6  # scores are compared by six digits
_OFTEN = 256  # times that a word stands in a document, from which on a table of scores doesn't know them
_LEAST = np.nextafter(0.0, 1.0)  # the least score there is: who doesn't have a word has none


class Ranked(NamedTuple):
    """A word to rank by: its postings and its weight."""

    posted: Posted
    idf: float

    @property
    def field(self) -> str:
        """The field in which it is to stand."""
        return self.posted.field

    @property
    def most(self) -> float:
        """What no score is above."""
        return self.idf * (bm25.K1 + 1)


class Ranking:
    """Ranks the documents of a commit, by statistics of all of it: however it is cut into segments."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self._field = lru_cache(self._field_of)
        self._damping = lru_cache(self._damping_of)
        self._table = lru_cache(self._table_of)

    def ranked(self, field: str, word: str) -> Ranked:
        """A word to rank by."""
        posted = self._whole.posted(field, word)
        return Ranked(posted, self._field(field).idf(posted.having) if posted.having else 0.0)

    def scores(self, word: Ranked, rows: Array, times: Array | None = None) -> Array:
        """The scores of documents, given by ascending rows, 0 for those that don't have the word.

        ``times`` says how often they have it, if that is known.
        """
        if not word.posted.having:
            return np.zeros(len(rows))
        times = self._whole.frequencies_in(word.posted, rows) if times is None else times
        scores: Array = word.idf * self._units(word.field, times, self._whole.lengths(word.field)[rows])
        return scores

    def best(self, words: Sequence[Ranked], wanted: int, *, articles: bool) -> tuple[Array, Array]:
        """The rows, ascending, and the scores of so many documents that score best, all their ties, and perhaps more.

        Threads' own records are among them if ``articles`` are wanted.
        """
        words = sorted((word for word in words if word.posted.having), key=lambda word: -word.idf)
        leaders = _Leaders(wanted)
        if sum(word.posted.having for word in words) <= _FEW:
            leaders.add(*self._of_few(words, articles=articles))
        else:
            for number, (segment, base) in enumerate(self._whole.each()):
                for rows, scores in self._windows(number, segment, words, leaders, articles=articles):
                    leaders.add(rows + base, scores)
        return leaders.all()

    def _of_few(self, words: Sequence[Ranked], *, articles: bool) -> tuple[Array, Array]:
        """All rows and scores, for words that few documents have."""
        whole = self._whole
        parts = [(whole.rows(word.posted), word) for word in words]
        scored: list[Array] = [
            word.idf * self._units(word.field, whole.frequencies(word.posted), whole.lengths(word.field)[rows])
            for rows, word in parts
        ]
        if len(parts) == 1:
            rows, scores = parts[0][0], scored[0]
        else:
            rows, at = np.unique(np.concatenate([NONE, *(rows for rows, _ in parts)]), return_inverse=True)
            scores = np.bincount(at, np.concatenate([np.zeros(0), *scored]), len(rows))
        shown = (whole.living if articles else whole.living_comments)[rows]
        return (rows, scores) if shown.all() else (rows[shown], scores[shown])

    def _windows(
        self, number: int, segment: Segment, words: Sequence[Ranked], leaders: _Leaders, *, articles: bool
    ) -> Iterator[tuple[Array, Array]]:
        """Rows of a segment, window by window, with the scores of what may be among the leaders."""
        there = [
            _There.of(segment, part, word, articles=articles)
            for word in words
            for part in word.posted.parts
            if part.segment == number
        ]
        dead = segment.dead
        for window in range(-(-segment.info.count // WINDOW)):
            of_window = [one.within(window) for one in there if one.cuts[window] < one.cuts[window + 1]]
            if of_window:
                rows, scores = self._in_window(of_window, window * WINDOW, leaders.bar)
                if dead is not None:
                    rows, scores = rows[~dead[rows]], scores[~dead[rows]]
                yield rows, scores

    def _in_window(self, there: Sequence[_Within], first: int, bar: float) -> tuple[Array, Array]:
        """Rows and scores of what may pass the bar, of the rows from the ``first`` one on."""
        # What the words from each one on may add, all together; the words that alone lift nothing over the bar are
        # the last ones.
        rest = [*accumulate((one.word.most for one in reversed(there)), initial=0.0)][::-1]
        leading = max(1, sum(more >= bar for more in rest[:-1]))
        if leading == 1:
            rows = there[0].rows.astype(np.intp)
            scores = self._of_word(there[0], there[0].times, rows)
        else:
            sums = np.zeros(WINDOW)
            for one in there[:leading]:
                at = one.rows.astype(np.intp)
                np.add.at(sums, at - first, self._of_word(one, one.times, at))
            at = (sums >= max(bar - rest[leading], _LEAST)).nonzero()[0]
            rows, scores = at + first, sums[at]
        for number in range(leading, len(there)):
            rows, scores = _passing(rows, scores, bar - rest[number])
            if not len(rows):
                break
            one = there[number]
            times = looked_up(one.rows, one.times, rows)
            scores = scores + self._of_word(one, times, rows)
        return _passing(rows, scores, bar)

    def _of_word(self, one: _Within, times: Array, rows: Array) -> Array:
        scores: Array = one.word.idf * self._units(one.word.field, times, one.codes[rows])
        return scores

    def _units(self, field: str, times: Array, codes: Array) -> Array:
        """The scores of documents for a word of weight 1, by how often they have it and how long they are."""
        if times.dtype != np.uint8 and len(times) and times.max() >= _OFTEN:
            scores: Array = bm25.score(times, 1.0, self._damping(field)[codes.astype(np.intp)])
        else:
            places = times.astype(np.uint16)
            places <<= 8
            places |= codes
            scores = self._table(field).take(places)
        return scores

    def _table_of(self, field: str) -> Array:
        """Scores by frequency and, below it, by the byte of the length."""
        scores: Array = bm25.score(np.arange(_OFTEN)[:, np.newaxis], 1.0, self._damping(field))
        return scores.ravel()

    def _damping_of(self, field: str) -> Array:
        """By the byte of a document's length."""
        known = self._field(field)
        return np.array([known.damping(code) for code in range(len(bm25.LENGTHS))])

    def _field_of(self, field: str) -> bm25.Field:
        infos = [segment.info for segment in self._whole.segments]
        return bm25.Field(sum(info.count for info in infos), sum(info.lengths.get(field, 0) for info in infos))


class _Within(NamedTuple):
    """A word's postings in one window, and the lengths of all documents of the segment."""

    word: Ranked
    rows: Array
    times: Array
    codes: Array


class _There(NamedTuple):
    """A word's postings in one segment, and where those of each window begin."""

    word: Ranked
    rows: Array
    times: Array
    codes: Array
    cuts: list[int]

    @classmethod
    def of(cls, segment: Segment, part: Part, word: Ranked, *, articles: bool) -> _There:
        field, end = word.field, part.end if articles else part.records
        rows = segment.part(field, "rows", part.begin, end)
        times = segment.part(field, "frequencies", part.begin, end)
        count = segment.info.count
        edges = np.minimum(np.arange(0, count + WINDOW, WINDOW), count).astype(rows.dtype)
        return cls(word, rows, times, segment.lengths(field), rows.searchsorted(edges).tolist())

    def within(self, window: int) -> _Within:
        begin, end = self.cuts[window], self.cuts[window + 1]
        return _Within(self.word, self.rows[begin:end], self.times[begin:end], self.codes)


def _passing(rows: Array, scores: Array, bar: float) -> tuple[Array, Array]:
    if bar <= 0:
        return rows, scores
    at = (scores >= bar).nonzero()[0]
    return rows[at], scores[at]


class _Leaders:
    """The best so far; ``bar`` is a score below which nothing is among the best any more."""

    def __init__(self, wanted: int) -> None:
        self.bar = 0.0
        self._wanted = wanted
        self._rows: list[Array] = []
        self._scores: list[Array] = []
        self._held = 0
        self._enough = wanted

    def add(self, rows: Array, scores: Array) -> None:
        if len(rows):
            self._rows.append(rows)
            self._scores.append(scores)
            self._held += len(rows)
        if self._held > self._enough:
            self._settle()

    def all(self) -> tuple[Array, Array]:
        """Rows and scores of all that are left."""
        if self._held > self._wanted:
            self._settle()
        elif not self._held:
            return np.zeros(0, np.int64), np.zeros(0)
        return np.concatenate(self._rows), np.concatenate(self._scores)

    def _settle(self) -> None:
        scores = np.concatenate(self._scores)
        worst = len(scores) - self._wanted
        self.bar = float(np.partition(scores, worst)[worst]) - _TIE if self._wanted else np.inf
        rows, scores = _passing(np.concatenate(self._rows), scores, self.bar)
        self._rows, self._scores, self._held = [rows], [scores], len(rows)
        self._enough = 2 * self._held  # many may be ties: they are gone through seldom enough to cost little
