"""Arrays to the files of a segment in Whoosh's W3 format, as ``w3.py`` reads them and stock Whoosh does.

Most terms of a collection stand in one document alone, and their postings all have one shape: those are made by filling
numbers into copies of a template, all at once. The others are made block by block.
"""

from __future__ import annotations

import pickle
import struct
import zlib
from binascii import crc32
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from threadsearch.engines.whoosh import w3
from threadsearch.engines.whoosh.inversion import Field, Ints

_BLOCK = 128  # postings of a block, as in Whoosh
_LEVEL = 1  # of compression: higher ones take twice the time for a few per cent
_SMALL = 80  # bytes of a block that compression hardly makes smaller
_OFFSETS_FROM = 2**15  # rows from which on Whoosh looks for offsets in a column of byte strings
_INT = struct.Struct("!i")
_HEAD = struct.Struct("!ii")
_KEY = struct.Struct("!H")
_TERM = np.dtype(
    [
        *(("inlined", "u1"), ("weight", ">f4"), ("documents", ">u4"), ("shortest", "u1"), ("longest", "u1")),
        *(("heaviest", ">f4"), ("first", ">u4"), ("last", ">u4"), ("offset", ">i8"), ("length", ">i4")),
    ]
)


def write_segment(folder: Path, name: str, fields: Mapping[str, Field], columns: Mapping[str, bytes]) -> dict[str, int]:
    """Write the files of a segment; returns how many words each ranked field has."""
    posts, terms = Postings(), Terms()
    for number, field in enumerate(fields.values()):
        terms.add(number, field.terms, posts.add(field, has_positions=field.positions is not None))
    files = {"pst": posts.data(), "trm": terms.data({field: number for number, field in enumerate(fields)})}
    files |= {f"{column}.col": data for column, data in columns.items()}
    for field_name, field in fields.items():
        if field.is_ranked:
            files[f"_{field_name}_len.col"] = field.codes().tobytes()
    for ending, data in files.items():
        (folder / w3.file_name(name, ending)).write_bytes(data)
    return {name: int(field.lengths.sum()) for name, field in fields.items() if field.is_ranked}


# Columns


def numbers(code: str, values: NDArray[np.integer]) -> bytes:
    """A column of numbers."""
    data: bytes = values.astype(np.dtype(code).newbyteorder(">")).tobytes()
    return data


def strings(values: Sequence[bytes]) -> bytes:
    """A column of byte strings."""
    lengths = np.fromiter(map(len, values), ">u4", len(values))
    data = b"".join(values) + lengths.tobytes()
    if len(values) <= _OFFSETS_FROM:
        return data + b"I"
    begins: bytes = (np.cumsum(lengths, dtype=np.int64) - lengths).astype(">i8").tobytes()
    return data + begins + b"IqX"


# Postings


class Postings:
    """The file of postings, as it grows."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def data(self) -> bytes:
        """The file's bytes."""
        return b"".join(self._pieces)

    def add(self, field: Field, *, has_positions: bool) -> list[bytes]:
        """Write the postings of a field; returns what the dictionary says of each of its terms."""
        postings = _postings(field, has_positions=has_positions)
        count = len(field.terms)
        first, end = field.starts[:-1], field.starts[1:]
        codes = field.codes()[field.rows]
        info = np.zeros(count, _TERM)
        info["weight"] = np.add.reduceat(field.frequencies, first)
        info["documents"] = end - first
        info["shortest"] = np.minimum.reduceat(codes, first)
        info["longest"] = np.maximum.reduceat(codes, first)
        info["heaviest"] = np.maximum.reduceat(field.frequencies, first)
        info["first"], info["last"] = field.rows[first], field.rows[end - 1]
        lengths = np.fromiter(map(len, postings), np.int64, count)
        info["offset"] = self._size + np.cumsum(lengths) - lengths
        info["length"] = lengths
        self._pieces += postings
        self._size += int(lengths.sum())
        packed = info.tobytes()
        return [packed[at : at + _TERM.itemsize] for at in range(0, len(packed), _TERM.itemsize)]


def _postings(field: Field, *, has_positions: bool) -> list[bytes]:
    """The postings of each term of a field."""
    counts = np.diff(field.starts)
    first = field.starts[:-1]
    is_plain = (counts == 1) & (field.frequencies[first] == 1)
    codes = field.codes()[field.rows]
    places = None
    if has_positions:
        assert field.places is not None and field.positions is not None  # noqa: PT018, S101 - they come together
        places = field.positions[field.places[first]]
        is_plain &= places < 2**16
    alone = first[is_plain]
    made = iter(_alone(field.rows[alone], codes[alone], None if places is None else places[is_plain]))
    others = _Blocks(field, codes)
    return [next(made) if plain else others.of(term) for term, plain in enumerate(is_plain.tolist())]


def _template(*parts: bytes | str) -> tuple[bytes, dict[str, tuple[int, int]]]:
    """Bytes with gaps, and where the gaps are: "row4" is one of four bytes, to be filled with ``row``."""
    data, gaps = b"", {}
    for part in parts:
        if isinstance(part, str):
            gaps[part[:-1]] = (len(data), int(part[-1]))
            data += bytes(int(part[-1]))
        else:
            data += part
    return data, gaps


_ONE = struct.pack(">d", 1.0)
_HEADING = (b"\x80\x02(K\x01J", "last4", b"G" + _ONE + b"K\0K", "short1", b"K", "long1", b"t.")
_WITHOUT = _template(*_HEADING, b"\x80\x02J", "row4", b"\x85NN\x87.")
# The value of a posting: the number of positions, and a pickle of the list of them.
_VALUE = (b"C\x0a" + struct.pack("!I", 1) + b"]M", "place2", b"a.")
_WITH = _template(*_HEADING, b"\x80\x02J", "row4", b"\x85N", *_VALUE, b"\x85\x87.")


def _alone(rows: Ints, codes: NDArray[np.uint8], places: Ints | None) -> Iterator[bytes]:
    """The postings of terms that stand once, in one document."""
    template, gaps = _WITHOUT if places is None else _WITH
    start = w3.POSTINGS_MAGIC + _INT.pack(-len(template))
    size = len(start) + len(template)
    table = np.tile(np.frombuffer(start + template, np.uint8), (len(rows), 1))
    values: dict[str, NDArray[np.integer]] = {"last": rows, "row": rows, "short": codes, "long": codes}
    if places is not None:
        values["place"] = places
    for gap, (at, width) in gaps.items():
        filling = values[gap].astype(f"<u{width}").view(np.uint8).reshape(len(rows), width)
        table[:, len(start) + at : len(start) + at + width] = filling
    data = table.tobytes()
    return (data[at : at + size] for at in range(0, len(data), size))


class _Blocks:
    """The postings of terms in several documents, or several times in one: block by block."""

    def __init__(self, field: Field, codes: NDArray[np.uint8]) -> None:
        self._starts: list[int] = field.starts.tolist()
        self._rows: list[int] = field.rows.tolist()
        self._weights: list[int] = field.frequencies.tolist()
        self._codes: list[int] = codes.tolist()
        self._places: list[int] | None = None
        if field.places is not None and field.positions is not None:
            self._places = field.places.tolist()
            self._positions: list[int] = field.positions.tolist()
        deltas = np.diff(field.rows, prepend=0)
        within = np.arange(len(field.rows)) - np.repeat(field.starts[:-1], np.diff(field.starts))
        begins = within % _BLOCK == 0
        deltas[begins] = field.rows[begins]
        self._deltas: list[int] = deltas.tolist()

    def of(self, term: int) -> bytes:
        """The postings of a term."""
        first, end = self._starts[term], self._starts[term + 1]
        pieces = [w3.POSTINGS_MAGIC]
        for begin in range(first, end, _BLOCK):
            stop = min(begin + _BLOCK, end)
            block = self._block(begin, stop)
            pieces += (_INT.pack(-len(block) if stop == end else len(block)), block)
        return b"".join(pieces)

    def _block(self, begin: int, end: int) -> bytes:
        weights, codes = self._weights[begin:end], self._codes[begin:end]
        heaviest = max(weights)
        if heaviest == 1:
            written = b"N"
        elif heaviest == min(weights):
            written = _plain(float(heaviest))
        else:
            written = _plain(tuple(map(float, weights)))
        rows, values = _plain(tuple(self._deltas[begin:end])), self._values(begin, end)
        body = b"".join((b"\x80\x02", rows, written, values, b"\x87."))
        packed = _LEVEL if len(body) > _SMALL else 0
        info = (end - begin, self._rows[end - 1], float(heaviest), packed, min(codes), max(codes))
        return pickle.dumps(info, 2) + (zlib.compress(body, packed) if packed else body)

    def _values(self, begin: int, end: int) -> bytes:
        """What each posting says of its positions."""
        if self._places is None:
            return b"N"
        places, positions = self._places[begin : end + 1], self._positions
        cells = [
            _CELLS[positions[at]] if stop == at + 1 and positions[at] < len(_CELLS) else _cell(positions[at:stop])
            for at, stop in pairwise(places)
        ]
        return b"(" + b"".join(cells) + b"t"


def _plain(value: object) -> bytes:
    """A pickle's instructions for a value, without those that begin and end a pickle."""
    return pickle.dumps(value, 2)[2:-1]


def _cell(positions: list[int]) -> bytes:
    """A pickle's instructions for the value of a posting: how many positions, and a list of the steps between."""
    steps = [positions[0], *(after - before for before, after in pairwise(positions))]
    value = struct.pack("!I", len(steps)) + b"](" + b"".join(map(_number, steps)) + b"e."
    return (b"C" + bytes((len(value),)) if len(value) < 256 else b"B" + struct.pack("<I", len(value))) + value  # noqa: PLR2004 - a byte


def _number(number: int) -> bytes:
    """A pickle's instruction for a number."""
    if number < 2**8:
        return b"K" + bytes((number,))
    return b"M" + struct.pack("<H", number) if number < 2**16 else b"J" + struct.pack("<i", number)


_CELLS = [_cell([position]) for position in range(2048)]


# Terms


class Terms:
    """The dictionary of terms: pairs of key and value in the keys' order, hash tables, and where each pair begins."""

    def __init__(self) -> None:
        self._keys: list[bytes] = []
        self._values: list[bytes] = []

    def add(self, field: int, terms: Sequence[bytes], values: Sequence[bytes]) -> None:
        """Write the terms of a field; fields come in the order of their numbers."""
        start = _KEY.pack(field)
        self._keys += [start + term for term in terms]
        self._values += values

    def data(self, fields: Mapping[str, int]) -> bytes:
        """The file's bytes; ``fields`` are the numbers of the fields, by name."""
        head = w3.TERMS_MAGIC + b"\1" + bytes(8)  # keys are hashed by CRC-32
        pairs = [
            _HEAD.pack(len(key), len(value)) + key + value for key, value in zip(self._keys, self._values, strict=True)
        ]
        starts = np.fromiter(accumulate(map(len, pairs), initial=len(head)), np.int64, len(pairs) + 1)
        hashes = np.fromiter(map(crc32, self._keys), np.int64, len(pairs))
        tables, directory = _hash_tables(hashes, starts[:-1], int(starts[-1]))
        code = "I" if starts[-1] < 2**32 else "q"
        extras = pickle.dumps({"fieldmap": dict(fields), "indextype": code, "indexlen": len(pairs)}, 2)
        index = starts[:-1].astype(">u4" if code == "I" else ">i8").tobytes()
        tail = extras + index
        return b"".join((head, *pairs, tables, directory, tail, _INT.pack(len(tail))))


def _hash_tables(hashes: Ints, at: Ints, begin: int) -> tuple[bytes, bytes]:
    """The 256 hash tables, of twice as many slots as keys, and where each of them begins.

    As in D. J. Bernstein's cdb: the low byte chooses the table, the rest the slot from which on a free one is taken.
    """
    cell = np.dtype([("hash", ">u4"), ("at", ">i8")])
    entry = np.dtype([("at", ">i8"), ("slots", ">i4")])
    bucket = hashes & 255
    order = np.argsort(bucket, kind="stable")
    sizes = np.bincount(bucket, minlength=256)
    table = np.zeros(2 * len(hashes), cell)
    end = 0
    for size in sizes.tolist():
        members = order[end : end + size]
        if size:
            slots = _slots((hashes[members] >> 8) % (2 * size), 2 * size)
            table["hash"][2 * end + slots] = hashes[members]
            table["at"][2 * end + slots] = at[members]
        end += size
    directory = np.zeros(256, entry)
    directory["slots"] = 2 * sizes
    directory["at"] = begin + cell.itemsize * 2 * (np.cumsum(sizes) - sizes)
    return table.tobytes(), directory.tobytes()


def _slots(wanted: Ints, count: int) -> Ints:
    """The slot of each entry: the one it wants, or else the next free one, around the table's end."""
    order = np.argsort(wanted, kind="stable")
    turn = np.arange(len(wanted))
    taken = np.maximum.accumulate(wanted[order] - turn) + turn  # each at least one behind the one before it
    beyond = taken >= count
    if beyond.any():
        free = np.setdiff1d(np.arange(count), taken[~beyond])
        taken[beyond] = free[: int(beyond.sum())]
    slots = np.empty(len(wanted), np.int64)
    slots[order] = taken
    return slots
