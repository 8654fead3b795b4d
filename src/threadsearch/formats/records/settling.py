"""Comments as records list them, made into the comments of a thread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from threadsearch.model import Comment, Defect
from threadsearch.threads import arrange


def settle(comments: Iterable[Comment]) -> tuple[tuple[Comment, ...], tuple[Defect, ...]]:
    """The comments of one thread with their positions, parents before replies, and what was wrong with them.

    Records keep their order, except where a reply is listed before its parent. Of records that bear one id the first
    is taken; of a circle of replies one link is cut.
    """
    known: dict[str, Comment] = {}
    repeated, first_repeated = 0, ""
    for number, comment in enumerate(comments):
        key = comment.native_id if comment.native_id is not None else f"@{number}"
        if key in known:
            repeated += 1
            first_repeated = first_repeated or comment.locator
        else:
            known[key] = comment
    defects = list(counted(repeated, "comment", "listed twice, left out", first_repeated))
    settled = []
    for position, placement in enumerate(arrange({key: comment.parent for key, comment in known.items()})):
        comment = known[placement.key]
        if comment.position != position:
            comment = replace(comment, position=position)
        if placement.in_cycle:
            defects.append(Defect("a circle of replies, cut open", comment.locator))
            comment = replace(comment, parent=None, parent_source=None)
        settled.append(comment)
    return tuple(settled), tuple(defects)


def counted(number: int, thing: str, rest: str, locator: str = "") -> tuple[Defect, ...]:
    """A note on some of the records ("2 comments marked as spam, left out"), if there are any."""
    return (Defect(f"{number} {thing}{'' if number == 1 else 's'} {rest}", locator),) if number else ()


@dataclass(slots=True)
class Tally:
    """How many records something is wrong with, of very many perhaps, and where the first stands."""

    number: int = 0
    first: str = ""

    def add(self, locator: str) -> None:
        """Count one more."""
        self.first = self.first or locator
        self.number += 1

    def counted(self, thing: str, rest: str) -> tuple[Defect, ...]:
        """The note on them, if there are any; see ``counted``."""
        return counted(self.number, thing, rest, self.first)
