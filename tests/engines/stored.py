"""An index on disk with small threads in it, and what it holds."""

from __future__ import annotations

from pathlib import Path

from threadsearch.engines.whoosh import create_index, open_index
from threadsearch.model import Document


def documents(thread: str, count: int = 3, text: str = "physical therapy, running") -> list[Document]:
    return [
        Document(
            id=f"{thread}{n}", thread_id=thread, root_id=f"{thread}{n}", position=n, text=f"{text} {n}", source="p.html"
        )
        for n in range(count)
    ]


def fill(directory: Path, *threads: str) -> None:
    index = create_index(directory)
    for thread in threads:
        with index.writer() as writer:
            writer.replace(thread, documents(thread))
    index.close()


def ids(directory: Path) -> list[str]:
    index = open_index(directory)
    try:
        return [document.id for document in index.documents()]
    finally:
        index.close()
