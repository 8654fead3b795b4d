"""The index on disk in bad company: damage, other versions, locks, full disks, and other people's files."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from engine_strategies import corpora
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stored import documents, fill, ids

from threadsearch.engines.base import Index
from threadsearch.engines.whoosh import create_index, open_index, rebuild_index, schema
from threadsearch.engines.whoosh.index import WhooshIndex
from threadsearch.engines.whoosh.store import current_folder, discard
from threadsearch.errors import (
    IndexDamaged,
    IndexFailure,
    IndexLocked,
    IndexMissing,
    IndexVersionMismatch,
    ThreadsearchError,
)
from threadsearch.model import All, And, DateRange, Document, Facet, Phrase, Prefix, Query, Sort, Term

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def everything(index: Index) -> None:
    """Ask the index for whatever it has."""
    index.search(Query(All(), Sort.REPLIES))
    index.search(Query(And((All(), DateRange(EPOCH, None)))))
    for where in (Term("run"), Phrase("physical therapy"), Prefix("phys")):
        index.search(Query(where, Sort.NEWEST, tuple(Facet), articles=True))
    list(index.vocabulary("text"))
    for document in index.documents():
        index.get(document.id)
        index.thread(document.thread_id)


def listing(directory: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


def files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.glob("store-*/*") if path.is_file())


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory with an index of two segments, among files that are not ours."""
    (tmp_path / "README.md").write_text("about this directory")
    (tmp_path / "store-of-mine").mkdir()
    fill(tmp_path, "a", "b")
    return tmp_path


def in_child(program: str, *arguments: object) -> subprocess.Popen[str]:
    """A process that runs a program after the usual imports, and complains of files left open."""
    preamble = """
        import os, resource, sys, time
        from pathlib import Path
        from threadsearch.engines.whoosh import create_index, open_index, rebuild_index
        from threadsearch.errors import *
        from threadsearch.model import Document
    """
    source = textwrap.dedent(preamble) + textwrap.dedent(program)
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-X", "dev", "-c", source, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# What opening says


def test_no_index(tmp_path: Path) -> None:
    for missing in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexMissing, match="there is no index in") as caught:
            open_index(missing)
        assert "threadsearch index PATH" in caught.value.advice


def test_a_file_in_place_of_the_directory(tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.write_text("not an index")
    with pytest.raises(IndexDamaged, match="is a file"):
        open_index(path)
    for make in (create_index, lambda path: rebuild_index(path).__enter__()):
        with pytest.raises(IndexFailure):
            make(path)
    assert path.read_text() == "not an index"


def test_another_version_of_the_schema(directory: Path) -> None:
    manifest = directory / "threadsearch.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"schema": 0, "store": "elsewhere"}))
    for way in (open_index, create_index):
        with pytest.raises(IndexVersionMismatch, match="version 0 of the schema") as caught:
            way(directory)
        assert "threadsearch index --rebuild" in caught.value.advice


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"engine": "whoosh"}',
        '{"engine": "other", "schema": 1, "store": "store-00000000"}',
        '{"engine": "whoosh", "schema": "1", "store": "store-00000000"}',
        f'{{"engine": "whoosh", "schema": {schema.VERSION}, "store": "../store-00000000"}}',
        f'{{"engine": "whoosh", "schema": {schema.VERSION}, "store": "store-00000000"}}',
        "\udcff\udcfe",
    ],
)
def test_a_damaged_manifest(directory: Path, manifest: str) -> None:
    (directory / "threadsearch.json").write_bytes(manifest.encode("utf-8", "surrogateescape"))
    with pytest.raises(IndexDamaged) as caught:
        open_index(directory)
    assert "threadsearch index --rebuild" in caught.value.advice


def damaged_ways() -> dict[str, Callable[[bytes], bytes]]:
    noise = random.Random(2011)  # noqa: S311 - noise, the same every time
    return {
        "empty": lambda _: b"",
        "half": lambda data: data[: len(data) // 2],
        "one byte short": lambda data: data[:-1],
        "zeros": lambda data: bytes(len(data)),
        "noise": lambda data: noise.randbytes(len(data)),
        "noise in the middle": lambda data: data[:9] + noise.randbytes(max(0, len(data) - 18)) + data[-9:],
    }


@pytest.mark.parametrize("way", damaged_ways())
def test_damaged_files_are_an_error_and_never_a_traceback(directory: Path, way: str) -> None:
    damage = damaged_ways()[way]
    noticed = {}
    for path in files(directory):
        whole = path.read_bytes()
        if not whole:  # postings may all be in the dictionary
            continue
        path.write_bytes(damage(whole))
        noticed[path.name.partition(".")[2]] = _is_noticed(directory)
        path.write_bytes(whole)
    assert not _is_noticed(directory)
    # What is only there for Whoosh is known by its size, and damaged arrays are made again from the documents.
    for_whoosh = {name for name in noticed if name.endswith((".col", "trm", "pst"))} - {"record.col"}
    may_pass = {"arrays"} | (for_whoosh if way in NOISE else set())
    assert {name for name, is_noticed in noticed.items() if not is_noticed} <= may_pass


NOISE = {"zeros", "noise", "noise in the middle"}


def _is_noticed(directory: Path) -> bool:
    try:
        everything(open_index(directory))
    except IndexDamaged as error:
        return "threadsearch index --rebuild" in error.advice
    return False


@pytest.mark.parametrize("suffix", [".trm", ".pst", "record.col", "by_first.col", ".toc"])
def test_missing_files(directory: Path, suffix: str) -> None:
    for path in files(directory):
        if path.name.endswith(suffix):
            path.unlink()
    assert _is_noticed(directory)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_damage_to_any_file_is_an_error_of_ours_or_none(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    directory = tmp_path_factory.mktemp("index", numbered=True)
    fill(directory, "a")
    path = data.draw(st.sampled_from([path for path in files(directory) if path.stat().st_size]))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, max(0, len(content) - 1)))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        index = open_index(directory)
        everything(index)
    except ThreadsearchError:
        pass


# Writing


def test_what_is_not_ours_is_never_touched(directory: Path) -> None:
    with rebuild_index(directory) as index, index.writer() as writer:
        writer.replace("c", documents("c"))
    assert (directory / "README.md").read_text() == "about this directory"
    assert (directory / "store-of-mine").is_dir()
    assert ids(directory) == ["c0", "c1", "c2"]


def test_a_commit_that_changes_nothing_writes_nothing(directory: Path) -> None:
    before = listing(directory)
    index = open_index(directory)
    with index.writer():
        pass
    with index.writer() as writer:
        writer.replace("never there", [])
    assert listing(directory) == before


def test_a_document_that_breaks_the_writer_midway_leaves_the_index_as_it_was(directory: Path) -> None:
    before = listing(directory)
    broken = replace(documents("c", 1)[0], text=7)  # a defect of the caller's, so it comes out as it is
    index = open_index(directory)
    with pytest.raises(TypeError), index.writer() as writer:  # noqa: PT012 - all of it is undone
        writer.replace("a", documents("a", text="changed"))
        writer.replace("c", [broken])
    assert listing(directory) == before
    fill(directory, "c")


def test_making_an_index_twice_keeps_the_first(directory: Path) -> None:
    create_index(directory)
    assert len(ids(directory)) == 6


def test_making_an_index_while_another_is_being_made_keeps_the_others(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        with rebuild_index(tmp_path) as index:
            late = pool.submit(create_index, tmp_path)
            time.sleep(0.3)  # by now it has found no index, and waits for the lock
            with index.writer() as writer:
                writer.replace("a", documents("a"))
        late.result().close()
    assert len(ids(tmp_path)) == 3


def test_an_index_opened_before_a_commit_of_another_goes_on(directory: Path) -> None:
    reader = open_index(directory)
    other = open_index(directory)
    for round_ in range(10):  # enough for the segments to be merged and their files removed
        with other.writer() as writer:
            writer.replace("a", documents("a", text=f"changed {round_}"))
    assert not any(path.name.startswith(f"MAIN_{reader_segment(reader)}") for path in files(directory))
    everything(reader)
    assert [document.text for document in reader.thread("a")] == [f"physical therapy, running {n}" for n in range(3)]
    with reader.writer() as writer:
        writer.replace("b", [])
    assert [document.text for document in reader.documents()] == [f"changed 9 {n}" for n in range(3)]


def reader_segment(reader: Index) -> str:
    return reader._state.segments[0].info.name  # noqa: SLF001 - to know that its files are gone


def test_a_commit_while_the_index_is_being_opened_is_seen(directory: Path) -> None:
    calls = []

    def find() -> Path:
        calls.append(directory)
        if len(calls) == 2:  # when the files have been opened
            fill(directory, "c")
        return current_folder(directory)

    assert len(list(WhooshIndex(find, nullcontext).documents())) == 9


def test_segments_are_merged_before_they_are_many(tmp_path: Path) -> None:
    index = create_index(tmp_path)
    for number in range(30):
        with index.writer() as writer:
            writer.replace(f"t{number:02}", documents(f"t{number:02}", count=1 + number % 3))
    assert len({path.name.partition(".")[0] for path in files(tmp_path)} - {"_MAIN_30"}) <= 8
    assert ids(tmp_path) == [f"t{number:02}{n}" for number in range(30) for n in range(1 + number % 3)]


def test_a_prefix_may_stand_for_ten_thousand_words(tmp_path: Path) -> None:
    index = create_index(tmp_path)
    with index.writer() as writer:
        text = " ".join(f"word{number}" for number in range(10_000))
        writer.replace("a", documents("a", 2, text) + documents("b", 0))
    assert index.search(Query(Prefix("wor"))).total == 2
    assert index.search(Query(Phrase("word9998 word9999"))).total == 2


# Rebuilding


def test_a_failed_rebuild_leaves_the_old_index(directory: Path) -> None:
    before = listing(directory)
    with pytest.raises(RuntimeError), rebuild_index(directory) as index:  # noqa: PT012 - the block is what is tested
        with index.writer() as writer:
            writer.replace("c", documents("c"))
        raise RuntimeError
    assert listing(directory) == before


def test_the_old_index_serves_until_the_new_one_is_done(directory: Path) -> None:
    reader = open_index(directory)
    with rebuild_index(directory) as index:
        for thread in ("c", "d"):
            with index.writer() as writer:
                writer.replace(thread, documents(thread))
        assert [document.id for document in index.documents()] == ["c0", "c1", "c2", "d0", "d1", "d2"]
        assert len(ids(directory)) == 6
        with pytest.raises(IndexLocked), open_index(directory, wait=0).writer():
            pass
    everything(reader)
    assert ids(directory) == ["c0", "c1", "c2", "d0", "d1", "d2"]
    assert len(list(directory.glob("store-????????"))) == 1
    with reader.writer() as writer:  # which notices that the index is another now
        writer.replace("d", [])
    assert ids(directory) == ["c0", "c1", "c2"]


def test_a_folder_that_is_the_index_is_not_discarded(directory: Path) -> None:
    discard(directory, current_folder(directory))
    assert len(ids(directory)) == 6


@pytest.mark.parametrize("content", ["garbage", '{"engine": "whoosh", "schema": 0, "store": "x"}', None])
def test_rebuilding_repairs_whatever_was_there(directory: Path, content: str | None) -> None:
    manifest = directory / "threadsearch.json"
    manifest.unlink()
    if content is not None:
        manifest.write_text(content)
    with rebuild_index(directory) as index, index.writer() as writer:
        writer.replace("c", documents("c"))
    assert ids(directory) == ["c0", "c1", "c2"]


# Other processes


HOLD = """
    with open_index(Path(sys.argv[1])).writer():
        print("holding", flush=True)
        sys.stdin.readline()
        time.sleep(0.5)
"""


def test_a_locked_index_says_who_holds_it(directory: Path) -> None:
    child = in_child(HOLD, directory)
    assert child.stdout is not None
    assert child.stdout.readline() == "holding\n"
    index = open_index(directory, wait=0.1)
    message = rf"by process {child.pid} on .* since 2\d\d\d-"
    with pytest.raises(IndexLocked, match=message) as caught, index.writer():
        pass
    assert caught.value.advice
    assert len(ids(directory)) == 6  # reading goes on
    child.communicate("go\n", timeout=30)
    assert not (directory / "threadsearch.lock.json").exists()
    fill(directory, "c")


def test_a_writer_waits_for_another(directory: Path) -> None:
    child = in_child(HOLD, directory)
    assert child.stdout is not None
    assert child.stdout.readline() == "holding\n"
    assert child.stdin is not None
    child.stdin.write("go\n")
    child.stdin.close()
    with open_index(directory, wait=30).writer() as writer:
        writer.replace("a", [])
    child.wait(timeout=30)
    child.stdout.close()
    assert child.stderr is not None
    child.stderr.close()
    assert ids(directory) == ["b0", "b1", "b2"]


def test_a_killed_writer_leaves_the_index_as_it_was_and_unlocked(directory: Path) -> None:
    program = """
        with open_index(Path(sys.argv[1])).writer() as writer:
            writer.replace("a", [])
            print("holding", flush=True)
            sys.stdin.readline()
    """
    child = in_child(program, directory)
    assert child.stdout is not None
    child.stdout.readline()
    child.kill()
    child.communicate(timeout=30)
    assert len(ids(directory)) == 6
    fill(directory, "c")
    assert len(ids(directory)) == 9


@pytest.mark.parametrize("limit", [0, 1, 500, 5_000, 50_000])
@pytest.mark.skipif(sys.platform == "win32", reason="limits are of Unix")
def test_a_full_disk_leaves_the_index_as_it_was(directory: Path, limit: int) -> None:
    # A limit on file sizes stands in for the full disk: writing fails with the same kind of error, midway.
    program = """
        index = open_index(Path(sys.argv[1]))
        text = " ".join(f"word{number}" for number in range(30_000))
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
        try:
            with index.writer() as writer:
                writer.replace("a", [Document("x", "a", "x", 0, text, "p.html")])
        except IndexFailure as error:
            print(error)
        print([document.id for document in index.documents()])
    """
    before = listing(directory)
    out, err = in_child(program, directory, limit).communicate(timeout=60)
    assert "the index could not be written: File too large; it is as it was" in out
    assert "['a0', 'a1', 'a2', 'b0', 'b1', 'b2']" in out
    assert err == ""
    assert listing(directory) == before
    fill(directory, "c")


@pytest.mark.parametrize("limit", [0, 100])
@pytest.mark.skipif(sys.platform == "win32", reason="limits are of Unix")
def test_a_full_disk_leaves_the_index_when_rebuilding_too(directory: Path, limit: int) -> None:
    program = """
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
        try:
            with rebuild_index(Path(sys.argv[1])):
                pass
        except IndexFailure as error:
            print(error)
    """
    before = listing(directory)
    out, err = in_child(program, directory, limit).communicate(timeout=60)
    assert "File too large" in out
    assert err == ""
    assert listing(directory) == before


@pytest.mark.skipif(not hasattr(os, "setuid") or os.geteuid() != 0, reason="only root can become nobody")
@pytest.mark.parametrize("mode", [0o755, 0o000])
def test_a_directory_that_may_not_be_written_or_read(mode: int) -> None:
    program = """
        index_dir = Path(sys.argv[1])
        with open_index(index_dir).writer() as writer:  # loads all that nobody may not load
            writer.replace("gone", [])
        index_dir.chmod(int(sys.argv[2]))
        os.setuid(65534)
        for attempt in (
            lambda: print(len(list(open_index(index_dir).documents()))),
            lambda: open_index(index_dir).writer().__enter__(),
            lambda: rebuild_index(index_dir).__enter__(),
            lambda: create_index(index_dir / "new"),
        ):
            try:
                attempt()
            except IndexFailure as error:
                print(error)
    """
    with tempfile.TemporaryDirectory(dir="/tmp") as outer:  # those of pytest are closed to nobody
        Path(outer).chmod(0o755)
        directory = Path(outer, "index")
        fill(directory, "a")
        out, err = in_child(program, directory, mode).communicate(timeout=60)
        directory.chmod(0o755)
    reading, *writing = out.splitlines()
    assert err == ""
    assert len(writing) == 3
    assert reading == "3" if mode else "can't be read: Permission denied" in reading
    assert all("ermission denied" in line for line in writing)


@pytest.mark.skipif(not hasattr(os, "setuid") or os.geteuid() != 0, reason="only root can become nobody")
@pytest.mark.parametrize("forbidden", ["store-*", "store-*/*.arrays", "store-*/*.toc"])
def test_an_index_that_may_not_be_read_is_not_called_damaged(forbidden: str) -> None:
    program = """
        index_dir = Path(sys.argv[1])
        len(list(open_index(index_dir).documents()))  # loads all that nobody may not load
        os.setuid(65534)
        try:
            open_index(index_dir)
        except IndexFailure as error:
            print(type(error).__name__, error, error.advice)
    """
    with tempfile.TemporaryDirectory(dir="/tmp") as outer:  # those of pytest are closed to nobody
        Path(outer).chmod(0o755)
        directory = Path(outer, "index")
        fill(directory, "a")
        for path in directory.glob(forbidden):
            path.chmod(0)
        out, err = in_child(program, directory, 0).communicate(timeout=60)
    assert err == ""
    assert out.startswith("IndexFailure")
    assert "can't be read: Permission denied" in out
    assert "rebuild" not in out


# Whatever is written is read


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(corpora())
def test_a_rebuilt_index_equals_the_one_it_was_built_from(
    tmp_path_factory: pytest.TempPathFactory, threads: dict[str, tuple[Document, ...]]
) -> None:
    directory = tmp_path_factory.mktemp("index", numbered=True)
    index = create_index(directory)
    for thread, held in threads.items():
        with index.writer() as writer:
            writer.replace(thread, held)
    before = list(index.documents())
    with rebuild_index(directory) as new, new.writer() as writer:
        for thread in threads:
            writer.replace(thread, index.thread(thread))
    assert list(open_index(directory).documents()) == before
