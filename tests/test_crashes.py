"""Runs that are killed at any moment: what was committed is there, whole and once, and the next run goes on."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Self

import pytest

from threadsearch.engines.whoosh import check_index, create_index, open_index, w3
from threadsearch.engines.whoosh.store import current_folder
from threadsearch.ingest import Committed, ingest
from threadsearch.model import Document

BATCH = 50
RUN = """
    import sys
    from pathlib import Path
    from threadsearch.engines.whoosh import create_index
    from threadsearch.ingest import Committed, ingest
    index = create_index(Path(sys.argv[2]), wait=60)
    print("begun", flush=True)
    for event in ingest([sys.argv[1]], index, batch=int(sys.argv[3])):
        if isinstance(event, Committed):
            print("committed", flush=True)
"""


def write_archive(folder: Path, threads: int, comments: int) -> Path:
    """Tables of comments, a thread each."""
    folder.mkdir()
    for thread in range(threads):
        rows = ["id,parent,thread,author,date,text"]
        rows += [
            f"t{thread}c{n},{f't{thread}c{n // 2}' if n % 3 else ''},t{thread},Author {n % 7},2012-03-{1 + n % 28:02},"
            f"The ferry of thread {thread} runs at {n} with {'bells ' * (n % 5)}and lamps"
            for n in range(comments)
        ]
        (folder / f"thread-{thread:03}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


@dataclass
class Model:
    """What an index holds after so many batches of a run, none at first; and the longest that it says nothing."""

    states: list[list[Document]]
    silence: float  # seconds

    @classmethod
    def of(cls, archive: Path, directory: Path, batch: int) -> Model:
        states: list[list[Document]] = [[]]
        with closing(create_index(directory)) as index:
            events = ingest([str(archive)], index, batch=batch)
            states += (list(index.documents()) for event in events if isinstance(event, Committed))
        with Run(archive, directory.with_name("timed"), batch) as run:
            run.begun()
            said = [time.monotonic()]
            while run.committed():
                said.append(time.monotonic())
            run.process.wait()
            said.append(time.monotonic())
        return cls(states, max(later - earlier for earlier, later in pairwise(said)))

    def batches(self, documents: list[Document]) -> int:
        """After how many batches an index holds just these documents; fails where it never does."""
        assert documents in self.states, f"{len(documents)} documents, of {[len(state) for state in self.states]}"
        return self.states.index(documents)


class Run:
    """A process that indexes an archive, and says what it has committed."""

    def __init__(self, archive: Path, directory: Path, batch: int) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-c", textwrap.dedent(RUN), str(archive), str(directory), str(batch)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def begun(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "begun\n"

    def committed(self) -> bool:
        """Wait until it tells of a commit, or is at its end."""
        assert self.process.stdout is not None
        return self.process.stdout.readline() == "committed\n"

    def killed(self, commits: int, after: float) -> tuple[bool, int]:
        """Kill it so many seconds after so many commits: whether it was at work, and how many commits it told of."""
        told = sum(self.committed() for _ in range(commits))
        time.sleep(after)
        self.process.send_signal(signal.SIGKILL)
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        told += self.process.stdout.read().count("committed")  # what communicate() gives lacks what has been buffered
        assert self.process.stderr.read() == ""
        return self.process.wait() == -signal.SIGKILL, told


def held(directory: Path) -> list[Document]:
    with closing(open_index(directory)) as index:
        return list(index.documents())


def kills(archive: Path, directory: Path, model: Model, count: int, batch: int) -> Iterator[tuple[int, int]]:
    """Kill runs over one index; how many batches were in it before and behind each. Once it is whole, begin anew."""
    moments = random.Random(count)  # noqa: S311 - the same every time
    number = before = 0
    for _ in range(count):
        with Run(archive, directory / str(number), batch) as run:
            run.begun()
            commits = moments.randrange(len(model.states) - before)
            after = moments.choice((0, moments.uniform(0, model.silence)))  # seconds
            was_killed, told = run.killed(commits, after)
        assert check_index(directory / str(number)) == []
        behind = model.batches(held(directory / str(number)))
        assert behind >= max(before, told)
        assert was_killed or behind == len(model.states) - 1
        yield before, behind
        before = behind
        if behind == len(model.states) - 1:
            assert_tidy(directory / str(number), archive, model, batch)
            number, before = number + 1, 0


def assert_tidy(directory: Path, archive: Path, model: Model, batch: int) -> None:
    """One more run, not killed: it changes nothing in the index, and leaves nothing behind."""
    with closing(create_index(directory, wait=60)) as index:
        for _ in ingest([str(archive)], index, batch=batch):
            pass
    assert held(directory) == model.states[-1]
    folder = current_folder(directory)
    toc = w3.read_toc(folder)
    expected = {w3.toc_name(toc.generation)}
    expected |= {w3.file_name(info.name, ending) for info in toc.segments for ending in (*info.files, "arrays")}
    assert {path.name for path in folder.iterdir() if "MAIN_" in path.name} == expected
    assert len(list(directory.glob("store-*"))) == 1
    assert not list(directory.rglob("*.draft"))


def check(tmp_path: Path, *, threads: int, comments: int, batch: int, count: int) -> None:
    archive = write_archive(tmp_path / "archive", threads, comments)
    model = Model.of(archive, tmp_path / "whole", batch)
    with closing(create_index(tmp_path / "at one go")) as index:
        for _ in ingest([str(archive)], index, batch=10**9):
            pass
    assert model.states[-1] == held(tmp_path / "at one go")
    progress = list(kills(archive, tmp_path / "killed", model, count, batch))
    assert any(behind > before for before, behind in progress)
    assert any(0 < behind < len(model.states) - 1 for _, behind in progress)
    last = tmp_path / "killed" / str(sum(behind == len(model.states) - 1 for _, behind in progress))
    assert_tidy(last, archive, model, batch)  # and so the last one is finished, too


def test_runs_that_are_killed(tmp_path: Path) -> None:
    check(tmp_path, threads=30, comments=12, batch=BATCH, count=8)


@pytest.mark.long
def test_runs_that_are_killed_at_200_moments(tmp_path: Path) -> None:
    check(tmp_path, threads=60, comments=12, batch=BATCH, count=200)


@pytest.mark.long
def test_runs_that_are_killed_while_several_processes_write(tmp_path: Path) -> None:
    """Documents are so many that the parts of a commit are written by processes of their own."""
    check(tmp_path, threads=60, comments=500, batch=12_000, count=12)
