"""The way in, as one story: compare, read, join, commit."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial

from threadsearch.archive import Limits
from threadsearch.documents import renamed
from threadsearch.engines.base import Index
from threadsearch.ingest.batches import BATCH, Batch, Views
from threadsearch.ingest.events import Committed, Event, FileMoved, FileVanished, Halted, Recovered
from threadsearch.ingest.forgetting import Forgotten, apply
from threadsearch.ingest.planning import Again, Moved, Plan, Touched
from threadsearch.ingest.recovering import manifest_of
from threadsearch.ingest.shelf import Shelf
from threadsearch.ingest.visits import Reader, Shown, Visit
from threadsearch.manifest import Manifest
from threadsearch.reading import PageEvent, Reading, read_files
from threadsearch.stages import Stages


def ingest(  # noqa: PLR0913 - one argument an option
    paths: Iterable[str],
    index: Index,
    reading: Reading = Reading(),  # noqa: B008 - it is frozen
    *,
    jobs: int = 1,
    batch: int = BATCH,
    limits: Limits = Limits(),  # noqa: B008 - as above
    stages: Stages | None = None,
    again: Again = Again.CHANGED,
    prune: bool = False,
    is_halted: Callable[[], bool] = lambda: False,
) -> Iterator[Event]:
    """Bring an index up to date with the files under ``paths``, in batches that are committed one by one.

    A file that is known and has not changed is not read, nor one that has merely moved. What a changed file doesn't
    show any more goes, unless another shows it. Of files that are not there any more, the same goes if they are to be
    dropped (``prune``). Whatever was done before, and in however many runs, the index is the one that reading the files
    at one go makes. ``again`` says which known files are read in any case.

    The index is locked from the first event to the last. An error raised here (a full disk, a locked index) leaves all
    batches before it committed and the current one undone; a page that can't be read is an event, never an error. Once
    ``is_halted`` says so, the files that have been read to their end are committed, and that is the end.

    ``stages`` are told what the time goes to: to ``read`` files, to ``parse`` pages, to ``index`` documents (joining
    them with what is known, and writing what makes them found), to ``commit`` what was written.
    """
    stages = stages or Stages()
    with index.locked(), manifest_of(index) as (manifest, reason):
        if reason:
            yield Recovered(reason)
        forgotten = Forgotten.of(index)
        apply(index, manifest, forgotten, batch)
        plan = Plan(paths, manifest, reading, limits, again)
        yield from stages.each("read", plan.unchanged())
        reader = Reader(plan.readers.versions, forgotten.spared, partial(Shelf, index.folder, batch))
        steps = read_files(plan.steps(), reading, jobs=jobs, limits=limits, stages=stages)
        views = Views(index, manifest)
        with closing(_changes(reader.happenings(steps), plan, manifest, views, prune=prune)) as changes:
            run = _Run(stages.each("index", changes), plan.to_read, is_halted)
            gone: set[str] = set()
            while not run.is_over:
                gathered = Batch(index, manifest, views, gone)
                with index.writer(stages) as writer:
                    yield from run.fill(gathered, batch)
                    with stages.at("index"):
                        gathered.write(writer)
                    if not run.is_over:
                        writer.follow()
                gathered.settle()
                stages.documents += gathered.documents
                if gathered.threads:
                    yield Committed(gathered.threads, gathered.documents, len(gone))


_Change = PageEvent | Touched | FileMoved | FileVanished | Shown | Visit


def _changes(
    happenings: Iterable[PageEvent | Moved | Touched | Shown | Visit],
    plan: Plan,
    manifest: Manifest,
    views: Views,
    *,
    prune: bool,
) -> Generator[_Change, None, None]:
    """All that happens, in pieces small enough to commit between any two: a moved file comes thread by thread, too."""
    for happening in happenings:
        if isinstance(happening, Moved):
            yield happening.event
            yield from _moved(happening, manifest, views)
        else:
            yield happening
    for number, file in plan.vanished():
        yield FileVanished(file.source, is_dropped=prune)
        if prune:
            yield Visit(file, number, is_whole=True, is_gone=True)


def _moved(moved: Moved, manifest: Manifest, views: Views) -> Iterator[Shown | Visit]:
    """What a file shows that had another name before."""
    before, now = moved.event.before, moved.event.source
    problems = [replace(p, source=now + p.source.removeprefix(before)) for p in manifest.problems_of(moved.number)]
    visit = Visit(replace(moved.file, settled=False), moved.number, problems=problems)
    for thread_id in manifest.shown_by(moved.number):
        visit.shown.add(thread_id)
        yield Shown(visit, thread_id, renamed(views.of(thread_id, moved.number, before), before, now))
    visit.end(is_same=True)
    yield visit


class _Run:
    """What happens in a run, put into batches. Of the files ``to_read``, those are left whose end has not come."""

    def __init__(self, changes: Iterator[_Change], to_read: int, is_halted: Callable[[], bool]) -> None:
        self._changes = changes
        self._left = to_read
        self._is_halted = is_halted
        self._ahead: _Change | None = None
        self.is_over = False

    def fill(self, batch: Batch, size: int) -> Iterator[Event]:
        """Put what happens into a batch until it is full, or all is over."""
        while batch.size < size:
            if self._is_halted():
                self.is_over = True
                yield Halted(self._left)
                return
            change = self._next()
            if change is None:
                self.is_over = True
                return
            yield from self._take(change, batch)
        following = self._next()
        if isinstance(following, Visit):  # the end of the file that has filled it
            yield from self._take(following, batch)
            following = self._next()
        self._ahead, self.is_over = following, following is None

    def _next(self) -> _Change | None:
        ahead, self._ahead = self._ahead, None
        return ahead or next(self._changes, None)

    def _take(self, change: _Change, batch: Batch) -> Iterator[Event]:
        match change:
            case Shown():
                batch.show(change)
            case Visit():
                batch.visit(change)
                self._left -= not change.is_gone
            case Touched():
                batch.touch(change)
                self._left -= 1
                yield change.event
            case _:
                yield change
