"""Ctrl-C, and its like from the system, while an index is written: real processes, which tell themselves to stop."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from processes import gone
from threadsearch.engines.whoosh import check_index, create_index, open_index
from threadsearch.ingest import ingest

FILES = 16
COMMENTS = 8

# It interrupts itself where it is told to, so many times in a row; files are many to it, and batches small.
RUN = """
    import multiprocessing, os, signal, sys
    from threadsearch import workers
    from threadsearch.cli.app import main
    from threadsearch.engines.whoosh import durable
    from threadsearch.ingest import ingest, shelf
    from threadsearch.ingest.visits import Visit

    signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background ignores it
    place, archive, moment, after, times, number, *options = sys.argv[1:]
    workers.ALONE, workers.PORTION = 0, 1
    ingest.__kwdefaults__["batch"] = 40
    left = int(after)

    def interrupted(call):
        def interrupt(*arguments, **options):
            global left
            left -= 1
            if left == 0:
                print(*(child.pid for child in multiprocessing.active_children()), flush=True)
                for _ in range(int(times)):
                    os.kill(os.getpid(), int(number))
            return call(*arguments, **options)
        return interrupt

    kind, name = {
        "reading": (Visit, "read"),
        "putting away": (shelf.Shelf, "_put_away"),
        "the commit": (durable, "settle"),
        "behind the commit": (durable, "put"),
    }[moment]
    setattr(kind, name, interrupted(getattr(kind, name)))
    sys.exit(main(["-d", place, "index", archive, "--jobs", "2", *options]))
"""


class Outcome:
    """How a run ended that was interrupted, and the processes that it had then."""

    def __init__(self, place: Path, archive: Path, *interrupt: object) -> None:
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-c", textwrap.dedent(RUN), *map(str, (place, archive, *interrupt))],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.status, self.messages = done.returncode, done.stderr
        self.children = [int(pid) for pid in done.stdout.partition("\n")[0].split()]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    for file in range(FILES):
        rows = [f"{file}-{n},f{file},Ada,2012-03-{1 + n:02},Bell {n} of the ferry {file}" for n in range(COMMENTS)]
        (folder / f"{file:02}.csv").write_text("\n".join(["id,thread,author,date,text", *rows]) + "\n")
    return folder


def held(place: Path) -> dict[str, int]:
    """How many comments each thread has in an index, which is whole."""
    assert check_index(place) == []
    threads: dict[str, int] = {}
    with closing(open_index(place)) as index:
        for document in index.documents():
            threads[document.source] = threads.get(document.source, -1) + 1
    return threads


def left_behind(place: Path) -> Iterator[str]:
    for path in place.rglob("*"):
        if path.name.endswith((".json.draft", ".draft", "lock.json", "-journal")):
            yield path.name


def finished(place: Path, archive: Path) -> bool:
    """Whether the next run over the same files brings in what is left; nobody holds the index."""
    with closing(create_index(place, wait=0)) as index:
        for _ in ingest([str(archive)], index):
            pass
    return sorted(held(place).values()) == [COMMENTS] * FILES


@pytest.mark.parametrize(
    ("moment", "after", "number"),
    [("reading", 8, signal.SIGINT), ("the commit", 2, signal.SIGTERM), ("behind the commit", 3, signal.SIGINT)],
)
def test_the_first_commits_what_is_whole_and_says_what_is_left(
    tmp_path: Path, archive: Path, moment: str, after: int, number: signal.Signals
) -> None:
    place = tmp_path / "index"
    outcome = Outcome(place, archive, moment, after, 1, int(number))
    there = held(place)
    assert outcome.status == 130
    assert set(there.values()) == {COMMENTS}
    assert 5 <= len(there) < FILES
    assert outcome.messages.splitlines()[-1] == (
        f"Interrupted. What was committed is kept ({len(there)} threads); {FILES - len(there)} files are left: "
        "the same command goes on."
    )
    assert "Traceback" not in outcome.messages
    assert all(map(gone, outcome.children))
    assert not list(left_behind(place))
    assert finished(place, archive)


@pytest.mark.parametrize(
    ("moment", "after", "number"), [("reading", 8, signal.SIGTERM), ("the commit", 2, signal.SIGINT)]
)
def test_the_second_stops_at_once_and_harms_nothing(
    tmp_path: Path, archive: Path, moment: str, after: int, number: signal.Signals
) -> None:
    place = tmp_path / "index"
    outcome = Outcome(place, archive, moment, after, 2, int(number))
    assert outcome.status == 130
    assert outcome.messages.splitlines()[-1].startswith("Interrupted. What was committed is kept (")
    assert "Traceback" not in outcome.messages
    assert set(held(place).values()) <= {COMMENTS}
    assert all(map(gone, outcome.children))
    assert not list(left_behind(place))
    assert finished(place, archive)


def test_a_large_file_that_is_not_whole_leaves_nothing(tmp_path: Path) -> None:
    rows = [f'{{"id": {n}, "author": "Ada", "date": "2012-03-01", "text": "Bell {n}"}}\n' for n in range(400)]
    large = tmp_path / "large.jsonl"
    large.write_text("".join(rows))
    place = tmp_path / "index"
    outcome = Outcome(place, large, "putting away", 1, 2, int(signal.SIGINT))
    assert outcome.status == 130
    assert outcome.messages.splitlines()[-1].startswith("Interrupted. What was committed is kept (0 threads);")
    assert held(place) == {}
    assert {path.name for path in place.iterdir() if path.is_file()} == {"threadsearch.json", "threadsearch.lock"}


def test_an_index_that_is_rebuilt_stays_as_it_was(tmp_path: Path, archive: Path) -> None:
    place = tmp_path / "index"
    assert finished(place, archive)
    outcome = Outcome(place, archive, "reading", 8, 1, int(signal.SIGTERM), "--rebuild")
    assert outcome.status == 130
    assert outcome.messages.splitlines()[-1] == "Interrupted. The index is as it was."
    assert len(held(place)) == FILES
    assert len(list(place.glob("store-*"))) == 1
