"""The way in, as one story: compare, read, join, commit."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from threadsearch.archive import Limits
from threadsearch.engines.base import Index
from threadsearch.formats.recipes import Recipe
from threadsearch.formats.table import Mapping
from threadsearch.ingest.batches import Batch, Visit
from threadsearch.ingest.events import Committed, Event, FileVanished, Recovered
from threadsearch.ingest.forgetting import Forgotten, apply
from threadsearch.ingest.planning import Again, End, Moved, Plan, Touched, Turn
from threadsearch.ingest.recovering import manifest_of
from threadsearch.manifest import Known, Manifest
from threadsearch.reading import Aside, PageEvent, PageFailed, PageRead, PageSkipped, Reading, read_files
from threadsearch.stages import Stages

BATCH = 20_000  # documents held before they are committed; some 50 MB


def ingest(  # noqa: PLR0913 - reading's options, and its own
    paths: Iterable[str],
    index: Index,
    *,
    zone: tzinfo = UTC,
    captured_at: datetime | None = None,
    mapping: Mapping | None = None,
    only: str | None = None,
    infers_replies: bool = False,
    recipes: Iterable[Recipe] = (),
    jobs: int = 1,
    batch: int = BATCH,
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
    stages: Stages | None = None,
    again: Again = Again.CHANGED,
    prune: bool = False,
) -> Iterator[Event]:
    """Bring an index up to date with the files under ``paths``, in batches that are committed one by one.

    A file that is known and has not changed is not read, nor one that has merely moved. What a changed file doesn't
    show any more goes, unless another shows it. Of files that are not there any more, the same goes if they are to be
    dropped (``prune``). Whatever was done before, and in however many runs, the index is the one that reading the files
    at one go makes. ``again`` says which known files are read in any case.

    The index is locked from the first event to the last. An error raised here (a full disk, a locked index) leaves all
    batches before it committed and the current one undone; a page that can't be read is an event, never an error.

    ``stages`` are told what the time goes to: to ``read`` files, to ``parse`` pages, to ``index`` documents (joining
    them with what is known, and writing what makes them found), to ``commit`` what was written.
    """
    stages = stages or Stages()
    reading = Reading(zone, captured_at, mapping, only, infers_replies, tuple(recipes))
    with index.locked(), manifest_of(index) as (manifest, reason):
        if reason:
            yield Recovered(reason)
        forgotten = Forgotten.of(index)
        apply(index, manifest, forgotten)
        plan = Plan(paths, manifest, reading, limits, again)
        yield from stages.each("read", plan.unchanged())
        steps = read_files(plan.steps(), reading, jobs=jobs, limits=limits, stages=stages)
        run = _Run(_unfolded(steps, plan, manifest), prune=prune)
        while not run.is_over:
            gathered = Batch(index, manifest, plan.readers.versions, forgotten.spared)
            with index.writer(stages) as writer:
                yield from run.fill(gathered, batch, stages)
                with stages.at("index"):
                    gathered.write(writer)
            gathered.settle()
            stages.documents += gathered.documents
            if gathered.threads:
                yield Committed(gathered.threads, gathered.documents)


@dataclass(frozen=True, slots=True)
class _Carried:
    """A thread of a file that had another name ``before``."""

    thread_id: str
    before: str


_Happening = PageEvent | Aside | _Carried | Known


def _unfolded(steps: Iterable[PageEvent | Aside], plan: Plan, manifest: Manifest) -> Iterator[_Happening]:
    """All that happens, in pieces small enough to commit between any two: a moved file comes thread by thread."""
    for step in steps:
        yield step
        if isinstance(step, Moved):
            for thread_id in manifest.shown_by(step.number):
                yield _Carried(thread_id, step.event.before)
            yield End(is_same=True)
    yield from plan.vanished()


class _Run:
    """What happens in a run, put into batches."""

    def __init__(self, happenings: Iterable[_Happening], *, prune: bool) -> None:
        self._happenings = iter(happenings)
        self._prune = prune
        self._visit: Visit | None = None
        self._ahead: _Happening | None = None
        self.is_over = False

    def fill(self, batch: Batch, size: int, stages: Stages) -> Generator[Event, None, None]:
        """Put what happens into a batch until it is full, or all is over."""
        if self._visit is not None:
            batch.visit(self._visit)
        while (happening := self._next()) is not None:
            with stages.at("index"):
                self._take(happening, batch)
            if (event := self._event(happening)) is not None:
                yield event
            if batch.size >= size:
                self._end(batch)
                return
        self.is_over = True

    def _next(self) -> _Happening | None:
        ahead, self._ahead = self._ahead, None
        return ahead or next(self._happenings, None)

    def _end(self, batch: Batch) -> None:
        """End a file of which no more will come in the batch that has the last of it."""
        following = self._next()
        if isinstance(following, End):
            self._take(following, batch)
            following = self._next()
        self._ahead, self.is_over = following, following is None

    def _take(self, happening: _Happening, batch: Batch) -> None:
        match happening:
            case Turn(file, number):
                self._begin(Visit(file, number), batch)
            case Moved(file, number, event):
                problems = batch.problems_of(number, event)
                self._begin(Visit(replace(file, settled=False), number, problems=problems), batch)
            case End(is_same):
                assert self._visit is not None  # noqa: S101 - a turn came before
                self._visit.end(is_same=is_same)
                self._visit = None
            case _Carried(thread_id, before):
                assert self._visit is not None  # noqa: S101 - as above
                batch.carry(self._visit, thread_id, before)
            case Touched():
                batch.touch(happening)
            case Known(number, file):
                if self._prune:
                    batch.visit(Visit(file, number, is_whole=True, is_gone=True))
            case PageRead():
                assert self._visit is not None  # noqa: S101 - as above
                batch.add(self._visit, happening)
            case PageSkipped() | PageFailed():
                if self._visit is not None:  # else it is no file
                    self._visit.fail(happening)

    def _begin(self, visit: Visit, batch: Batch) -> None:
        self._visit = visit
        batch.visit(visit)

    def _event(self, happening: _Happening) -> Event | None:
        match happening:
            case PageRead() | PageSkipped() | PageFailed():
                return happening
            case Touched() | Moved():
                return happening.event
            case Known(_, file):
                return FileVanished(file.source, is_dropped=self._prune)
        return None
