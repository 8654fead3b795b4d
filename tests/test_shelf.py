"""Large files on their way into an index: sorted by threads, a batch in memory at a time, each comment written once."""

from __future__ import annotations

import json
import resource
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadsearch.archive import Limits
from threadsearch.engines.batch import weight
from threadsearch.engines.memory import MemoryIndex
from threadsearch.errors import IndexFailure
from threadsearch.ingest import Committed, ingest
from threadsearch.ingest.shelf import Shelf
from threadsearch.model import Capture, Document, Kind

THREADS, COMMENTS = 30, 12


def export(folder: Path, text: str = "The ferry runs late.") -> Path:
    """Comments by time: every thread is spread over the whole file."""
    path = folder / "export.jsonl"
    rows = (
        {"id": f"c{thread}-{n}", "thread": f"t{thread}", "author": "Ada", "text": f"{text} {n}", "date": "2012-03-01"}
        for n in range(COMMENTS)
        for thread in range(THREADS)
    )
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


def committed(path: Path, batch: int) -> list[int]:
    """How many documents each commit wrote."""
    events = ingest([str(path)], MemoryIndex(), batch=batch, limits=Limits(part=4096))
    return [event.documents for event in events if isinstance(event, Committed)]


def test_comments_of_threads_that_are_spread_over_a_file_are_written_once(tmp_path: Path) -> None:
    written = committed(export(tmp_path), 60)
    assert sum(written) == THREADS * (COMMENTS + 1)
    assert max(written) < 60 + COMMENTS + 1
    assert len(written) == 6  # five threads fill a batch


def test_long_comments_make_batches_of_fewer(tmp_path: Path) -> None:
    written = committed(export(tmp_path, "The ferry runs late. " * 250), 60)
    assert sum(written) == THREADS * (COMMENTS + 1)
    assert max(written) == COMMENTS + 1


def documents(thread: str, page: int, count: int) -> list[Document]:
    """What a page shows of a thread."""
    source = f"{page}.html"
    record = Document(thread, thread, thread, -1, "", source, kind=Kind.ARTICLE, captures=(Capture(source),))
    comments = [
        Document(f"{thread}-{page}-{n}", thread, "", n, f"words {n}", source, captures=(Capture(source),))
        for n in range(count)
    ]
    return [record, *comments]


PIECES = st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 4)), max_size=30)


@settings(max_examples=30)
@given(pieces=PIECES, room=st.integers(1, 60))
def test_what_is_put_away_is_what_is_held(
    pieces: list[tuple[str, int]], room: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("shelf")
    with closing(Shelf(folder, room)) as small, closing(Shelf(None, 10**9)) as large:
        for page, (thread, count) in enumerate(pieces):
            for shelf in (small, large):
                shelf.add(thread, (page // 2, documents(thread, page // 2, count)))
            assert list(folder.iterdir()) == []  # whatever happens now, nothing would be left
        assert dict(small.threads()) == dict(large.threads())


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with closing(Shelf(tmp_path, 10)) as shelf:
        resource.setrlimit(resource.RLIMIT_FSIZE, (256, before[1]))
        try:
            with pytest.raises(IndexFailure, match=f"can't be kept in {tmp_path}: File too large"):
                shelf.add("a", (0, documents("a", 0, 20)))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_document_weighs_what_its_text_does() -> None:
    short, long = documents("a", 0, 1)[1], documents("b", 0, 1)[1]
    long.text = "x" * 5_000
    assert weight([short]) == 1
    assert weight([short, long]) == 2 + 12
