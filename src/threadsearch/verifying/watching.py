"""How far a check has come, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

Watch = Callable[[str, int, int], None]
"""Told what is looked at, how many of it have been, and how many there are."""


def unwatched(_what: str, _done: int, _of: int) -> None:
    """Nobody waits."""


def watched(items: Iterable[Item], what: str, number: int, watch: Watch) -> Iterator[Item]:
    """The same items, of which there are so many."""
    for done, item in enumerate(items):
        watch(what, done, number)
        yield item
