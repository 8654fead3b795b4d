"""The changes that a writer gathers before an engine makes them all at once."""

from __future__ import annotations

from collections.abc import Iterable

from threadsearch.model import Document

_LARGEST = 2**31 - 1
_TEXT = 400  # characters, or some sixty words: an ordinary comment


def weight(documents: Iterable[Document]) -> int:
    """How much memory and time documents take on their way into an index, counted in short ones."""
    return sum(1 + len(document.text) // _TEXT for document in documents)


class Batch:
    """A ``Writer`` that only remembers: whole threads by their id, the last word on each."""

    def __init__(self) -> None:
        self.threads: dict[str, tuple[Document, ...]] = {}
        self.is_purging = False
        self.is_followed = False

    def replace(self, thread_id: str, documents: Iterable[Document]) -> None:
        """Remember that these are the thread's documents; raises ``ValueError`` for ones that no engine can hold."""
        held = tuple(documents)
        seen: set[str] = set()
        for document in held:
            if document.thread_id != thread_id:
                raise ValueError(
                    f"document {document.id!r} belongs to thread {document.thread_id!r}, not {thread_id!r}"
                )
            if document.id in seen:
                raise ValueError(f"two documents of thread {thread_id!r} have the id {document.id!r}")
            seen.add(document.id)
            _check(document)
        self.threads[thread_id] = held

    def purge(self) -> None:
        """Remember that deleted documents are to leave nothing behind."""
        self.is_purging = True

    def follow(self) -> None:
        """Remember that other changes come at once."""
        self.is_followed = True


def _check(document: Document) -> None:
    if document.created_at is not None and document.created_at.tzinfo is None:
        raise ValueError(f"document {document.id!r} has a date without a zone: {document.created_at}")
    for name in ("position", "depth", "reply_count"):
        if not -1 <= getattr(document, name) <= _LARGEST:
            raise ValueError(f"document {document.id!r} has an impossible {name}: {getattr(document, name)}")
