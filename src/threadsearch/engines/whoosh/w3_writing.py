"""Arrays to the files of a segment in Whoosh's W3 format, as ``w3.py`` reads them and stock Whoosh does."""

from __future__ import annotations

import pickle
import struct
from binascii import crc32
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from itertools import repeat
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from threadsearch.engines.whoosh import w3
from threadsearch.engines.whoosh.blocks import Postings
from threadsearch.engines.whoosh.durable import NewFile, Seal
from threadsearch.engines.whoosh.inversion import Field, Ints
from threadsearch.engines.whoosh.pickling import Strings, integers, joined

_LEVEL = 1  # of compression: higher ones take longer and gain nothing
_TOGETHER = 1 << 13  # bytes of a column that are compressed together: more would be shorter, and slower to read one of
_INT = struct.Struct("!i")
_KEY = struct.Struct("!H")
_SPARE = 16  # keys of the dictionary for each slot of its hash tables that stays empty
_TERM = np.dtype(
    [
        *(("inlined", "u1"), ("weight", ">f4"), ("documents", ">u4"), ("shortest", "u1"), ("longest", "u1")),
        *(("heaviest", ">f4"), ("first", ">u4"), ("last", ">u4")),
    ]
)


def contents(toc: w3.Toc) -> bytes:
    """A table of contents as Whoosh reads it: behind the head its segments, pickled as its own objects would be."""
    segments = [
        _object(
            b"W3Segment",
            {
                "indexname": w3.NAME,
                "segid": info.name,
                "_doccount": info.count,
                "_deleted": set(info.deleted) or None,
                "compound": False,
                "_fieldlengths": info.lengths,
            },
            _codec=_object(b"W3Codec", {"_blocklimit": 128, "_compression": 3, "_inlinelimit": 1}),
        )
        for info in toc.segments
    ]
    return b"".join((toc.head, _INT.pack(toc.generation), _INT.pack(0), b"\x80\x02](", *segments, b"e."))


def _object(name: bytes, state: Mapping[str, object], **objects: bytes) -> bytes:
    """The instructions of a pickle that make an object of Whoosh's codec, with other objects in it."""
    inner = b"".join(_plain(key) + made + b"s" for key, made in objects.items())
    return b"".join((b"cwhoosh.codec.whoosh3\n", name, b"\n)\x81", _plain(state), inner, b"b"))


def _plain(value: object) -> bytes:
    """The instructions that make a plain value: a pickle without its version and its end."""
    return pickle.dumps(value, 2)[2:-1]


class SegmentFiles:
    """The files of a new segment, to which fields are written one after the other. They are not settled."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._numbers: dict[str, int] = {}
        self.lengths: dict[str, int] = {}
        """How many words each ranked field has."""
        self._written: dict[str, NewFile] = {}

    def __enter__(self) -> Self:
        self._open = ExitStack()
        self._posts = self._open.enter_context(self._new("pst"))
        self._terms = Terms(self._open.enter_context(self._new("trm")))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _new(self, ending: str) -> closing[NewFile]:
        file = self._written[ending] = NewFile(self._folder / w3.file_name(self._name, ending))
        return closing(file)

    def seals(self) -> dict[str, Seal]:
        """What was written can be known by, under the endings of the files' names."""
        return {ending: file.seal for ending, file in sorted(self._written.items())}

    def add(self, name: str, field: Field) -> None:
        """Write a field; fields come in the order of their names."""
        number = self._numbers[name] = len(self._numbers)
        for some, postings in Postings.of(field):
            is_inline, values, blocks = postings.written(self._posts.tell())
            self._terms.add(number, field.terms[some.start : some.stop], _infos(postings, is_inline), *values)
            self._posts.write(blocks)
        if field.is_ranked:
            self.column(f"_{name}_len", field.codes().tobytes())
            self.lengths[name] = int(field.lengths.sum())

    def column(self, name: str, data: bytes) -> None:
        """Write a column."""
        with self._new(f"{name}.col") as file:
            file.write(data)

    def finish(self) -> None:
        """Write what comes after the last field."""
        self._terms.finish(self._numbers)


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


def empty_strings(count: int) -> bytes:
    """A column of so many byte strings that are empty: all of them, and the length of each."""
    return bytes(count) + b"B"


def references(values: Sequence[bytes], numbers: NDArray[np.integer]) -> bytes:
    """A column of byte strings: the number of each row's value, and the values, the first of which is empty.

    There are 65,536 values at most, more than a segment has rows (``merging.LARGEST``).
    """
    code = "B" if len(values) <= 1 << 8 else "H"
    if len(values) > 1 << 16:
        raise ValueError(f"{len(values):,} values are more than such a column can tell apart")
    written = numbers.astype(np.dtype(code).newbyteorder(">")).tobytes()
    pieces = [piece for value in values for piece in (_varint(len(value)), value)]
    return b"".join((written, _varint(len(values)), *pieces, code.encode()))


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first; all bytes but the last have their high bit set."""
    found = bytearray()
    while number >= 1 << 7:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes((*found, number))


class Blocks(NamedTuple):
    """A column of byte strings in compressed blocks.

    Each block has its ``firsts`` row, and begins in the column ``at`` a byte, ``sizes`` long. Of the strings, ``ends``
    says where each would end if they stood one behind the other, uncompressed, and ``sums`` are their CRC-32.
    """

    data: bytes
    firsts: list[int]
    at: list[int]
    sizes: list[int]
    ends: list[int]
    sums: list[int]


def blocks(values: Iterable[bytes]) -> Blocks:
    """Byte strings in compressed blocks, each behind a pickle that says what is in it."""
    found = Blocks(b"", [], [], [], [0], [])
    pieces: list[bytes] = []
    held: list[bytes] = []
    size = at = 0

    def write() -> None:
        nonlocal at
        first = len(found.sums) - len(held)
        packed = isal_zlib.compress(b"".join(held), _LEVEL)
        lengths = tuple((first + number, len(value)) for number, value in enumerate(held))
        head = pickle.dumps((first, len(found.sums) - 1, len(packed), lengths), 2)
        found.firsts.append(first)
        found.at.append(at + len(head))
        found.sizes.append(len(packed))
        pieces.extend((head, packed))
        at += len(head) + len(packed)
        held.clear()

    for value in values:
        held.append(value)
        found.sums.append(crc32(value))
        size += len(value)
        found.ends.append(size)
        if size - found.ends[-1 - len(held)] >= _TOGETHER:
            write()
    if held:
        write()
    return found._replace(data=b"".join(pieces))


# Terms


class Terms:
    """The dictionary of terms: pairs of key and value in the keys' order, hash tables, and where each pair begins."""

    def __init__(self, file: NewFile) -> None:
        self._file = file
        self._file.write(w3.TERMS_MAGIC + b"\1" + bytes(8))  # keys are hashed by CRC-32
        self._begins: list[Ints] = [np.zeros(0, np.int64)]
        self._hashes: list[Ints] = [np.zeros(0, np.int64)]

    def add(self, field: int, terms: Sequence[bytes], *values: Strings) -> None:
        """Write the terms of a field, or some of them, and what is said of each, in parts.

        Fields come in the order of their numbers.
        """
        start = _KEY.pack(field)
        hashed = crc32(start)
        self._hashes.append(np.fromiter(map(crc32, terms, repeat(hashed)), np.int64, len(terms)))
        sizes = np.fromiter(map(len, terms), np.int64, len(terms))
        prefixed = np.frombuffer(start.join((b"", *terms)), np.uint8)
        keys = Strings(prefixed, sizes + len(start))
        lengths = np.sum([part.lengths for part in values], axis=0)
        pairs = joined(integers(keys.lengths, ">i4"), integers(lengths, ">i4"), keys, *values)
        self._begins.append(self._file.tell() + pairs.ends() - pairs.lengths)
        self._file.write(pairs.data.tobytes())

    def finish(self, fields: Mapping[str, int]) -> None:
        """Write the rest of the file; ``fields`` are the numbers of the fields, by name."""
        begins, end = np.concatenate(self._begins), self._file.tell()
        tables, directory = _hash_tables(np.concatenate(self._hashes), begins, end)
        code = "I" if end < 2**32 else "q"
        extras = pickle.dumps({"fieldmap": dict(fields), "indextype": code, "indexlen": len(begins)}, 2)
        tail = extras + begins.astype(">u4" if code == "I" else ">i8").tobytes()
        self._file.write(b"".join((tables, directory, tail, _INT.pack(len(tail)))))


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
