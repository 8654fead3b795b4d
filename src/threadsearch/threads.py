"""Parents to order, depth and orphans: pure functions over a table of who replies to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Placement(NamedTuple):
    """Where a comment stands in its thread.

    ``parent`` is the parent if the thread has it; ``missing`` is the parent that it has not (an orphan's); ``root``
    is the top-level ancestor, the comment itself at depth 0.
    """

    key: str
    depth: int
    root: str
    parent: str | None = None
    missing: str | None = None
    in_cycle: bool = False


def arrange(parents: Mapping[str, str | None]) -> list[Placement]:
    """Place every comment, parents before their children, otherwise in the order given.

    ``parents`` maps each key, in page order, to its parent's key or ``None``. A parent that is not in the table makes
    an orphan, which stands at the top level. Of a circle of replies, the link that closes it is cut and its comment
    stands at the top level too. Linear in the number of comments, and not recursive, for threads of any depth.
    """
    placed: dict[str, Placement] = {}
    for key, parent in parents.items():
        if parent is None and key not in placed:  # most comments of most threads
            placed[key] = Placement(key, 0, key)
            continue
        for waiting in reversed(_unplaced_ancestry(key, parents, placed)):
            placed[waiting] = _place(waiting, parents[waiting], placed, parents)
    return list(placed.values())


def _unplaced_ancestry(key: str, parents: Mapping[str, str | None], placed: Mapping[str, Placement]) -> list[str]:
    """``key`` and its ancestors up to the first that is placed, missing, or already in the list; nearest first."""
    chain: dict[str, None] = {}
    current: str | None = key
    while current is not None and current in parents and current not in placed and current not in chain:
        chain[current] = None
        current = parents[current]
    return list(chain)


def _place(
    key: str, parent: str | None, placed: Mapping[str, Placement], parents: Mapping[str, str | None]
) -> Placement:
    if parent is None:
        return Placement(key, 0, key)
    if parent in placed:
        above = placed[parent]
        return Placement(key, above.depth + 1, above.root, parent)
    if parent in parents:
        # Ancestors are placed first, so one that is not must be below this comment: a circle.
        return Placement(key, 0, key, in_cycle=True)
    return Placement(key, 0, key, missing=parent)


def weave(longer: Sequence[str], shorter: Sequence[str], depths: Mapping[str, int]) -> list[str]:
    """Join two views of one thread, each in page order, to one order.

    What only the shorter view has goes where that view shows it: behind the same neighbour, and behind everything there
    that lies deeper in the tree, so that an answer never parts another comment from its replies. ``depths`` knows every
    key of both views.
    """
    known = set(longer)
    followers: dict[str | None, list[str]] = {}
    anchor: str | None = None
    for key in shorter:
        if key in known:
            anchor = key
        else:
            followers.setdefault(anchor, []).append(key)
    woven: list[str] = list(followers.get(None, ()))
    waiting: list[str] = []  # a stack: the next to be placed is last
    for key in longer:
        while waiting and depths[waiting[-1]] >= depths[key]:
            woven.append(waiting.pop())
        woven.append(key)
        waiting.extend(reversed(followers.get(key, ())))
    woven.extend(reversed(waiting))
    return woven
