"""Sets of numbers: rows, or the addresses of words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from threadsearch.engines.whoosh.arrays import Array

_DENSE = 200  # places of a table for each number that is marked in it, up to which a table is quicker than a search


def is_in(numbers: Array, others: Array) -> Array:
    """Which numbers are among others; both ascending, none negative."""
    if not len(others) or not len(numbers):
        return np.zeros(len(numbers), bool)
    end = max(int(numbers[-1]), int(others[-1])) + 1
    if end < _DENSE * (len(numbers) + len(others)):
        mask = np.zeros(end, bool)
        mask[others.astype(np.intp, copy=False)] = True  # other types are slower places in a table
        return mask[numbers.astype(np.intp, copy=False)]
    at = np.searchsorted(others, numbers.astype(others.dtype, copy=False))  # of one type, or else all are converted
    at[at == len(others)] = 0
    return others[at] == numbers  # type: ignore[no-any-return]  # numpy's comparison


def any_of(parts: Sequence[Array], count: int) -> Array:
    """The rows, out of so many, that are in at least one of the parts, which may have them in any order."""
    total = sum(map(len, parts))
    if count > _DENSE * total:
        return distinct(np.sort(np.concatenate([NONE, *parts])))
    mask = np.zeros(count, bool)
    for rows in parts:
        mask[rows.astype(np.intp, copy=False)] = True
    return mask.nonzero()[0]


def distinct(numbers: Array) -> Array:
    """Ascending numbers, each once."""
    is_first = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=is_first[1:])
    return numbers[is_first]


NONE = np.zeros(0, np.int64)
