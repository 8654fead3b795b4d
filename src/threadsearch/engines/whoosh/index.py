"""The index on disk: questions and changes, against the state that was last loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Literal

from threadsearch.engines import matching
from threadsearch.engines.base import Index, Writer
from threadsearch.engines.batch import Batch
from threadsearch.engines.snippets import snippet
from threadsearch.engines.whoosh import lock, showing, store, w3
from threadsearch.engines.whoosh.background import Merging
from threadsearch.engines.whoosh.counting import Counter
from threadsearch.engines.whoosh.search import Searcher
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.errors import IndexFailure, IndexMissing
from threadsearch.model import Document, Hit, Query, Results
from threadsearch.stages import Stages

_VOCABULARY = {"text": "text", "title": "title", "author": "name", "site": "site"}


@dataclass(frozen=True)
class _State:
    """One commit of the index, with its files open."""

    folder: Path
    toc: w3.Toc
    segments: tuple[Segment, ...]
    searcher: Searcher
    counter: Counter

    @classmethod
    def open(cls, folder: Path) -> _State:
        toc = w3.read_toc(folder)
        segments = tuple(Segment(folder, info) for info in toc.segments)
        searcher = Searcher(segments)
        return cls(folder, toc, segments, searcher, Counter(searcher.whole))

    def close(self) -> None:
        for segment in self.segments:
            segment.close()


class WhooshIndex:
    """An ``Index`` in a directory; see ``base.py`` for what its methods promise."""

    def __init__(self, find: Callable[[], Path], lock_it: Callable[[], AbstractContextManager[None]]) -> None:
        self._find = find
        self._merging = Merging()
        self._lock: Callable[[], AbstractContextManager[None]] = partial(self._alone, lock_it)
        self._state = _load(find)

    @classmethod
    def open(cls, directory: Path, *, wait: float) -> WhooshIndex:
        """The index in a directory."""
        return cls(lambda: store.current_folder(directory), lambda: _tidied(directory, wait))

    @classmethod
    def create(cls, directory: Path, *, wait: float) -> WhooshIndex:
        """The index in a directory, made if there is none."""
        try:
            return cls.open(directory, wait=wait)
        except IndexMissing:
            with _held(directory, wait):
                try:
                    store.current_folder(directory)  # another process may have made it while we waited for the lock
                except IndexMissing:
                    with cls._replacement(directory):
                        pass
            return cls.open(directory, wait=wait)

    @classmethod
    @contextmanager
    def rebuild(cls, directory: Path, *, wait: float) -> Iterator[Index]:
        """A new index that takes the place of the one in the directory when the block ends."""
        with _held(directory, wait), cls._replacement(directory) as index:
            yield index

    @classmethod
    @contextmanager
    def _replacement(cls, directory: Path) -> Iterator[Index]:
        """The same under a lock that is held already."""
        from threadsearch.engines.whoosh import writer

        with _making(directory):
            folder = store.new_folder(directory)
        try:
            writer.create(folder)
            index = cls(lambda: folder, nullcontext)
            try:
                yield index
            finally:
                index.close()
            with _making(directory):
                store.make_current(directory, folder)
        except BaseException:
            store.discard(directory, folder)
            raise

    @property
    def commits(self) -> int:
        """The number of the commit that was last loaded."""
        return self._state.toc.generation

    @property
    def folder(self) -> Path:
        """The folder of the index's files."""
        return self._state.folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock over several writers, which see the newest commit from here on."""
        held = self._lock
        with held():
            self.refresh()
            self._lock = nullcontext
            try:
                yield
            finally:
                self._lock = held

    @contextmanager
    def _alone(self, lock_it: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
        """A lock, and no merge that outlasts it."""
        with lock_it():
            try:
                yield
            finally:
                self._merging.end()

    @contextmanager
    def writer(self, stages: Stages | None = None) -> Iterator[Writer]:
        """The one writer; see ``Index.writer``."""
        from threadsearch.engines.whoosh import writer

        with self._lock():
            self.refresh()
            stages = stages or Stages()
            state = self._state
            if self._merging.is_wanted and self._merging.work is None:
                with stages.at("index"):
                    writer.merge(state.folder, state.toc, state.segments, self._merging)
            batch = Batch()
            yield batch
            state = self._state
            with stages.at("commit"):
                if writer.commit(state.folder, state.toc, state.segments, batch, stages=stages, merging=self._merging):
                    self.refresh()
                batch.threads.clear()  # who has the writer keeps no documents with it

    def search(self, query: Query) -> Results:
        """The matches of a query."""
        with store.reading(self._state.folder):
            matches = self._state.searcher.matches(query)
            shown = showing.page(matches, query)
            found = [(match.segment.document(match.row), match.score) for match in shown]
            facets = {facet: self._state.counter.count(facet, matches.rows, query.zone) for facet in query.facets}
            total = matches.total
        hits = (Hit(document, score, *snippet(document.text, query.where)) for document, score in found)
        return Results(total, tuple(hits), facets)

    def get(self, document_id: str) -> Document:
        """The document with this id, or the one whose id begins so."""
        prefix = matching.id_prefix(document_id)
        with store.reading(self._state.folder):
            the_id = matching.the_one(prefix, self._terms("id", prefix) if prefix else ())
            return next(self._documents_with("id", the_id))

    def thread(self, thread_id: str) -> list[Document]:
        """The thread's documents, by position."""
        with store.reading(self._state.folder):
            return sorted(self._documents_with("thread", thread_id), key=lambda document: document.position)

    def replies(self, document_id: str, depth: int | None) -> list[Document]:
        """The replies below a document, in thread order."""
        with store.reading(self._state.folder):
            threads = {document.thread_id for document in self._documents_with("id", document_id)}
            return [reply for thread in threads for reply in matching.below(self.thread(thread), document_id, depth)]

    def documents(self) -> Iterator[Document]:
        """Every document, by thread and position."""
        with store.reading(self._state.folder):
            whole = self._state.searcher.whole
            for row in sorted(whole.living.nonzero()[0].tolist(), key=whole.in_thread):
                segment, own = whole.place(row)
                yield segment.document(own)

    def vocabulary(self, field: Literal["text", "title", "author", "site"]) -> Iterator[str]:
        """The distinct words or values of a field, sorted."""
        with store.reading(self._state.folder):
            yield from self._terms(_VOCABULARY[field])

    def refresh(self) -> bool:
        """Go on with the newest commit."""
        if _mark(self._find()) == (self._state.folder, self._state.toc.generation):
            return False
        before, self._state = self._state, _load(self._find)
        before.close()
        return True

    def close(self) -> None:
        """Let go of the files."""
        self._state.close()

    def _documents_with(self, field: str, key: str) -> Iterator[Document]:
        for segment in self._state.segments:
            for row in segment.with_key(field, key):
                yield segment.document(row)

    def _terms(self, field: str, prefix: str = "") -> Iterator[str]:
        """The terms of a field, sorted, that documents have which are not deleted."""
        sources = [segment.words(field, prefix) for segment in self._state.segments]
        return (term for term, _ in groupby(merge(*sources)))


def _load(find: Callable[[], Path]) -> _State:
    """The newest commit; opened again when another process has made a newer one, and removed files, meanwhile."""
    while True:
        folder = find()
        before = _mark(folder)
        try:
            with store.reading(folder):
                state = _State.open(folder)
        except IndexFailure:
            if _mark(find()) == before:
                raise
        else:
            if _mark(find()) == before:
                return state
            state.close()


def _mark(folder: Path) -> tuple[Path, int | None]:
    """What tells one commit from another."""
    try:
        return folder, w3.latest_generation(folder)
    except (OSError, w3.Malformed):
        return folder, None


@contextmanager
def _tidied(directory: Path, wait: float) -> Iterator[None]:
    """The lock of an index, from which is removed what killed writers left: nobody else is writing it."""
    with lock.writing(directory, wait):
        with suppress(OSError, IndexFailure, w3.Malformed):  # what is wrong is found by who reads it
            folder = store.current_folder(directory)
            store.tidy(directory, folder)
            w3.tidy(folder, w3.read_toc(folder))
        yield


@contextmanager
def _held(directory: Path, wait: float) -> Iterator[None]:
    """The lock of a directory, which is made if it isn't there."""
    with _making(directory):
        directory.mkdir(parents=True, exist_ok=True)
    with lock.writing(directory, wait):
        yield


@contextmanager
def _making(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexFailure(f"an index can't be made in {directory}: {error.strerror}") from error
