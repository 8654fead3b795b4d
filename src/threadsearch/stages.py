"""Where the time of a run goes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")


class Stages:
    """The seconds that a run spends at each stage, and how much it has read and kept.

    Every moment counts for one stage alone, the innermost one that the process is at. What other processes do
    meanwhile shows only where this one waits for them.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.bytes = 0
        self.documents = 0
        self._at: list[str] = []
        self._since = 0.0

    @contextmanager
    def at(self, stage: str) -> Iterator[None]:
        """Be at a stage until the block ends."""
        self._turn()
        self._at.append(stage)
        try:
            yield
        finally:
            self._turn()
            self._at.pop()

    def each(self, stage: str, items: Iterable[Item]) -> Iterator[Item]:
        """The items, with the time that it takes to get them counted for a stage."""
        rest = iter(items)
        while True:
            with self.at(stage):
                try:
                    item = next(rest)
                except StopIteration:
                    return
            yield item

    def _turn(self) -> None:
        """Count what has gone by for the stage that it was spent at."""
        now = time.perf_counter()
        if self._at:
            self.seconds[self._at[-1]] = self.seconds.get(self._at[-1], 0.0) + now - self._since
        self._since = now
