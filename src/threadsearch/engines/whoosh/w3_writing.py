"""Arrays to the files of a segment in Whoosh's W3 format, as ``w3.py`` reads them and stock Whoosh does."""

from __future__ import annotations

import pickle
import struct
import zlib
from binascii import crc32
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from threadsearch.engines.whoosh import w3
from threadsearch.engines.whoosh.blocks import Postings
from threadsearch.engines.whoosh.inversion import Field, Ints
from threadsearch.engines.whoosh.pickling import Strings, integers, joined

_LEVEL = 1  # of compression: higher ones take twice the time for a few per cent
_TOGETHER = 1 << 13  # bytes of a column that are compressed together: more would be shorter, and slower to read one of
_INT = struct.Struct("!i")
_KEY = struct.Struct("!H")
_SPARE = 8  # keys of the dictionary for each slot of its hash tables that stays empty
_TERM = np.dtype(
    [
        *(("inlined", "u1"), ("weight", ">f4"), ("documents", ">u4"), ("shortest", "u1"), ("longest", "u1")),
        *(("heaviest", ">f4"), ("first", ">u4"), ("last", ">u4")),
    ]
)


def write_segment(folder: Path, name: str, fields: Mapping[str, Field], columns: Mapping[str, bytes]) -> dict[str, int]:
    """Write the files of a segment; returns how many words each ranked field has."""
    terms = Terms()
    with (folder / w3.file_name(name, "pst")).open("wb") as posts:
        for number, field in enumerate(fields.values()):
            for some, postings in Postings.of(field):
                is_inline, values, blocks = postings.written(posts.tell())
                terms.add(number, field.terms[some.start : some.stop], joined(_infos(postings, is_inline), values))
                posts.write(blocks)
    files = {"trm": terms.data({field: number for number, field in enumerate(fields)})}
    files |= {f"{column}.col": data for column, data in columns.items()}
    for field_name, field in fields.items():
        if field.is_ranked:
            files[f"_{field_name}_len.col"] = field.codes().tobytes()
    for ending, data in files.items():
        (folder / w3.file_name(name, ending)).write_bytes(data)
    return {name: int(field.lengths.sum()) for name, field in fields.items() if field.is_ranked}


def _infos(postings: Postings, is_inline: NDArray[np.bool_]) -> Strings:
    """What the dictionary says of each term, before it says where the postings are."""
    ends = np.cumsum(postings.counts)
    begins = ends - postings.counts
    info = np.zeros(len(ends), _TERM)
    info["inlined"] = is_inline
    info["weight"] = np.add.reduceat(postings.frequencies, begins)
    info["documents"] = postings.counts
    info["shortest"] = np.minimum.reduceat(postings.codes, begins)
    info["longest"] = np.maximum.reduceat(postings.codes, begins)
    info["heaviest"] = np.maximum.reduceat(postings.frequencies, begins)
    info["first"], info["last"] = postings.rows[begins], postings.rows[ends - 1]
    return Strings.of_table(info.view(np.uint8).reshape(len(ends), -1))


# Columns


def numbers(code: str, values: NDArray[np.integer]) -> bytes:
    """A column of numbers."""
    data: bytes = values.astype(np.dtype(code).newbyteorder(">")).tobytes()
    return data


def strings(values: Sequence[bytes]) -> bytes:
    """A column of byte strings: all of them, and the length of each."""
    lengths = np.fromiter(map(len, values), np.int64, len(values))
    code = next(code for code in "BHI" if not len(lengths) or lengths.max() <= np.iinfo(code).max)
    return b"".join((*values, lengths.astype(np.dtype(code).newbyteorder(">")).tobytes(), code.encode()))


class Blocks(NamedTuple):
    """A column of byte strings in compressed blocks.

    Each has its ``firsts`` row, and begins in the column ``at`` a byte, ``sizes`` long.
    """

    data: bytes
    firsts: Ints
    at: Ints
    sizes: Ints


def blocks(values: Sequence[bytes]) -> Blocks:
    """Byte strings in compressed blocks, each behind a pickle that says what is in it."""
    ends = np.cumsum(np.fromiter(map(len, values), np.int64, len(values)))
    in_block = ends // _TOGETHER
    firsts = np.flatnonzero(np.diff(in_block, prepend=-1))
    pieces: list[bytes] = []
    sizes: list[int] = []
    for first, behind in pairwise([*firsts.tolist(), len(values)]):
        packed = zlib.compress(b"".join(values[first:behind]), _LEVEL)
        lengths = tuple((row, len(values[row])) for row in range(first, behind))
        pieces += (pickle.dumps((first, behind - 1, len(packed), lengths), 2), packed)
        sizes += map(len, pieces[-2:])
    begins = np.cumsum([0, *sizes])
    return Blocks(b"".join(pieces), firsts, begins[1::2], np.array(sizes[1::2], np.int64))


# Terms


class Terms:
    """The dictionary of terms: pairs of key and value in the keys' order, hash tables, and where each pair begins."""

    def __init__(self) -> None:
        self._head = w3.TERMS_MAGIC + b"\1" + bytes(8)  # keys are hashed by CRC-32
        self._pairs: list[bytes] = [self._head]
        self._lengths: list[Ints] = []
        self._hashes: list[Ints] = []

    def add(self, field: int, terms: Sequence[bytes], values: Strings) -> None:
        """Write the terms of a field, or some of them; fields come in the order of their numbers."""
        start = _KEY.pack(field)
        hashed = crc32(start)
        self._hashes.append(np.fromiter((crc32(term, hashed) for term in terms), np.int64, len(terms)))
        sizes = np.fromiter(map(len, terms), np.int64, len(terms))
        keys = Strings(
            np.frombuffer(b"".join(chain.from_iterable((start, term) for term in terms)), np.uint8), sizes + len(start)
        )
        pairs = joined(integers(keys.lengths, ">i4"), integers(values.lengths, ">i4"), keys, values)
        self._pairs.append(pairs.data.tobytes())
        self._lengths.append(pairs.lengths)

    def data(self, fields: Mapping[str, int]) -> bytes:
        """The file's bytes; ``fields`` are the numbers of the fields, by name."""
        ends = len(self._head) + np.cumsum(np.concatenate([np.zeros(1, np.int64), *self._lengths]))
        at, end = ends[:-1], int(ends[-1])
        tables, directory = _hash_tables(np.concatenate(self._hashes or [at]), at, end)
        code = "I" if end < 2**32 else "q"
        extras = pickle.dumps({"fieldmap": dict(fields), "indextype": code, "indexlen": len(at)}, 2)
        index = at.astype(">u4" if code == "I" else ">i8").tobytes()
        tail = extras + index
        return b"".join((*self._pairs, tables, directory, tail, _INT.pack(len(tail))))


def _hash_tables(hashes: Ints, at: Ints, begin: int) -> tuple[bytes, bytes]:
    """The 256 hash tables, of some more slots than keys, and where each of them begins.

    As in D. J. Bernstein's cdb: the low byte chooses the table, the rest the slot from which on a free one is taken.
    Whoosh takes twice as many slots as keys, which looks fewer of them up and is a third of the file.
    """
    cell = np.dtype([("hash", ">u4"), ("at", ">i8")])
    entry = np.dtype([("at", ">i8"), ("slots", ">i4")])
    bucket = hashes & 255
    order = np.argsort(bucket.astype(np.uint8), kind="stable")
    sizes = np.bincount(bucket, minlength=256)
    slots = sizes + -(-sizes // _SPARE)
    ends = np.cumsum(slots)
    table = np.zeros(int(ends[-1]), cell)
    done = 0
    for size, count, end in zip(sizes.tolist(), slots.tolist(), ends.tolist(), strict=True):
        members = order[done : done + size]
        if size:
            taken = end - count + _slots((hashes[members] >> 8) % count, count)
            table["hash"][taken] = hashes[members]
            table["at"][taken] = at[members]
        done += size
    directory = np.zeros(256, entry)
    directory["slots"] = slots
    directory["at"] = begin + cell.itemsize * (ends - slots)
    return table.tobytes(), directory.tobytes()


def _slots(wanted: Ints, count: int) -> Ints:
    """The slot of each entry: the one it wants, or else the next free one, around the table's end."""
    order = np.argsort(wanted, kind="stable")
    turn = np.arange(len(wanted))
    taken = np.maximum.accumulate(wanted[order] - turn) + turn  # each at least one behind the one before it
    beyond = taken >= count
    if beyond.any():
        is_free = np.ones(count, bool)
        is_free[taken[~beyond]] = False
        taken[beyond] = np.flatnonzero(is_free)[: int(beyond.sum())]
    slots = np.empty(len(wanted), np.int64)
    slots[order] = taken
    return slots
