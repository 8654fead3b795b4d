"""An index that came from elsewhere is data: nothing in it is ever run."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from whoosh.filedb.structfile import StructFile

from threadsearch.engines.whoosh import create_index, open_index, unpickling
from threadsearch.errors import IndexDamaged
from threadsearch.model import Document, Phrase, Query


class _Call:
    """What a pickle may hold: a call, to be made when it is read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self._path,)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    directory = tmp_path / "index"
    with create_index(directory).writer() as writer:
        writer.replace("t", [Document("a", "t", "a", 0, "physical therapy", "p.html")])
    return directory


def the_file(directory: Path, suffix: str) -> Path:
    (path,) = directory.glob(f"store-*/*{suffix}")
    return path


def poison_toc(directory: Path, poison: bytes) -> None:
    """The list of segments, behind the schema."""
    path = the_file(directory, ".toc")
    file = StructFile(path.open("rb"))
    file.seek(3 + 4 + 4 + 3)  # sizes, a mark, the version, the release
    file.skip_string()
    head = file.tell() + 4 + 4
    file.close()
    path.write_bytes(path.read_bytes()[:head] + poison)


def poison_postings(directory: Path, poison: bytes) -> None:
    """The terms and the postings, which stock Whoosh unpickles and we never read."""
    for suffix in (".trm", ".pst"):
        path = the_file(directory, suffix)
        path.write_bytes((poison * (path.stat().st_size // len(poison) + 1))[: path.stat().st_size])


@pytest.mark.parametrize("protocol", [0, 2, 5])
def test_a_pickle_that_calls_is_damage(directory: Path, tmp_path: Path, protocol: int) -> None:
    mark = tmp_path / "it ran"
    poison = pickle.dumps(_Call(mark), protocol)
    pickle.loads(poison)  # noqa: S301 - to see that it works
    assert mark.exists()
    mark.unlink()
    poison_toc(directory, poison)
    with pytest.raises(IndexDamaged, match="has no business in an index"):
        open_index(directory).search(Query(Phrase("physical therapy")))
    assert not mark.exists()


@pytest.mark.parametrize("place", [poison_toc, poison_postings])
def test_nor_does_writing_run_it(directory: Path, tmp_path: Path, place: Callable[[Path, bytes], None]) -> None:
    mark = tmp_path / "it ran"
    index = open_index(directory)
    place(directory, pickle.dumps(_Call(mark)))
    for number in range(10):  # until the segments are merged
        with suppress(IndexDamaged), index.writer() as writer:
            writer.replace(f"t{number}", [Document("a", f"t{number}", "a", 0, "physical therapy", "p.html")])
    assert not mark.exists()


def test_what_only_whoosh_reads_is_never_unpickled(directory: Path, tmp_path: Path) -> None:
    mark = tmp_path / "it ran"
    poison_postings(directory, pickle.dumps(_Call(mark)))
    for arrays in directory.glob("store-*/*.arrays"):
        arrays.unlink()  # they are made again, from the documents
    assert open_index(directory).search(Query(Phrase("physical therapy"))).total == 1
    assert not mark.exists()


def test_an_honest_index_is_read(directory: Path) -> None:
    assert open_index(directory).search(Query(Phrase("physical therapy"))).total == 1


@pytest.mark.parametrize(
    "stream",
    [
        b"cos\nsystem\n(S'true'\ntR.",
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"c__builtin__\ngetattr\n(S''\nS'upper'\ntR.",
        b"cwhoosh.util.loading\nfind_object\n(S'os.system'\ntR.",
        b"cthreadsearch.engines.whoosh.unpickling\n_PLAIN\n.",
        b"ccodecs\nencode\n.",
    ],
)
def test_what_is_not_listed_is_refused(stream: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError, match="has no business in an index"):
        unpickling.loads(stream)


def test_what_a_pickle_does_to_a_class_stays_in_that_pickle() -> None:
    shell = b"\x80\x02cwhoosh.codec.whoosh3\nW3Segment\nN}U\x04nameU\x04evils\x86b."
    changed = unpickling.loads(shell)
    assert changed.name == "evil"
    fresh = unpickling.loads(b"\x80\x02cwhoosh.codec.whoosh3\nW3Segment\n.")
    assert not hasattr(fresh, "name")


def test_a_segment_with_a_path_for_a_name_is_damage(directory: Path) -> None:
    path = the_file(directory, ".toc")
    data = path.read_bytes()
    name = next(directory.glob("store-*/*.trm")).name.removeprefix("MAIN_").removesuffix(".trm").encode()
    assert name in data
    path.write_bytes(data.replace(name, b"../../etc/passwd"[: len(name)].ljust(len(name), b"x")))
    with pytest.raises(IndexDamaged, match="names no segment"):
        open_index(directory)
