"""Whoosh's W3 format as bytes: the table of contents and the three kinds of file that make up a segment.

The format has been the same since 2012, in Whoosh 2.7.4, Whoosh-Reloaded and whoosh3; its only description is the code
of `whoosh.index.TOC`, `whoosh.codec.whoosh3`, `whoosh.filedb.filetables` and `whoosh.columns`. Numbers are big-endian.

Whoosh keeps its table of contents and its postings as pickles, and a pickle may name any function and call it. Here
nothing is ever unpickled. Behind the pickles of the table of contents, where Whoosh stops reading, stands a supplement
that says the same in JSON, with the checksums of all files; it is what we read.
"""

from __future__ import annotations

import io
import json
import os
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import accumulate, pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from threadsearch.engines.whoosh.durable import DRAFT, Seal

NAME = "MAIN"
"""What Whoosh calls an index that was given no name; file names begin with it."""

Buffer = mmap | bytes

_TOC = re.compile(rf"_{NAME}_([0-9]+)\.toc")
_SEGMENT_ID = re.compile(r"[0-9a-z]{1,64}")
_SEGMENT_FILE = re.compile(rf"{NAME}_([0-9a-z]+)\..+")
_ENDING = re.compile(r"(?:[a-z_]{1,40}\.)?(?:col|trm|pst)")
_HEAD = re.compile(rb".{14}([\x80-\xff]{0,3}[\0-\x7f])", re.DOTALL)  # sizes of numbers and versions, then a length
_SUPPLEMENT = struct.Struct("!II8s")  # behind the supplement: its length, the CRC-32 of all before that, the magic
_SUPPLEMENT_MAGIC = b"tscommit"
TERMS_MAGIC = b"HSH3"
POSTINGS_MAGIC = b"W3Bl"


class Malformed(Exception):
    """These bytes are not in the format."""


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """What the table of contents says of a segment.

    ``lengths`` are the words of each field, over all documents; ``files`` the seals of the files in Whoosh's format, by
    the endings of their names.
    """

    name: str
    count: int
    deleted: frozenset[int]
    lengths: dict[str, int]
    files: dict[str, Seal]


@dataclass(frozen=True, slots=True)
class Toc:
    """The table of contents: one state of the index. ``head`` tells Whoosh of the schema, and may be anything."""

    generation: int
    segments: tuple[SegmentInfo, ...]
    head: bytes = b""

    def following(self, segments: tuple[SegmentInfo, ...]) -> Toc:
        """The next state, with these segments."""
        return Toc(self.generation + 1, segments, self.head)


def toc_name(generation: int) -> str:
    """The name of a table of contents."""
    return f"_{NAME}_{generation}.toc"


def latest_generation(folder: Path) -> int:
    """The number of the newest table of contents in a folder; raises ``Malformed`` if there is none."""
    numbers = [int(match[1]) for path in folder.iterdir() if (match := _TOC.fullmatch(path.name))]
    if not numbers:
        raise Malformed("no table of contents")
    return max(numbers)


def tidy(folder: Path, toc: Toc, coming: str | None = None) -> None:
    """Remove what is not of this commit: what earlier ones left, and drafts of processes that were killed.

    Whoever has such files open can go on reading. The segment ``coming`` is spared: it is being written.
    """
    current = {coming, *(segment.name for segment in toc.segments)}
    for path in folder.iterdir():
        table, of_segment = _TOC.fullmatch(path.name), _SEGMENT_FILE.fullmatch(path.name)
        is_old = (table and int(table[1]) != toc.generation) or (of_segment and of_segment[1] not in current)
        if is_old or path.name.endswith(DRAFT):
            with suppress(OSError):
                path.unlink()


def remove(folder: Path, segment: str) -> None:
    """Remove what there is of a segment's files."""
    for path in folder.glob(file_name(segment, "*")):
        with suppress(OSError):
            path.unlink()


def supplemented(for_whoosh: bytes, toc: Toc) -> bytes:
    """A table of contents as Whoosh writes it, with what we read of it behind."""
    segments = [asdict(info) | {"deleted": sorted(info.deleted)} for info in toc.segments]
    supplement = json.dumps({"generation": toc.generation, "segments": segments}).encode()
    data = for_whoosh + supplement
    return data + _SUPPLEMENT.pack(len(supplement), zlib.crc32(data), _SUPPLEMENT_MAGIC)


def read_toc(folder: Path) -> Toc:
    """The newest table of contents in a folder; raises ``OSError`` or ``Malformed``."""
    generation = latest_generation(folder)
    path = folder / toc_name(generation)
    data = path.read_bytes()
    try:
        return _parse(data, generation)
    except (Malformed, struct.error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Malformed(f"the table of contents, {path.name}, is not as it was written") from error


def _parse(data: bytes, generation: int) -> Toc:
    """A table of contents, of its supplement alone; raises whatever comes of bytes that are none."""
    length, checksum, magic = _SUPPLEMENT.unpack(data[-_SUPPLEMENT.size :])
    data = data[: -_SUPPLEMENT.size]
    if magic != _SUPPLEMENT_MAGIC or checksum != zlib.crc32(data) or length > len(data):
        raise Malformed("another checksum")
    content = json.loads(data[len(data) - length :])
    if content["generation"] != generation:
        raise Malformed("another's number")
    return Toc(generation, tuple(map(_segment_info, content["segments"])), head(data))


def head(toc: bytes) -> bytes:
    """What a table of contents begins with, up to the end of the schema, before which stands its length.

    Nothing if it begins otherwise: only Whoosh reads that part, and it can be made anew.
    """
    found = _HEAD.match(toc)
    if found is None:
        return b""
    end = found.end() + sum((byte & 127) << 7 * place for place, byte in enumerate(found[1]))
    return toc[:end] if end <= len(toc) else b""


def _segment_info(row: dict[str, Any]) -> SegmentInfo:
    """A segment's row in the supplement, which may be anything."""
    name, count, deleted, lengths, files = (row[key] for key in ("name", "count", "deleted", "lengths", "files"))
    if not _SEGMENT_ID.fullmatch(name) or not all(_ENDING.fullmatch(ending) for ending in files):
        raise Malformed("no name of ours")
    sizes = [size for size, _ in files.values()]
    if not all(isinstance(number, int) for number in (count, *deleted, *lengths.values(), *sizes)):
        raise Malformed("no number")
    if deleted and not 0 <= min(deleted) <= max(deleted) < count:
        raise Malformed("no row")
    return SegmentInfo(
        name, count, frozenset(deleted), lengths, {ending: Seal(*seal) for ending, seal in files.items()}
    )


def new_name() -> str:
    """A name for a segment that no other has."""
    return os.urandom(8).hex()


def file_name(segment: str, ending: str) -> str:
    """The name of one of a segment's files."""
    return f"{NAME}_{segment}.{ending}"


def check_sizes(folder: Path, info: SegmentInfo) -> None:
    """Raise ``Malformed`` if a segment's files in Whoosh's format are not all there, as long as they were written."""
    for ending, seal in info.files.items():
        path = folder / file_name(info.name, ending)
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            raise Malformed(f"{path.name} is missing") from None
        if size != seal.size:
            raise Malformed(f"{path.name} has {size} bytes, and {seal.size} were written")


def map_file(path: Path) -> Buffer:
    """A file's bytes, which stay readable after the file has been removed."""
    with path.open("rb") as file:
        try:
            return mmap(file.fileno(), 0, access=ACCESS_READ)
        except ValueError:  # an empty file can't be mapped
            return b""


def compressed_blocks(data: Buffer) -> Iterator[list[bytes]]:
    """A column of byte strings in compressed blocks; raises ``ValueError``, ``Malformed`` or ``zlib.error``."""
    for _, lengths, packed in _packed_blocks(data):
        yield _unpacked(packed, lengths)


def whole_blocks(data: Buffer) -> Iterator[tuple[int, list[bytes]]]:
    """The blocks of such a column that can be read, each with its first row; none behind one whose head is damaged."""
    with suppress(ValueError, Malformed):
        for first, lengths, packed in _packed_blocks(data):
            with suppress(Malformed, zlib.error):
                yield first, _unpacked(packed, lengths)


def _packed_blocks(data: Buffer) -> Iterator[tuple[int, list[int], bytes]]:
    """Each block of a column: its first row, its values' lengths and its bytes."""
    file = io.BytesIO(data)
    while file.tell() < len(data):
        first, _, size, *rows_and_lengths = _numbers(file)
        rows, lengths = rows_and_lengths[::2], rows_and_lengths[1::2]
        if rows != list(range(first, first + len(lengths))):
            raise Malformed("a column's rows are not numbered through")
        yield first, lengths, file.read(size)


def _unpacked(packed: bytes, lengths: list[int]) -> list[bytes]:
    """The values of a block."""
    ends = [0, *accumulate(lengths)]
    stream = zlib.decompressobj()
    block = stream.decompress(packed, ends[-1] + 1)
    if ends[-1] != len(block) or not stream.eof:
        raise Malformed("a column's lengths don't add up")
    return [block[begin:end] for begin, end in pairwise(ends)]


def _numbers(file: io.BytesIO) -> list[int]:
    """The numbers in the pickle that begins at the file's position, which is moved behind it.

    The pickle is read as a list of instructions, and none of them is carried out.
    """
    from pickletools import genops  # late: seldom needed

    numbers: list[int] = []
    for instruction, value, _ in genops(file):
        if instruction.name in _FOR_NUMBERS:
            numbers.append(int(value or 0))
        elif instruction.name not in _FOR_TUPLES:
            raise Malformed(f"{instruction.name} has no business in a column")
    return numbers


_FOR_NUMBERS = {"BININT", "BININT1", "BININT2"}
_FOR_TUPLES = {"PROTO", "MARK", "EMPTY_TUPLE", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3", "BINPUT", "LONG_BINPUT", "STOP"}
