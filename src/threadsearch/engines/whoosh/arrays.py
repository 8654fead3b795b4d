"""Named arrays in one file, mapped into memory and checked as they are read.

A segment's own files say everything, but in a form that is to be decoded; the arrays beside them say the same in a form
that is just read. A query touches little of them, so nothing is read whole: the file is cut into blocks with a checksum
each (CRC-32), and a block is checked when something in it is read for the first time.

Layout: a magic number, the length and the checksum of the directory, the directory (JSON), the checksums of the blocks,
the arrays, each at a multiple of 64 bytes. Numbers are little-endian.
"""

from __future__ import annotations

import json
import mmap
import re
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from threadsearch.engines.whoosh.w3 import Malformed

Array = NDArray[Any]

BLOCK = 1 << 14
ENDING = "arrays"
"""What the name of such a file ends in."""
_MAGIC = b"tsarray1"
_HEAD = struct.Struct("<8sII")
_ALIGNED = 64
_NUMBERS = re.compile("[|<][biuf][1248]")  # numpy's names of the kinds of number that we write


def write(path: Path, arrays: Mapping[str, Array], about: Mapping[str, Any]) -> None:
    """Write arrays, and what ``about`` says of them, to a new file, not settled; raises ``OSError``."""
    entries: dict[str, tuple[str, int, int]] = {}
    at = 0
    pieces: list[memoryview | bytes] = []
    for name, array in arrays.items():
        data = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).view(np.uint8)
        entries[name] = (array.dtype.newbyteorder("<").str, at, len(array))
        padding = -len(data) % _ALIGNED
        pieces += (data.data, bytes(padding))
        at += len(data) + padding
    body = memoryview(b"".join(pieces))
    sums = np.fromiter((crc32(body[begin : begin + BLOCK]) for begin in range(0, len(body), BLOCK)), "<u4").tobytes()
    directory = json.dumps({"about": dict(about), "arrays": entries, "size": len(body)}).encode()
    directory += b" " * (-(_HEAD.size + len(directory) + len(sums)) % _ALIGNED)
    with path.open("xb") as file:
        file.write(_HEAD.pack(_MAGIC, len(directory), crc32(directory + sums)))
        file.write(directory + sums)
        file.write(body)


def fitting(values: Array) -> Array:
    """Whole numbers from 0 on in as few bytes as hold them all."""
    largest = int(values.max()) if len(values) else 0
    return values.astype(np.min_scalar_type(largest))


class Arrays:
    """The arrays of a file. Raises ``Malformed`` for a file that is not what was written."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            try:
                self._map: mmap.mmap | bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError:  # an empty file can't be mapped
                self._map = b""
        if len(self._map) < _HEAD.size:
            raise Malformed(f"{path.name} ends early")
        magic, length, checksum = _HEAD.unpack_from(self._map)
        try:
            directory = json.loads(self._map[_HEAD.size : _HEAD.size + length]) if magic == _MAGIC else {}
            size = directory["size"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Malformed(f"{path.name} begins wrongly") from error
        sums_at = _HEAD.size + length
        blocks = -(-size // BLOCK)
        self._begin = sums_at + 4 * blocks
        if checksum != crc32(self._map[_HEAD.size : self._begin]) or len(self._map) != self._begin + size:
            raise Malformed(f"{path.name} is damaged")
        self.about: dict[str, Any] = directory["about"]
        self._name = path.name
        self._size = size
        self._entries: dict[str, tuple[str, int, int]] = directory["arrays"]
        self._sums = np.frombuffer(self._map, "<u4", blocks, sums_at)
        self._unchecked = bytearray(b"\1" * blocks)
        self._known: dict[str, tuple[Array, int]] = {}
        self._checked: dict[str, Array] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def length(self, name: str) -> int:
        """How many items an array has."""
        return self._entries[name][2]

    def whole(self, name: str) -> Array:
        """An array."""
        if name not in self._checked:
            self._checked[name] = self.part(name, 0, self._entries[name][2])
        return self._checked[name]

    def part(self, name: str, begin: int, end: int) -> Array:
        """The items of an array from ``begin`` to before ``end``."""
        array, at = self._known.get(name) or self._view(name)
        first, last = at + begin * array.itemsize, at + end * array.itemsize
        if self._unchecked.find(1, first // BLOCK, -(-last // BLOCK)) >= 0:
            self._check(first // BLOCK, -(-last // BLOCK))
        return array[begin:end]

    def unchecked(self, name: str) -> Array:
        """An array whose items are to be checked, by asking for the part that they are in, before they are used."""
        return self._view(name)[0]

    def _view(self, name: str) -> tuple[Array, int]:
        """An array, not checked, and where it begins."""
        dtype, at, count = self._entries[name]
        if not _NUMBERS.fullmatch(dtype):
            raise Malformed(f"{self._name} holds other things than numbers")
        return self._known.setdefault(name, (np.frombuffer(self._map, dtype, count, self._begin + at), at))

    def _check(self, first: int, end: int) -> None:
        for block in range(first, end):
            if self._unchecked[block]:
                begin = self._begin + block * BLOCK
                data = self._map[begin : min(begin + BLOCK, self._begin + self._size)]
                if crc32(data) != self._sums[block]:
                    raise Malformed(f"{self._name} is damaged")
                self._unchecked[block] = 0

    def check(self) -> None:
        """Raise ``Malformed`` if anything is not what was written."""
        self._check(0, len(self._unchecked))

    def close(self) -> None:
        """Forget the arrays; the file is closed when the last of them is forgotten everywhere."""
        self._known.clear()
        self._checked.clear()
