"""Merges that go on beside the commits of a run: what they write takes effect later, whatever has changed since."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stored import documents, ids

from threadsearch.engines.base import Index
from threadsearch.engines.whoosh import create_index, open_index, w3, writer
from threadsearch.engines.whoosh.checking import check
from threadsearch.engines.whoosh.contents import Contents
from threadsearch.engines.whoosh.merging import TIER
from threadsearch.errors import IndexFailure

forking = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is merged beside other work")

THREADS = [chr(ord("a") + number) for number in range(TIER)]


def commit(index: Index, thread: str, count: int = 3, *, last: bool = False) -> None:
    with index.writer() as changes:
        changes.replace(thread, documents(thread, count))
        if not last:
            changes.follow()


def segments(index: Index) -> dict[str, tuple[int, int]]:
    """How many documents each segment has, and how many of them are deleted."""
    assert index.folder
    return {info.name: (info.count, len(info.deleted)) for info in w3.read_toc(index.folder).segments}


def files_of(index: Index) -> set[str]:
    """The segments of which there are files."""
    assert index.folder
    return {path.name.partition(".")[0].partition("_")[2] for path in index.folder.glob("MAIN_*.trm")}


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file for which every merge waits, in a process of its own however small it is."""
    go = tmp_path / "go"
    merged = writer._merged  # noqa: SLF001 - the piece of work that is to take long

    def slow(*arguments: Sequence[object]) -> Contents:
        deadline = time.monotonic() + 60
        while not go.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        return merged(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(writer, "_merged", slow)
    monkeypatch.setattr(writer, "_SHARE", 3)  # as many as a commit has
    return go


@contextmanager
def merging(directory: Path) -> Iterator[Index]:
    """An index of as many segments as make one, in a run in which they are being merged."""
    index = create_index(directory)
    with index.locked():
        for thread in THREADS:
            commit(index, thread)
        commit(index, "z")
        assert len(files_of(index)) >= TIER
        yield index
    index.close()


@forking
def test_commits_go_on_while_segments_are_merged(tmp_path: Path, held: Path) -> None:
    with merging(tmp_path / "index") as index:
        sources = [*segments(index)][:TIER]
        commit(index, "b", 1)
        commit(index, "y")
        assert [name in segments(index) for name in sources] == [True, False, True, True, True]  # all of b is deleted
        assert [document.id for document in index.documents()] == expected(b=1, y=3)
        held.touch()
        commit(index, "c", 0, last=True)  # it waits
        after = segments(index)
        assert (3 * TIER, 3 + 3) in after.values()  # what b and c had is deleted in the one that came of it
        assert not {*after} & {*sources}
        assert multiprocessing.active_children() == []
        assert files_of(index) == {*after}
    assert ids(tmp_path / "index") == expected(b=1, c=0, y=3)
    assert check(tmp_path / "index") == []


def expected(**changed: int) -> list[str]:
    """The ids of the threads' documents, of those given so many."""
    counts = dict.fromkeys((*THREADS, "z"), 3) | changed
    return [f"{thread}{number}" for thread, count in sorted(counts.items()) for number in range(count)]


@forking
def test_a_merge_that_has_ended_takes_effect_with_the_next_commit(tmp_path: Path, held: Path) -> None:
    with merging(tmp_path / "index") as index:
        held.touch()
        deadline = time.monotonic() + 20
        while (3 * TIER, 0) not in segments(index).values() and time.monotonic() < deadline:
            commit(index, "z", 2)
        assert (3 * TIER, 0) in segments(index).values()
    assert ids(tmp_path / "index") == expected(z=2)


@forking
def test_a_run_that_ends_with_nothing_takes_in_what_is_merged(tmp_path: Path, held: Path) -> None:
    with merging(tmp_path / "index") as index:
        sources = {*segments(index)}
        held.touch()
        with index.writer():
            pass
        assert [*segments(index).values()].count((3 * TIER, 0)) == 1
        assert len({*segments(index)} & sources) == 1  # that of z, which came last
    assert files_of(index) == {*segments(index)}
    assert ids(tmp_path / "index") == expected()


@forking
@pytest.mark.usefixtures("held")
def test_a_run_that_breaks_off_leaves_nothing_of_a_merge(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), merging(tmp_path / "index") as index:
        raise KeyboardInterrupt
    assert multiprocessing.active_children() == []
    assert files_of(index) == {*segments(index)}
    assert ids(tmp_path / "index") == expected()


@forking
def test_a_merge_whose_process_is_killed_undoes_the_commit_that_waits_for_it(tmp_path: Path, held: Path) -> None:
    with merging(tmp_path / "index") as index:
        (child,) = multiprocessing.active_children()
        assert child.pid
        os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(IndexFailure, match="was killed; it is as it was"):
            commit(index, "b", 0, last=True)
        assert files_of(index) == {*segments(index)}
        held.touch()
        commit(index, "c", 0, last=True)
    assert ids(tmp_path / "index") == expected(c=0)


@forking
@pytest.mark.usefixtures("held")
def test_purging_waits_for_no_merge_and_keeps_nothing_of_it(tmp_path: Path) -> None:
    with merging(tmp_path / "index") as index:
        with index.writer() as changes:
            changes.replace("b", [])
            changes.purge()
        assert multiprocessing.active_children() == []
        assert files_of(index) == {*segments(index)}
        assert not any(deleted for _, deleted in segments(index).values())
    assert ids(tmp_path / "index") == expected(b=0)


def test_runs_that_end_with_nothing_leave_no_more_segments_than_others(tmp_path: Path) -> None:
    index = create_index(tmp_path)
    for number in range(6 * TIER):
        with index.locked():
            commit(index, f"t{number}", 1)
            with index.writer():
                pass
    assert len(segments(index)) < 2 * TIER
    assert len(list(index.documents())) == 6 * TIER


def test_a_commit_made_while_another_is_gathered_is_not_lost(tmp_path: Path) -> None:
    index = create_index(tmp_path)
    with index.locked(), index.writer() as changes:
        changes.replace("a", documents("a"))
        commit(index, "b")
    assert ids(tmp_path) == [f"{thread}{n}" for thread in "ab" for n in range(3)]


Change = tuple[str, int, bool]


@pytest.mark.parametrize("share", [2, 100])
@settings(max_examples=10)
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 4), st.booleans()), min_size=6, max_size=25))
def test_whatever_is_merged_when_the_last_word_on_each_thread_counts(share: int, changes: list[Change]) -> None:
    with TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "_SHARE", share)
        index = create_index(Path(directory))
        with index.locked():
            for thread, count, is_last in changes:
                commit(index, thread, count, last=is_last)
        index.close()
        assert multiprocessing.active_children() == []
        counts = {thread: count for thread, count, _ in changes}
        assert ids(Path(directory)) == [
            f"{thread}{n}" for thread, count in sorted(counts.items()) for n in range(count)
        ]
        assert files_of(open_index(Path(directory))) == {*segments(open_index(Path(directory)))}
