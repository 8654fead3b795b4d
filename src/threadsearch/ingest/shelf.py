"""What a file shows, until all of it has been read: in memory, and what is too much for that on the disk.

Large exports go by time, so that each of their threads is spread over much of the file. To put them into the index as
they come would write every thread again for each of its parts; so they are sorted first, by writing them down once.
"""

from __future__ import annotations

import pickle
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO

from isal import isal_zlib

from threadsearch.documents import continued, join
from threadsearch.engines.batch import weight
from threadsearch.errors import IndexFailure
from threadsearch.model import Document

_HEAPS = 64  # into which threads are sorted by their ids: of what is on the disk, one at a time is in memory

Piece = tuple[int, Sequence[Document]]
"""The number of a page in its file, and what a part of the page shows of a thread."""


class Shelf:
    """Pieces of threads, until they are put together.

    ``room`` is what may be in memory at a time, as ``weight`` counts. The rest goes to a file in ``folder`` (or where
    temporary files are) that has no name: however this process ends, nothing of it is left.
    """

    def __init__(self, folder: Path | None, room: int) -> None:
        self._folder = folder
        self._room = room
        self._held: dict[str, list[Piece]] = {}
        self._weight = 0
        self._file: IO[bytes] | None = None
        self._heaps: list[list[tuple[int, int]]] = [[] for _ in range(_HEAPS)]

    def add(self, thread_id: str, piece: Piece) -> None:
        """Keep a piece of a thread; raises ``IndexFailure`` when the disk is full."""
        self._held.setdefault(thread_id, []).append(piece)
        self._weight += weight(piece[1])
        if self._weight >= self._room:
            self._put_away()

    def threads(self) -> Iterator[tuple[str, list[Document]]]:
        """What there is of each thread, put together; it is asked once, when all is there."""
        if self._file is None:
            while self._held:
                thread_id = next(iter(self._held))
                yield thread_id, _whole(self._held.pop(thread_id))
            return
        self._put_away()
        for heap in self._heaps:
            found = self._found(heap)
            while found:
                thread_id = next(iter(found))
                packed = found.pop(thread_id)
                yield thread_id, _whole([piece for pieces in packed for piece in pickle.loads(pieces)])  # noqa: S301 - our own

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            with suppress(OSError):  # what could not be written has been said
                self._file.close()

    def _put_away(self) -> None:
        sorted_out: list[dict[str, bytes]] = [{} for _ in range(_HEAPS)]
        for thread_id, pieces in self._held.items():
            sorted_out[zlib.crc32(thread_id.encode()) % _HEAPS][thread_id] = pickle.dumps(pieces)
        self._held.clear()
        self._weight = 0
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - ``close`` closes it
            for heap, packed in zip(self._heaps, sorted_out, strict=True):
                data = isal_zlib.compress(pickle.dumps(packed), 1)
                heap.append((self._file.tell(), len(data)))
                self._file.write(data)
            self._file.flush()
        except OSError as error:
            place = self._folder or tempfile.gettempdir()
            raise IndexFailure(f"what a large file shows can't be kept in {place}: {error.strerror}") from error

    def _found(self, heap: Sequence[tuple[int, int]]) -> dict[str, list[bytes]]:
        """The threads of a heap, each in the pieces that were put away, in their order."""
        assert self._file is not None  # noqa: S101 - nothing is on a heap before
        found: dict[str, list[bytes]] = {}
        for begin, size in heap:
            self._file.seek(begin)
            packed: dict[str, bytes] = pickle.loads(isal_zlib.decompress(self._file.read(size)))  # noqa: S301 - our own
            for thread_id, pieces in packed.items():
                found.setdefault(thread_id, []).append(pieces)
        return found


def _whole(pieces: Sequence[Piece]) -> list[Document]:
    """What a file shows of a thread: the parts of a page one behind the other, and pages joined."""
    view: list[Document] = []
    for _, parts in groupby(pieces, itemgetter(0)):
        view = join(view, continued([documents for _, documents in parts]))
    return view
