"""A merge beside the commits of a run: begun with one of them, it takes effect with that one or a later one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from threadsearch.engines.whoosh import store, w3
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.workers import Aside


@dataclass(frozen=True)
class Merged:
    """A segment that takes the place of its ``sources``, which are known by their names."""

    sources: frozenset[str]
    info: w3.SegmentInfo


@dataclass(frozen=True)
class _UnderWay:
    folder: Path
    name: str
    sources: frozenset[str]
    work: Aside[w3.SegmentInfo]
    replaced: set[str] = field(default_factory=set)


class Merging:
    """One merge at a time, of segments that no commit rewrites meanwhile, by the process that has the index locked."""

    def __init__(self) -> None:
        self._merge: _UnderWay | None = None
        self.is_wanted = False
        """Whether there is a time for it: between commits that follow each other."""

    @property
    def coming(self) -> str | None:
        """The name of the segment that is being written, if one is."""
        return self._merge.name if self._merge else None

    @property
    def work(self) -> Aside[w3.SegmentInfo] | None:
        """What is under way, if anything is."""
        return self._merge.work if self._merge else None

    def begin(
        self, folder: Path, sources: Iterable[str], write: Callable[[str], w3.SegmentInfo], *, apart: bool
    ) -> None:
        """Begin to write a segment out of others, its name given; in a process ``apart``, or here and now."""
        name = w3.new_name()
        self._merge = _UnderWay(folder, name, frozenset(sources), Aside(lambda: write(name), apart=apart))

    def replace(self, threads: Iterable[str]) -> None:
        """Note that a commit replaces these threads: what the merge has of them is deleted when it takes effect."""
        if self._merge:
            self._merge.replaced.update(threads)

    def merged(self, *, wait: bool) -> Merged | None:
        """What came of the merge, if it has come to its end or is waited for; raises what went wrong with it."""
        merge = self._merge
        if merge is None or not (wait or merge.work.is_done()):
            return None
        info = merge.work.result()
        with store.reading(merge.folder), closing(Segment(merge.folder, info)) as segment:
            deleted = segment.rows_of(merge.replaced)
        self._merge = None
        return Merged(merge.sources, replace(info, deleted=frozenset(deleted)))

    def end(self) -> None:
        """Let it not go on, and leave nothing behind: as if it had not been begun."""
        self.is_wanted = False
        if self._merge:
            self._merge.work.end()
            w3.remove(self._merge.folder, self._merge.name)
            self._merge = None
