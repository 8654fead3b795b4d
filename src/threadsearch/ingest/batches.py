"""What files show, on its way into an index and the manifest beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from threadsearch.documents import join, joined, renamed, restricted
from threadsearch.engines.base import Index, Writer
from threadsearch.errors import OutOfReach
from threadsearch.ingest.events import FileMoved
from threadsearch.ingest.planning import Touched
from threadsearch.manifest import Manifest, Problem, Showing, SourceFile
from threadsearch.model import Document
from threadsearch.reading import PageEvent, PageFailed, PageRead


@dataclass(slots=True)
class Visit:
    """One file while it is read, which may take several batches.

    ``views`` are the threads that it shows, as far as this batch is concerned, ``shown`` the ids of all so far.
    ``is_whole`` once nothing more will come, ``is_kept`` if what it showed before stands (it was out of reach).
    """

    file: SourceFile
    number: int | None = None
    views: dict[str, list[Document]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    is_whole: bool = False
    is_kept: bool = False
    is_gone: bool = False
    _page: str = ""
    _of_page: set[str] = field(default_factory=set)

    def take(self, page: PageRead, version: str, known: Views) -> None:
        """Add a page's threads. A part of a page goes on with what earlier parts have shown, and replaces none."""
        if not page.is_continued or page.source != self._page:
            self._page = page.source
            self._of_page.clear()
        for documents in page.threads:
            thread_id = documents[0].thread_id
            held = self.views.get(thread_id)
            if held is None and thread_id in self.shown:
                held = known.of(thread_id, self.number, self.file.source)
            self.views[thread_id] = join(held or (), documents, goes_on=thread_id in self._of_page)
            self.shown.add(thread_id)
            self._of_page.add(thread_id)
        self._count(page, version)

    def fail(self, event: PageEvent) -> None:
        """Note that a page could not be read."""
        assert not isinstance(event, PageRead)  # noqa: S101 - a caller's mistake
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

    def _count(self, page: PageRead, version: str) -> None:
        file, claimed = self.file, self.file.claimed
        if page.stated is not None:
            claimed = (claimed or 0) + page.stated
        self.file = replace(
            file,
            formats={**file.formats, page.format: version},
            comments=file.comments + page.comments,
            claimed=claimed,
            found=file.found + (page.comments if page.stated is not None else 0),
            defects=file.defects + sum(len(documents[0].defects) for documents in page.threads),
        )


class Views:
    """What files show of threads, as it was before this batch."""

    def __init__(self, index: Index, manifest: Manifest) -> None:
        self._index = index
        self._manifest = manifest

    def of(self, thread_id: str, number: int | None, source: str) -> list[Document]:
        """What a known file shows of a thread."""
        showing = self._manifest.showing(thread_id)
        mine = next(one for one in showing if one.number == number)
        return self.among(thread_id, mine._replace(source=source), showing)

    def among(self, thread_id: str, mine: Showing, showing: Sequence[Showing]) -> list[Document]:
        """What one of the files that show a thread shows of it."""
        if mine.is_kept:
            return self._manifest.view(thread_id, mine.number)
        whole = self._index.thread(thread_id)
        if len(showing) == 1:
            return whole
        # The manifest was made from the index: this is what can be told until the file is read again.
        return restricted(whole, lambda source: source == mine.source or source.startswith(f"{mine.source}!"))


Spared = Callable[[Sequence[Document]], list[Document]]
"""What may be kept of the documents of a thread."""


class Batch:
    """Files' views of threads, until they are committed together."""

    def __init__(self, index: Index, manifest: Manifest, versions: Mapping[str, str], spared: Spared) -> None:
        self._spared = spared
        self._index = index
        self._manifest = manifest
        self._versions = versions
        self.views = Views(index, manifest)
        self.size = 0
        self.documents = 0
        self.threads = 0
        self._visits: list[Visit] = []
        self._touched: list[Touched] = []
        self._hidden: list[tuple[str, int]] = []
        self._alone: list[tuple[str, int]] = []

    def visit(self, visit: Visit) -> None:
        """Take in what a file shows; one that is not whole yet is taken into the next batch as well."""
        self._visits.append(visit)

    def touch(self, touched: Touched) -> None:
        """Note another time for a file that has not changed otherwise."""
        self._touched.append(touched)

    def add(self, visit: Visit, page: PageRead) -> None:
        """Take in one page."""
        kept = (self._spared(documents) for documents in page.threads)
        page = replace(page, threads=tuple(tuple(documents) for documents in kept if documents))
        before = sum(len(visit.views.get(documents[0].thread_id, ())) for documents in page.threads)
        visit.take(page, self._versions.get(page.format, ""), self.views)
        self.size += sum(len(visit.views[documents[0].thread_id]) for documents in page.threads) - before

    def carry(self, visit: Visit, thread_id: str, before: str) -> None:
        """Take in a thread of a file that has moved, which had another name ``before``."""
        known = self.views.of(thread_id, visit.number, before)
        visit.views[thread_id] = renamed(known, before, visit.file.source)
        visit.shown.add(thread_id)
        self.size += len(known)

    def problems_of(self, number: int, moved: FileMoved) -> list[Problem]:
        """What could not be read in a file that has moved, by its names there."""
        known = self._manifest.problems_of(number)
        return [replace(p, source=moved.source + p.source.removeprefix(moved.before)) for p in known]

    def write(self, writer: Writer) -> None:
        """Give the index its changes, after noting them as intended."""
        if not self._visits:
            return
        with self._manifest.changing():
            self._manifest.at_commit(self._index.commits, self._index.commits + 1)
            for visit in self._visits:
                visit.number = self._manifest.note(replace(visit.file, settled=False), visit.number)
            for thread_id, visits in self._threads().items():
                self._write_thread(writer, thread_id, visits)

    def settle(self) -> None:
        """Note that the index has them."""
        if not self._visits and not self._touched:
            return
        with self._manifest.changing():
            for thread_id, number in self._hidden:
                self._manifest.hide(thread_id, number)
            for thread_id, number in self._alone:
                self._manifest.drop(thread_id, number)
            for visit in self._visits:
                self._settle(visit)
            for touched in self._touched:
                self._manifest.note(touched.file, touched.number)
            self._manifest.at_commit(self._index.commits, self._index.commits)

    def _settle(self, visit: Visit) -> None:
        assert visit.number is not None  # noqa: S101 - written before
        if visit.is_gone:
            self._manifest.forget(visit.number)
        elif visit.is_whole:
            self._manifest.note(visit.file, visit.number)
            self._manifest.note_problems(visit.number, visit.problems)
        visit.views.clear()

    def _threads(self) -> dict[str, list[Visit]]:
        """The threads that change, and the files that change them: that show them, or show them no more."""
        found: dict[str, list[Visit]] = {}
        for visit in self._visits:
            for thread_id in visit.views:
                found.setdefault(thread_id, []).append(visit)
            if visit.is_whole and not visit.is_kept and visit.number is not None:
                for thread_id in self._manifest.shown_by(visit.number):
                    if thread_id not in visit.shown:
                        found.setdefault(thread_id, []).append(visit)
        return found

    def _write_thread(self, writer: Writer, thread_id: str, visits: Iterable[Visit]) -> None:
        showing = self._manifest.showing(thread_id)
        visited = {visit.number for visit in visits}
        views: dict[tuple[str, int], list[Document]] = {}
        kept: set[int] = set()
        for one in showing:
            if one.number not in visited:
                views[one.source, one.number] = self.views.among(thread_id, one, showing)
                kept |= {one.number} if one.is_kept else set()
        for visit in visits:
            assert visit.number is not None  # noqa: S101 - noted above
            if thread_id in visit.views:
                views[visit.file.source, visit.number] = visit.views[thread_id]
                self._manifest.show(thread_id, visit.number)
            else:
                self._hidden.append((thread_id, visit.number))
        self._keep(thread_id, views, kept)
        documents = joined([view for _, view in sorted(views.items(), key=lambda item: item[0])])
        if not showing or documents != self._index.thread(thread_id):
            writer.replace(thread_id, documents)
            self.threads += 1
            self.documents += len(documents)

    def _keep(self, thread_id: str, views: dict[tuple[str, int], list[Document]], kept: set[int]) -> None:
        """Keep what each of several files shows. For one alone the index does, once it is committed."""
        if len(views) == 1:
            self._alone += [(thread_id, number) for _, number in views]
            return
        for (_, number), view in views.items():
            if number not in kept:
                self._manifest.keep(thread_id, number, view)
