"""Several processes at one index: one writes at a time, all others read, and nobody waits for the dead."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from threadsearch.engines.whoosh import create_index, open_index
from threadsearch.errors import IndexLocked
from threadsearch.model import Document

PREAMBLE = """
    import os, sys, time
    from pathlib import Path
    from threadsearch.engines.whoosh import create_index, open_index
    from threadsearch.model import Document
    def documents(thread, count, text):
        return [Document(f"{thread}{n}", thread, f"{thread}{n}", n, text, "p.html") for n in range(count)]
"""


@contextmanager
def child(program: str, *arguments: object, cwd: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """A process that runs a program after the usual imports; it is gone behind the block."""
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-c", textwrap.dedent(PREAMBLE) + textwrap.dedent(program), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


HOLD = """
    import signal
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # it is ignored by what is started under nohup
    with open_index(Path(sys.argv[1])).writer() as writer:
        writer.replace("held", documents("held", 2, "words"))
        print("holding", flush=True)
        sys.stdin.readline()
"""


def command(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "threadsearch", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=cwd,
    )


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "thread.csv"
    path.write_text("id,author,date,text\n1,Ada,2012-03-01,The ferry\n2,Ben,2012-03-02,The lamp\n")
    return path


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A place with a name that people give to places."""
    directory = tmp_path / "Küste, 海 ½\nan 'index'"
    create_index(directory).close()
    return directory


def ways(directory: Path) -> Iterator[tuple[Path, Path]]:
    """The same directory from elsewhere: where one stands, and how it is named there."""
    link = directory.with_name("a link")
    link.symlink_to(directory)
    yield Path("/"), link
    yield directory.parent, Path(directory.name)
    yield directory, Path()
    yield directory, Path("..", directory.name)


def test_whoever_comes_second_is_told_who_is_first_and_since_when(directory: Path, archive: Path) -> None:
    with child(HOLD, directory) as holder:
        assert line(holder) == "holding"
        for cwd, name in ways(directory):
            outcome = command("-d", name, "index", archive, "--wait", "0.2", cwd=cwd)
            assert outcome.returncode == 75
            assert f"by process {holder.pid} on " in outcome.stderr
            assert f" since {time.strftime('%Y-', time.gmtime())}" in outcome.stderr
            assert "Traceback" not in outcome.stderr
        assert command("-d", directory, "verify").returncode == 0  # reading goes on
        holder.communicate("go\n", timeout=30)
    outcome = command("-d", directory, "index", archive)
    assert outcome.returncode == 0
    assert {document.text for document in open_index(directory).documents()} > {"words", "The ferry", "The lamp"}


def test_a_second_writer_waits_as_long_as_it_is_told(directory: Path, archive: Path) -> None:
    with child(HOLD, directory) as holder:
        assert line(holder) == "holding"
        waiting = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "threadsearch", "-d", str(directory), "index", str(archive), "--wait", "60"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(1)
        holder.communicate("go\n", timeout=30)
        waiting.communicate(timeout=60)
    assert waiting.returncode == 0
    assert len(list(open_index(directory).documents())) == 2 + 3


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_the_lock_of_a_dead_process_is_taken_over(directory: Path, archive: Path, number: signal.Signals) -> None:
    with child(HOLD, directory) as holder:
        assert line(holder) == "holding"
        holder.send_signal(number)
        holder.wait(30)
        assert (directory / "threadsearch.lock.json").exists()  # what it said of itself means nothing any more
        assert command("-d", directory, "index", archive, "--wait", "0").returncode == 0
    assert len(list(open_index(directory).documents())) == 3


def test_a_stopped_process_keeps_its_lock(tmp_path: Path) -> None:
    create_index(tmp_path).close()
    with child(HOLD, tmp_path) as holder:
        assert line(holder) == "holding"
        os.kill(holder.pid, signal.SIGSTOP)
        with pytest.raises(IndexLocked, match=f"by process {holder.pid} on"), open_index(tmp_path, wait=0.1).writer():
            pass


WRITE = """
    index = create_index(Path(sys.argv[1]), wait=60)
    for commit in range(int(sys.argv[3])):
        with index.writer() as writer:
            for thread in range(3):
                writer.replace(f"{sys.argv[2]}{thread}", documents(f"{sys.argv[2]}{thread}", 4, f"commit {commit}"))
"""

READ = """
    index = open_index(Path(sys.argv[1]))
    seen, states = {}, 0
    print("reading", flush=True)
    while not (Path(sys.argv[1]) / "done").exists():
        states += index.refresh()
        held = {}
        for document in index.documents():
            held.setdefault(document.thread_id, []).append(document.text)
        for thread, texts in held.items():
            assert len(texts) == 4 and len(set(texts)) == 1, (thread, texts)
            commit = int(texts[0].split()[1])
            assert commit >= seen.get(thread, 0), (thread, commit, seen)
            assert {held[thread[0] + other][0] for other in "012"} == {texts[0]}, held
            seen[thread] = commit
        assert set(seen) <= set(held)
    print(states, flush=True)
"""


def test_writers_take_turns_and_readers_see_whole_commits_one_after_the_other(tmp_path: Path) -> None:
    create_index(tmp_path).close()
    with (
        child(READ, tmp_path) as first,
        child(READ, tmp_path) as second,
        child(WRITE, tmp_path, "a", 12) as one,
        child(WRITE, tmp_path, "b", 12) as two,
    ):
        readers = (first, second)
        assert [line(reader) for reader in readers] == ["reading", "reading"]
        for writer in (one, two):
            assert writer.communicate(timeout=60) == ("", "")
        (tmp_path / "done").touch()
        for reader in readers:
            out, err = reader.communicate(timeout=60)
            assert err == ""
            assert int(out) > 1
    assert {document.text for document in open_index(tmp_path).documents()} == {"commit 11"}
    assert len(list(open_index(tmp_path).documents())) == 24


FOLLOW = """
    index = open_index(Path(sys.argv[1]))
    print(index.refresh(), len(list(index.documents())), flush=True)
    sys.stdin.readline()
    before = len(list(index.documents()))
    print(before, index.refresh(), len(list(index.documents())), index.refresh(), flush=True)
"""


def test_readers_notice_a_new_commit_when_they_ask_wherever_they_stand(directory: Path, archive: Path) -> None:
    with ExitStack() as readers:
        following = [readers.enter_context(child(FOLLOW, name, cwd=cwd)) for cwd, name in ways(directory)]
        assert [line(reader) for reader in following] == ["False 0"] * 4
        assert command("-d", directory.with_name("a link"), "index", archive).returncode == 0
        assert [reader.communicate("go\n", timeout=60) for reader in following] == [("0 True 3 False\n", "")] * 4


def test_a_reader_notices_new_commits_when_it_asks(tmp_path: Path) -> None:
    reader = create_index(tmp_path)
    assert not reader.refresh()
    with open_index(tmp_path).writer() as writer:
        writer.replace("t", [Document("a", "t", "a", 0, "words", "p.html")])
    assert list(reader.documents()) == []
    before = reader.commits
    assert reader.refresh()
    assert reader.commits > before
    assert [document.id for document in reader.documents()] == ["a"]
    assert not reader.refresh()
