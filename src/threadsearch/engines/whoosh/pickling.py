"""Many pickles at once: the instructions that make numbers, byte strings and tuples, for whole arrays of them.

Whoosh's files hold a pickle for each block of postings. Python's pickler makes them one by one; what is needed of its
language is little, so numpy writes that little for all blocks together. What is written is the shortest form that
Whoosh reads: it asks a sequence of small numbers only for its items, and a byte string gives numbers as a tuple does.
The instructions are those of protocols 1 to 3 (``pickletools`` describes them).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_BYTE, _SHORT, _LONG = b"KMJ"  # a number of one, two and four bytes
_MARK, _TUPLE = b"(t"
_TUPLES = np.frombuffer(b")\x85\x86\x87", np.uint8)  # of none to three items, which need no mark before them
_NONE = b"N"[0]
_SHORT_STRING, _LONG_STRING = b"CB"  # of bytes, with a length of one and of four bytes


class Strings(NamedTuple):
    """Many strings of bytes, one behind the other, and the length of each."""

    data: Bytes
    lengths: Ints

    @classmethod
    def of_table(cls, table: Bytes) -> Strings:
        """Strings that are all of one length, a row of the table each."""
        return cls(table.reshape(-1), np.full(len(table), table.shape[1]))

    @classmethod
    def padded(cls, table: Bytes, lengths: Ints) -> Strings:
        """Strings from the beginnings of a table's rows."""
        return cls(table[np.arange(table.shape[1]) < lengths[:, None]], lengths)

    def grouped(self, counts: Ints) -> Strings:
        """Neighbours joined: so many of the strings are one of the new ones."""
        return Strings(self.data, sums(self.lengths, counts))

    def spread(self, which: NDArray[np.bool_]) -> Strings:
        """The strings as those that are marked, and empty ones between them."""
        lengths = np.zeros(len(which), np.int64)
        lengths[which] = self.lengths
        return Strings(self.data, lengths)

    def ends(self) -> Ints:
        """Where each string ends."""
        return np.cumsum(self.lengths)


def joined(*parts: Strings) -> Strings:
    """The first strings of all parts as one string, the second ones, and so on."""
    lengths = np.sum([part.lengths for part in parts], axis=0)
    ends = np.cumsum(lengths)
    at = ends - lengths
    data = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    for part in parts:
        shift = at - (part.ends() - part.lengths)
        data[np.repeat(shift, part.lengths) + np.arange(len(part.data))] = part.data
        at += part.lengths
    return Strings(data, lengths)


def sums(values: Ints, counts: Ints) -> Ints:
    """The sums of so many neighbours each."""
    totals = np.append(0, np.cumsum(values))
    ends = np.cumsum(counts)
    return np.asarray(totals[ends] - totals[ends - counts])


def numbers(values: Ints) -> Strings:
    """Numbers from 0 to 2**31 - 1."""
    return _numbers(values, _widths(values))


def _widths(values: Ints) -> Ints:
    return 2 + (values >= 1 << 8) + 2 * (values >= 1 << 16)


def _numbers(values: Ints, widths: Ints) -> Strings:
    """Numbers as instructions of these widths; 1 is a byte without an instruction, and 0 is nothing."""
    table = np.empty((len(values), 5), np.uint8)
    table[:, 0] = np.where(widths == 1, values, np.array([0, 0, _BYTE, _SHORT, 0, _LONG], np.uint8)[widths])
    table[:, 1:] = values.astype("<u4").view(np.uint8).reshape(-1, 4)
    return Strings.padded(table, widths)


def tuples(items: Strings, counts: Ints) -> Strings:
    """Tuples of so many items each."""
    is_long = counts > 3  # noqa: PLR2004 - shorter ones have instructions of their own
    begins = Strings(np.full(int(is_long.sum()), _MARK, np.uint8), is_long.astype(np.int64))
    ends = np.where(is_long, _TUPLE, _TUPLES[np.minimum(counts, 3)]).astype(np.uint8)
    return joined(begins, items.grouped(counts), Strings.of_table(ends[:, None]))


def sequences(values: Ints, counts: Ints, *, none_for: NDArray[np.bool_] | None = None) -> Strings:
    """So many numbers each (at most 255), as a byte string where all of them are bytes, otherwise as a tuple.

    ``none_for`` says for which to write ``None``.
    """
    is_none = np.zeros(len(counts), bool) if none_for is None else none_for
    is_bytes = ~is_none & (np.maximum.reduceat(values, np.cumsum(counts) - counts) < 1 << 8)
    is_tuple = ~is_none & ~is_bytes
    begins = np.empty((len(counts), 2), np.uint8)
    begins[:, 0] = np.where(is_none, _NONE, np.where(is_bytes, _SHORT_STRING, _MARK))
    begins[:, 1] = counts
    kinds = np.where(is_none, 0, np.where(is_bytes, 1, 2))
    of_value = np.repeat(kinds, counts)
    items = _numbers(values, np.where(of_value == 2, _widths(values), of_value))  # noqa: PLR2004 - as above
    ends = Strings(np.full(int(is_tuple.sum()), _TUPLE, np.uint8), is_tuple.astype(np.int64))
    return joined(Strings.padded(begins, 1 + is_bytes), items.grouped(counts), ends)


def strings(values: Strings) -> Strings:
    """Byte strings."""
    is_long = values.lengths >= 1 << 8
    heads = np.zeros((len(values.lengths), 5), np.uint8)
    heads[:, 0] = np.where(is_long, _LONG_STRING, _SHORT_STRING)
    heads[:, 1:] = values.lengths.astype("<u4").view(np.uint8).reshape(-1, 4)
    return joined(Strings.padded(heads, np.where(is_long, 5, 2)), values)


def constants(value: bytes, count: int) -> Strings:
    """The same string over and over."""
    return Strings(np.tile(np.frombuffer(value, np.uint8), count), np.full(count, len(value)))


def integers(values: Ints, code: str) -> Strings:
    """Numbers as plain bytes, of numpy's type ``code``."""
    written = np.ascontiguousarray(values.astype(code))
    return Strings.of_table(written.view(np.uint8).reshape(len(values), -1))
