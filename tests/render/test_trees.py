"""Trees of comments: lines that hold together whatever the thread looks like."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from threadsearch.model import Document, Kind, State
from threadsearch.render.style import Style
from threadsearch.render.terminal import width
from threadsearch.render.trees import Marks, thread_lines, tree_lines


def comment(own_id: str, parent: str | None = None, *, depth: int = 0, text: str = "words") -> Document:
    return Document(
        id=own_id,
        thread_id="t",
        root_id="t",
        position=0,
        text=text,
        source="page.html",
        author=own_id.upper(),
        parent_id=parent,
        parent_author=parent and parent.upper(),
        depth=depth,
    )


def drawn(documents: list[Document], marks: Marks | None = None, columns: int = 80) -> str:
    style = Style(width=columns)
    return "\n".join(tree_lines(documents, style, marks) if marks else tree_lines(documents, style))


def test_replies_hang_below_what_they_answer() -> None:
    thread = [comment("a"), comment("b", "a"), comment("c", "b"), comment("d", "a"), comment("e")]
    assert (
        drawn(thread)
        == """\
a  A  undated
words
│
├─ b  B  undated
│  words
│  │
│  └─ c  C  undated
│     words
│
└─ d  D  undated
   words

e  E  undated
words"""
    )


def test_a_reply_printed_far_below_stands_under_its_parent() -> None:
    apart = [comment("a"), comment("b"), comment("c", "a")]
    together = [comment("a"), comment("c", "a"), comment("b")]
    assert drawn(apart) == drawn(together)


def test_a_reply_without_its_parent_at_hand_stands_at_the_left() -> None:
    assert drawn([comment("c", "b", depth=7)]) == "c  C  undated\nwords"


def test_what_is_unusual_is_said() -> None:
    orphan = replace(comment("o"), orphan_of="gone", author=None)
    deleted = replace(comment("d"), state=State.DELETED, text="")
    ping = replace(comment("p"), kind=Kind.PINGBACK, text="")
    assert (
        drawn([orphan, deleted, ping])
        == """\
o  [no author]  undated  reply to a missing comment
words

d  D  undated  deleted
[the words are gone]

p  P  undated  pingback
[no text]"""
    )


def test_marks_stand_before_the_named_comment_and_before_hits() -> None:
    text = drawn([comment("a"), comment("b", "a"), comment("c")], Marks("b", {"b", "c"}))
    assert "├─ ▶ ● b" in text or "└─ ▶ ● b" in text
    assert "\n● c" in text
    assert text.startswith("a")


def test_the_article_comes_first_shortened() -> None:
    record = replace(
        comment("t", text="\n".join(f"line {number}" for number in range(20))),
        kind=Kind.ARTICLE,
        title="On bridges",
        url="https://example.org/bridges",
        site="example.org",
        author=None,
        stated_count=12,
        pages=(1,),
        stated_pages=2,
    )
    lines = list(thread_lines([record, comment("a")], Style()))
    assert lines[:3] == ["On bridges", "t · example.org · 1 comment of 12 claimed, page 1 of 2", record.url]
    assert lines[4:11] == [*(f"line {number}" for number in range(6)), "… (14 more lines: threadsearch show t)"]
    assert lines[-2:] == ["a  A  undated", "words"]


@given(st.integers(0, 60), st.integers(40, 120))
def test_lines_fit_at_any_depth(depth: int, columns: int) -> None:
    chain = [comment("c0")]
    chain += [comment(f"c{level}", f"c{level - 1}", depth=level) for level in range(1, depth + 1)]
    lines = list(tree_lines(chain, Style(width=columns)))
    assert all(width(line) <= columns for line in lines)
    assert sum("words" in line for line in lines) == depth + 1


@given(st.lists(st.integers(0, 30), max_size=30))
def test_every_comment_is_drawn_once(parents: list[int]) -> None:
    """Each comment answers an earlier one or none."""
    thread = [comment(f"c{number}", f"c{parent}" if parent < number else None) for number, parent in enumerate(parents)]
    text = drawn(thread, columns=200)
    assert sorted(line.split()[-3] for line in text.splitlines() if "undated" in line) == sorted(d.id for d in thread)


def test_a_very_deep_thread_takes_no_recursion() -> None:
    deep = [comment("c0"), *(comment(f"c{level}", f"c{level - 1}", depth=level) for level in range(1, 5000))]
    assert drawn(deep).count("words") == 5000
    assert "depth 4999, reply to C4998" in drawn(deep)


def test_archived_control_characters_never_come_through() -> None:
    rude = replace(comment("a", text="\x1b[2Jgone"), author="\x9b31m")
    text = drawn([rude])
    assert "\x1b" not in text
    assert "\x9b" not in text
    assert "␛[2Jgone" in text
