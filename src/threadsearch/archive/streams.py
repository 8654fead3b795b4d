"""Bytes that come piece by piece, and the account that is kept of them so that no bomb goes off.

Every layer of a container is an iterator of blocks; ``stream_of`` makes a file of one. A layer that finds its bytes
damaged does not raise: it notes the damage on the ``Ledger`` and ends, so that whatever reads it (a program of the
standard library, mostly) sees an end too early, and everything before it comes out.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from threadsearch.archive.walking import LARGEST_FILE
from threadsearch.errors import UnreadablePage

BLOCK = 64 * 1024
"""Bytes that are handed on at once."""

LONGEST_LINE = 64 * 1024
"""Bytes. Lines are read of headers and of base64; one this long is neither, and comes in pieces."""

_ADVICE = "Whatever else it holds was read. Get it again if you can."


@dataclass(frozen=True, slots=True)
class Limits:
    """How far containers are unpacked; what lies beyond is reported."""

    depth: int = 4
    """Containers within each other. A compressed one counts once: "pages.tar.gz" has depth 1."""

    file: int = LARGEST_FILE
    """Bytes of a file that is compressed by itself, the same as if it were not."""

    member: int = 64 * 1024**2
    """Bytes of one page among others. A saved page of comments has some 100 KB."""

    part: int = 8 * 1024**2
    """Bytes. What is larger, and a sequence of records, is read in parts of about this size; see ``cutting``."""

    expanded: int = 256 * 1024**2
    """Bytes that any file may expand to, however small it is."""

    ratio: int = 200
    """Bytes more for each byte of the file. HTML shrinks to a tenth; what shrinks to a thousandth is empty."""

    members: int = 10_000_000
    """Members of one file, with those of the containers in it."""

    reports: int = 100
    """Members of one file whose failure is reported; the rest are counted."""

    directory: int = 32 * 1024**2
    """Bytes of a ZIP's table of contents, which is held in memory at some eight times the size."""

    spool: int = 4 * 1024**3
    """Bytes of a ZIP inside another container, which has to be laid on the disk to be read."""


@dataclass(slots=True)
class Ledger:
    """What one file of the archive has expanded to so far, and the damage that was met on the way.

    ``size`` is the file's own, in bytes. Damage is held until somebody reports it: as a defect of the page that it
    is in, or as an ``UnreadablePage``.
    """

    size: int
    limits: Limits = field(default_factory=Limits)
    damage: list[UnreadablePage] = field(default_factory=list)
    is_exhausted: bool = False
    _expanded: int = 0
    _members: int = 0

    def note(self, source: str, reason: str, locator: str = "", advice: str = _ADVICE) -> None:
        """Hold damage until it is reported."""
        self.damage.append(UnreadablePage(source, reason, locator=locator, advice=advice))

    def take(self, source: str) -> list[UnreadablePage]:
        """The damage in this source, which is the caller's to report from now on."""
        taken = [error for error in self.damage if error.source == source]
        self.damage = [error for error in self.damage if error.source != source]
        return taken

    def has(self, source: str) -> bool:
        """Whether there is damage in this source that nobody has reported yet."""
        return any(error.source == source for error in self.damage)

    def spend(self, source: str, count: int) -> bool:
        """Whether so many more expanded bytes may be held; if not, that is noted and all reading has to end."""
        self._expanded += count
        most = self.limits.expanded + self.limits.ratio * self.size
        return self._within(self._expanded <= most, source, f"it expands to over {most // 1024**2:,} MiB")

    def count_member(self, source: str) -> bool:
        """Whether one more member may be read, as ``spend``."""
        self._members += 1
        return self._within(
            self._members <= self.limits.members, source, f"it holds over {self.limits.members:,} members"
        )

    def _within(self, is_within: bool, source: str, reason: str) -> bool:  # noqa: FBT001 - the sum's result
        if not is_within and not self.is_exhausted:
            self.is_exhausted = True
            advice = "It may be a decompression bomb. If you know better, unpack it and give what was in it."
            self.note(source, f"{reason}; the rest was not read", advice=advice)
        return not self.is_exhausted


class Stream(io.BufferedReader):
    """A file over blocks, or the file itself."""

    def readline(self, size: int | None = -1, /) -> bytes:
        """One line, or ``LONGEST_LINE`` bytes of it."""
        return super().readline(LONGEST_LINE if size is None or size < 0 else min(size, LONGEST_LINE))

    def peek(self, size: int = 0, /) -> bytes:
        """The next bytes, at least ``size`` of them, or a block, unless the file ends before."""
        ahead = super().peek(size)
        if not 0 < len(ahead) < min(size, BLOCK):
            return ahead
        # The buffer's end is near, and what is left in it is all that the standard library gives.
        if isinstance(self.raw, _Blocks):
            self.raw.put_back(self.read(len(ahead)))
        else:
            self.seek(-len(self.read(len(ahead) + 1)), io.SEEK_CUR)
        return super().peek(size)

    def resume(self) -> None:
        """Go on behind an end that was made by damage, if there is anything; see ``compression.decompressed``."""
        if isinstance(self.raw, _Blocks):
            self.raw.is_ended = False


class _Blocks(io.RawIOBase):
    """Blocks as a raw file. An empty one is an end."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = memoryview(b"")
        self.is_ended = False

    def readable(self) -> bool:
        return True

    def put_back(self, data: bytes) -> None:
        """Give these bytes again, before what follows."""
        self._rest = memoryview(data + self._rest)

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # a BufferedReader hands in no other
        filled = 0
        while filled < len(buffer) and (self._rest or not self.is_ended):
            if not self._rest:
                self._rest = memoryview(next(self._blocks, b""))
                self.is_ended = not self._rest
            count = min(len(self._rest), len(buffer) - filled)
            buffer[filled : filled + count] = self._rest[:count]
            self._rest = self._rest[count:]
            filled += count
        return filled


def stream_of(blocks: Iterator[bytes]) -> Stream:
    """A file that reads these blocks one after another; it can't be sought in."""
    return Stream(_Blocks(blocks), BLOCK)


def blocks_of(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """The blocks of whatever has a ``read``."""
    while block := read(BLOCK):
        yield block


def head_of(stream: Stream, size: int = 4096) -> bytes:
    """The next bytes, at most ``size``, which are still there to be read."""
    return stream.peek(size)[:size]
