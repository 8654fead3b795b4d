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
    def packed(cls, *parts: tuple[Bytes, Ints]) -> Strings:
        """Short strings, each made of the beginnings of a row of every table, of these lengths."""
        is_kept = [np.arange(table.shape[1]) < lengths[:, None] for table, lengths in parts]
        tables = np.concatenate([table for table, _ in parts], axis=1)
        return cls(tables[np.concatenate(is_kept, axis=1)], np.sum([lengths for _, lengths in parts], axis=0))

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
    return Strings.packed(_number(values, _widths(values)))


def _widths(values: Ints) -> Ints:
    return 2 + (values >= 1 << 8) + 2 * (values >= 1 << 16)


def _number(values: Ints, widths: Ints) -> tuple[Bytes, Ints]:
    """Numbers as instructions of these widths; 1 is a byte without an instruction, and 0 is nothing."""
    table = np.empty((len(values), 5), np.uint8)
    table[:, 0] = np.where(widths == 1, values, np.array([0, 0, _BYTE, _SHORT, 0, _LONG], np.uint8)[widths])
    table[:, 1:] = little(values)
    return table, widths


def little(values: Ints) -> Bytes:
    """The four bytes of each number, the lowest first."""
    return values.astype("<u4").view(np.uint8).reshape(-1, 4)


def tuples(items: Strings, counts: Ints) -> tuple[Strings, Strings, Strings]:
    """Tuples of so many items each, in parts to be joined."""
    begins, ends = (Strings.packed(part) for part in _around(counts))
    return begins, items.grouped(counts), ends


def _around(counts: Ints) -> tuple[tuple[Bytes, Ints], tuple[Bytes, Ints]]:
    """What stands before and behind the items of tuples."""
    is_long = counts > 3  # noqa: PLR2004 - shorter ones have instructions of their own
    begins = np.full((len(counts), 1), _MARK, np.uint8)
    ends = np.where(is_long, _TUPLE, _TUPLES[np.minimum(counts, 3)]).astype(np.uint8)
    return (begins, is_long.astype(np.int64)), (ends[:, None], np.ones(len(counts), np.int64))


def sequences(
    values: Ints, counts: Ints, none_for: NDArray[np.bool_] | None = None
) -> tuple[Strings, Strings, Strings]:
    """So many numbers each (1 to 255), as a byte string where all of them are bytes, otherwise as a tuple; in parts.

    ``none_for`` says for which to write ``None``.
    """
    is_bytes = np.maximum.reduceat(values, np.cumsum(counts) - counts) < 1 << 8
    kinds = np.where(is_bytes, 1, 2)
    if none_for is not None:
        kinds[none_for] = 0
    begins = np.empty((len(counts), 2), np.uint8)
    begins[:, 0] = np.array([_NONE, _SHORT_STRING, _MARK], np.uint8)[kinds]
    begins[:, 1] = counts
    of_value = np.repeat(kinds, counts)
    items = _number(values, np.where(of_value == 2, _widths(values), of_value))  # noqa: PLR2004 - as above
    ends = np.full((len(counts), 1), _TUPLE, np.uint8), (kinds == 2).astype(np.int64)  # noqa: PLR2004 - as above
    return Strings.packed((begins, 1 + (kinds == 1))), Strings.packed(items).grouped(counts), Strings.packed(ends)


def strings_of_tuples(heads: Bytes, values: Ints, counts: Ints) -> Strings:
    """Byte strings: the bytes of a row of ``heads``, and the instructions for a tuple of so many numbers."""
    widths = _widths(values)
    before, behind = _around(counts)
    sizes = heads.shape[1] + before[1] + sums(widths, counts) + 1
    is_long = sizes >= 1 << 8
    begins = np.empty((len(counts), 5), np.uint8)
    begins[:, 0] = np.where(is_long, _LONG_STRING, _SHORT_STRING)
    begins[:, 1:] = little(sizes)
    # One row of the table is one number, with what stands before the first and behind the last of its string.
    is_first, is_last = np.zeros(len(values), bool), np.zeros(len(values), bool)
    ends = np.cumsum(counts)
    is_first[ends - counts] = is_last[ends - 1] = True
    which = np.repeat(np.arange(len(counts)), counts)
    found = Strings.packed(
        (begins[which], np.where(is_first, np.where(is_long, 5, 2)[which], 0)),
        (heads[which], is_first * heads.shape[1]),
        (before[0][which], is_first * before[1][which]),
        _number(values, widths),
        (behind[0][which], is_last.astype(np.int64)),
    )
    return found.grouped(counts)


def constants(value: bytes, count: int) -> Strings:
    """The same string over and over."""
    return Strings(np.tile(np.frombuffer(value, np.uint8), count), np.full(count, len(value)))


def integers(values: Ints, code: str) -> Strings:
    """Numbers as plain bytes, of numpy's type ``code``."""
    written = np.ascontiguousarray(values.astype(code))
    return Strings.of_table(written.view(np.uint8).reshape(len(values), -1))
