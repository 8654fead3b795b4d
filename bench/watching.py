"""A command run to its end, with the most memory that it and the processes it starts hold together."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

_PAUSE = 0.1  # seconds


def run(command: Sequence[str]) -> tuple[str, float]:
    """What the command prints, and the peak in MB: the sum of proportional set sizes, looked up now and then.

    Pages that processes share are so counted once. 0 where the system has no ``/proc``.
    Raises ``CalledProcessError`` when it fails; its messages pass through.
    """
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peaks = [0.0]
        done = threading.Event()

        def watch() -> None:
            while not done.wait(_PAUSE):
                peaks.append(sum(map(held, tree(process.pid))))

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            printed, _ = process.communicate()
        finally:
            done.set()
            watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return printed, max(peaks)


def tree(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    for threads in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it has ended
            for child in threads.read_text().split():
                yield from tree(int(child))


def held(pid: int, what: str = "Pss") -> float:
    """A process's proportional set size, in MB; 0 for one that has ended.

    ``Pss_Anon`` is the part that is in no file: what the system can't take back when it needs the memory.
    """
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(f"{what}:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0
