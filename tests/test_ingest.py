"""The way in, from files to an index: every engine, real files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from threadsearch import reading as way_in
from threadsearch import workers
from threadsearch.engines.base import Index
from threadsearch.engines.memory import MemoryIndex
from threadsearch.engines.whoosh import create_index, open_index
from threadsearch.errors import ParseError
from threadsearch.ingest import Committed, Event, ingest
from threadsearch.model import Document, Kind, Page, Precision, Query, Thread, Timestamp
from threadsearch.reading import PageFailed, PageRead, PageSkipped, Reading, read

HEAD = "July 4th, 2011\n05:00 PM ET\n\nThe bridge is to close\n\nThe council has voted.\n\n"


def soundoff(*comments: tuple[str, str, str], stated: int | None = None, head: str = HEAD) -> str:
    """A page of comments (author, text, "5, 2011 at 05:33"); an author led by "> " replies to the one before."""
    lines = [head + f"soundoff ({stated if stated is not None else len(comments)} Responses)"]
    number = 0
    for author, text, date in comments:
        if author.startswith("> "):
            lines.append(f"    • {author[2:]}\n\n      {text}\n\n      July {date} | Report abuse |")
        else:
            number += 1
            lines.append(f"  {number}. {author}\n\n    {text}\n\n    July {date} | Report abuse | Reply")
    return "\n".join(lines) + "\n"


PAGE = soundoff(
    ("Ada", "Keep it open.", "5, 2011 at 05:33"),
    ("> Bo", "And who pays?", "5, 2011 at 06:00"),
    ("Cy", "Close it.", "5, 2011 at 07:12"),
)
LATER = soundoff(
    ("Ada", "Keep it open.", "5, 2011 at 05:33"),
    ("> Bo", "And who pays?", "5, 2011 at 06:00"),
    ("> Di", "We all do.", "6, 2011 at 09:00"),
    ("Cy", "Close it.", "5, 2011 at 07:12"),
    ("Ed", "Too late.", "8, 2011 at 10:00"),
)


@pytest.fixture(params=["memory", "whoosh"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    opened: Index = MemoryIndex() if request.param == "memory" else create_index(tmp_path / "index")
    yield opened
    opened.close()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


def texts(index: Index) -> list[str]:
    return [document.text for document in index.documents() if document.kind is not Kind.ARTICLE]


def threads(index: Index) -> list[Document]:
    return [document for document in index.documents() if document.kind is Kind.ARTICLE]


def run(index: Index, *paths: Path, **options: object) -> list[Event]:
    return list(ingest([str(path) for path in paths], index, **options))  # type: ignore[arg-type]


def test_a_folder_of_pages_becomes_threads(index: Index, archive: Path) -> None:
    (archive / "bridge.txt").write_text(PAGE, encoding="utf-8")
    (archive / "notes.txt").write_text("Call the archivist on Monday.", encoding="utf-8")
    (archive / "empty.txt").touch()
    events = run(index, archive)
    assert [type(event) for event in events] == [PageRead, PageSkipped, PageSkipped, Committed]
    page = events[0]
    assert isinstance(page, PageRead)
    assert (page.format, page.comments, page.stated, page.source) == ("soundoff", 3, 3, f"{archive}/bridge.txt")
    assert texts(index) == ["Keep it open.", "And who pays?", "Close it."]
    (record,) = threads(index)
    assert (record.title, record.text, record.stated_count) == ("The bridge is to close", "The council has voted.", 3)
    assert record.created_at == datetime(2011, 7, 4, 21, tzinfo=UTC)


def test_an_article_is_found_by_its_title_and_is_no_comment(index: Index, archive: Path) -> None:
    (archive / "bridge.txt").write_text(PAGE, encoding="utf-8")
    run(index, archive)
    assert index.search(Query()).total == 3
    assert index.search(Query(articles=True)).total == 4


@pytest.mark.parametrize("together", [True, False], ids=["one run", "two runs"])
@pytest.mark.parametrize("swapped", [False, True], ids=["early first", "late first"])
def test_captures_of_one_page_are_one_thread(index: Index, archive: Path, *, together: bool, swapped: bool) -> None:
    pages = (LATER, PAGE) if swapped else (PAGE, LATER)
    for name, page in zip("ab", pages, strict=True):
        (archive / f"{name}.txt").write_text(page, encoding="utf-8")
        if not together:
            run(index, archive / f"{name}.txt")
    if together:
        run(index, archive)
    assert len(threads(index)) == 1
    assert texts(index) == ["Keep it open.", "And who pays?", "We all do.", "Close it.", "Too late."]
    assert threads(index)[0].stated_count == 5


def test_reading_again_changes_nothing(index: Index, archive: Path) -> None:
    (archive / "a.txt").write_text(PAGE, encoding="utf-8")
    run(index, archive)
    before = list(index.documents())
    run(index, archive, archive / "a.txt")
    assert list(index.documents()) == before


def test_a_changed_file_replaces_what_it_showed(index: Index, archive: Path) -> None:
    (archive / "a.txt").write_text(LATER, encoding="utf-8")
    run(index, archive)
    (archive / "a.txt").write_text(PAGE, encoding="utf-8")
    run(index, archive)
    assert texts(index) == ["Keep it open.", "And who pays?", "Close it."]


def test_a_moved_file_keeps_its_ids(archive: Path) -> None:
    (archive / "a.txt").write_text(PAGE, encoding="utf-8")
    before = [document.id for event in read([str(archive)]) for document in _only(event)]
    (archive / "deep").mkdir()
    (archive / "a.txt").rename(archive / "deep" / "b.txt")
    assert [document.id for event in read([str(archive)]) for document in _only(event)] == before


def _only(event: Event) -> tuple[Document, ...]:
    assert isinstance(event, PageRead)
    (documents,) = event.threads
    return documents


def test_an_assumed_zone_moves_instants_and_no_ids(archive: Path) -> None:
    (archive / "a.txt").write_text(PAGE, encoding="utf-8")
    (here,) = read([str(archive)])
    (east,) = read([str(archive)], Reading(zone=timezone(timedelta(hours=2))))
    for one, other in zip(_only(here)[1:], _only(east)[1:], strict=True):
        assert one.id == other.id
        assert one.created_at is not None
        assert other.created_at == one.created_at - timedelta(hours=2)
        assert (other.created_raw, other.created_zone) == (one.created_raw, None)
    # What the page itself says of the zone stands, whatever is assumed for the rest.
    assert _only(here)[0].created_at == _only(east)[0].created_at


def test_batches_commit_as_they_fill_and_join_across_their_borders(index: Index, archive: Path) -> None:
    other = soundoff(("Flo", "Hear it at night.", "7, 2011 at 05:33"), head=HEAD.replace("bridge", "fog horn"))
    for name, page in {"a": PAGE, "b": other, "c": LATER}.items():
        (archive / f"{name}.txt").write_text(page, encoding="utf-8")
    commits = [event for event in run(index, archive, batch=3) if isinstance(event, Committed)]
    assert len(commits) == 2
    assert len(threads(index)) == 2
    assert sorted(texts(index)) == sorted(
        ["Keep it open.", "And who pays?", "We all do.", "Close it.", "Too late.", "Hear it at night."]
    )


def test_the_same_order_of_pages_gives_the_same_index_in_any_batches(archive: Path, tmp_path: Path) -> None:
    for name, page in {"a": PAGE, "b": LATER}.items():
        (archive / f"{name}.txt").write_text(page, encoding="utf-8")
    results = []
    for size in (1, 100):
        index = create_index(tmp_path / f"index-{size}")
        run(index, archive, batch=size)
        results.append(list(index.documents()))
        index.close()
    assert results[0] == results[1]


class _Stop(Exception):
    pass


def test_an_interrupted_run_keeps_whole_batches(archive: Path, tmp_path: Path) -> None:
    for number in range(4):
        page = soundoff(("Ada", "Again.", "5, 2011 at 05:33"), head=HEAD.replace("bridge", f"bridge {number}"))
        (archive / f"{number}.txt").write_text(page, encoding="utf-8")
    index = create_index(tmp_path / "index")

    def consume() -> None:
        for seen, _ in enumerate(ingest([str(archive)], index, batch=4)):
            if seen == 3:
                raise _Stop

    with pytest.raises(_Stop):
        consume()
    index.close()
    reopened = open_index(tmp_path / "index")
    assert len(threads(reopened)) == 2
    run(reopened, archive)
    assert len(threads(reopened)) == 4
    reopened.close()


class _Broken:
    """A plug-in with a mistake in it."""

    name = "broken"
    description = "reads nothing"

    def detect(self, page: Page) -> bool:
        return "soundoff" in page.content

    def parse(self, page: Page) -> Iterator[Thread]:
        yield Thread((), title=page.source)
        raise KeyError("oops")


def test_a_reader_that_fails_costs_one_page(archive: Path) -> None:
    page = Page(f"{archive}/a.txt", PAGE)
    with pytest.raises(ParseError, match="the reader broken failed on it") as caught:
        way_in._read(page, _Broken())  # noqa: SLF001 - the registry has no place for broken readers
    assert caught.value.advice
    assert isinstance(caught.value.__cause__, KeyError)


BARE = (
    '<div id="cmt12" class="commentbox">Posted by <span class="ljuser">ada</span>: Keep it open.</div>{}'
    '<div class="comment" itemscope itemtype="https://schema.org/Comment"><span itemprop="author">Bo</span>'
    '<time itemprop="dateCreated" datetime="2011-07-05T06:00Z"></time><p itemprop="{}">And who pays?</p></div>'
)


def test_a_page_that_gives_its_format_no_comment_is_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(BARE.format("", "nothing"), encoding="utf-8")
    (event,) = read([str(tmp_path)])
    assert isinstance(event, PageSkipped)
    told = "it has signs of the format livejournal, but no comment that could be read; nothing on it repeats"
    assert event.error.reason.startswith(told)


def test_what_a_format_claims_in_vain_another_may_read(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(BARE.format("<p>So it is.</p>", "text"), encoding="utf-8")
    (event,) = read([str(tmp_path)])
    assert isinstance(event, PageRead)
    assert (event.format, event.comments) == ("structured", 1)


def test_an_instant_without_a_zone_is_refused_where_it_is_made() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        Timestamp("July 5, 2011", datetime(2011, 7, 5), Precision.DAY)  # noqa: DTZ001 - the mistake that is meant


def test_a_missing_path_is_a_failure_and_the_rest_is_read(index: Index, archive: Path) -> None:
    (archive / "a.txt").write_text(PAGE, encoding="utf-8")
    events = run(index, archive / "nowhere.txt", archive / "a.txt")
    assert [type(event) for event in events] == [PageFailed, PageRead, Committed]


def test_parse_and_index_give_the_same_documents(index: Index, archive: Path) -> None:
    (archive / "a.txt").write_text(PAGE, encoding="utf-8")
    run(index, archive)
    (event,) = read([str(archive)])
    assert [replace(document) for document in index.documents()] == list(_only(event))


def test_the_number_of_processes_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "ALONE", 0)  # so that this small archive is spread at all
    monkeypatch.setattr(workers, "PORTION", 1)
    folders = Path(__file__).parent / "formats" / "fixtures"
    fixtures = [str(path) for folder in sorted(folders.iterdir()) for path in sorted(folder.iterdir())[::4]]
    alone, spread = (list(read(fixtures, jobs=jobs)) for jobs in (1, 3))
    assert [(event.source, type(event)) for event in alone] == [(event.source, type(event)) for event in spread]
    assert [repr(event) for event in alone] == [repr(event) for event in spread]
    assert sum(isinstance(event, PageRead) for event in alone) > 100
