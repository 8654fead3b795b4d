"""What tells one state of a file from another, without reading it or by all of its bytes."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from io import FileIO
from pathlib import PurePath

from threadsearch.archive.walking import ArchiveFile, opened

_BLOCK = 1 << 20
_COARSEST = 2 * 10**9
"""Nanoseconds: file systems note times no finer than this (FAT), or finer."""


@dataclass(frozen=True, slots=True)
class Status:
    """A file's size in bytes and the time of its last change, in nanoseconds since 1970, as noted at ``seen``."""

    size: int
    modified: int
    seen: int

    def shows_the_same(self, later: Status) -> bool:
        """Whether a file that now has the ``later`` status surely is as it was.

        A change right after the file was seen may leave its size and its time as they were; see "racy git".
        """
        is_settled = self.modified + _COARSEST < self.seen
        return is_settled and (self.size, self.modified) == (later.size, later.modified)


def status_of(path: str, now: int) -> Status:
    """The status of a file, links followed, at a time in nanoseconds since 1970; raises ``OSError``."""
    found = os.stat(path)  # noqa: PTH116 - ten thousand files in a tenth of a second
    return Status(found.st_size, found.st_mtime_ns, now)


def digest_of(file: ArchiveFile) -> bytes:
    """Sixteen bytes that no other content has; raises ``UnreadablePage`` when the file can't be read."""
    digest = hashlib.blake2b(digest_size=16)
    with opened(file) as (stream, size):
        _feed(digest, stream, min(size + 1, _BLOCK))
    return digest.digest()


def _feed(digest: hashlib.blake2b, stream: FileIO, size: int) -> None:
    block = bytearray(size)
    view = memoryview(block)
    while count := stream.readinto(block):
        digest.update(view[:count])


def absolute(path: str) -> bytes:
    """The path from the root on: what a file is known by wherever it is spoken of from. Links in it stay."""
    if ".." in path and ".." in PurePath(path).parts:  # behind a link, ".." leads elsewhere than the words say
        return os.fsencode(os.path.realpath(path))
    return os.fsencode(os.path.abspath(path))  # noqa: PTH100 - see status_of


def is_gone(path: bytes) -> bool:
    """Whether nothing stands at the path any more, as opposed to being out of reach.

    Behind a link that leads nowhere, or in a folder that can't be entered, things may still be there.
    """
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        above = os.path.dirname(path)  # noqa: PTH120 - bytes
        while not os.path.lexists(above):
            above = os.path.dirname(above)  # noqa: PTH120 - bytes
        return os.path.exists(above)  # noqa: PTH110 - bytes
    except OSError:
        pass
    return False
