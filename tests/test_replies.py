"""Inferred replies: what a comment quotes and whom it calls, and that nothing is made up beyond that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from bench.replies import flattened, judged
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.documents import documents_of, join
from threadsearch.model import Comment, Kind, Page, ParentSource, Precision, State, Thread, Timestamp
from threadsearch.replies import infer_replies

BRIDGE = "The swing bridge has been closed since the spring tide, and nobody at the harbour office says why."
FERRY = "I would rather have the night ferry back than a bridge that turns for nobody but the gulls."


def said(*comments: tuple[str, str], **thread: str) -> Thread:
    """A flat thread: authors and what they say."""
    return Thread(tuple(Comment(place, text, author) for place, (author, text) in enumerate(comments)), **thread)  # type: ignore[arg-type]


def answers(thread: Thread) -> list[int | None]:
    """The place of the comment that each one answers."""
    return [int(comment.parent[1:]) if comment.parent else None for comment in infer_replies(thread).comments]


def answer(words: str, *before: tuple[str, str], **thread: str) -> int | None:
    """What the last comment, of these words, answers."""
    return answers(said(*before, ("Wilma", words), **thread))[-1]


EARLIER = (("Old Marten", BRIDGE), ("Ferdy L.", FERRY), ("Keith", "Both, if you ask me."))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"> {BRIDGE}\n\nThey told my sister.", 0),
        ("> nobody at the harbour office says why\n\nThey told my sister.", 0),
        ("> Ferdy L. wrote:\n> rather have the night ferry\n\nSo would I.", 1),
        ("Ferdy L. wrote:\n\n> rather have the night ferry\n\nSo would I.", 1),
        ("On Tuesday at 8 Ferdy L. wrote:\n> I would rather have the NIGHT ferry back!\n\nYes.", 1),
        (f"> > {BRIDGE}\n> {FERRY}\n\nYes.", 1),
        ("> the night ferry\n\nSo would I.", None),  # too little, with nobody's name
        ("> Old Marten wrote:\n> rather have the night ferry back than a bridge\n\nNo.", None),  # he never did
        (f"> {BRIDGE}\n\nYes.\n\n> {FERRY}\n\nNo.", None),
        ("> whoever wrote the words that nobody here has ever said before\n\nIndeed.", None),
        (f"@Keith\n> {FERRY}\n\nHear him.", None),
        (f"@Ferdy L.\n> {FERRY}\n\nSo would I.", 1),
    ],
)
def test_words_that_are_quoted_are_found_where_they_were_said(text: str, place: int | None) -> None:
    assert answer(text, *EARLIER) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("@Keith why?", 2),
        ("@keith: why?", 2),
        ("@ Old Marten why?", 0),
        ("@oldmarten why?", 0),
        ("@Old why?", 0),
        ("Yes.\n@Keith why?", 2),
        ("What does @Keith say?", 2),
        ("@Keith @Old Marten why?", None),
        ("@Keith and @Old Marten, why?", None),
        ("@Keith, @somebody else", None),
        ("@Keith why?\n\n@Old Marten because.", None),
        ("@Wilma and I", None),
        ("Write to me@keith.example", None),
        ("@midnight", None),
    ],
)
def test_who_is_named_behind_an_at_is_answered(text: str, place: int | None) -> None:
    assert answer(text, *EARLIER) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Agreed Keith. It is both.", 2),
        ("Keith, it is both.", 2),
        ("Keith: it is both.", 2),
        ("Keith - it is both.", 2),
        ("Keith\n\nIt is both.", 2),
        ("Thanks, Keith!", 2),
        ("Vielen lieben Dank Keith", 2),
        ("I agree with Ferdy.", 1),
        ("Well said, Old Marten.", 0),
        ("Keith-Henri, it is both.", None),
        ("Keith is wrong.", None),
        ("Keith's bridge.", None),
        ("keith, it is both.", None),
        ("Is that you, Keith? Or is it your brother?", None),
        ("It is as I have always told you, Keith.", None),
        ("Keith and Ferdy, it is both.", None),
        ("Keith, it is both.\n\n@Ferdy no.", None),
    ],
)
def test_who_is_spoken_to_by_name_is_answered(text: str, place: int | None) -> None:
    found = infer_replies(said(*EARLIER, ("Wilma", text))).comments[-1]
    assert found.parent == (None if place is None else f"@{place}")
    assert found.parent_source == (None if place is None else ParentSource.ADDRESS)


@pytest.mark.parametrize(
    ("text", "place"),
    [("Mark my words.", None), ("Mark, you may be right.", None), ("@Mark you may be right.", 0), ("Will do.", None)],
)
def test_a_word_that_is_a_name_too_is_none_but_behind_an_at(text: str, place: int | None) -> None:
    assert answer(text, ("Mark", "I will mark the tide."), ("Will", "Who will?")) == place


def test_names_in_any_script_are_found_behind_an_at() -> None:
    before = (("橋本", "橋は緑のままがいい。"), ("Мартын", "Мост закрыт."), ("Zoë Müller", "Nein."))
    assert [answer(text, *before) for text in ("@橋本 なぜ", "@мартын почему?", "@Zoe why?", "Мартын, почему?")] == [
        0,
        1,
        2,
        1,
    ]


def test_a_name_that_several_have_names_nobody() -> None:
    two = (("Keith Moor", "No."), ("Keith", "Yes."))
    assert answer("@Keith why?", *two) is None
    assert answer("@Keith Moor why?", *two) == 0


def test_of_several_comments_the_one_since_i_last_wrote_is_answered() -> None:
    assert answer("@Keith why?", ("Keith", "One."), ("Keith", "Two.")) is None
    assert answer("@Keith why?", ("Keith", "One."), ("Wilma", "Oh."), ("Keith", "Two.")) == 2


def test_who_writes_the_article_is_greeted_and_not_answered() -> None:
    before = ("Jill Winger", "A tip of my own: molasses.")
    assert answer("Hi Jill, what a list!", before) == 0
    for known in ({"author": "Jill Winger"}, {"text": "I am Jill and this is my garden."}, {"title": "Ask Jill"}):
        assert answer("Hi Jill, what a list!", before, **known) is None
    assert answer("Hi Jill, what a list!", ("Bo", "Hi Jill, you are an inspiration."), before) is None


def test_what_the_article_says_is_no_comments() -> None:
    assert answer(f"> {BRIDGE}\n\nSo they say.", ("Keith", BRIDGE), text=BRIDGE) is None
    assert answer(f"> {BRIDGE}\n\nSo they say.", ("Keith", "Yes."), text=BRIDGE) is None


def test_neither_pingbacks_nor_deleted_comments_are_told_of() -> None:
    thread = said(*EARLIER, ("Wilma", "@Keith why?"))
    for change in ({"kind": Kind.PINGBACK}, {"state": State.DELETED}):
        changed = replace(thread, comments=(*thread.comments[:-1], replace(thread.comments[-1], **change)))  # type: ignore[arg-type]
        assert answers(changed)[-1] is None


def test_where_the_newest_comes_first_answers_stand_above() -> None:
    def at(place: int) -> Timestamp:
        return Timestamp("", datetime(2011, 7, 5, tzinfo=UTC) - timedelta(days=place), Precision.DAY)

    thread = said(("Wilma", "@Keith why?"), ("Keith", "No."), ("Keith Moor", "Yes."), ("Bo", "@Keith Moor why?"))
    dated = tuple(replace(comment, created=at(place)) for place, comment in enumerate(thread.comments))
    assert answers(replace(thread, comments=dated)) == [None, None, None, None]
    thread = said(("Wilma", "@Keith why?"), ("Keith", "No."), ("Ferdy", "@Wilma never"))
    dated = tuple(replace(comment, created=at(place)) for place, comment in enumerate(thread.comments))
    assert answers(replace(thread, comments=dated)) == [1, None, None]


@pytest.mark.parametrize("source", [ParentSource.EXPLICIT, ParentSource.NESTING])
def test_a_thread_whose_page_shows_replies_is_left_alone(source: ParentSource) -> None:
    thread = said(*EARLIER, ("Wilma", "@Keith why?"))
    nested = replace(thread.comments[1], parent="@0", parent_source=source)
    shown = replace(thread, comments=(thread.comments[0], nested, *thread.comments[2:]))
    assert infer_replies(shown) is shown


NAMES = ["Keith", "Keith Moor", "Old Marten", "Wilma", "will", "橋本", "J.", "", "***", None]
PIECES = [
    *(
        "@Keith",
        "@Old Marten",
        "Keith,",
        "Thanks Wilma!",
        "will",
        "@橋本",
        "@J.",
        "\n",
        "\n\n",
        "Keith wrote:\n",
        "@ ",
        "@@",
    ),
    *(f"> {BRIDGE}\n", f"> {FERRY}\n", BRIDGE, FERRY, "> > ", ">", "> Keith wrote:\n", "\n> ", "@will and @Keith"),
]
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join), st.text(max_size=40))


@st.composite
def flat_threads(draw: st.DrawFn) -> Thread:
    """Threads without replies, but for some that a reader has told by a mention."""
    comments: list[Comment] = []
    for place in range(draw(st.integers(0, 8))):
        day = draw(st.none() | st.integers(1, 28))
        created = None if day is None else Timestamp("", datetime(2011, 7, day, tzinfo=UTC), Precision.DAY)
        parent = draw(st.none() | st.integers(0, 9))
        told = None if parent is None or parent == place or draw(st.booleans()) else f"@{parent}"
        comments.append(
            Comment(
                place,
                draw(texts),
                draw(st.sampled_from(NAMES)),
                created,
                parent=told,
                parent_source=ParentSource.MENTION if told else None,
                kind=draw(st.sampled_from([Kind.COMMENT, Kind.POST, Kind.PINGBACK])),
            )
        )
    return Thread(tuple(comments), author=draw(st.sampled_from(NAMES)), text=draw(texts))


@given(flat_threads())
def test_parents_are_added_and_nothing_else_is_changed(thread: Thread) -> None:
    read = infer_replies(thread)
    assert infer_replies(read).comments == read.comments
    for before, after in zip(thread.comments, read.comments, strict=True):
        if before.parent is not None or after.parent is None:
            assert after == before
            continue
        assert after == replace(
            before,
            parent=after.parent,
            parent_source=after.parent_source,
            parent_confidence=after.parent_confidence,
        )
        assert after.parent_source in {ParentSource.QUOTE, ParentSource.MENTION, ParentSource.ADDRESS}
        assert 0 < (after.parent_confidence or 0) <= 1
        answered = {comment.key: comment for comment in read.comments}[after.parent]
        assert answered is not after
        assert answered.author is None or answered.author != after.author


@given(flat_threads())
def test_inferred_parents_never_make_a_circle_that_was_not_there(thread: Thread) -> None:
    def circles(comments: Sequence[Comment]) -> int:
        page = Page("page.html", "")
        return sum(
            comment.parent is not None and document.parent_id is None and document.orphan_of is None
            for comment, document in zip(
                comments, _in_order(replace(thread, comments=tuple(comments)), page), strict=True
            )
        )

    assert circles(infer_replies(thread).comments) <= circles(thread.comments)


def _in_order(thread: Thread, page: Page) -> list[object]:
    """The documents of a thread in the order of its comments."""
    numbered = tuple(replace(comment, locator=str(comment.position)) for comment in thread.comments)
    return sorted(documents_of(replace(thread, comments=numbered), page, "x")[1:], key=lambda d: int(d.locator))


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize(
    "piece",
    [
        "@Keith ",
        "@",
        "@ ",
        "> ",
        ">",
        "Keith wrote:\n> it is both, as I said before, you know\n",
        " ",
        "@Keith" + " " * 30,
    ],
)
def test_time_is_linear(piece: str) -> None:
    infer_replies(said(*EARLIER, ("Wilma", piece * 20_000), ("Bo", piece * 20_000)))


def test_inferred_parents_reach_the_documents() -> None:
    thread = infer_replies(said(*EARLIER, ("Wilma", "@Keith why?")))
    documents = documents_of(thread, Page("page.html", ""), "x")
    reply = documents[-1]
    assert (reply.parent_author, reply.parent_source, reply.parent_confidence) == ("Keith", ParentSource.MENTION, 0.95)
    assert reply.depth == 1


def test_a_parent_that_a_capture_shows_goes_before_one_that_was_inferred() -> None:
    thread = Thread(
        tuple(
            Comment(place, text, author, native_id=str(place))
            for place, (author, text) in enumerate((*EARLIER, ("Wilma", "@Keith why, and why today?")))
        ),
        key="7",
    )
    nested = replace(thread.comments[3], parent="1", parent_source=ParentSource.NESTING, text="@Keith why?")
    shown = documents_of(replace(thread, comments=(*thread.comments[:3], nested)), Page("a.html", ""), "x")
    inferred = documents_of(infer_replies(thread), Page("b.html", ""), "x")
    for joined in (join(shown, inferred), join(inferred, shown)):
        reply = next(document for document in joined if document.text.startswith("@Keith"))
        assert (reply.parent_author, reply.parent_source) == ("Ferdy L.", ParentSource.NESTING)
        assert reply.parent_confidence is None
        assert reply.text == "@Keith why, and why today?"


def test_the_measure_hides_what_the_page_knows() -> None:
    first, second, third = EARLIER
    comments = (
        Comment(0, first[1], first[0], native_id="a"),
        Comment(1, "@Old Marten why?", "Wilma", native_id="b", parent="a", parent_source=ParentSource.NESTING),
        Comment(2, second[1], second[0], native_id="c"),
        Comment(3, "@Ferdy why?", "Bo", native_id="d", parent="a", parent_source=ParentSource.NESTING),
        Comment(4, "@Ferdy L. indeed", third[0], native_id="e"),
    )
    assert all(comment.parent is None for comment in flattened(Thread(comments)).comments)
    assert [(found.told_by, found.outcome) for found in judged("page", Thread(comments))] == [
        ("mention", "right"),
        ("mention", "another"),
        ("mention", "none"),
    ]
