"""Whoosh's W3 format as bytes: the table of contents and the three kinds of file that make up a segment.

The format has been the same since 2012, in Whoosh 2.7.4, Whoosh-Reloaded and whoosh3; its only description is the code
of `whoosh.index.TOC`, `whoosh.codec.whoosh3`, `whoosh.filedb.filetables` and `whoosh.columns`. Numbers are big-endian.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path

from threadsearch.engines.whoosh import unpickling

NAME = "MAIN"
"""What Whoosh calls an index that was given no name; file names begin with it."""

Buffer = mmap | bytes

_TOC = re.compile(rf"_{NAME}_([0-9]+)\.toc")
_SEGMENT_ID = re.compile(r"[0-9a-z]{1,64}")
_TOC_VERSION = -111
_TOC_NUMBERS = struct.Struct("!ii")
_TOC_HEAD = bytes([4, 8, 4]) + _TOC_NUMBERS.pack(-12345, _TOC_VERSION)  # sizes of int, long and float, then a mark
_INT = struct.Struct("!i")
TERMS_MAGIC = b"HSH3"
_DIRECTORY_ENTRY = struct.Struct("!qi")
_DIRECTORY_SIZE = 256 * _DIRECTORY_ENTRY.size
_PAIR = struct.Struct("!II")
_FIELD_NUMBER = struct.Struct("!H")
_TERM_INFO = struct.Struct("!BfIBBfII")
_EXTENT = struct.Struct("!qi")
POSTINGS_MAGIC = b"W3Bl"


class Malformed(Exception):
    """These bytes are not in the format."""


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """What the table of contents says of a segment; ``lengths`` are the words of each field, over all documents."""

    name: str
    count: int
    deleted: frozenset[int]
    lengths: dict[str, int]


@dataclass(frozen=True, slots=True)
class Toc:
    """The table of contents: one state of the index."""

    generation: int
    segments: tuple[SegmentInfo, ...]


def is_toc(path: Path) -> bool:
    """Whether a file is a table of contents."""
    return _TOC.fullmatch(path.name) is not None


def latest_generation(folder: Path) -> int:
    """The number of the newest table of contents in a folder; raises ``Malformed`` if there is none."""
    numbers = [int(match[1]) for path in folder.iterdir() if (match := _TOC.fullmatch(path.name))]
    if not numbers:
        raise Malformed("no table of contents")
    return max(numbers)


def remove_tocs_before(folder: Path, generation: int) -> None:
    """Remove the tables of contents that a newer one has replaced."""
    for path in folder.iterdir():
        if (match := _TOC.fullmatch(path.name)) and int(match[1]) < generation:
            with suppress(OSError):
                path.unlink()


def remove_segment(folder: Path, name: str) -> None:
    """Remove a segment's files; whoever has them open can go on reading."""
    for path in folder.glob(f"{NAME}_{name}.*"):
        with suppress(OSError):
            path.unlink()


def read_toc(folder: Path) -> Toc:
    """The newest table of contents in a folder."""
    generation = latest_generation(folder)
    file = io.BytesIO((folder / f"_{NAME}_{generation}.toc").read_bytes())
    if file.read(len(_TOC_HEAD)) != _TOC_HEAD:
        raise Malformed("the table of contents begins wrongly")
    for _ in range(3):  # the release that wrote it
        _read_varint(file)
    file.seek(_read_varint(file), io.SEEK_CUR)  # the schema is ours to know
    if _TOC_NUMBERS.unpack(file.read(_TOC_NUMBERS.size))[0] != generation:
        raise Malformed("the table of contents has another's number")
    return Toc(generation, tuple(_segment_info(vars(shell)) for shell in unpickling.load(file)))


def _segment_info(shell: dict[str, object]) -> SegmentInfo:
    name, count, deleted = shell["segid"], shell["_doccount"], shell["_deleted"] or frozenset()
    lengths = shell.get("_fieldlengths", {})
    if not isinstance(name, str) or not _SEGMENT_ID.fullmatch(name) or not isinstance(count, int):
        raise Malformed("the table of contents names no segment")
    if not isinstance(deleted, set | frozenset) or not isinstance(lengths, dict):
        raise Malformed(f"the table of contents is wrong about segment {name}")
    return SegmentInfo(name, count, frozenset(deleted), dict(lengths))


def _read_varint(file: io.BytesIO) -> int:
    number = shift = 0
    while True:
        byte = file.read(1)[0]
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - the high bit says that more follow
            return number


def file_name(segment: str, ending: str) -> str:
    """The name of one of a segment's files."""
    return f"{NAME}_{segment}.{ending}"


def sizes(folder: Path, segment: str) -> dict[str, int]:
    """The sizes in bytes of a segment's files in Whoosh's format, by the endings of their names."""
    start = file_name(segment, "")
    with os.scandir(folder) as entries:
        found = {entry.name.removeprefix(start): entry for entry in entries if entry.name.startswith(start)}
        endings = sorted(ending for ending in found if ending.endswith(("col", "trm", "pst")))
        return {ending: found[ending].stat().st_size for ending in endings}


def map_file(path: Path) -> Buffer:
    """A file's bytes, which stay readable after the file has been removed."""
    with path.open("rb") as file:
        try:
            return mmap(file.fileno(), 0, access=ACCESS_READ)
        except ValueError:  # an empty file can't be mapped
            return b""


def compressed_blocks(data: Buffer) -> Iterator[list[bytes]]:
    """A column of byte strings in compressed blocks; raises ``Malformed`` or ``zlib.error``."""
    file = io.BytesIO(data)
    while file.tell() < len(data):
        _, _, size, lengths = unpickling.load(file)
        block = zlib.decompress(file.read(size))
        ends = [0, *accumulate(length for _, length in lengths)]
        if ends[-1] != len(block):
            raise Malformed("a column's lengths don't add up")
        yield [block[begin:end] for begin, end in pairwise(ends)]
