"""What files show, on its way into an index and the manifest beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from threadsearch.documents import joined, restricted
from threadsearch.engines.base import Index, Writer
from threadsearch.engines.batch import weight
from threadsearch.ingest.planning import Touched
from threadsearch.ingest.visits import Shown, Visit
from threadsearch.manifest import Manifest, Showing
from threadsearch.model import Document, Kind

BATCH = 20_000  # documents held before they are committed, or before a file's are put aside; fewer if they are long


class Views:
    """What files show of threads, as of the last commit."""

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


class Batch:
    """Files' views of threads, until they are committed together.

    ``size`` is what they take of memory, as ``weight`` counts; ``documents`` and ``threads`` say what was written.
    ``gone`` has the ids of the comments that have left the index in this run, and have not come back.
    """

    def __init__(self, index: Index, manifest: Manifest, views: Views, gone: set[str]) -> None:
        self._index = index
        self._manifest = manifest
        self._views = views
        self._gone = gone
        self.size = 0
        self.documents = 0
        self.threads = 0
        self._visits: list[Visit] = []
        self._shown: dict[str, list[Shown]] = {}
        self._touched: list[Touched] = []
        self._hidden: dict[str, list[int]] = {}
        self._alone: list[tuple[str, int]] = []

    def visit(self, visit: Visit) -> None:
        """Take in what is known of a file; if more of it comes than is good for a batch, the next one has it, too."""
        if not self._visits or self._visits[-1] is not visit:
            self._visits.append(visit)

    def show(self, shown: Shown) -> None:
        """Take in what a file shows of a thread."""
        self.visit(shown.visit)
        self._shown.setdefault(shown.thread_id, []).append(shown)
        self.size += weight(shown.documents)

    def touch(self, touched: Touched) -> None:
        """Note another time for a file that has not changed otherwise."""
        self._touched.append(touched)

    def write(self, writer: Writer) -> None:
        """Give the index its changes, after noting them as intended."""
        if not self._visits:
            return
        with self._manifest.changing():
            self._manifest.at_commit(self._index.commits, self._index.commits + 1)
            for visit in self._visits:
                visit.number = self._manifest.note(replace(visit.file, settled=False), visit.number)
            self._hide()
            for thread_id, shown in self._shown.items():
                self._write_thread(writer, thread_id, shown)

    def settle(self) -> None:
        """Note that the index has them."""
        if not self._visits and not self._touched:
            return
        with self._manifest.changing():
            for thread_id, numbers in self._hidden.items():
                for number in numbers:
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

    def _hide(self) -> None:
        """Note which threads files show no more; they change as those do that are shown."""
        for visit in self._visits:
            if visit.is_whole and not visit.is_kept and visit.number is not None:
                for thread_id in self._manifest.shown_by(visit.number):
                    if thread_id not in visit.shown:
                        self._hidden.setdefault(thread_id, []).append(visit.number)
                        self._shown.setdefault(thread_id, [])

    def _write_thread(self, writer: Writer, thread_id: str, shown: Iterable[Shown]) -> None:
        showing = self._manifest.showing(thread_id)
        changed = set(self._hidden.get(thread_id, ()))
        views: dict[tuple[str, int], list[Document]] = {}
        kept: set[int] = set()
        for one in shown:
            assert one.visit.number is not None  # noqa: S101 - noted before
            changed.add(one.visit.number)
            views[one.visit.file.source, one.visit.number] = one.documents
            self._manifest.show(thread_id, one.visit.number)
        for known in showing:
            if known.number not in changed:
                views[known.source, known.number] = self._views.among(thread_id, known, showing)
                kept |= {known.number} if known.is_kept else set()
        self._keep(thread_id, views, kept)
        documents = joined([view for _, view in sorted(views.items(), key=lambda item: item[0])])
        before = self._index.thread(thread_id) if showing else []
        if not showing or documents != before:
            writer.replace(thread_id, documents)
            self.threads += 1
            self.documents += len(documents)
            self._gone.update(document.id for document in before if document.kind is not Kind.ARTICLE)
            self._gone.difference_update(document.id for document in documents)

    def _keep(self, thread_id: str, views: dict[tuple[str, int], list[Document]], kept: set[int]) -> None:
        """Keep what each of several files shows. For one alone the index does, once it is committed."""
        if len(views) == 1:
            self._alone += [(thread_id, number) for _, number in views]
            return
        for (_, number), view in views.items():
            if number not in kept:
                self._manifest.keep(thread_id, number, view)
