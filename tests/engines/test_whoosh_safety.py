"""An index that came from elsewhere is data: nothing in it is ever run."""

from __future__ import annotations

import json
import pickle
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from threadsearch.cli.app import _MODULES, main
from threadsearch.engines.whoosh import arrays, create_index, open_index, rebuild_index, stock, w3
from threadsearch.engines.whoosh.durable import Seal
from threadsearch.engines.whoosh.store import current_folder
from threadsearch.errors import IndexDamaged, IndexFailure
from threadsearch.model import Document, Kind, Phrase, Query

PAGE = Path(__file__).parents[1] / "cli" / "pages" / "kettle.txt"


class _Call:
    """What a pickle may hold: a call, to be made when it is read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self._path,)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    directory = tmp_path / "index"
    record = Document("t", "t", "t", -1, "", "p.html", kind=Kind.ARTICLE)
    with create_index(directory).writer() as writer:
        writer.replace("t", [record, Document("a", "t", "a", 0, "physical therapy", "p.html")])
    return directory


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """The file that is made by whoever runs the poison."""
    return tmp_path / "it ran"


def the_file(directory: Path, suffix: str) -> Path:
    (path,) = directory.glob(f"store-*/*{suffix}")
    return path


def for_whoosh(directory: Path) -> tuple[bytes, bytes]:
    """What Whoosh reads of the table of contents: all before the list of segments, and the schema's pickle in it."""
    data = the_file(directory, ".toc").read_bytes()
    file = StructFile(BytesIO(data))
    file.seek(3 + 4 + 4 + 3)  # sizes, a mark, the version, the release
    schema = file.read_string()
    return data[: file.tell() + 4 + 4], schema


def reseal(directory: Path, whooshs_part: bytes, **changes: object) -> None:
    """Let the table of contents vouch for all files as they are: whoever sends an index can do that."""
    folder = current_folder(directory)
    toc = w3.read_toc(folder)
    (info,) = toc.segments
    files = {ending: Seal.of(folder / w3.file_name(info.name, ending)) for ending in info.files}
    toc = replace(toc, segments=(replace(info, **{"files": files, **changes}),))
    (folder / w3.toc_name(toc.generation)).write_bytes(w3.supplemented(whooshs_part, toc))


def poison_segments(directory: Path, poison: bytes) -> None:
    reseal(directory, for_whoosh(directory)[0] + poison)


def poison_schema(directory: Path, poison: bytes) -> None:
    head, schema = for_whoosh(directory)
    at = head.index(schema)
    assert len(poison) < len(schema)
    rest = the_file(directory, ".toc").read_bytes()[at + len(schema) :]
    reseal(directory, head[:at] + poison.ljust(len(schema), b"N") + rest)


def poison_supplement(directory: Path, poison: bytes) -> None:
    path = the_file(directory, ".toc")
    path.write_bytes(path.read_bytes()[:-16] + poison)


def poison_toc(directory: Path, poison: bytes) -> None:
    the_file(directory, ".toc").write_bytes(poison)


def poison_postings(directory: Path, poison: bytes) -> None:
    """The terms, the postings, the columns: what stock Whoosh reads and we never do."""
    for path in current_folder(directory).glob("MAIN_*"):
        if path.name.endswith((".trm", ".pst", ".col")) and not path.name.endswith("record.col"):
            path.write_bytes(poison)
    reseal(directory, b"")


def poison_documents(directory: Path, poison: bytes) -> None:
    """What says of each block of documents how long they are; it is read when the arrays have to be made again."""
    path = the_file(directory, "record.col")
    path.write_bytes(poison + path.read_bytes())
    reseal(directory, b"")
    the_file(directory, ".arrays").unlink()


def poison_arrays(directory: Path, poison: bytes) -> None:
    the_file(directory, ".arrays").write_bytes(poison)


def poison_kinds(directory: Path, poison: bytes) -> None:
    """Arrays of Python's objects, which numpy keeps as addresses in memory."""
    path = the_file(directory, ".arrays")
    about = arrays.Arrays(path).about
    path.unlink()
    arrays.write(path, {"thread.ends": np.frombuffer(poison[:64], np.int64)}, about)
    data = path.read_bytes().replace(b'"<i8"', b'"|O8"')
    head = arrays._HEAD  # noqa: SLF001 - the checksum is to be right
    _, length, _ = head.unpack_from(data)
    body = head.size + length + 4
    path.write_bytes(head.pack(b"tsarray1", length, arrays.crc32(data[head.size : body])) + data[head.size :])


def poison_names(directory: Path, poison: bytes) -> None:
    for name in ("threadsearch.json", "threadsearch.lock", "threadsearch.lock.json"):
        (directory / name).write_bytes(poison)


PLACES = [
    poison_segments,
    poison_schema,
    poison_supplement,
    poison_toc,
    poison_postings,
    poison_documents,
    poison_arrays,
    poison_kinds,
    poison_names,
]

COMMANDS = {
    "index": ["index", str(PAGE)],
    "parse": ["parse", str(PAGE)],
    "formats": ["formats"],
    "recipe": ["recipe", str(PAGE)],
    "search": ["search", "therapy", "--facet", "day"],
    "replies": ["replies", "t"],
    "thread": ["thread", "t"],
    "show": ["show", "a"],
    "stats": ["stats"],
    "verify": ["verify", "--repair"],
    "forget": ["forget", "a"],
}


def test_every_command_is_tried() -> None:
    assert COMMANDS.keys() == _MODULES.keys()


@pytest.mark.parametrize("place", PLACES)
def test_no_command_runs_what_an_index_holds(
    directory: Path, mark: Path, place: Callable[[Path, bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    poison = pickle.dumps(_Call(mark), 2)
    pickle.loads(poison)  # noqa: S301 - to see that it works
    assert mark.exists()
    mark.unlink()
    place(directory, poison)
    for arguments in COMMANDS.values():
        main(["--index-dir", str(directory), *arguments])
        assert "mistake in threadsearch" not in capsys.readouterr().err
        assert not mark.exists(), arguments


@pytest.mark.parametrize("place", PLACES)
def test_nor_does_writing_until_segments_are_merged(
    directory: Path, mark: Path, place: Callable[[Path, bytes], None]
) -> None:
    place(directory, pickle.dumps(_Call(mark), 2))
    for number in range(10):
        with suppress(IndexDamaged), open_index(directory).writer() as writer:
            writer.replace(f"t{number}", [Document("a", f"t{number}", "a", 0, "physical therapy", "p.html")])
    assert not mark.exists()


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("place", [poison_segments, poison_schema])
def test_stock_whoosh_runs_it(directory: Path, mark: Path, place: Callable[[Path, bytes], None]) -> None:
    place(directory, pickle.dumps(_Call(mark), 2))
    with suppress(Exception):
        TOC.read(FileStorage(str(current_folder(directory))), w3.NAME)
    assert mark.exists()


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("place", [poison_segments, poison_schema])
def test_what_stock_whoosh_would_run_goes_with_the_next_commit(
    directory: Path, mark: Path, place: Callable[[Path, bytes], None]
) -> None:
    place(directory, pickle.dumps(_Call(mark), 2))
    with open_index(directory).writer() as writer:
        writer.replace("u", [Document("b", "u", "b", 0, "physical therapy", "p.html")])
    folder = current_folder(directory)
    assert w3.read_toc(folder).head == stock.head()
    TOC.read(FileStorage(str(folder)), w3.NAME)
    assert not mark.exists()


@pytest.mark.parametrize("place", [poison_segments, poison_schema, poison_postings])
def test_what_only_whoosh_reads_stands_in_nobodys_way(
    directory: Path, mark: Path, place: Callable[[Path, bytes], None]
) -> None:
    place(directory, pickle.dumps(_Call(mark), 2))
    assert open_index(directory).search(Query(Phrase("physical therapy"))).total == 1


@pytest.mark.parametrize("place", [poison_documents, poison_kinds, poison_toc, poison_supplement])
def test_what_we_read_is_refused_by_the_files_name(
    directory: Path, mark: Path, place: Callable[[Path, bytes], None]
) -> None:
    place(directory, pickle.dumps(_Call(mark), 2))
    with pytest.raises(IndexDamaged, match=r"damaged: .*(record\.col|\.arrays|\.toc)"):
        list(open_index(directory).documents())


@pytest.mark.parametrize(
    "stream", [b"cos\nsystem\n(S'true'\ntR.", b"I1\n.", b"(K\x01K\x02", b"\x80", b"", b"K\x01h\x01."]
)
def test_a_column_holds_numbers_and_nothing_else(stream: bytes) -> None:
    with pytest.raises((w3.Malformed, ValueError)):
        list(w3.compressed_blocks(stream + bytes(1)))


def test_a_block_is_no_larger_than_it_says() -> None:
    bomb = zlib.compress(bytes(1 << 26))
    head = pickle.dumps((0, 0, len(bomb), ((0, 10),)), 2)
    with pytest.raises(w3.Malformed, match="add up"):
        list(w3.compressed_blocks(head + bomb))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "../../etc/passwd"},
        {"name": 7},
        {"count": "many"},
        {"deleted": frozenset({2})},
        {"deleted": frozenset({-1})},
        {"lengths": {"text": None}},
        {"files": {"../../../etc/passwd": Seal(1, 1)}},
        {"files": {"trm": Seal("1", 1)}},  # type: ignore[arg-type]
    ],
)
def test_what_a_table_of_contents_says_is_checked(directory: Path, changes: dict[str, object]) -> None:
    reseal(directory, b"", **changes)
    with pytest.raises(IndexDamaged, match=r"_MAIN_1\.toc, is not as it was written"):
        open_index(directory)


def test_a_table_of_contents_has_its_own_number(directory: Path) -> None:
    path = the_file(directory, ".toc")
    path.rename(path.with_name(w3.toc_name(7)))
    with pytest.raises(IndexDamaged, match=r"_MAIN_7\.toc, is not as it was written"):
        open_index(directory)


def test_an_honest_index_is_read(directory: Path) -> None:
    assert open_index(directory).search(Query(Phrase("physical therapy"))).total == 1
    json.loads((directory / "threadsearch.json").read_text())


@pytest.mark.parametrize("name", ["threadsearch.lock", "threadsearch.lock.json", "threadsearch.json"])
def test_a_link_in_an_index_harms_nothing_that_it_leads_to(directory: Path, tmp_path: Path, name: str) -> None:
    precious = tmp_path / "precious"
    place = directory / name
    content = place.read_bytes() if place.exists() else b"of great value"
    precious.write_bytes(content)
    place.unlink(missing_ok=True)
    place.symlink_to(precious)
    with suppress(IndexFailure), open_index(directory).writer() as writer:
        writer.replace("u", [Document("b", "u", "b", 0, "physical therapy", "p.html")])
    with suppress(IndexFailure), rebuild_index(directory):
        pass
    assert precious.read_bytes() == content


def test_a_link_in_place_of_the_folder_is_refused(directory: Path, tmp_path: Path) -> None:
    folder = current_folder(directory)
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IndexDamaged, match="is a link"):
        open_index(directory)
