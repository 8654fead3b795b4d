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

_ALIKE = 32  # bytes of strings of which many are of one length

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
    def of_beginnings(cls, table: Bytes, lengths: Ints) -> Strings:
        """Short strings, each the beginning of a row of the table, of these lengths."""
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
        _put(data, at, part)
        at += part.lengths
    return Strings(data, lengths)


def _put(data: Bytes, at: Ints, strings: Strings) -> None:
    """Copy each string to its place: short ones all of a length at once, which to numpy are items of that size."""
    lengths = strings.lengths
    begins = strings.ends() - lengths
    shortest, longest = (int(lengths.min()), int(lengths.max())) if len(lengths) else (0, 0)
    if longest > _ALIKE:
        data[np.repeat(at - begins, lengths) + np.arange(len(strings.data))] = strings.data
    elif shortest == longest > 0:
        _items(data, longest)[at] = _items(strings.data, longest)[::longest]
    else:
        narrow = lengths.astype(np.uint8)
        for length in range(max(1, shortest), longest + 1):
            which = np.flatnonzero(narrow == length)
            if len(which):
                _items(data, length)[at[which]] = _items(strings.data, length)[begins[which]]


def _items(data: Bytes, size: int) -> NDArray[np.void]:
    """An item of so many bytes from each place on."""
    return np.ndarray(len(data) - size + 1, f"V{size}", data, strides=(1,))


def sums(values: Ints, counts: Ints) -> Ints:
    """The sums of so many neighbours each."""
    totals = np.append(0, np.cumsum(values))
    ends = np.cumsum(counts)
    return np.asarray(totals[ends] - totals[ends - counts])


def numbers(values: Ints) -> Strings:
    """Numbers from 0 to 2**31 - 1."""
    widths = 2 + (values >= 1 << 8) + 2 * (values >= 1 << 16)
    table = np.empty((len(values), 5), np.uint8)
    table[:, 0] = np.array([0, 0, _BYTE, _SHORT, 0, _LONG], np.uint8)[widths]
    table[:, 1:] = little(values)
    return Strings.of_beginnings(table, widths)


def little(values: Ints) -> Bytes:
    """The four bytes of each number, the lowest first."""
    return values.astype("<u4").view(np.uint8).reshape(-1, 4)


def tuples(items: Strings, counts: Ints) -> tuple[Strings, Strings, Strings]:
    """Tuples of so many items each, in parts to be joined."""
    is_long = counts > 3  # noqa: PLR2004 - shorter ones have instructions of their own
    begins = constants(bytes((_MARK,)), int(is_long.sum())).spread(is_long)
    ends = np.where(is_long, _TUPLE, _TUPLES[np.minimum(counts, 3)]).astype(np.uint8)
    return begins, items.grouped(counts), Strings.of_table(ends[:, None])


def sequences(values: Ints, counts: Ints, none_for: NDArray[np.bool_] | None = None) -> tuple[Strings, ...]:
    """So many numbers each (1 to 255), as a byte string where all of them are bytes, otherwise as a tuple; in parts.

    ``none_for`` says for which to write ``None``.
    """
    is_bytes = np.maximum.reduceat(values, np.cumsum(counts) - counts) < 1 << 8
    is_none = np.zeros(len(counts), bool) if none_for is None else none_for
    is_bytes, is_tuple = is_bytes & ~is_none, ~is_bytes & ~is_none
    bytestrings = Strings(values[np.repeat(is_bytes, counts)].astype(np.uint8), counts[is_bytes])
    parts = (
        constants(bytes((_NONE,)), int(is_none.sum())).spread(is_none),
        _heads(bytestrings.lengths).spread(is_bytes),
        bytestrings.spread(is_bytes),
    )
    if not is_tuple.any():
        return parts
    pickled = tuples(numbers(values[np.repeat(is_tuple, counts)]), counts[is_tuple])
    return *parts, *(part.spread(is_tuple) for part in pickled)


def strings_of_tuples(values: Ints, counts: Ints) -> Strings:
    """Byte strings: how many numbers there are, in four bytes with the highest first, and a tuple of the numbers."""
    first = values[np.cumsum(counts) - counts]
    is_plain = (counts == 1) & (first < 1 << 8)  # as most are
    table = np.tile(np.frombuffer(_PLAIN, np.uint8), (int(is_plain.sum()), 1))
    table[:, _PLAIN.index(0xFF)] = first[is_plain]
    plain = Strings.of_table(table).spread(is_plain)
    if is_plain.all():
        return plain
    values, counts = values[np.repeat(~is_plain, counts)], counts[~is_plain]
    contents = joined(integers(counts, ">u4"), *tuples(numbers(values), counts))
    return joined(plain, joined(_heads(contents.lengths), contents).spread(~is_plain))


_PLAIN = b"C\x07" + (1).to_bytes(4) + b"K\xff\x85"  # the tuple of one number of a byte


def _heads(lengths: Ints) -> Strings:
    """What stands before the bytes of byte strings of these lengths."""
    is_long = lengths >= 1 << 8
    table = np.empty((len(lengths), 5), np.uint8)
    table[:, 0] = np.where(is_long, _LONG_STRING, _SHORT_STRING)
    table[:, 1:] = little(lengths)
    return Strings.of_beginnings(table, np.where(is_long, 5, 2))


def constants(value: bytes, count: int) -> Strings:
    """The same string over and over."""
    return Strings(np.tile(np.frombuffer(value, np.uint8), count), np.full(count, len(value)))


def integers(values: Ints, code: str) -> Strings:
    """Numbers as plain bytes, of numpy's type ``code``."""
    written = np.ascontiguousarray(values.astype(code))
    return Strings.of_table(written.view(np.uint8).reshape(len(values), -1))
