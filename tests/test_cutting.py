"""Large files cut into parts: what is read of them is what is read of the whole."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from containers import zipped, zstd
from threadsearch.archive import Content, Limits, read_contents, read_pages
from threadsearch.engines.memory import MemoryIndex
from threadsearch.errors import UnreadablePage
from threadsearch.ingest import ingest
from threadsearch.model import Document, Kind, Page
from threadsearch.reading import PageRead, PageSkipped, read
from threadsearch.render.reports import Report
from threadsearch.render.structured import csv_documents, jsonl_documents

WHOLE = Limits()
SMALL = Limits(part=2048)
"""Parts of some ten comments."""


@dataclass(frozen=True)
class Said:
    """A comment of one of three threads, in the order of the file; its parent may stand anywhere in that."""

    number: int
    thread: int
    parent: int | None

    @property
    def words(self) -> str:
        return f"Words number {self.number}, of the ferry and its captain." * (1 + self.number % 3)


@st.composite
def discussions(draw: st.DrawFn, *, size: int = 42) -> list[Said]:
    """Comments in any order, each at the top or below one that was written before it; no circles."""
    written = draw(st.permutations(range(size)))
    parents: dict[int, int | None] = {}
    for place, number in enumerate(written):
        before = [other for other in written[:place] if other % 3 == number % 3]
        parents[number] = draw(st.sampled_from([None, *before[-6:]]))
    return [Said(number, number % 3, parents[number]) for number in range(size)]


def reddit(discussion: list[Said]) -> str:
    """A dump in which the submissions stand somewhere among the comments."""
    lines: list[dict[str, object]] = []
    for said in discussion:
        link = f"t3_s{said.thread}"
        above = link if said.parent is None else f"t1_c{said.parent}"
        comment = {"id": f"c{said.number}", "link_id": link, "parent_id": above, "author": f"u{said.number}"}
        lines.append({**comment, "subreddit": "ferries", "body": said.words, "created_utc": 1309843980 + said.number})
        if said.number in (9, 20, 31):
            title = {"id": f"s{said.number % 3}", "name": f"t3_s{said.number % 3}", "title": "Ferry", "author": "ida"}
            lines.append({**title, "subreddit": "ferries", "selftext": "Late?", "num_comments": 20, "created_utc": 1})
    return "".join(f"{json.dumps(line)}\n" for line in lines)


def mailbox(discussion: list[Said]) -> str:
    """Messages in the order of their dates, which name all that they follow; "From " begins lines of the words, too."""
    parents = {said.number: said.parent for said in discussion}
    chains: dict[int, list[int]] = {}
    for said in discussion:
        chain = chains[said.number] = []
        above = said.parent
        while above is not None:
            chain.insert(0, above)
            above = parents[above]
    mails = []
    for said in sorted(discussion, key=lambda said: len(chains[said.number])):
        chain = chains[said.number]
        stamp = f"Jul  5 05:{said.number:02}:10"
        head = [
            f"From ida@b.example Tue {stamp} 2011",
            "From: Ida <ida@b.example>",
            f"Message-ID: <m{said.number}@b.example>",
            f"Subject: {'Re: ' if chain else ''}Weir",
            f"Date: Tue, 5 Jul 2011 05:{said.number:02}:10 +0000",
            *(["References: " + " ".join(f"<m{number}@b.example>" for number in chain)] if chain else []),
        ]
        mails.append("\n".join([*head, "", said.words, "", "From here on", "to there.", "", ""]))
    return "".join(mails)


COLUMNS = ("id", "parent_id", "thread", "author", "date", "text")


def table(discussion: list[Said], columns: tuple[str, ...] = COLUMNS) -> str:
    """Rows with line ends and quotes in their words."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, extrasaction="ignore")
    writer.writeheader()
    for said in discussion:
        day = f"{13 + said.number % 16}/07/2011 05:{said.number:02}"
        row = {"id": said.number, "parent_id": said.parent, "thread": f"story {said.thread}", "date": day}
        text = f'{said.words}\r\n\r\nHe said "no", twice.'
        writer.writerow({**row, "author": f"u{said.number}", "text": text})
    return file.getvalue()


def records(discussion: list[Said]) -> str:
    lines = (
        {"cid": said.number, "parent": said.parent, "user": {"name": f"u{said.number}"}, "text": said.words}
        for said in discussion
    )
    return "".join(f"{json.dumps(line)}\n" for line in lines)


def printed(write: Callable[[Iterator[Document]], Iterator[str]]) -> Callable[[list[Said]], str]:
    """What threadsearch itself prints of a table."""

    def export(discussion: list[Said]) -> str:
        with written("a.csv", table(discussion)) as path:
            return "".join(f"{line}\n" for line in write(iter(indexed(path))))

    return export


EXPORTS: dict[str, Callable[[list[Said]], str]] = {
    "dump.ndjson": reddit,
    "list.mbox": mailbox,
    "comments.csv": table,
    "one-thread.csv": lambda discussion: table(discussion, ("id", "parent_id", "author", "text")),
    "comments.jsonl": records,
    "own.jsonl": printed(jsonl_documents),
    "own.csv": printed(csv_documents),
}


@contextmanager
def written(name: str, text: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8", newline="")
        yield path


def indexed(path: Path, limits: Limits = WHOLE, batch: int = 40) -> list[Document]:
    index = MemoryIndex()
    for _ in ingest([str(path)], index, batch=batch, limits=limits):
        pass
    return list(index.documents())


def parts(path: Path, limits: Limits = SMALL) -> list[Content]:
    return [content for content in read_contents([str(path)], limits) if isinstance(content, Content)]


@pytest.mark.parametrize("name", EXPORTS)
@settings(max_examples=4)
@given(discussion=discussions(), size=st.integers(1500, 3500), batch=st.integers(1, 200))
def test_a_file_read_in_parts_gives_the_index_of_the_whole(
    name: str, discussion: list[Said], size: int, batch: int
) -> None:
    with written(name, EXPORTS[name](discussion)) as path:
        whole = indexed(path)
        assert len([document for document in whole if document.kind is not Kind.ARTICLE]) == len(discussion)
        in_parts = [event for event in read([str(path)], limits=Limits(part=size)) if isinstance(event, PageRead)]
        assert len(in_parts) > 1
        assert indexed(path, Limits(part=size), batch) == whole


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.ndjson"
    path.write_text(reddit([Said(number, number % 3, None) for number in range(60)]), encoding="utf-8")
    return path


def places(path: Path, limits: Limits) -> list[tuple[str, str]]:
    return [(document.text, document.locator) for document in indexed(path, limits)]


def test_parts_are_whole_lines_that_make_up_the_file_and_know_where_they_begin(dump: Path) -> None:
    found = parts(dump)
    data = dump.read_bytes()
    assert b"".join(part.data for part in found) == data
    assert all(part.data.endswith(b"\n") and len(part.data) <= SMALL.part for part in found)
    before = 0
    for part in found:
        assert part.first_line == data[:before].count(b"\n") + 1
        assert part.head == (data.partition(b"\n")[0] if before else b"")
        before += len(part.data)


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_table_knows_its_columns_in_every_part(tmp_path: Path, end: str) -> None:
    rows = "".join(f'{number},"He said{end}""no""",Ida{end}' for number in range(400))
    path = tmp_path / "comments.csv"
    path.write_text(f"\N{BYTE ORDER MARK}id,text,author{end}{rows}", encoding="utf-8", newline="")
    pages = [page for page in read_pages([str(path)], limits=SMALL) if isinstance(page, Page)]
    assert len(pages) > 3
    assert {page.head for page in pages[1:]} == {'id,text,author\n0,"He said\n""no""",Ida\n'}
    assert places(path, SMALL) == places(path, WHOLE)
    assert places(path, SMALL)[-1] == ('He said\n"no"', "line 800")


def test_a_row_longer_than_parts_are_is_not_cut_at_its_line_ends(tmp_path: Path) -> None:
    words = "He said no.\n" * (SMALL.part // 16)
    path = tmp_path / "comments.csv"
    path.write_text("id,text,author\n" + "".join(f'{number},"{words}",Ida\n' for number in range(9)), encoding="utf-8")
    assert len(parts(path)) > 3
    assert places(path, SMALL) == places(path, WHOLE)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress, lambda data: zipped({"dump.ndjson": data})])
def test_what_is_packed_is_cut_too(pack: Callable[[bytes], bytes], dump: Path) -> None:
    packed = dump.with_name("packed")
    packed.write_bytes(pack(dump.read_bytes()))
    assert len(parts(packed)) == len(parts(dump)) > 3
    assert places(packed, SMALL) == places(dump, WHOLE)


def test_a_record_longer_than_a_part_is_one(dump: Path) -> None:
    lines = dump.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[7] = lines[7].replace("Words", "Words " * 3000)
    dump.write_text("".join(lines), encoding="utf-8")
    assert max(len(part.data) for part in parts(dump)) > 15_000
    assert places(dump, SMALL) == places(dump, WHOLE)


def test_a_record_longer_than_a_page_is_refused_with_its_place(dump: Path) -> None:
    lines = dump.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[50] = lines[50].replace("Words", "Words " * 3000)
    dump.write_text("".join(lines), encoding="utf-8")
    *before, last = read_contents([str(dump)], Limits(part=2048, file=10_000))
    assert all(isinstance(content, Content) for content in before)
    assert isinstance(last, UnreadablePage)
    assert last.locator == "line 51"


@pytest.mark.parametrize(
    "text", ["Words, words.\n" * 900, json.dumps([{"text": "x" * 90}] * 90, indent=1), f"<html>{'<p>x' * 900}"]
)
def test_what_is_no_sequence_of_records_is_not_cut(tmp_path: Path, text: str) -> None:
    path = tmp_path / "page"
    path.write_text(text, encoding="utf-8")
    assert [part.data.decode() for part in parts(path)] == [text]


def test_a_large_file_that_nobody_reads_is_reported_once(tmp_path: Path) -> None:
    path = tmp_path / "log.ndjson"
    path.write_text('{"level": "info", "event": "started"}\n' * 400, encoding="utf-8")
    assert len(parts(path)) > 3
    (event,) = read([str(path)], limits=SMALL)
    assert isinstance(event, PageSkipped)


def test_a_changed_file_in_parts_replaces_what_it_showed(dump: Path) -> None:
    index = MemoryIndex()
    for _ in ingest([str(dump)], index, limits=SMALL):
        pass
    lines = dump.read_text(encoding="utf-8").splitlines(keepends=True)
    dump.write_text("".join(lines[5:]), encoding="utf-8")
    for _ in range(2):
        for _ in ingest([str(dump)], index, limits=SMALL):
            pass
        assert list(index.documents()) == indexed(dump)


def test_the_report_counts_a_file_in_parts_once(dump: Path) -> None:
    report = Report()
    for event in read([str(dump)], limits=SMALL):
        report.add(event)
    assert (report.read, report.comments, len(report.threads)) == (1, 60, 3)
