"""What is forgotten is gone from an index's bytes, and stays out of it."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from threadsearch.engines.whoosh import create_index, open_index, rebuild_index, w3
from threadsearch.engines.whoosh.store import current_folder
from threadsearch.errors import IndexFailure
from threadsearch.ingest import Again, forget, ingest
from threadsearch.ingest.forgetting import FORGOTTEN, Forgotten
from threadsearch.manifest import FILE
from threadsearch.model import Document

ROWS = """id,parent,thread,author,date,text
a,,https://talk.example/t,Zyx Quorn,2012-03-01,The zephyrine bridge is mine
b,a,https://talk.example/t,Ada,2012-03-02,And who pays?
c,,https://talk.example/t,Ada,2012-03-03,Close it
d,,https://talk.example/u,zyx quórn,2012-03-04,A zephyrine lamp
e,,https://talk.example/u,Bo,2012-03-05,No lamp
"""
MORE = (
    "id,parent,thread,author,date,text\n"
    "f,a,https://talk.example/t,Cy,2012-03-06,Late\n"
    "a,,https://talk.example/t,Zyx Quorn,2012-03-01,The zephyrine bridge is mine\n"
)
TRACES = ("zephyrine", "Zephyrine", "Quorn", "quorn", "quórn")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "one.csv").write_text(ROWS, encoding="utf-8")
    (folder / "two.csv").write_text(MORE, encoding="utf-8")
    return folder


@pytest.fixture
def place(archive: Path) -> Path:
    place = archive.parent / "index"
    read(archive, place)
    return place


def read(archive: Path, place: Path, **options: Any) -> None:  # noqa: ANN401 - ingest's
    with closing(create_index(place)) as index:
        list(ingest([str(archive)], index, **options))


def documents(place: Path) -> list[Document]:
    with closing(open_index(place)) as index:
        return list(index.documents())


def texts(place: Path) -> list[str]:
    return sorted(document.text for document in documents(place) if document.text)


def forgotten(place: Path, **what: Any) -> int:  # noqa: ANN401 - forget's
    with closing(open_index(place)) as index:
        return forget(index, **what)


def legible(folder: Path) -> bytes:
    """All bytes below a folder, and all that is compressed in them."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found.append(data)
            found += (inflated(data[at:]) for at in range(len(data)) if data[at : at + 1] == b"\x78")
    return b"\n".join(found)


def inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data)
    except zlib.error:
        return b""


def traces(place: Path) -> set[str]:
    everything = legible(place)
    return {trace for trace in TRACES if trace.encode() in everything}


def test_an_author_is_gone_from_every_byte_and_stays_away(place: Path, archive: Path) -> None:
    assert {"zephyrine", "Quorn", "quórn"} <= traces(place)
    assert forgotten(place, authors=["ZYX  Quorn"]) == 2
    kept = ["And who pays?", "Close it", "Late", "No lamp"]
    assert texts(place) == kept
    assert traces(place) == set()
    for run in ({}, {"again": Again.ALL}):
        read(archive, place, **run)
        assert texts(place) == kept
        assert traces(place) == set()
    (archive / "three.csv").write_text(ROWS.replace("zephyrine", "other"), encoding="utf-8")
    read(archive, place)
    assert texts(place) == kept


def test_answers_to_what_is_forgotten_are_orphans(place: Path) -> None:
    (own_id,) = {document.id for document in documents(place) if "bridge" in document.text}
    assert forgotten(place, ids=[own_id]) == 1
    answers = [document for document in documents(place) if document.text in {"And who pays?", "Late"}]
    assert {(a.parent_id, a.orphan_of, a.parent_author, a.depth) for a in answers} == {(None, own_id, None, 0)}
    assert "A zephyrine lamp" in texts(place)
    assert forgotten(place, ids=[own_id]) == 0


def test_a_thread_is_forgotten_as_a_whole(place: Path, archive: Path) -> None:
    (thread,) = {document.thread_id for document in documents(place) if "bridge" in document.text}
    assert forgotten(place, ids=[thread]) == 5
    read(archive, place, again=Again.ALL)
    assert texts(place) == ["A zephyrine lamp", "No lamp"]


@pytest.mark.parametrize("order", ["first", "last"])
def test_the_index_is_the_one_that_never_had_it(place: Path, archive: Path, tmp_path: Path, order: str) -> None:
    forgotten(place, authors=["Zyx Quorn"])
    other = tmp_path / "other"
    create_index(other).close()
    (other / FORGOTTEN).write_bytes((place / FORGOTTEN).read_bytes())
    if order == "first":
        (archive / "two.csv").unlink()
        read(archive, place, prune=True)
    read(archive, other)
    assert documents(place) == documents(other)


def _rebuilt(place: Path, archive: Path) -> None:
    with rebuild_index(place) as index:
        list(ingest([str(archive)], index))


def _without_manifest(place: Path, archive: Path) -> None:
    for path in place.rglob(FILE):
        path.unlink()
    read(archive, place)


@pytest.mark.parametrize("lose", [_rebuilt, _without_manifest])
def test_it_outlasts_a_rebuilt_index_and_a_lost_manifest(
    place: Path, archive: Path, lose: Callable[[Path, Path], None]
) -> None:
    forgotten(place, authors=["Zyx Quorn"])
    lose(place, archive)
    assert texts(place) == ["And who pays?", "Close it", "Late", "No lamp"]
    assert traces(place) == set()


def test_what_was_begun_is_finished_by_the_next_run(place: Path, archive: Path) -> None:
    with closing(open_index(place)) as index:
        Forgotten().adding([], ["Zyx Quorn"]).save(index)  # as far as a process came that was killed
    read(archive, place)
    assert traces(place) == set()


FORGET = """
    import sys
    from pathlib import Path
    from threadsearch.engines.whoosh import open_index
    from threadsearch.ingest import forget
    forget(open_index(Path(sys.argv[1])), authors=["Zyx Quorn"], batch=1)
"""


@pytest.mark.parametrize("commits", [1, 4, 12])
def test_a_run_that_is_killed_between_its_batches_is_finished_by_the_next(
    place: Path, archive: Path, commits: int
) -> None:
    for number in range(12):
        (archive / f"{number}.csv").write_text(ROWS.replace("example/", f"example/{number}"), encoding="utf-8")
    read(archive, place)
    folder = current_folder(place)
    first = w3.latest_generation(folder)
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(FORGET), str(place)]) as process:  # noqa: S603 - ourselves
        while process.poll() is None and w3.latest_generation(folder) < first + commits:
            time.sleep(0.001)
        process.kill()
    assert w3.latest_generation(folder) >= first + commits
    read(archive, place)
    assert traces(place) == set()
    assert texts(place) == sorted(["And who pays?", "Close it", "No lamp"] * 13 + ["Late"])


def test_nothing_is_added_while_the_list_can_not_be_read(place: Path, archive: Path) -> None:
    (place / FORGOTTEN).write_text("author Zyx\n", encoding="ascii")
    with pytest.raises(IndexFailure, match="neither an id nor an author's hash"):
        read(archive, place)
