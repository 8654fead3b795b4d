"""``verify``: what is wrong is named, in every form, with an exit status that scripts can rely on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]  # the fixture `run`
PAGES = Path(__file__).parent / "pages"


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Path:
    """An index of the pages, as a user makes one."""
    directory = tmp_path / "index"
    run("-d", str(directory), "index", "kettle.txt")
    return directory


def the_file(directory: Path, ending: str) -> Path:
    (path,) = directory.glob(f"store-*/*{ending}")
    return path


def test_an_index_of_pages_is_sound(run: Run, filled: Path) -> None:
    outcome = run("-d", str(filled), "verify")
    assert outcome.status == 0
    assert "index     sound" in outcome.out
    assert outcome.err == ""


def test_damage_is_named_and_made_good(run: Run, filled: Path) -> None:
    the_file(filled, ".trm").write_bytes(b"nothing")
    outcome = run("-d", str(filled), "verify")
    assert outcome.status == 1
    assert ".trm  7 bytes long, and " in outcome.out
    assert "threads   not checked" in outcome.out
    assert "verify --repair" in outcome.out
    assert "verify --repair" in run("-d", str(filled), "search", "kettle").err
    outcome = run("-d", str(filled), "verify", "--repair")
    assert outcome.status == 0
    assert "Files that have been made again" in outcome.out
    assert run("-d", str(filled), "search", "kettle").status == 0


@pytest.mark.parametrize("ending", ["record.col", ".toc"])
def test_what_is_damaged_beyond_that_is_read_again(run: Run, filled: Path, ending: str) -> None:
    expected = run("-d", str(filled), "search", "kettle")
    the_file(filled, ending).write_bytes(b"nothing")
    assert run("-d", str(filled), "search", "kettle").status == 2
    outcome = run("-d", str(filled), "verify", "--repair")
    assert (outcome.status, outcome.err) == (0, "")
    assert "Files that have been made again" in outcome.out
    assert run("-d", str(filled), "search", "kettle") == expected


def test_what_cant_be_restored_is_named(run: Run, index: Path, tmp_path: Path) -> None:
    """Nothing tells which files this index is of."""
    directory = Path(shutil.copytree(index, tmp_path / "copy"))
    the_file(directory, "record.col").write_bytes(b"nothing")
    outcome = run("-d", str(directory), "verify", "--repair")
    assert outcome.status == 1
    assert "Comments that can't be restored" in outcome.out
    assert "0brdge000000  0aa000000000  Perrin Oakes" in outcome.out


def test_a_damaged_table_of_contents(run: Run, index: Path, tmp_path: Path) -> None:
    directory = Path(shutil.copytree(index, tmp_path / "copy"))
    the_file(directory, ".toc").write_bytes(b"nothing")
    for arguments in (["verify"], ["verify", "--format", "json"], ["verify", "--repair"]):
        outcome = run("-d", str(directory), *arguments)
        assert outcome.status == 1
        assert "_MAIN_1.toc" in outcome.out
    outcome = run("-d", str(directory), "search", "kettle")
    assert outcome.status == 2
    assert "_MAIN_1.toc, is not as it was written" in outcome.err


def test_no_index_is_no_sound_index(run: Run, tmp_path: Path) -> None:
    outcome = run("-d", str(tmp_path), "verify")
    assert outcome.status == 2
    assert "there is no index" in outcome.err


def test_a_thread_that_lacks_its_record_is_named(run: Run, index: Path, tmp_path: Path) -> None:
    from threadsearch.engines.whoosh import open_index

    directory = Path(shutil.copytree(index, tmp_path / "copy"))
    with closing(open_index(directory)) as opened, opened.writer() as writer:
        writer.replace("0brdge000000", opened.thread("0brdge000000")[1:])
    outcome = run("-d", str(directory), "verify")
    assert outcome.status == 1
    assert "0brdge000000  0brdge000000  has no record of its own" in outcome.out
