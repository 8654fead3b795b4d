"""Files one after another: what comes of each while it is read, and what it shows once it is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from threadsearch.errors import OutOfReach
from threadsearch.ingest.planning import End, Moved, Touched, Turn
from threadsearch.ingest.shelf import Shelf
from threadsearch.manifest import Problem, SourceFile
from threadsearch.model import Document
from threadsearch.reading import Aside, PageEvent, PageFailed, PageRead, PageSkipped


@dataclass(slots=True, eq=False)
class Visit:
    """One file, and what was found in it.

    ``shown`` are the ids of the threads that it shows. ``is_whole`` once nothing more will come, ``is_kept`` if what it
    showed before stands (it was out of reach).
    """

    file: SourceFile
    number: int | None = None
    shown: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    is_whole: bool = False
    is_kept: bool = False
    is_gone: bool = False

    def read(self, page: PageRead, version: str) -> None:
        """Note a page that was read by a format of this version."""
        file, claimed = self.file, self.file.claimed
        if page.stated is not None:
            claimed = (claimed or 0) + page.stated
        self.shown.update(documents[0].thread_id for documents in page.threads)
        self.file = replace(
            file,
            formats={**file.formats, page.format: version},
            comments=file.comments + page.comments,
            claimed=claimed,
            found=file.found + (page.comments if page.stated is not None else 0),
            defects=file.defects + sum(len(documents[0].defects) for documents in page.threads),
        )

    def fail(self, event: PageSkipped | PageFailed) -> None:
        """Note that a page could not be read."""
        is_failure = isinstance(event, PageFailed)
        self.problems.append(Problem(event.source, event.error.reason, is_failure))
        failures, skipped = self.file.failures + is_failure, self.file.skipped + (not is_failure)
        self.file = replace(self.file, failures=failures, skipped=skipped)
        if isinstance(event.error, OutOfReach):
            self.is_kept = True
            self.file = replace(self.file, digest=b"")  # so that it is tried again

    def end(self, *, is_same: bool) -> None:
        """Nothing more comes of the file."""
        self.is_whole = True
        threads = max(len(self.shown), self.file.threads if self.is_kept else 0)
        self.file = replace(self.file, threads=threads, settled=is_same)


@dataclass(frozen=True, slots=True)
class Shown:
    """A thread, as a file shows it."""

    visit: Visit
    thread_id: str
    documents: list[Document]


Spared = Callable[[Sequence[Document]], list[Document]]
"""What may be kept of the documents of a thread."""


class Reader:
    """Reads files one after another, to what each of them shows once it is whole.

    ``versions`` are the formats'. A page is ``spared`` what is not to be kept. Of a file, ``shelf`` keeps what it shows
    while it is read.
    """

    def __init__(self, versions: Mapping[str, str], spared: Spared, shelf: Callable[[], Shelf]) -> None:
        self._versions = versions
        self._spared = spared
        self._new_shelf = shelf

    def happenings(self, steps: Iterable[PageEvent | Aside]) -> Iterator[PageEvent | Moved | Touched | Shown | Visit]:
        """What comes of the steps, in their order: of a file its pages, then its threads, and then itself."""
        rest = iter(steps)
        for step in rest:
            match step:
                case Turn(file, number):
                    yield from self._visited(Visit(file, number), rest)
                case Moved() | Touched() | PageSkipped() | PageFailed():  # the last two are no files
                    yield step

    def _visited(self, visit: Visit, steps: Iterator[PageEvent | Aside]) -> Iterator[PageEvent | Shown | Visit]:
        number, name = 0, ""
        with closing(self._new_shelf()) as shelf:
            for step in steps:
                match step:
                    case PageRead():
                        page = self._without_forgotten(step)
                        visit.read(page, self._versions.get(page.format, ""))
                        number += not page.is_continued or page.source != name
                        name = page.source
                        for documents in page.threads:
                            shelf.add(documents[0].thread_id, (number, documents))
                        yield page
                    case PageSkipped() | PageFailed():
                        visit.fail(step)
                        yield step
                    case End(is_same):
                        for thread_id, view in shelf.threads():
                            yield Shown(visit, thread_id, view)
                        visit.end(is_same=is_same)
                        yield visit
                        return

    def _without_forgotten(self, page: PageRead) -> PageRead:
        kept = (self._spared(documents) for documents in page.threads)
        return replace(page, threads=tuple(tuple(documents) for documents in kept if documents))
