"""Rows with scores: the sets that the parts of a query match in one segment, and how they are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from threadsearch.engines.whoosh.arrays import Array

_DENSE = 200  # places of a table for each number that is marked in it, up to which a table is quicker than a search


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of a segment, ascending, and the score of each; no scores where all are 0."""

    rows: Array
    scores: Array | None = None

    def only(self, rows: Array) -> Found:
        """What is among other rows, too."""
        return self._at(is_in(self.rows, rows))

    def without(self, rows: Array) -> Found:
        """What is not among other rows."""
        return self._at(~is_in(self.rows, rows))

    def alive(self, dead: Array) -> Found:
        """What is not deleted."""
        return self._at(~dead[self.rows])

    def before(self, row: int) -> Found:
        """What stands before a row."""
        end = int(np.searchsorted(self.rows, row))
        return self if end == len(self.rows) else self._at(slice(end))

    def _at(self, which: Array | slice) -> Found:
        return Found(self.rows[which], None if self.scores is None else self.scores[which])


def is_in(numbers: Array, others: Array) -> Array:
    """Which numbers are among others; both ascending, none negative."""
    if not len(others) or not len(numbers):
        return np.zeros(len(numbers), bool)
    end = max(int(numbers[-1]), int(others[-1])) + 1
    if end < _DENSE * (len(numbers) + len(others)):
        mask = np.zeros(end, bool)
        mask[others] = True
        return mask[numbers]
    at = np.searchsorted(others, numbers)
    at[at == len(others)] = 0
    return others[at] == numbers  # type: ignore[no-any-return]  # numpy's comparison


def both(one: Found, other: Found) -> Found:
    """The rows in both, with the sum of their scores."""
    if len(other.rows) < len(one.rows):
        one, other = other, one
    if one.scores is None and other.scores is None:
        return one.only(other.rows)
    one, other = one.only(other.rows), other.only(one.rows)
    if one.scores is None or other.scores is None:
        return other if one.scores is None else one
    return Found(one.rows, one.scores + other.scores)


def any_of(parts: Sequence[Found], count: int) -> Found:
    """The rows in at least one, with the sum of their scores; ``count`` is how many rows there are."""
    parts = [part for part in parts if len(part.rows)]
    if len(parts) <= 1:
        return parts[0] if parts else Found(NONE)
    are_ranked = any(part.scores is not None for part in parts)
    if count > _DENSE * sum(len(part.rows) for part in parts):
        rows, at = np.unique(np.concatenate([part.rows for part in parts]), return_inverse=True)
        if not are_ranked:
            return Found(rows)
        scores = [np.zeros(len(part.rows)) if part.scores is None else part.scores for part in parts]
        return Found(rows, np.bincount(at, np.concatenate(scores), len(rows)))
    mask = np.zeros(count, bool)
    sums = np.zeros(count)
    for part in parts:
        mask[part.rows] = True
        if part.scores is not None:
            sums[part.rows] += part.scores
    rows = np.flatnonzero(mask)
    return Found(rows, sums[rows] if are_ranked else None)


NONE = np.zeros(0, np.int64)
