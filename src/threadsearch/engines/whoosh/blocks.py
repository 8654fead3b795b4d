"""Postings as Whoosh's W3 format has them: in blocks, or within the dictionary; tens of thousands in one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from threadsearch.engines.whoosh import w3
from threadsearch.engines.whoosh.inversion import Field
from threadsearch.engines.whoosh.pickling import (
    Ints,
    Strings,
    constants,
    integers,
    joined,
    numbers,
    sequences,
    strings_of_tuples,
    sums,
    tuples,
)

_BLOCK = 255  # postings of a block: as many as a short byte string can have frequencies; Whoosh itself has 128
_INLINE = 16  # postings of a term that stand in the dictionary, at most: shorter than a block, up to here and further
_AT_ONCE = 1 << 16  # postings written in one go, which keeps what that takes small and in the processor's caches
_LEVEL = 1  # of compression: higher ones take longer and gain nothing
_SMALL = 256  # bytes of a block that compression makes hardly smaller, for its time


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of terms, so many of each: rows, frequencies, codes of the lengths, and the steps between positions.

    A posting has as many steps as its frequency says; ``steps`` is ``None`` for fields without positions.
    """

    counts: Ints
    rows: Ints
    frequencies: Ints
    codes: NDArray[np.uint8]
    steps: Ints | None

    @classmethod
    def of(cls, field: Field) -> Iterator[tuple[range, Postings]]:
        """The postings of a field's terms, some terms at a time."""
        codes = field.codes()
        begin = 0
        while begin < len(field.terms):
            enough = int(np.searchsorted(field.starts, field.starts[begin] + _AT_ONCE))
            end = min(max(begin + 1, enough), len(field.terms))
            yield range(begin, end), cls._of(field, codes, begin, end)
            begin = end

    @classmethod
    def _of(cls, field: Field, codes: NDArray[np.uint8], begin: int, end: int) -> Postings:
        first, last = int(field.starts[begin]), int(field.starts[end])
        rows, frequencies = (part[first:last].astype(np.int64) for part in (field.rows, field.frequencies))
        steps: Ints | None = None
        if field.places is not None and field.positions is not None:
            places = field.places[first : last + 1]
            positions = field.positions[places[0] : places[-1]].astype(np.int64)
            begins = places[:-1] - places[0]
            steps = positions - np.append(0, positions[:-1])
            steps[begins] = positions[begins]
        return cls(np.diff(field.starts[begin : end + 1]), rows, frequencies, codes[rows], steps)

    def only(self, which: NDArray[np.bool_]) -> Postings:
        """The postings of these terms."""
        postings = np.repeat(which, self.counts)
        steps = None if self.steps is None else self.steps[np.repeat(postings, self.frequencies)]
        return Postings(
            self.counts[which], self.rows[postings], self.frequencies[postings], self.codes[postings], steps
        )

    def written(self, at: int) -> tuple[NDArray[np.bool_], tuple[Strings, ...], bytes]:
        """Which terms' postings stand in the dictionary, what it says of each term's, and the blocks of the others.

        The second is in parts to be joined.

        ``at`` is where in the file of postings the blocks will begin.
        """
        is_inline = self.counts <= _INLINE
        if is_inline.all():
            return is_inline, self.inline(), b""
        data, lengths = self.only(~is_inline).blocks()
        begins = at + np.cumsum(lengths) - lengths
        extents = [integers(begins, ">i8").spread(~is_inline), integers(lengths, ">i4").spread(~is_inline)]
        if is_inline.any():
            extents += (part.spread(is_inline) for part in self.only(is_inline).inline())
        return is_inline, tuple(extents), data

    def inline(self) -> tuple[Strings, ...]:
        """A pickle for each term, in parts to be joined: rows, weights and values."""
        return *tuples(numbers(self.rows), self.counts), *self._weights_and_values(self.counts)

    def blocks(self) -> tuple[bytes, Ints]:
        """The blocks of all terms, and how many bytes each term has of them."""
        per_term = -(-self.counts // _BLOCK)
        counts = np.full(int(per_term.sum()), _BLOCK)
        is_last = np.zeros(len(counts), bool)
        is_last[np.cumsum(per_term) - 1] = True
        counts[is_last] = self.counts - (per_term - 1) * _BLOCK
        is_first = np.roll(is_last, 1)
        begins = np.cumsum(counts) - counts
        deltas = np.diff(self.rows, prepend=0)
        deltas[begins] = self.rows[begins]
        bodies, level = _compressed(joined(*sequences(deltas, counts), *self._weights_and_values(counts)))
        infos = self._infos(counts, begins, level)
        sizes = infos.lengths + bodies.lengths
        magic = constants(w3.POSTINGS_MAGIC, len(per_term)).spread(is_first)
        written = joined(magic, integers(np.where(is_last, -sizes, sizes), ">i4"), infos, bodies)
        return written.data.tobytes(), sums(written.lengths, per_term)

    def _infos(self, counts: Ints, begins: Ints, level: Ints) -> Strings:
        """What is known of each block without reading it.

        That is: how many postings, the last row, the greatest weight, the level of compression, the least and the
        greatest length.
        """
        heaviest = np.maximum.reduceat(self.frequencies, begins)
        shortest, longest = (reduce.reduceat(self.codes, begins) for reduce in (np.minimum, np.maximum))
        values = (counts, self.rows[begins + counts - 1], heaviest, level, shortest, longest)
        count = len(counts)
        return joined(
            constants(b"(", count), *(numbers(value.astype(np.int64)) for value in values), constants(b"t.", count)
        )

    def _weights_and_values(self, counts: Ints) -> tuple[Strings, ...]:
        """The rest of the pickle of so many postings each, after their rows."""
        begins = np.cumsum(counts) - counts
        are_ones = np.maximum.reduceat(self.frequencies, begins) == 1
        weights = sequences(self.frequencies, counts, are_ones)
        if self.steps is None:
            return *weights, constants(b"N\x87.", len(counts))
        # A value is a byte string: the number of positions, and a pickle of the steps between them.
        values = strings_of_tuples(self.steps, self.frequencies)
        return *weights, *tuples(values, counts), constants(b"\x87.", len(counts))


def _compressed(blocks: Strings) -> tuple[Strings, Ints]:
    """Blocks, the larger ones compressed, and to which level each of them is."""
    is_large = blocks.lengths > _SMALL
    if not is_large.any():
        return blocks, np.zeros(len(is_large), np.int64)
    data = blocks.data.tobytes()
    ends = blocks.ends()
    lengths = blocks.lengths.copy()
    pieces: list[bytes] = []
    done = 0
    for number in np.flatnonzero(is_large).tolist():
        end = int(ends[number])
        begin = end - int(lengths[number])
        packed = isal_zlib.compress(data[begin:end], _LEVEL)
        pieces += (data[done:begin], packed)
        lengths[number] = len(packed)
        done = end
    pieces.append(data[done:])
    return Strings(np.frombuffer(b"".join(pieces), np.uint8), lengths), np.where(is_large, _LEVEL, 0)
