"""What reading may cost: a second of computing for each 100 KB of a page, and fifty times its size in memory."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple

SIZE = 100_000  # bytes that are allowed
SECONDS = 1.0  # of computing
TIMES = 50  # of the size, in memory


class Cost(NamedTuple):
    """What some work has given, the seconds that it computed, and the bytes by which its process grew at most."""

    result: int
    seconds: float
    grown: int

    def is_within_limits(self, size: int) -> bool:
        """Whether a page of so many bytes may cost that; what is smaller than 1 MB may cost what 1 MB may."""
        size = max(size, 10 * SIZE)
        return self.seconds <= SECONDS * size / SIZE and self.grown <= TIMES * size


def cost_of(work: Callable[[], int]) -> Cost:
    """Do some work in a process of its own."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def measure() -> None:
        begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        result = work()
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
        sender.send(Cost(result, time.process_time() - begun, grown))

    process = context.Process(target=measure)
    process.start()
    sender.close()
    cost = receiver.recv()
    process.join()
    assert isinstance(cost, Cost)
    return cost


class TooLongError(BaseException):
    """Something computes for longer than it may; no exception that what is tested may handle."""


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Raise ``TooLongError`` in what computes for longer, whatever else the machine does."""

    def stop(_signum: int, _frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
