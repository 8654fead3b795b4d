"""Ids that stay, and captures that join."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.documents import documents_of, join
from threadsearch.documents.identity import canonical_url
from threadsearch.model import (
    Comment,
    Defect,
    Document,
    Kind,
    Page,
    ParentSource,
    Precision,
    State,
    Thread,
    Timestamp,
)

NOON = datetime(2011, 7, 5, 12, tzinfo=UTC)


def stamp(minutes: int) -> Timestamp:
    at = NOON + timedelta(minutes=minutes)
    return Timestamp(f"July {at.day}, 2011 at {at:%H:%M}", at, Precision.MINUTE)


def said(position: int, text: str, author: str | None = "Ada", **more: object) -> Comment:
    return replace(Comment(position, text, author, stamp(position)), **more)  # type: ignore[arg-type]


def thread(*comments: Comment, **more: object) -> Thread:
    return replace(Thread(comments, title="The bridge", created=stamp(-60)), **more)  # type: ignore[arg-type]


def read(view: Thread, source: str = "a.txt", **page: object) -> list[Document]:
    return documents_of(view, replace(Page(source, ""), **page), "soundoff")  # type: ignore[arg-type]


def shown(documents: list[Document]) -> list[str]:
    return [document.text for document in documents[1:]]


def tree(documents: list[Document]) -> list[tuple[str, int, str | None]]:
    texts = {document.id: document.text for document in documents}
    return [(d.text, d.depth, texts[d.parent_id] if d.parent_id else None) for d in documents[1:]]


# ------------------------------------------------------------------------------------------------------------- build


def test_the_record_comes_first_and_is_no_comment() -> None:
    record, comment = read(thread(said(0, "Close it."), text="It closes.", stated_count=7, pages=2, page=1))
    assert (record.kind, record.position, record.text, record.title) == (Kind.ARTICLE, -1, "It closes.", "The bridge")
    assert (record.stated_count, record.pages, record.stated_pages, record.reply_count) == (7, (1,), 2, 1)
    assert record.id == record.thread_id == record.root_id == comment.thread_id
    assert (comment.kind, comment.position, comment.title, comment.root_id) == (
        Kind.COMMENT,
        0,
        "The bridge",
        comment.id,
    )


def test_the_tree_is_in_every_document() -> None:
    top = said(0, "top", native_id="1")
    reply = said(1, "reply", "Bo", native_id="2", parent="1", parent_source=ParentSource.NESTING)
    deep = said(2, "deep", "Cy", native_id="3", parent="2", parent_source=ParentSource.NESTING)
    _, first, second, third = read(thread(top, reply, deep))
    assert (first.depth, first.reply_count, first.parent_id, first.parent_author) == (0, 1, None, None)
    assert (second.depth, second.parent_id, second.parent_author, second.root_id) == (1, first.id, "Ada", first.id)
    assert (third.depth, third.parent_id, third.parent_author, third.root_id) == (2, second.id, "Bo", first.id)


def test_an_orphan_names_its_missing_parent_and_finds_it_later() -> None:
    lost = said(0, "as I answered", native_id="8", parent="7", parent_source=ParentSource.EXPLICIT)
    later_page = read(thread(lost), "page-2.html")
    assert (later_page[1].parent_id, later_page[1].depth) == (None, 0)
    first_page = read(thread(said(0, "the question", native_id="7")), "page-1.html")
    assert later_page[1].orphan_of == first_page[1].id
    assert tree(join(later_page, first_page)) == [("the question", 0, None), ("as I answered", 1, "the question")]


def test_a_reply_cut_out_of_a_circle_has_no_parent_that_anybody_knows_of() -> None:
    one = said(0, "one", native_id="1", parent="2", parent_source=ParentSource.EXPLICIT)
    two = said(1, "two", native_id="2", parent="1", parent_source=ParentSource.EXPLICIT)
    _, top, reply = read(thread(one, two))
    assert (top.parent_id, top.parent_source, top.orphan_of) == (None, None, None)
    assert (reply.parent_id, reply.parent_source) == (top.id, ParentSource.EXPLICIT)


def test_a_repeated_native_id_loses_nobody() -> None:
    documents = read(thread(said(0, "one", native_id="1"), said(1, "two", native_id="1"), said(2, "re", parent="1")))
    assert tree(documents) == [("one", 0, None), ("two", 0, None), ("re", 1, "one")]
    assert len({document.id for document in documents}) == len(documents)


def test_damage_noticed_while_decoding_is_kept_with_its_source() -> None:
    record, *_ = read(thread(defects=(Defect("lost author", "line 3"),)), defects=(Defect("bad bytes", "byte 9"),))
    assert record.defects == (Defect("bad bytes", "byte 9", "a.txt"), Defect("lost author", "line 3", "a.txt"))


# --------------------------------------------------------------------------------------------------------------- ids


def test_ids_are_short_and_easy_to_type() -> None:
    for document in read(thread(said(0, "x"), said(1, "y"))):
        assert len(document.id) == 12
        assert set(document.id) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_ids_don_t_depend_on_path_zone_or_place() -> None:
    here = read(thread(said(0, "x"), said(1, "y")))
    east = timezone(timedelta(hours=9))
    moved = thread(
        *(
            replace(c, position=p, created=replace(c.created, at=c.created.at - timedelta(hours=9)))  # type: ignore[type-var,union-attr,operator]
            for p, c in enumerate([said(1, "y"), said(0, "x")])
        )
    )
    there = read(moved, "elsewhere/b.txt", zone=east)
    assert {d.id for d in here} == {d.id for d in there}
    assert {d.text: d.id for d in here} == {d.text: d.id for d in there}


def test_a_relative_date_is_no_part_of_an_id() -> None:
    def capture(hours: int) -> list[Document]:
        created = Timestamp(f"{hours} hours ago", NOON, Precision.HOUR)
        view = thread(replace(said(0, "x"), created=created))
        return read(view, captured_at=NOON + timedelta(hours=hours))

    assert [d.id for d in capture(3)] == [d.id for d in capture(5)]
    unknown = thread(replace(said(0, "x"), created=Timestamp("a while ago")))
    assert [d.id for d in read(unknown)] == [d.id for d in capture(3)]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.org/2011/07/bridge/",
        "http://example.org/2011/07/bridge/comment-page-2/#comments",
        "https://example.org/2011/07/bridge?replytocom=12#respond",
        "https://EXAMPLE.org/2011/07/bridge/amp/?utm_source=feed",
        "https://example.org/2011/07/bridge?sid=0123456789abcdef0123456789ABCDEF",
    ],
)
def test_addresses_of_one_thread_are_one(address: str) -> None:
    assert canonical_url(address) == "example.org/2011/07/bridge"


def test_addresses_of_two_threads_are_two() -> None:
    assert canonical_url("https://example.org/?p=1") != canonical_url("https://example.org/?p=2")
    assert canonical_url("https://example.org/a.pl?sid=11/7/5") != canonical_url("https://example.org/a.pl?sid=11/7/6")
    assert canonical_url("http://[broken") == "http://[broken"


def test_a_front_page_as_address_joins_no_threads() -> None:
    one = thread(said(0, "x"), title="One", url="https://example.org/")
    two = thread(said(0, "x"), title="Two", url="https://example.org/")
    assert read(one)[0].id != read(two)[0].id


def test_threads_without_any_name_are_told_apart_by_their_words() -> None:
    views = [thread(said(0, words), title=None, created=None) for words in ("x", "y")]
    assert read(views[0])[0].id != read(views[1])[0].id
    assert read(views[0])[0].id == read(views[0], "moved.txt")[0].id


@given(st.lists(st.tuples(st.sampled_from(["Ada", "Bo", None]), st.sampled_from(["", "x", "y"])), max_size=12))
def test_ids_are_unique_and_the_same_every_time(comments: list[tuple[str | None, str]]) -> None:
    view = thread(*(replace(said(0, text, author), position=p) for p, (author, text) in enumerate(comments)))
    ids = [document.id for document in read(view)]
    assert len(set(ids)) == len(ids) == len(comments) + 1
    assert [document.id for document in read(view, "b.txt")] == ids


# -------------------------------------------------------------------------------------------------------------- join


def test_the_same_page_from_two_paths_is_one_thread() -> None:
    view = thread(said(0, "x"), said(1, "y", parent="@0"))
    joined = join(read(view, "a.txt"), read(view, "b.txt"))
    assert tree(joined) == tree(read(view))
    assert [capture.source for capture in joined[1].captures] == ["a.txt", "b.txt"]


def test_a_later_capture_adds_its_comments_where_it_shows_them() -> None:
    early = thread(said(0, "a"), said(1, "b"), said(2, "c"))
    late = thread(
        said(0, "a"),
        said(5, "re a", parent="@0"),
        said(1, "b"),
        said(6, "re b", parent="@1"),
        said(2, "c"),
        said(7, "d"),
    )
    late = replace(late, comments=tuple(_repositioned(late.comments)))
    for order in permutations([read(early, "1.txt"), read(late, "2.txt")]):
        assert shown(join(*order)) == ["a", "re a", "b", "re b", "c", "d"]


def _repositioned(comments: tuple[Comment, ...]) -> list[Comment]:
    """Positions as on a page; parents, which were named by the minute of the comment, follow."""
    names = {f"@{comment.position}": f"@{place}" for place, comment in enumerate(comments)}
    return [
        replace(comment, position=place, parent=names[comment.parent] if comment.parent else None)
        for place, comment in enumerate(comments)
    ]


def test_pages_of_a_thread_follow_each_other_whichever_is_read_first() -> None:
    pages = [
        read(thread(*(said(m, f"{m}") for m in minutes)), f"page-{n}.txt")
        for n, minutes in enumerate([(0, 1, 2), (10, 11, 12), (20, 21)])
    ]
    for order in permutations(pages):
        joined: list[Document] = []
        for page in order:
            joined = join(joined, page)
        assert shown(joined) == ["0", "1", "2", "10", "11", "12", "20", "21"]
        assert [d.position for d in joined[1:]] == list(range(8))


def test_a_page_goes_between_shorter_ones() -> None:
    pages = [
        read(thread(*(said(m, f"{m}") for m in minutes)), f"page-{n}.txt")
        for n, minutes in enumerate([(0, 1), (10, 11, 12, 13, 14, 15), (20, 21)])
    ]
    for order in permutations(pages):
        joined: list[Document] = []
        for page in order:
            joined = join(joined, page)
        assert shown(joined) == ["0", "1", "10", "11", "12", "13", "14", "15", "20", "21"]


@pytest.mark.parametrize("when", [(3, 1, 2, 3, 1, 2), (1, 1, 1, 1, 1, 1), None], ids=["by votes", "at once", "undated"])
def test_where_dates_don_t_tell_the_order_of_pages_their_numbers_do(when: tuple[int, ...] | None) -> None:
    created = [stamp(minutes) for minutes in when] if when else [None] * 6
    pages = [
        read(
            thread(
                said(0, words[0], created=created[first]),
                said(1, f"re {words[0]}", parent="@0", parent_source=ParentSource.NESTING),
                said(2, words[1], created=created[first + 1]),
                page=number,
            ),
            f"{number}.txt",
        )
        for number, first, words in ((1, 0, "ab"), (2, 2, "cd"), (10, 4, "ef"))
    ]
    for order in permutations(pages):
        joined: list[Document] = []
        for page in order:
            joined = join(joined, page)
        assert shown(joined) == ["a", "re a", "b", "c", "re c", "d", "e", "re e", "f"]
        assert [d.position for d in joined[1:]] == list(range(9))


def test_pages_that_begin_with_the_newest_stay_so() -> None:
    first = read(thread(said(12, "12"), said(11, "11"), said(10, "10")), "1.txt")
    second = read(thread(said(2, "2"), said(1, "1")), "2.txt")
    assert shown(join(first, second)) == shown(join(second, first)) == ["12", "11", "10", "2", "1"]


def test_reading_a_source_again_replaces_what_it_showed_and_nothing_else() -> None:
    both = join(read(thread(said(0, "x"), said(1, "y")), "a.txt"), read(thread(said(1, "y"), said(2, "z")), "b.txt"))
    again = join(both, read(thread(said(0, "x")), "a.txt"))
    assert shown(again) == ["x", "y", "z"]
    assert [capture.source for capture in again[2].captures] == ["b.txt"]
    assert again[2].source == "b.txt"
    assert shown(join(again, read(thread(said(2, "z")), "b.txt"))) == ["x", "z"]


def test_words_outlive_their_deletion() -> None:
    before = read(thread(said(0, "I resign.", native_id="1")), "a.html")
    after = read(thread(said(0, "", None, native_id="1", state=State.DELETED)), "b.html", captured_at=NOON)
    for joined in (join(before, after), join(after, before)):
        assert (joined[1].text, joined[1].author, joined[1].state) == ("I resign.", "Ada", State.LIVE)


def test_a_later_capture_of_an_edited_comment_wins() -> None:
    before = read(thread(said(0, "It opens in May, in fact.", native_id="1")), "a.html", captured_at=NOON)
    after = read(thread(said(0, "It opens in June.", native_id="1")), "b.html", captured_at=NOON + timedelta(days=1))
    for joined in (join(before, after), join(after, before)):
        assert shown(joined) == ["It opens in June."]


def test_claims_and_damage_of_all_captures_are_kept() -> None:
    one = thread(said(0, "x"), stated_count=5, page=1, pages=2, defects=(Defect("lost author", "line 3"),))
    two = thread(said(9, "y"), stated_count=6, page=2, pages=2)
    for order in permutations([read(one, "1.txt"), read(two, "2.txt")]):
        record = join(*order)[0]
        assert (record.stated_count, record.pages, record.stated_pages) == (6, (1, 2), 2)
        assert record.defects == (Defect("lost author", "line 3", "1.txt"),)
        assert record.reply_count == 2


@st.composite
def captures(draw: st.DrawFn) -> list[list[Document]]:
    """Up to four pages that each show some of one thread's comments, in its order."""
    count = draw(st.integers(1, 10))
    parents = [draw(st.none() | st.integers(0, place - 1)) if place else None for place in range(count)]
    whole = [
        said(place, f"text {place}", native_id=str(place), parent=None if parent is None else str(parent))
        for place, parent in enumerate(parents)
    ]
    views = draw(st.lists(st.sets(st.integers(0, count - 1), min_size=1), min_size=1, max_size=4))
    return [
        read(thread(*(replace(whole[p], position=n) for n, p in enumerate(sorted(view)))), f"{number}.txt")
        for number, view in enumerate(views)
    ]


@given(captures())
def test_joining_loses_nothing_invents_nothing_and_forgets_the_order_of_reading(pages: list[list[Document]]) -> None:
    results = []
    for order in (pages, pages[::-1]):
        joined: list[Document] = []
        for page in order:
            joined = join(joined, page)
        results.append(joined)
        assert {d.id for d in joined} == {d.id for page in pages for d in page}
        assert [d.position for d in joined] == list(range(-1, len(joined) - 1))
        placed = {d.id: d for d in joined}
        for d in joined[1:]:
            assert d.parent_id is None or placed[d.parent_id].position < d.position
            assert d.depth == (placed[d.parent_id].depth + 1 if d.parent_id else 0)
            assert d.orphan_of not in placed
            assert d.reply_count == sum(other.parent_id == d.id for other in joined)
    one, other = ({d.id: replace(d, position=0) for d in result} for result in results)
    assert one == other


def test_a_date_that_no_calendar_has_in_utc_is_kept_as_printed() -> None:
    early = Timestamp("long ago", datetime.min.replace(tzinfo=timezone(timedelta(hours=9))), Precision.DAY)
    _, comment = documents_of(Thread((Comment(0, "words", created=early),)), Page("p.html", "", "text/html"), "x")
    assert (comment.created_raw, comment.created_at, comment.created_precision) == ("long ago", None, None)
