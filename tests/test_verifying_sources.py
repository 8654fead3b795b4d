"""Whether index, manifest and archive agree: each way in which they may not is found, and said of the right file."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from threadsearch.engines.base import Index
from threadsearch.engines.whoosh import create_index, open_index
from threadsearch.ingest import ingest
from threadsearch.manifest import FILE, Manifest
from threadsearch.verifying import Break, Claim, Drift, Verdict, judge

PAGES = Path(__file__).parent / "cli" / "pages"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two pages; one of them claims more comments than it shows."""
    folder = tmp_path / "archive"
    folder.mkdir()
    shutil.copy(PAGES / "kettle.txt", folder)
    (folder / "table.csv").write_text("id,thread,author,date,text\n1,t,Ada,2012-03-01,The ferry\n")
    return folder


@pytest.fixture
def index(archive: Path, tmp_path: Path) -> Iterator[Index]:
    with closing(create_index(tmp_path / "index")) as index:
        list(ingest([str(archive)], index))
        yield index


def name(archive: Path, file: str) -> str:
    return str(archive / file)


def test_what_agrees(index: Index) -> None:
    assert judge(index).is_sound
    assert judge(index).threads == 2


def test_a_file_whose_bytes_are_others_though_its_size_and_time_are_not(index: Index, archive: Path) -> None:
    path = archive / "table.csv"
    before = path.stat()
    path.write_text(path.read_text().replace("ferry", "fermy"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert judge(index).drifts == (Drift(name(archive, "table.csv"), "has changed since it was read"),)
    assert not judge(index).is_sound


def test_a_file_that_is_gone(index: Index, archive: Path) -> None:
    (archive / "kettle.txt").unlink()
    assert judge(index).drifts == (Drift(name(archive, "kettle.txt"), "is not there any more"),)


def test_a_file_that_was_not_read_to_its_end(index: Index, archive: Path) -> None:
    _change(index, "UPDATE file SET settled = 0 WHERE source LIKE '%table.csv'")
    assert judge(index).drifts == (Drift(name(archive, "table.csv"), "has not been read to its end"),)


def test_a_thread_that_the_index_lacks(index: Index, archive: Path) -> None:
    _change(index, "INSERT INTO showing SELECT 'lost', number FROM file WHERE source LIKE '%table.csv'")
    found = Break("lost", "lost", f"is not there, and {name(archive, 'table.csv')} shows it")
    assert judge(index).breaks == (found,)


def test_a_thread_that_no_file_shows(index: Index) -> None:
    (thread,) = {document.thread_id for document in index.documents() if "ferry" in document.text}
    _change(index, f"DELETE FROM showing WHERE thread = '{thread}'")  # noqa: S608 - our own id
    assert judge(index).breaks == (Break(thread, thread, "no file that is known shows it"),)


def test_a_manifest_of_another_commit(index: Index) -> None:
    with index.writer() as writer:
        writer.replace("lost", [])
        writer.replace(next(index.documents()).thread_id, [])
    (drift,) = judge(index).drifts
    assert drift.source == FILE
    assert "changed without it" in drift.reason


def test_a_manifest_that_is_missing_or_damaged(index: Index) -> None:
    assert index.folder
    (index.folder / FILE).write_bytes(b"no database" * 99)
    assert [drift.source for drift in judge(index).drifts] == [FILE]
    (index.folder / FILE).unlink()
    assert [drift.reason.partition(":")[0] for drift in judge(index).drifts] == ["missing"]


def test_claims_of_files_are_listed_and_are_no_fault(index: Index, archive: Path) -> None:
    verdict = judge(index)
    assert verdict.is_sound
    assert verdict.claims == (Claim(name(archive, "kettle.txt"), 4, 6),)
    assert [(thread.found, thread.record.stated_count) for thread in verdict.differing] == [(4, 6)]


def test_an_index_that_another_process_changes_meanwhile_is_looked_at_again(
    archive: Path, tmp_path: Path, index: Index
) -> None:
    with closing(open_index(tmp_path / "index")) as reader:
        (archive / "table.csv").write_text("id,thread,author,date,text\n1,u,Ada,2012-03-01,The lamp\n")
        list(ingest([str(archive)], index))  # the reader has the commit before
        verdict = judge(reader)
    assert verdict.is_sound
    assert verdict.threads == 2


def test_an_empty_index_has_nothing_to_disagree_with(tmp_path: Path) -> None:
    with closing(create_index(tmp_path)) as index:
        assert judge(index) == Verdict(threads=0, comments=0)


def _change(index: Index, statement: str) -> None:
    assert index.folder
    Manifest(index.folder).close()
    with closing(sqlite3.connect(index.folder / FILE)) as base, base:
        base.execute(statement)
