"""Comments that are not to be in an index, however often they are read.

They are listed in a file beside the index (``forgotten.txt``), which outlasts a rebuilt index and a lost manifest: one
a line, a thread's or comment's id, or a person by a hash of the name, so that the list names nobody.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from threadsearch.documents import joined, without
from threadsearch.engines.analysis import fold
from threadsearch.engines.base import Index
from threadsearch.engines.batch import weight
from threadsearch.errors import IndexFailure
from threadsearch.ingest.batches import BATCH, Views
from threadsearch.ingest.recovering import manifest_of
from threadsearch.manifest import Manifest
from threadsearch.model import Document

FORGOTTEN = "forgotten.txt"
_LINE = re.compile(r"(id) ([0-9a-z]{12})|(author) ([0-9a-f]{32})")
_ADVICE = "It lists what is not to be indexed; mend it, or remove it if nothing is."


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The ids and the people (by the hashes of their names) that are not to be in an index."""

    ids: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    @classmethod
    def of(cls, index: Index) -> Forgotten:
        """Those of an index; raises ``IndexFailure`` where they can't be known, since then nothing may be added."""
        path = _place(index)
        try:
            lines = path.read_text(encoding="ascii").split("\n") if path is not None and path.exists() else []
        except (OSError, UnicodeError) as error:
            raise IndexFailure(f"{path} can't be read: {error}", advice=_ADVICE) from error
        matches = [_LINE.fullmatch(line) for line in lines if line]
        found = [match.groups() for match in matches if match]
        if len(found) < len(matches):
            raise IndexFailure(f"{path} has a line that is neither an id nor an author's hash", advice=_ADVICE)
        return cls(frozenset(row[1] for row in found if row[0]), frozenset(row[3] for row in found if row[2]))

    @property
    def digest(self) -> str:
        """What tells this list from others; nothing for an empty one."""
        if not (self.ids or self.people):
            return ""
        return hashlib.blake2b("\n".join(self._lines()).encode(), digest_size=16).hexdigest()

    def adding(self, ids: Iterable[str], authors: Iterable[str]) -> Forgotten:
        """These and more."""
        return Forgotten(self.ids | set(ids), self.people | {_person(name) for name in authors})

    def save(self, index: Index) -> None:
        """Let this be the list of an index, for good; raises ``IndexFailure``."""
        path = _place(index)
        if path is None:
            return
        draft = path.with_suffix(".draft")
        try:
            with draft.open("w", encoding="ascii", newline="\n") as file:
                file.write("".join(f"{line}\n" for line in self._lines()))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as error:
            raise IndexFailure(f"{path} can't be written: {error.strerror}") from error

    def spared(self, documents: Sequence[Document]) -> list[Document]:
        """What may be kept of a thread; nothing where it is forgotten as a whole.

        Of a thread whose own author is forgotten, the record keeps its title, and no words.
        """
        if not (self.ids or self.people) or not documents:
            return list(documents)
        record, *_ = documents
        if record.thread_id in self.ids:
            return []
        if self._is_by(record):
            record = replace(record, author=None, text="", links=())
        kept = without(documents, lambda document: document.id in self.ids or self._is_by(document))
        return [replace(kept[0], author=record.author, text=record.text, links=record.links), *kept[1:]]

    def _is_by(self, document: Document) -> bool:
        return bool(self.people) and bool(document.author) and _person(document.author or "") in self.people

    def _lines(self) -> Iterator[str]:
        yield from (f"id {one}" for one in sorted(self.ids))
        yield from (f"author {one}" for one in sorted(self.people))


def forget(index: Index, *, ids: Iterable[str] = (), authors: Iterable[str] = (), batch: int = BATCH) -> int:
    """Take comments out of an index and its files, and keep them out; returns how many documents are gone.

    ``ids`` are whole ones, of comments or of threads. Names are the same if they differ in nothing but letter case and
    accents. Once this has begun, whatever stops it, the next index run finishes it; threads are committed ``batch``
    documents at a time.
    """
    with index.locked(), manifest_of(index) as (manifest, _):
        forgotten = Forgotten.of(index).adding(ids, authors)
        forgotten.save(index)
        return apply(index, manifest, forgotten, batch)


def apply(index: Index, manifest: Manifest, forgotten: Forgotten, batch: int) -> int:
    """Let an index that is locked hold nothing that is forgotten; returns how many documents are gone.

    It is committed by ``batch`` documents, and only in the end noted as done: what was stopped is begun again.
    """
    if manifest.forgotten == forgotten.digest:
        return 0
    gone = 0
    for thread_ids in _portions(index, forgotten, batch):
        with index.writer() as writer, manifest.changing():
            manifest.at_commit(index.commits, index.commits + 1)
            views = Views(index, manifest)
            for thread_id in thread_ids:
                documents = index.thread(thread_id)
                kept = _kept(views, manifest, forgotten, thread_id, documents)
                gone += len(documents) - len(kept)
                writer.replace(thread_id, kept)
    with index.writer() as writer:
        writer.purge()
        with manifest.changing():
            manifest.at_commit(index.commits, index.commits + 1)
    with manifest.changing():
        manifest.at_commit(index.commits, index.commits)
        manifest.forgotten = forgotten.digest
    return gone


def _portions(index: Index, forgotten: Forgotten, batch: int) -> list[list[str]]:
    """The threads that have to change, by their ids, as many together as are good for a commit."""
    portions: list[list[str]] = []
    room = 0
    for thread_id, thread in groupby(index.documents(), attrgetter("thread_id")):
        documents = list(thread)
        if forgotten.spared(documents) == documents:
            continue
        if room <= 0:
            portions.append([])
            room = batch
        portions[-1].append(thread_id)
        room -= weight(documents)
    return portions


def _kept(
    views: Views, manifest: Manifest, forgotten: Forgotten, thread_id: str, documents: Sequence[Document]
) -> list[Document]:
    """What may be kept of a thread, from what each file shows of it, which is cut down as well."""
    showing = manifest.showing(thread_id)
    kept = []
    for one in showing:
        view = forgotten.spared(views.among(thread_id, one, showing))
        kept.append(view)
        if not view:
            manifest.hide(thread_id, one.number)
        elif one.is_kept:
            manifest.keep(thread_id, one.number, view)
    return joined(kept) if showing else forgotten.spared(documents)


def _person(name: str) -> str:
    return hashlib.blake2b(" ".join(fold(name).split()).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _place(index: Index) -> Path | None:
    return None if index.folder is None else index.folder.parent / FORGOTTEN
