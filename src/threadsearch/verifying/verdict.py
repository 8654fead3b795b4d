"""What can be wrong with an index."""

from __future__ import annotations

from dataclasses import dataclass

from threadsearch.engines.base import Damage, Lost
from threadsearch.stats import Coverage


@dataclass(frozen=True, slots=True)
class Break:
    """Something about a document that contradicts the rest of its thread, or the files that it was read from."""

    thread_id: str
    document_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Drift:
    """A file of the archive that is not as it was when it was read, or that the index has not read to its end."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A file whose pages claim another number of comments than were found on them."""

    source: str
    found: int
    claimed: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found wrong.

    ``damage`` are files of the index that are not as they were written; while there are any, nothing else is looked at
    and ``threads`` and ``comments`` (without pingbacks) are ``None``. ``repaired`` are files that were damaged and have
    been made again, ``lost`` documents that were damaged and can't be restored. In threads that are ``differing``, and
    files with ``claims``, pages claim another number of comments than there are: nothing is wrong with the index there,
    but something is missing in the archive.
    """

    damage: tuple[Damage, ...] = ()
    repaired: tuple[Damage, ...] = ()
    lost: tuple[Lost, ...] = ()
    threads: int | None = None
    comments: int | None = None
    breaks: tuple[Break, ...] = ()
    drifts: tuple[Drift, ...] = ()
    claims: tuple[Claim, ...] = ()
    differing: tuple[Coverage, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether everything is as it should be."""
        return not (self.damage or self.breaks or self.drifts)
