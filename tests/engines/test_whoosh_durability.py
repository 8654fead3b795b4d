"""Losses of power, disks that are full or fail, folders that are gone: the index is the last commit, and says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from faults import can_refuse
from stored import documents, fill, ids

from threadsearch.engines.whoosh import create_index, open_index
from threadsearch.engines.whoosh.store import current_folder
from threadsearch.errors import IndexFailure, IndexMissing

HERE = Path(__file__).parent


def listing(directory: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    fill(tmp_path / "index", "a", "b")
    return tmp_path / "index"


# Losses of power


class Disk:
    """What a disk is sure to hold: files as they were when they were last synchronised, and names likewise."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._contents: dict[int, bytes] = {}
        self._names: dict[int, dict[str, int]] = {}
        self._lock = threading.RLock()
        self.states: list[Callable[[Path], None]] = []
        for path in (root, *root.rglob("*")):
            self._hold(path)

    def _hold(self, path: Path) -> None:
        if path.is_dir():
            self._names[path.stat().st_ino] = {entry.name: entry.stat().st_ino for entry in path.iterdir()}
        else:
            self._contents[path.stat().st_ino] = path.read_bytes()

    @contextmanager
    def watched(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Look at the disk whenever it may have changed."""
        fsync = os.fsync

        def synchronise(number: int) -> None:
            fsync(number)
            path = Path(f"/proc/self/fd/{number}").resolve()
            with self._lock:
                self._hold(path)
                self._note()

        def noted(name: str) -> None:
            call = getattr(os, name)

            def calling(*arguments: object, **options: object) -> None:
                with self._lock:
                    self._note()
                    call(*arguments, **options)
                    self._note()

            monkeypatch.setattr(os, name, calling)

        monkeypatch.setattr(os, "fsync", synchronise)
        for name in ("replace", "unlink", "mkdir"):
            noted(name)
        yield
        monkeypatch.undo()
        self._note()

    def _note(self) -> None:
        """Keep what a loss of power now would leave: the least, or all names, or just those that make a commit."""
        contents, settled = dict(self._contents), dict(self._names)
        present: dict[int, dict[str, int]] = {}
        for folder in (self._root, *(path for path in self._root.rglob("*") if path.is_dir())):
            present[folder.stat().st_ino] = {entry.name: entry.stat().st_ino for entry in folder.iterdir()}
        tables = {
            folder: settled.get(folder, {}) | {name: at for name, at in names.items() if name.endswith(("toc", "json"))}
            for folder, names in present.items()
        }
        root = self._root.stat().st_ino

        def left(names: dict[int, dict[str, int]], to: Path, folder: int = root) -> None:
            to.mkdir()
            for name, number in names.get(folder, {}).items():
                if number in names:
                    left(names, to / name, number)
                else:
                    (to / name).write_bytes(contents.get(number, b""))

        self.states += (partial(left, names) for names in (settled, present, tables))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells which file is synchronised")
def test_a_loss_of_power_at_any_moment_leaves_the_commit_before_or_behind_it(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):  # the next commit merges segments, and removes those that it merged
        fill(directory, f"more{number}")
    before = ids(directory)
    disk = Disk(directory)
    with disk.watched(monkeypatch), open_index(directory).writer() as writer:
        writer.replace("a", [])
        writer.replace("c", documents("c"))
    behind = ids(directory)
    assert behind != before
    found = [_found(state, tmp_path / f"disk {number}") for number, state in enumerate(disk.states)]
    assert len(found) > 60
    assert all(one in (before, behind) for one in found)
    assert found[0] == before
    assert found[-3:] == [behind] * 3
    for way in range(3):  # no commit is ever lost again
        assert found[way::3] == sorted(found[way::3], key=lambda one: one == behind)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells which file is synchronised")
def test_a_loss_of_power_while_an_index_is_made_leaves_it_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "index"
    directory.mkdir()
    disk = Disk(directory)
    with disk.watched(monkeypatch):
        create_index(directory).close()
    found = [_found(state, tmp_path / f"disk {number}") for number, state in enumerate(disk.states)]
    assert found[0] is None
    assert found[-3:] == [[]] * 3


def _found(state: Callable[[Path], None], directory: Path) -> list[str] | None:
    """The documents after a loss of power; ``None`` for no index."""
    state(directory)
    try:
        return ids(directory)
    except IndexMissing:
        return None
    finally:
        shutil.rmtree(directory)


# Disks that fail


def in_child(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a program after the usual imports; it complains of files left open."""
    preamble = """
        import errno, shutil, sys
        from pathlib import Path
        from faults import refuse
        from threadsearch.engines.whoosh import create_index, open_index, rebuild_index
        from threadsearch.errors import *
        from threadsearch.model import Document
        directory = Path(sys.argv[1])
    """
    return subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-X", "dev", "-c", textwrap.dedent(preamble) + textwrap.dedent(program), *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        timeout=60,
        check=False,
    )


needs_filters = pytest.mark.skipif(not can_refuse(), reason="this system has no filters of calls")

WRITING = """
    index = open_index(directory)
    with index.writer() as writer:  # loads all that writing takes
        writer.replace("never there", [])
    refuse(sys.argv[2], getattr(errno, sys.argv[3]))
    try:
        with index.writer() as writer:
            writer.replace("a", [])
            writer.replace("c", [Document("c0", "c", "c0", 0, "words", "p.html")])
    except IndexFailure as error:
        print(error)
    print([document.id for document in index.documents()])
    print([document.id for document in open_index(directory).documents()])
"""


@needs_filters
@pytest.mark.parametrize(
    ("call", "error", "reason"),
    [
        ("fsync", "EIO", "Input/output error"),
        ("fsync", "ENOSPC", "No space left"),
        ("rename", "EDQUOT", "quota exceeded"),
    ],
)
def test_a_disk_that_fails_leaves_the_index_as_it_was(directory: Path, call: str, error: str, reason: str) -> None:
    before = listing(directory)
    done = in_child(WRITING, directory, call, error)
    message, seen, reopened = done.stdout.splitlines()
    assert done.stderr == ""
    assert reason in message
    assert message.endswith("it is as it was")
    assert seen == reopened == "['a0', 'a1', 'a2', 'b0', 'b1', 'b2']"
    assert listing(directory) == before
    fill(directory, "c")


@needs_filters
def test_what_cant_be_removed_stays_and_harms_nobody(directory: Path) -> None:
    done = in_child(WRITING, directory, "unlink", "EPERM")
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["['b0', 'b1', 'b2', 'c0']"] * 2
    assert len(list(current_folder(directory).glob("*.toc"))) == 2
    fill(directory, "d")
    assert len(list(current_folder(directory).glob("*.toc"))) == 1
    assert ids(directory) == ["b0", "b1", "b2", "c0", "d0", "d1", "d2"]


@needs_filters
@pytest.mark.parametrize("call", ["fsync", "rename", "mkdir"])
def test_a_disk_that_fails_while_an_index_is_made_or_rebuilt(directory: Path, tmp_path: Path, call: str) -> None:
    program = """
        refuse(sys.argv[2])
        for make in (lambda: rebuild_index(directory).__enter__(), lambda: create_index(Path(sys.argv[3]))):
            try:
                make()
                if sys.argv[2] == "rename":
                    rebuild = rebuild_index(directory)
                    rebuild.__enter__()
                    rebuild.__exit__(None, None, None)
            except IndexFailure as error:
                print(error)
    """
    before = listing(directory)
    done = in_child(program, directory, call, tmp_path / "new")
    assert done.stderr == ""
    assert done.stdout.count("Input/output error") == 2
    assert listing(directory) == before
    with pytest.raises(IndexMissing):
        open_index(tmp_path / "new")
    fill(tmp_path / "new", "a")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    command = [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if not (mount and unmount) or subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("only root can mount a small disk")
    yield disk
    subprocess.run([unmount, "--lazy", str(disk)], check=True)  # noqa: S603 - as above; files may be open till collected


@pytest.mark.parametrize("free", [0, 1, 4, 7, 10, 14, 20, 30, 50])
def test_a_full_disk_leaves_the_index_as_it_was(small_disk: Path, free: int) -> None:
    """``free`` are blocks of 4 KiB; a commit takes some twenty of them."""
    directory = small_disk / "index"
    fill(directory, "a", "b")
    before = listing(directory)
    ballast = small_disk / "ballast"
    with ballast.open("wb") as file:
        at = shutil.disk_usage(small_disk).free - 4096 * free
        file.write(bytes(max(at, 0)))
    index = open_index(directory)
    try:
        with index.writer() as writer:
            writer.replace("c", documents("c"))
    except IndexFailure as error:
        assert "No space left on device" in str(error)  # noqa: PT017 - whether it comes depends on the room
        assert free < 50
        assert listing(directory) == before
        assert ids(directory) == ["a0", "a1", "a2", "b0", "b1", "b2"]
    else:
        assert free > 10
    index.close()
    ballast.unlink()
    fill(directory, "c")
    assert ids(directory) == ["a0", "a1", "a2", "b0", "b1", "b2", "c0", "c1", "c2"]


# Folders that are gone


def test_a_removed_folder_is_said_to_be_gone(directory: Path) -> None:
    index = open_index(directory)
    with pytest.raises(IndexFailure, match=r"nor can .* be read any more"), index.writer() as writer:  # noqa: PT012
        writer.replace("c", documents("c"))
        shutil.rmtree(current_folder(directory))
    index.close()


def test_an_index_that_was_removed_is_missing(directory: Path) -> None:
    index = open_index(directory)
    shutil.rmtree(directory)
    assert [document.id for document in index.documents()] == ["a0", "a1", "a2", "b0", "b1", "b2"]  # files are open
    with pytest.raises(IndexMissing), index.writer():
        pass
    index.close()


# What killed processes leave


def test_the_next_writer_removes_what_killed_ones_left(directory: Path) -> None:
    kept = listing(directory)
    folder = current_folder(directory)
    other = "MAIN_0123456789abcdef"
    left = [
        folder / f"{other}.trm",
        folder / f"{other}.by_date.col",
        folder / f"{other}.arrays",
        folder / "_MAIN_1.toc",
        folder / "_MAIN_3.toc.0123abcd.draft",
        directory / "threadsearch.json.0123abcd.draft",
        directory / "store-01234567" / "_MAIN_9.toc",
    ]
    others = [folder / "manifest.sqlite", directory / "store-of-mine" / "x", directory / "notes.draft"]
    for path in (*left, *others):
        path.parent.mkdir(exist_ok=True)
        path.write_text("left")
    assert ids(directory) == ["a0", "a1", "a2", "b0", "b1", "b2"]
    assert all(path.exists() for path in left)  # it might be what another process is writing
    with open_index(directory).writer() as writer:
        writer.replace("never there", [])
    assert not any(path.exists() for path in left)
    assert listing(directory) == kept | {str(path): b"left" for path in others}
