"""The contract that every engine keeps; ``memory.py`` is its executable reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from threadsearch.model import Document, Query, Results
from threadsearch.stages import Stages


@dataclass(frozen=True, slots=True)
class Damage:
    """A file of an index that is not as it was written; ``file`` is its path below the index's directory."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A document of which an index has no more than this; nothing where it has not even that."""

    thread_id: str = ""
    document_id: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Salvage:
    """What could not be read and was taken out of an index.

    It had so many ``documents`` at the commit ``before``, and is at the next one now.
    """

    before: int
    documents: int
    lost: tuple[Lost, ...] = ()


class Writer(Protocol):
    """Changes to an index, all of them seen at once when the ``with`` block ends, none if it ends in an exception."""

    def replace(self, thread_id: str, documents: Iterable[Document]) -> None:
        """Make these the thread's documents, in place of what the index and this writer held; none deletes it.

        Raises ``ValueError`` for a document of another thread, or two with one id.
        """
        ...

    def purge(self) -> None:
        """Leave nothing in the index's files of documents that are deleted, by this writer or earlier ones."""
        ...

    def follow(self) -> None:
        """Say that another writer follows at once, the index locked over both: it may finish what can wait."""
        ...


class Index(Protocol):
    """An index of documents, as it stood when it was opened, refreshed, or last written through this object."""

    @property
    def commits(self) -> int:
        """How many commits there have been, this one included: what tells it from every other of this index."""
        ...

    @property
    def folder(self) -> Path | None:
        """Where this index's files lie, and others may that come and go with it; ``None`` for one in memory."""
        ...

    def locked(self) -> AbstractContextManager[None]:
        """Keep the index for this process alone, over several writers; raises ``IndexLocked`` as they do."""
        ...

    def writer(self, stages: Stages | None = None) -> AbstractContextManager[Writer]:
        """The one writer; raises ``IndexLocked`` when another process keeps the index locked too long.

        ``stages`` are told what the time at its end goes to: to ``index`` the documents, to ``commit`` them.
        """
        ...

    def search(self, query: Query) -> Results:
        """The matches of a query, in a deterministic order: the sort asked for, ties in thread order."""
        ...

    def get(self, document_id: str) -> Document:
        """The document with this id or the one id that begins so; raises ``UnknownId``."""
        ...

    def thread(self, thread_id: str) -> list[Document]:
        """The thread's record and its comments, by position; empty for a thread that is not here."""
        ...

    def replies(self, document_id: str, depth: int | None) -> list[Document]:
        """The replies below a comment (or a thread's top-level comments), ``depth`` levels of them, all for ``None``.

        In thread order. The id is a whole one; an unknown one has no replies.
        """
        ...

    def documents(self) -> Iterator[Document]:
        """Every document, by thread and position."""
        ...

    def vocabulary(self, field: Literal["text", "title", "author", "site"]) -> Iterator[str]:
        """The distinct words of a text field (as they stand, in lower case), or values of the others, sorted."""
        ...

    def refresh(self) -> bool:
        """Go on with the newest commit, which another process may have made; whether it is another one."""
        ...

    def close(self) -> None:
        """Free files and locks; a closed index is not used again."""
        ...
