"""What processes and an index take while they are at work, looked up again and again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench import watching
from threadsearch.engines.whoosh import store, w3
from threadsearch.errors import IndexFailure

_PAUSE = 0.5  # seconds


@dataclass
class Peaks:
    """The most of each during a step; memory in MB, ``disk`` in bytes, ``pause`` in seconds.

    ``writer`` and ``reader`` are memory that is in no file, ``tree`` is all, with what is mapped of the index.
    ``handles`` are one process's open files and its mapped files of the index. ``pause`` is the time from a commit's
    first new file to the commit: nothing is read of the archive meanwhile.
    """

    step: str
    seconds: float = 0
    writer: float = 0
    reader: float = 0
    tree: float = 0
    writer_handles: int = 0
    reader_handles: int = 0
    segments: int = 0
    disk: int = 0
    pause: float = 0


class Sampler:
    """Watches the processes that write and read an index, step by step, on a thread of its own."""

    def __init__(self, directory: Path) -> None:
        self.steps: list[Peaks] = []
        self.readers: list[int] = []
        self._directory = directory
        self._writing: tuple[Peaks, int] | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._since: tuple[int, float] | None = None  # the commit behind which new files were seen, and when

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Sample until the block ends."""
        self._thread.start()
        try:
            yield
        finally:
            self._over.set()
            self._thread.join()

    @contextmanager
    def step(self, name: str, pid: int) -> Iterator[None]:
        """Let what is seen during the block count for a step, which the process ``pid`` and those below it do."""
        peaks, begun = Peaks(name), time.perf_counter()
        self.steps.append(peaks)
        self._since = None
        self._writing = peaks, pid
        try:
            yield
        finally:
            self._writing = None
            self._end_pause(peaks)
            peaks.seconds = round(time.perf_counter() - begun, 2)

    def _watch(self) -> None:
        while not self._over.wait(_PAUSE):
            if self._writing:
                self._sample(*self._writing)

    def _sample(self, peaks: Peaks, pid: int) -> None:
        writing = list(watching.tree(pid))
        peaks.writer = round(max(peaks.writer, sum(watching.held(one, "Pss_Anon") for one in writing)), 1)
        peaks.reader = round(max(peaks.reader, 0, *(watching.held(one, "Pss_Anon") for one in self.readers)), 1)
        peaks.tree = round(max(peaks.tree, sum(map(watching.held, (*writing, *self.readers)))), 1)
        peaks.writer_handles = max(peaks.writer_handles, *map(self._handles, writing))
        peaks.reader_handles = max(peaks.reader_handles, *map(self._handles, self.readers), 0)
        peaks.disk = max(peaks.disk, size_of(self._directory))
        with suppress(OSError, IndexFailure, w3.Malformed):  # there is none yet, or it is just changing
            self._sample_commits(peaks)

    def _sample_commits(self, peaks: Peaks) -> None:
        folder = store.current_folder(self._directory)
        toc = w3.read_toc(folder)
        peaks.segments = max(peaks.segments, len(toc.segments))
        known = {segment.name for segment in toc.segments}
        endings = {path.name.partition(".")[0] for path in folder.iterdir() if path.name.startswith(f"{w3.NAME}_")}
        is_writing = any(name.rpartition("_")[2] not in known for name in endings)
        if self._since and self._since[0] != toc.generation:
            self._end_pause(peaks)
        if not is_writing:  # what was seen before are files that the last commit has put out of use
            self._since = None
        elif self._since is None:
            self._since = toc.generation, time.perf_counter()

    def _end_pause(self, peaks: Peaks) -> None:
        if self._since:
            peaks.pause = round(max(peaks.pause, time.perf_counter() - self._since[1]), 2)
            self._since = None

    def _handles(self, pid: int) -> int:
        """Open files, and mapped ones of the index, removed or not."""
        place = str(self._directory)
        with suppress(OSError):  # it has ended
            mapped = Path(f"/proc/{pid}/maps").read_text().splitlines()
            files = {line.split(maxsplit=5)[-1] for line in mapped if place in line}
            return len(list(Path(f"/proc/{pid}/fd").iterdir())) + len(files)
        return 0


def size_of(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(_sizes(folder.rglob("*")))


def _sizes(paths: Iterable[Path]) -> Iterator[int]:
    for path in paths:
        with suppress(OSError):  # it has been removed
            yield path.stat().st_size
