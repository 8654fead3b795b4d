"""The engines under the contract, each as a way to make an empty index and to open it again."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from threadsearch.engines.base import Index
from threadsearch.engines.memory import MemoryIndex
from threadsearch.engines.whoosh import create_index, open_index

Reopen = Callable[[], Index]
Engine = Callable[[], AbstractContextManager[Reopen]]


@contextmanager
def in_memory() -> Iterator[Reopen]:
    index = MemoryIndex()
    yield lambda: index


@contextmanager
def on_disk() -> Iterator[Reopen]:
    directory = Path(tempfile.mkdtemp(prefix="threadsearch-test-"))
    opened: list[Index] = []

    def reopen() -> Index:
        opened.append(open_index(directory, wait=0.2))
        return opened[-1]

    try:
        create_index(directory).close()
        yield reopen
    finally:
        for index in opened:
            index.close()
        shutil.rmtree(directory)
