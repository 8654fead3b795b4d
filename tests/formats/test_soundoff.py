"""Soundoff pages: what is read back from every layout that extractors make of one thread, and what is no such page."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.errors import ParseError
from threadsearch.formats.soundoff import Soundoff
from threadsearch.formats.textual import numbered
from threadsearch.model import Comment, Page, Precision, Thread

HEAD = "March 3rd, 2009\n11:20 AM ET\n\nDo kites belong in a museum?\n\nNobody knows.\n\nsoundoff (9 Responses)\n"
TAIL = "\n\nLeave a Reply to Wim\n\n• About this blog\n\nKites, and what holds them.\n"


@dataclass(frozen=True)
class Written:
    """A comment before it is rendered: ``lines`` are its body's, an empty one parts paragraphs."""

    depth: int
    author: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Style:
    """What an extractor keeps of a page."""

    indented: bool = True
    spaced: bool = True
    marked: bool = True


def render(thread: list[Written], style: Style) -> str:
    """The comments as an extractor of this style prints the list."""
    gap = [""] if style.spaced else []
    printed, number = [], 0
    for comment in thread:
        number += comment.depth == 0
        mark = f"{number}. " if comment.depth == 0 else "• "
        links = "| Report abuse | Reply" if comment.depth == 0 else "| Report abuse |"
        outer = " " * (2 + 2 * comment.depth) if style.indented else ""
        inner = outer + "  " if style.indented else ""
        printed += [f"{outer}{mark if style.marked else ''}{comment.author}", *gap]
        printed += [f"{inner}{line}".rstrip() for line in comment.lines]
        printed += [*gap, f"{inner}March 3, 2009 at 11:{len(printed) % 60:02} {links}"]
    return "\n".join(printed)


def read(text: str) -> Thread:
    (thread,) = Soundoff().parse(Page("kites.txt", text))
    return thread


def as_written(comments: tuple[Comment, ...]) -> list[Written]:
    """What was read, in the terms of what was written."""
    depths: dict[str, int] = {}
    for comment in comments:
        depths[comment.key] = depths[comment.parent] + 1 if comment.parent else 0
    return [Written(depths[c.key], c.author or "", tuple(c.text.split("\n")) if c.text else ()) for c in comments]


letters = st.characters(exclude_categories=("C", "Z"), include_characters=" ")
names = st.text(letters, min_size=1, max_size=40).map(lambda name: " ".join(name.split())).filter(bool)
plain_lines = st.one_of(
    names,
    st.sampled_from(
        ["1. First of all", "2. Secondly", "• a dot", "- a dash", "Reply", "1 2", "soundoff (2 Responses)"]
    ),
)
paragraphs = st.lists(st.lists(plain_lines, min_size=1, max_size=2), max_size=3)
bodies = paragraphs.map(lambda parts: tuple(line for part in parts for line in ("", *part))[1:])


@st.composite
def threads(draw: st.DrawFn, deepest: int = 3, body: st.SearchStrategy[tuple[str, ...]] = bodies) -> list[Written]:
    """A thread in page order: every comment at most one level below the one before it."""
    depth, thread = -1, []
    for _ in range(draw(st.integers(1, 8))):
        depth = draw(st.integers(0, min(depth + 1, deepest)))
        thread.append(Written(depth, draw(names), draw(body)))
    return thread


@given(threads())
def test_an_indented_page_reads_back_whatever_its_bodies_hold(thread: list[Written]) -> None:
    assert as_written(read(HEAD + render(thread, Style()) + TAIL).comments) == thread


@given(threads(deepest=1))
def test_a_page_without_indentation_reads_back_by_its_list_marks(thread: list[Written]) -> None:
    assert as_written(read(HEAD + render(thread, Style(indented=False)) + TAIL).comments) == thread


sentences = st.lists(st.sampled_from(["Let them fly.", "In what wind?", "Any but yours 😉"]), max_size=3).map(tuple)


@pytest.mark.parametrize("indented", [True, False])
@pytest.mark.parametrize("marked", [True, False])
@given(thread=threads(deepest=1, body=sentences))
def test_a_page_without_empty_lines_reads_back(thread: list[Written], *, indented: bool, marked: bool) -> None:
    named = [replace(comment, author=f"Wim {place}") for place, comment in enumerate(thread)]
    style = Style(indented=indented, spaced=False, marked=marked)
    assert as_written(read(HEAD + render(named, style) + TAIL).comments) == named


@given(threads(), st.sampled_from(["\r\n", "\r"]))
def test_line_ends_make_no_difference(thread: list[Written], end: str) -> None:
    page = HEAD + render(thread, Style()) + TAIL
    assert read(page.replace("\n", end)) == read(page)


@given(threads(), st.data())
def test_a_page_cut_off_anywhere_keeps_what_came_before(thread: list[Written], data: st.DataObject) -> None:
    page = HEAD + render(thread, Style())
    whole = as_written(read(page).comments)
    cut = as_written(read(page[: data.draw(st.integers(len(HEAD), len(page)))]).comments)
    assert cut[:-1] == whole[: max(0, len(cut) - 1)]


fragments = st.sampled_from(
    [
        "soundoff (2 Responses)",
        "March 3rd, 2009",
        "11:20 AM ET",
        "March 3, 2009 at 11:41 | Report abuse | Reply",
        "March 3, 2009 at 11:41 | Report abuse |",
        "March 3, 2009 at 11:41",
        "| Report abuse",
        "1. Wim",
        "2.",
        "• Dorrit",
        "•",
        "Let them fly.",
        "1 2 Next",
        "Leave a Reply",
        "",
    ]
)
scraps = st.lists(st.tuples(st.integers(0, 6), fragments).map(lambda scrap: " " * scrap[0] + scrap[1]), max_size=25)


@given(scraps)
def test_any_heap_of_scraps_gives_a_thread_in_which_parents_precede(lines: list[str]) -> None:
    thread = read("\n".join(lines))
    seen: set[str] = set()
    for position, comment in enumerate(thread.comments):
        assert comment.position == position
        assert comment.parent is None or comment.parent in seen
        assert (comment.parent is None) == (comment.parent_source is None)
        seen.add(comment.key)


def test_the_date_printed_twice_is_read_once() -> None:
    footer = "March 3, 2009 05:33 pm at 5:33 pm | Report abuse | Reply"
    (comment,) = read(f"soundoff (1 Response)\n1. Wim\nNever.\n{footer}\n").comments
    assert comment.text == "Never."
    assert comment.created is not None
    assert comment.created.at is not None
    assert comment.created.at.isoformat() == "2009-03-03T17:33:00+00:00"
    assert comment.created.precision is Precision.MINUTE


@pytest.mark.parametrize(
    "text",
    [
        "soundoff (115 Responses)",
        "The title\n\n  SoundOff (One Response)  \n",
        "Wim\r\nMarch 3, 2009 at 11:41 | Report abuse |\r\nDorrit\r\nMarch 3, 2009 at 12:05 | Report abuse | Reply\r\n",
    ],
)
def test_a_heading_or_two_footers_are_claimed(text: str) -> None:
    assert Soundoff().detect(Page("kites.txt", text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The soundoff (115 Responses) went on all night, and nobody slept.",
        "soundoff",
        "Soundoff (many Responses)",
        "March 3, 2009 at 11:41 | Report abuse | Reply",
        "Wim\nMarch 3, 2009 at 11:41 | Reply\nDorrit\nMarch 3, 2009 at 12:05 | Reply\n",
        "We met on March 3, 2009 at 11:41 | Report abuse |\nand again on March 3, 2009 at 12:05 | Report abuse |\n",
        "115 Responses to “Do kites belong in a museum?”\n\n1. Wim says:\nMarch 3, 2009 at 11:41\nNever.\n",
        "soundoff (" + "1" * 5000 + " Responses)",
    ],
)
def test_other_text_is_not_claimed(text: str) -> None:
    assert not Soundoff().detect(Page("kites.txt", text))


def test_html_is_not_claimed() -> None:
    assert not Soundoff().detect(Page("kites.html", "soundoff (2 Responses)\n", media_type="text/html"))


@pytest.mark.parametrize(
    ("stated", "pager", "page"),
    [
        (5, "1 2", 1),  # were this the last page, the first would show at least these 3 again: 6 in all
        (6, "1 2", None),
        (5, "1 2 3", None),
        (5, "", None),
    ],
)
def test_which_page_it_is_is_said_only_where_the_claim_leaves_no_choice(
    stated: int, pager: str, page: int | None
) -> None:
    comments = "".join(
        f"  {n}. Ada\n\n    Word {n}.\n\n    July {n}, 2011 at 05:33 | Report abuse | Reply\n" for n in (1, 2, 3)
    )
    thread = read(f"Title\n\nsoundoff ({stated} Responses)\n{comments}{pager}\n")
    assert (thread.page, thread.pages) == (page, len(pager.split()) or None)


def test_of_many_empty_lines_a_few_are_kept_and_the_others_counted() -> None:
    lines = numbered(Page("x", f"first{chr(10) * 5000}last", "text/plain"))
    assert len(lines) < 200
    assert (lines[-1].text, lines[-1].number) == ("last", 5001)


def test_a_page_of_mere_ends_of_lines_is_refused() -> None:
    with pytest.raises(ParseError, match="more lines than"):
        read("soundoff (2 Responses)\n" + ".\n" * 500_000)
