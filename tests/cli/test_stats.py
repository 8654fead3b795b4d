"""An index in numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from threadsearch.engines.memory import MemoryIndex
from threadsearch.model import Defect, Document, Kind, State
from threadsearch.stats import collect

RECORD = Document(
    id="t", thread_id="t", root_id="t", position=-1, text="", source="p", kind=Kind.ARTICLE, title="T", stated_count=9,
    author="Nobody counts this", defects=(Defect("cut off"),),
)  # fmt: skip

COMMENTS = st.builds(
    Document,
    id=st.just(""),
    thread_id=st.just("t"),
    root_id=st.just(""),
    position=st.just(0),
    text=st.just("words"),
    source=st.just("p"),
    kind=st.sampled_from([Kind.COMMENT, Kind.POST, Kind.PINGBACK]),
    state=st.sampled_from(State),
    parent_id=st.sampled_from([None, "c0"]),
    author=st.sampled_from([None, "Ann", "ann", "Bo"]),
    site=st.sampled_from([None, "a.example", "b.example"]),
    created_at=st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2020, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
)


@given(st.lists(COMMENTS, max_size=8))
def test_the_numbers_add_up(drawn: list[Document]) -> None:
    comments = [replace(comment, id=f"c{number}", position=number) for number, comment in enumerate(drawn)]
    stats = collect(MemoryIndex([RECORD, *comments]))
    assert stats.threads == stats.defects == 1
    assert stats.comments + stats.pingbacks == len(comments)
    assert stats.replies == sum(comment.parent_id is not None for comment in comments)
    assert stats.deleted == sum(comment.state is State.DELETED for comment in comments)
    assert sum(number for _, number in stats.authors) + stats.authorless == len(comments)
    assert sum(number for _, number in stats.sites) == sum(comment.site is not None for comment in comments)
    dates = sorted(comment.created_at for comment in comments if comment.created_at)
    assert [stats.first, stats.last] == ([dates[0], dates[-1]] if dates else [None, None])
    assert stats.undated == len(comments) - len(dates)
    assert [(thread.record, thread.found) for thread in stats.coverage] == [(RECORD, len(comments))]


def test_an_author_is_spelled_as_most_often() -> None:
    names = ["ann", "Ann", "Bo", "Ann", "Änn"]
    comments = [
        Document(id=f"c{n}", thread_id="t", root_id="t", position=n, text="", source="p", author=name)
        for n, name in enumerate(names)
    ]
    assert collect(MemoryIndex([RECORD, *comments])).authors == (("Ann", 4), ("Bo", 1))


def test_an_orphan_is_a_reply() -> None:
    orphan = Document(id="c", thread_id="t", root_id="c", position=0, text="", source="p", orphan_of="gone")
    stats = collect(MemoryIndex([RECORD, orphan]))
    assert (stats.orphans, stats.replies) == (1, 1)
