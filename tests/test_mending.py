"""Damage to an index, and what makes it good: the archive where it still has what was damaged, else what is left."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import chdir, closing
from pathlib import Path
from typing import Any

import pytest

from threadsearch.cli.app import main
from threadsearch.engines.whoosh import create_index, open_index
from threadsearch.ingest import ingest
from threadsearch.manifest import FILE
from threadsearch.model import Document, Facet, Not, Phrase, Prefix, Query, Results, Sort, Term
from threadsearch.verifying import judge

Answers = tuple[list[Document], list[Results]]
WORDS = ("ferry", "harbour", "lamp", "kettle", "comment", *(f"word{n}" for n in range(300)))


def _table(path: Path, thread: str, count: int) -> None:
    noise = random.Random(path.name)  # noqa: S311 - the same every time
    rows = ["id,thread,parent,author,date,text"]
    for n in range(count):
        parent = noise.choice(["", str(noise.randrange(n))]) if n else ""
        words = " ".join(noise.choices(WORDS, k=30))
        rows.append(f"{n},{thread},{parent},Author {n % 7},2012-03-{1 + n % 28:02},{words}")
    path.write_text("\n".join(rows) + "\n")


def _page(path: Path, numbers: range) -> None:
    comments = "".join(
        f'<li class="comment depth-1" id="comment-{n}"><cite class="fn">Ada</cite>'
        f'<a href="#comment-{n}">July {n + 1}, 2011 at 9:00 am</a><p>The ferry left harbour {n}</p></li>'
        for n in numbers
    )
    head = '<link rel="canonical" href="https://a.example/ferry"><meta name="generator" content="WordPress 3">'
    path.write_text(f'<html><head>{head}</head><body><ol class="commentlist">{comments}</ol></body></html>')


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive, an index of several segments, in which documents are deleted, and one made at a go."""
    folder = tmp_path_factory.mktemp("whole")
    with chdir(folder):
        Path("archive").mkdir()
        _table(Path("archive/long.csv"), "long", 400)
        _page(Path("archive/one.html"), range(9))
        _page(Path("archive/two.html"), range(5, 14))  # one thread in two files
        _table(Path("archive/old.csv"), "old", 6)
        with closing(create_index(Path("index"))) as index:
            for names in (["long.csv", "old.csv"], ["one.html"], ["two.html"]):
                list(ingest([f"archive/{name}" for name in names], index))
            _table(Path("archive/old.csv"), "old", 4)  # what else it showed is deleted
            list(ingest(["archive"], index))
            assert len(index._state.segments) > 1  # type: ignore[attr-defined]  # noqa: SLF001 - as it is described
            assert any(s.info.deleted for s in index._state.segments)  # type: ignore[attr-defined]  # noqa: SLF001 - as above
            assert judge(index).is_sound
        with closing(create_index(Path("fresh"))) as index:
            list(ingest(["archive"], index))
    return folder


@pytest.fixture
def place(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder, the working one; the index is told that it was made there."""
    folder = Path(shutil.copytree(whole, tmp_path / "copy"))
    monkeypatch.chdir(folder)
    with closing(sqlite3.connect(the_store(folder) / FILE)) as base, base:
        for column in ("path", "resolved"):
            statement = f"UPDATE file SET {column} = CAST(replace(CAST({column} AS TEXT), ?, ?) AS BLOB)"  # noqa: S608 - ours
            base.execute(statement, (str(whole), str(folder)))
    return folder


@pytest.fixture
def fresh(place: Path) -> Answers:
    """What an index says that was made at one go."""
    return answers(place, "fresh")


def the_store(place: Path) -> Path:
    (store,) = (place / "index").glob("store-*")
    return store


def answers(place: Path, name: str = "index") -> Answers:
    """All that an index holds, and what it answers."""
    nodes = (Term("harbour"), Phrase("ferry lamp"), Prefix("wo"), Not(Term("kettle")))
    with closing(open_index(place / name)) as index:
        found = [index.search(Query(node, sort=sort, facets=tuple(Facet))) for node in nodes for sort in Sort]
        return list(index.documents()), found


def verify(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = main(["-d", "index", "verify", "--format", "json", *options])
    return status, json.loads(capsys.readouterr().out)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def empty(path: Path) -> None:
    path.write_bytes(b"")


WAYS = (flip, cut, empty, Path.unlink)


def _every_kind_of_file(store: Path) -> dict[str, Path]:
    """The largest file of each kind."""
    paths = sorted(store.iterdir(), key=lambda path: path.stat().st_size)
    return {path.name.partition(".")[2]: path for path in paths}


def test_damage_of_every_kind_is_made_good(place: Path, fresh: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    kinds = sorted(_every_kind_of_file(the_store(place)))
    assert {"record.col", "toc", "trm", "arrays", "sqlite"} <= set(kinds)
    for number, kind in enumerate(kinds):
        ways = WAYS if kind in {"record.col", "toc", "sqlite"} else WAYS[number % 4 :][:1]
        for damage in ways:
            path = _every_kind_of_file(the_store(place))[kind]
            damage(path)
            status, found = verify(capsys)
            named = [row["file"] for row in found["damage"]] + [row["source"] for row in found["drifts"]]
            assert status == 1, (kind, damage)
            assert len(named) == 1, (kind, damage)
            assert named[0] in {f"{path.parent.name}/{path.name}", path.name, path.parent.name}, (kind, damage)
            status, found = verify(capsys, "--repair")
            assert (status, found["sound"], found["lost"]) == (0, True, []), (kind, damage)
            assert answers(place) == fresh, (kind, damage)
    assert verify(capsys)[0] == 0


@pytest.mark.parametrize("damage", [flip, empty])
def test_the_file_that_names_the_store(
    place: Path, fresh: Answers, damage: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    damage(place / "index" / "threadsearch.json")
    status, found = verify(capsys)
    assert (status, [row["file"] for row in found["damage"]]) == (1, ["threadsearch.json"])
    assert verify(capsys, "--repair")[0] == 0
    assert answers(place) == fresh


def test_many_damages_at_once(place: Path, fresh: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    for path in the_store(place).iterdir():
        if path.suffix not in {".toc", ".sqlite"} and path.stat().st_size:
            flip(path)
    assert verify(capsys, "--repair")[0] == 0
    assert answers(place) == fresh


def test_what_nothing_tells_of_any_more_is_no_repair(
    place: Path, fresh: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    """The index knows no more what was in it, nor the manifest from which files."""
    for path in the_store(place).iterdir():
        if path.suffix in {".arrays", ".sqlite"} or path.name.endswith("record.col"):
            flip(path)
    status, found = verify(capsys, "--repair")
    assert status == 1
    assert len(found["lost"]) == len(fresh[0]) - len(answers(place)[0]) > 0


def test_what_the_archive_has_no_more_is_named_and_the_rest_is_kept(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {document.id: document for document in answers(place)[0]}
    flip(_every_kind_of_file(the_store(place))["record.col"])
    (place / "archive" / "long.csv").unlink()
    status, found = verify(capsys, "--repair")
    assert status == 1  # a file of the archive is not there
    assert [row["source"].rpartition("/")[2] for row in found["drifts"]] == ["long.csv"]
    assert found["breaks"] == []
    after = {document.id: document for document in answers(place)[0]}
    lost = {row["document_id"]: row for row in found["lost"]}
    assert set(before) - set(after) == set(lost)
    assert 5 < len(lost) < 380  # some blocks are damaged, the others are read
    assert all((row["thread_id"], row["author"]) == (before[i].thread_id, before[i].author) for i, row in lost.items())
    assert all(document.text == before[own].text for own, document in after.items())
    assert main(["-d", "index", "verify", "--repair"]) == 1
    assert "long.csv" in capsys.readouterr().out


def test_comments_without_names_are_counted(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = len(answers(place)[0])
    files = _every_kind_of_file(the_store(place))
    empty(files["record.col"])
    empty(files["arrays"])
    (place / "archive" / "long.csv").unlink()
    _, found = verify(capsys, "--repair")
    assert found["lost"]
    assert before - len(answers(place)[0]) == len([row for row in found["lost"] if not row["thread_id"]])


def test_a_table_of_contents_is_not_made_anew_without_all_files(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else what only gone files have shown would be gone as well."""
    flip(_every_kind_of_file(the_store(place))["toc"])
    (place / "archive" / "old.csv").rename(place / "elsewhere.csv")
    status, found = verify(capsys, "--repair")
    assert (status, len(found["damage"])) == (1, 1)
    (place / "elsewhere.csv").rename(place / "archive" / "old.csv")
    assert verify(capsys, "--repair")[0] == 0


@pytest.mark.parametrize("name", ["long.csv", "one.html"])
def test_threads_that_contradict_themselves(
    place: Path, fresh: Answers, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    thread = next(document.thread_id for document in fresh[0] if document.source.endswith(name))
    with closing(open_index(place / "index")) as index:
        documents = index.thread(thread)
        with index.writer() as writer:  # its record is gone, and whom others answer
            writer.replace(thread, documents[3:])
        _at_commit(place, index.commits)
    status, found = verify(capsys)
    assert status == 1
    assert {row["thread_id"] for row in found["breaks"]} == {thread}
    assert verify(capsys, "--repair")[0] == 0
    assert answers(place) == fresh


def test_threads_that_contradict_themselves_and_the_archive_has_no_more(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thread = next(d.thread_id for d in answers(place)[0] if d.source.endswith("old.csv"))
    with closing(open_index(place / "index")) as index:
        documents = index.thread(thread)
        with index.writer() as writer:
            writer.replace(thread, documents[2:])
        _at_commit(place, index.commits)
    (place / "archive" / "old.csv").unlink()
    _, found = verify(capsys, "--repair")
    assert found["breaks"] == []
    with closing(open_index(place / "index")) as index:
        assert [d.text for d in index.thread(thread)] == ["", *(d.text for d in documents[2:])]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE file SET settled = 0 WHERE source LIKE '%one.html'",
        "INSERT INTO showing SELECT 'lost', number FROM file WHERE source LIKE '%long.csv'",
        "DELETE FROM showing WHERE file = (SELECT number FROM file WHERE source LIKE '%long.csv')",
        "DELETE FROM showing",
        "UPDATE commits SET settled = 0, intended = 0",
    ],
)
def test_a_manifest_that_disagrees(
    place: Path, fresh: Answers, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(the_store(place) / FILE)) as base, base:
        base.execute(statement)
    assert verify(capsys)[0] == 1
    assert verify(capsys, "--repair")[0] == 0
    assert verify(capsys)[0] == 0
    assert answers(place) == fresh


def test_files_that_have_changed_are_read_again(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _table(place / "archive" / "long.csv", "long", 390)
    assert verify(capsys)[0] == 1
    assert verify(capsys, "--repair")[0] == 0
    assert len(answers(place)[0]) == 400 + 14 + 4 + 3 - 10


def test_files_are_read_with_the_options_that_they_were_read_with(
    place: Path, fresh: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    flip(_every_kind_of_file(the_store(place))["record.col"])
    capsys.readouterr()
    assert main(["-d", "index", "verify", "--repair", "--tz", "Asia/Kathmandu"]) == 1
    told = capsys.readouterr()
    assert "long.csv. It was read with other options" in told.err
    assert "has not been read to its end" in told.out
    assert verify(capsys, "--repair")[0] == 0
    assert answers(place) == fresh


@pytest.mark.parametrize("kind", ["record.col", "toc"])
def test_what_is_forgotten_stays_so(place: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-d", "index", "forget", "--author", "Author 3"]) == 0
    before, _ = answers(place)
    flip(_every_kind_of_file(the_store(place))[kind])
    assert verify(capsys, "--repair")[0] == 0
    assert answers(place)[0] == before


def _at_commit(place: Path, commit: int) -> None:
    """Let the manifest be of this commit, as after a mistake in the program."""
    with closing(sqlite3.connect(the_store(place) / FILE)) as base, base:
        base.execute("UPDATE commits SET settled = ?, intended = ?", (commit, commit))
