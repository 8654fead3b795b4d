"""Damaged pages: whatever the bytes, a page gives sound threads or a reason, in time and memory that its size allows.

A short run is part of every test run; ``pytest -m long tests/test_mutants.py`` goes through many more, and holds the
limits: a second of computing, and fifty times its size in memory, for every 100 KB of a page.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from limits import SECONDS, SIZE, TIMES, TooLongError, cost_of, no_longer_than
from mutants import enlarged, mutant, pages
from threadsearch.archive import Content
from threadsearch.errors import AmbiguousPage
from threadsearch.formats import formats
from threadsearch.model import Document
from threadsearch.reading import PageEvent, PageRead, Reading
from threadsearch.workers import cores, in_order

LONG = 50_000  # mutants of a long run

Case = tuple[Path, int]


def read(path: Path, data: bytes) -> PageEvent:
    event = Reading().event(Content(path.name, data))
    assert event is not None, "a page named by its user always has its say"
    return event


def sound(event: PageEvent) -> bool:
    """Whether a page gave sound threads, or a reason that is no mistake of a reader's."""
    if isinstance(event, PageRead):
        return all(_is_a_tree(documents) for documents in event.threads)
    # Pieces of two platforms' pages may make one that both their readers claim.
    return isinstance(event.error, AmbiguousPage) or "report it" not in event.error.advice


def _is_a_tree(documents: Iterable[Document]) -> bool:
    depths: dict[str, int] = {}
    for document in documents:
        if document.id in depths or (document.parent_id is not None and document.parent_id not in depths):
            return False
        if document.parent_id is not None and document.depth != depths[document.parent_id] + 1:
            return False
        depths[document.id] = document.depth
    return True


def outcome(case: Case) -> str:
    """What is wrong with the reading of a mutant, or nothing."""
    path, number = case
    event = read(path, mutant(path, number))
    return "" if sound(event) else f"{path.parent.name}/{path.name} {number}: {event!r:.300}"


def haste(case: Case) -> str:
    """What is wrong with the reading of an enlarged page, or with the time that it took."""
    path, number = case
    data = enlarged(path, number)
    formats()  # is loaded once, whatever is read
    begun = time.process_time()
    try:
        with no_longer_than(20 * SECONDS):
            event = read(path, data)
    except TooLongError:
        return f"{path.parent.name}/{path.name} large {number}: stopped after {20 * SECONDS:.0f} s of computing"
    taken = time.process_time() - begun
    if not sound(event):
        return f"{path.parent.name}/{path.name} large {number}: {event!r:.300}"
    slow = taken > SECONDS * max(len(data) / SIZE, 1)
    return f"{path.parent.name}/{path.name} large {number}: {taken:.2f} s for {len(data):,} bytes" if slow else ""


def appetite(case: Case) -> str:
    """What is wrong with the memory that reading a page enlarged to tenfold size takes."""
    path, number = case
    data = enlarged(path, number, 10 * SIZE)
    grown = cost_of(lambda: isinstance(read(path, data), PageRead)).grown
    too_much = grown > TIMES * max(len(data), 10 * SIZE)
    return f"{path.parent.name}/{path.name} 10x large {number}: {grown:,} for {len(data):,} bytes" if too_much else ""


def failures(check: Callable[[Case], str], cases: Iterable[Case]) -> list[str]:
    """What is wrong with any of the cases, worked on by all cores."""
    found = in_order(check, cases, jobs=cores(), weigh=lambda _: SIZE, lost=lambda case: f"{case} killed its process")
    return [wrong for wrong in found if wrong]


@pytest.mark.parametrize("path", pages(), ids=lambda path: f"{path.parent.name}/{path.name}")
@pytest.mark.usefixtures("ends")
def test_a_damaged_page_gives_sound_threads_or_a_reason(path: Path) -> None:
    assert [outcome((path, number)) for number in range(4)] == [""] * 4


@pytest.mark.long
def test_many_damaged_pages_give_sound_threads_or_a_reason() -> None:
    each = LONG // len(pages()) + 1
    assert failures(outcome, ((path, number) for path in pages() for number in range(each))) == []


@pytest.mark.long
def test_no_large_page_takes_longer_than_its_size_allows() -> None:
    assert failures(haste, ((path, number) for path in pages() for number in range(20))) == []


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")
def test_no_large_page_takes_more_memory_than_its_size_allows() -> None:
    assert [wrong for path in pages() for number in range(3) if (wrong := appetite((path, number)))] == []
