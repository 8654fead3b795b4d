"""The terms of a field in one segment, sorted, by their numbers: what the arrays say, a term at a time and quickly."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from threadsearch.engines.whoosh.arrays import Array, Arrays

_GROUP = 8  # bits: so many terms are checked together


class Terms:
    """The terms of a field; none if the segment has none. Looking one up reads the few that the search passes."""

    def __init__(self, arrays: Arrays, field: str) -> None:
        self._arrays = arrays
        self._ends_name, self._terms_name = f"{field}.ends", f"{field}.terms"
        self.count = arrays.length(self._ends_name) - 1 if self._ends_name in arrays else 0
        if self.count:
            self._ends = arrays.unchecked(self._ends_name).data  # numbers out of it are Python's own
            self._data = arrays.unchecked(self._terms_name).data
        self._unchecked = bytearray(b"\1" * ((self.count >> _GROUP) + 1))

    def __getitem__(self, number: int) -> bytes:
        if self._unchecked[number >> _GROUP]:
            self._check(number >> _GROUP)
        return bytes(self._data[self._ends[number] : self._ends[number + 1]])

    def all(self) -> list[bytes]:
        """All terms."""
        return self.some(range(self.count))

    def some(self, numbers: range) -> list[bytes]:
        """Terms that stand behind each other."""
        places, data = self._written(numbers)
        return [data[begin:end] for begin, end in pairwise(places.tolist())]

    def with_letters(self, least: int, most: int, beginning: bytes) -> list[bytes]:
        """The terms that begin so and have so many letters, and perhaps others that do."""
        places, data = self._written(self.beginning(beginning))
        sizes = places[1:] - places[:-1]
        largest = most if data.isascii() else 4 * most  # a letter is up to four bytes of UTF-8
        at = ((sizes >= least) & (sizes <= largest)).nonzero()[0]
        return [data[begin:end] for begin, end in zip(places[at].tolist(), places[at + 1].tolist(), strict=True)]

    def _written(self, numbers: range) -> tuple[Array, bytes]:
        """Terms that stand behind each other, as they are written, and where each begins and the last one ends."""
        if not numbers:
            return np.zeros(1, np.int64), b""
        ends = self._arrays.part(self._ends_name, numbers.start, numbers.stop + 1)
        data = self._arrays.part(self._terms_name, int(ends[0]), int(ends[-1])).tobytes()
        return ends - ends[0], data

    def number(self, term: bytes) -> int:
        """The number of a term, -1 for one that is not here."""
        number = self.at_or_behind(term)
        return number if number < self.count and self[number] == term else -1

    def beginning(self, prefix: bytes) -> range:
        """The numbers of the terms that begin so."""
        if not prefix:
            return range(self.count)
        behind = prefix.rstrip(b"\xff")
        end = self.at_or_behind(behind[:-1] + bytes((behind[-1] + 1,))) if behind else self.count
        return range(self.at_or_behind(prefix), end)

    def at_or_behind(self, term: bytes) -> int:
        """The number of the first term that is not smaller."""
        low, high = 0, self.count
        while low < high:
            middle = (low + high) >> 1
            if self[middle] < term:
                low = middle + 1
            else:
                high = middle
        return low

    def _check(self, group: int) -> None:
        begin, end = group << _GROUP, min((group + 1) << _GROUP, self.count)
        ends = self._arrays.part(self._ends_name, begin, end + 1)
        self._arrays.part(self._terms_name, int(ends[0]), int(ends[-1]))
        self._unchecked[group] = 0
