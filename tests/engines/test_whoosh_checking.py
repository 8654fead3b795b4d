"""Damage to files: every kind is found and named, and what others say as well is made again, to the byte."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from threadsearch.engines.base import Damage
from threadsearch.engines.whoosh import check_index, create_index, open_index, repair_index
from threadsearch.engines.whoosh.store import current_folder
from threadsearch.errors import IndexLocked, IndexMissing
from threadsearch.model import Document


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index after a history: of a segment that was merged, with deleted documents, and new ones beside it."""
    directory = tmp_path_factory.mktemp("sound") / "index"
    noise = random.Random(7)  # noqa: S311 - the same every time
    words = ["ferry", "bridge", "½", "lamp", "don't", "海", *(f"word{n}" for n in range(400))]
    index = create_index(directory)
    for number in [*range(7), 2, 5, 6]:
        thread = f"t{number}"
        rows = [
            Document(
                f"{thread}c{n:02}", thread, f"{thread}c{n:02}", n, " ".join(noise.choices(words, k=60)), "p.html",
                author=noise.choice(["Ada", "Ben", None]), title=f"On {thread}", site="blog.example",
            )
            for n in range(noise.randrange(8, 40))
        ]  # fmt: skip
        with index.writer() as writer:
            writer.replace(thread, rows)
    assert len(index._state.segments) > 1  # noqa: SLF001 - as it is described
    assert any(segment.info.deleted for segment in index._state.segments)  # noqa: SLF001 - as above
    assert index._state.segments[0].info.count > 40  # noqa: SLF001 - the merged one
    index.close()
    return directory


@pytest.fixture
def directory(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    import shutil

    return Path(shutil.copytree(sound, tmp_path / "index"))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def grow(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


WAYS = [flip, cut, empty, grow, Path.unlink]


def every_file(directory: Path) -> list[Path]:
    return [path for path in sorted(current_folder(directory).iterdir()) if path.is_file()]


def test_a_sound_index_has_no_damage(directory: Path) -> None:
    assert check_index(directory) == []


@pytest.mark.parametrize("damage", WAYS)
def test_damage_to_any_file_is_found_and_named(directory: Path, damage: Callable[[Path], None]) -> None:
    paths = every_file(directory)
    assert len(paths) > 30
    for path in paths:
        whole = path.read_bytes()
        if not whole and damage in (flip, cut, empty):
            continue
        damage(path)
        (found,) = check_index(directory)
        if damage is Path.unlink and path.suffix == ".toc":
            assert found == Damage(path.parent.name, "without a table of contents")
        else:
            assert found.file == f"{path.parent.name}/{path.name}"
        path.write_bytes(whole)
    assert check_index(directory) == []


@pytest.mark.parametrize("damage", WAYS)
def test_what_others_say_as_well_is_made_again_to_the_byte(directory: Path, damage: Callable[[Path], None]) -> None:
    whole = {path: path.read_bytes() for path in every_file(directory)}
    for path, data in whole.items():
        if data and not path.name.endswith((".toc", "record.col")):
            damage(path)
    assert len(check_index(directory)) > 25
    repair_index(directory)
    assert check_index(directory) == []
    assert {path: path.read_bytes() for path in every_file(directory)} == whole


def test_documents_that_are_damaged_are_not_made_up(directory: Path) -> None:
    for path in current_folder(directory).glob("*record.col"):
        flip(path)
    before = check_index(directory)
    repair_index(directory)
    assert check_index(directory) == before
    assert {damage.reason for damage in before} == {"other bytes than were written"}


def test_several_files_are_all_named(directory: Path) -> None:
    first, *_, last = (path for path in every_file(directory) if path.suffix == ".col")
    flip(first)
    last.unlink()
    reasons = {Path(damage.file).name: damage.reason for damage in check_index(directory)}
    assert reasons == {first.name: "other bytes than were written", last.name: "missing"}


def test_a_folder_in_place_of_a_file(directory: Path) -> None:
    path = next(current_folder(directory).glob("*by_date.col"), None) or next(current_folder(directory).glob("*.trm"))
    path.unlink()
    path.mkdir()
    (found,) = check_index(directory)
    assert "can't be read: Is a directory" in found.reason


def test_damage_beside_the_segments(directory: Path) -> None:
    manifest = directory / "threadsearch.json"
    flip(manifest)
    repair_index(directory)
    assert [damage.file for damage in check_index(directory)] == ["threadsearch.json"]
    manifest.unlink()
    with pytest.raises(IndexMissing):
        check_index(directory)


def test_looking_writes_nothing(directory: Path) -> None:
    for path in current_folder(directory).glob("*.arrays"):
        path.unlink()
    before = every_file(directory)
    check_index(directory)
    assert every_file(directory) == before


def test_repair_takes_its_turn(directory: Path) -> None:
    with open_index(directory).writer(), pytest.raises(IndexLocked):
        repair_index(directory, wait=0)
