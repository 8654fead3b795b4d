"""The part of a text that shows why it matched."""

from __future__ import annotations

import pytest
from engine_strategies import nodes, texts
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.engines.snippets import WIDTH, snippet
from threadsearch.model import All, And, Flag, Fuzzy, Name, Node, Not, Or, Phrase, Prefix, Term

FILLER = "so it goes on and on " * 30


def marked(text: str, where: Node) -> tuple[str, list[str]]:
    shown, spans = snippet(text, where)
    return shown, [shown[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("where", "highlights"),
    [
        (Term("massage"), ["Massage", "massages"]),
        (Phrase("massage"), ["Massage"]),
        (Prefix("ther"), ["therapy", "there"]),
        (Fuzzy("masage", changes=2), ["Massage", "massages"]),
        (Fuzzy("their", changes=1), []),
        (Phrase("physical therapy"), ["physical\ntherapy".replace("\n", " ")]),
        (Or((Phrase("physical therapy"), Term("therapy"))), ["physical therapy"]),
        (And((Term("massage"), Not(Term("helps")))), ["Massage", "massages"]),
        (Not(Not(Term("helps"))), ["helps"]),
        (Term("massage", field="title"), []),
        (And((Flag("reply"), Name("author", "massage"))), []),
        (All(), []),
    ],
)
def test_what_is_asked_for_is_highlighted(where: Node, highlights: list[str]) -> None:
    text = "Massage helps, said he: physical\ntherapy and massages. Is there more?"
    assert marked(text, where) == (text.replace("\n", " "), highlights)


def test_without_matches_the_text_begins() -> None:
    shown, highlights = marked("\n\n  First words.\n\nThen " + FILLER, All())
    assert shown.startswith("First words. Then so it goes")
    assert shown.endswith("…")
    assert not highlights


def test_the_window_with_the_most_of_the_query_wins() -> None:
    text = f"massage massage massage {FILLER} a massage and a therapy {FILLER} therapy"
    shown, highlights = marked(text, Or((Term("massage"), Term("therapy"))))
    assert highlights == ["massage", "therapy"]
    assert shown.startswith("…")
    assert shown.endswith("…")


def test_of_equal_windows_the_first_wins_and_of_unequal_ones_the_fullest() -> None:
    text = f"one massage {FILLER} two massage massage {FILLER} three massage massage"
    assert "two massage massage" in snippet(text, Term("massage"))[0]


def test_words_are_not_cut() -> None:
    shown, _ = marked(f"{FILLER} needle {FILLER}", Term("needle"))
    assert set(shown.strip("…").split()) <= {*FILLER.split(), "needle"}


def test_a_word_without_end_is_cut_all_the_same() -> None:
    shown, highlights = marked("x" * 100_000 + " needle", Prefix("xxx"))
    assert len(shown) <= WIDTH + 2
    assert highlights == [shown.strip("…")]


def test_text_without_spaces_is_shown_around_the_match() -> None:
    shown, highlights = marked("日" * 1000 + "本語" + "日" * 1000, Phrase("本語"))
    assert highlights == ["本語"]
    assert len(shown) == WIDTH + 2


@given(st.lists(texts, max_size=30).map(" \n ".join) | st.text(), nodes)
def test_spans_lie_in_order_inside_a_short_line(text: str, where: Node) -> None:
    shown, spans = snippet(text, where)
    assert len(shown) <= WIDTH + 2
    assert "\n" not in shown
    ends = [0, *(end for _, end in spans)]
    assert all(before <= start < end for before, (start, end) in zip(ends, spans, strict=False))
    assert ends[-1] <= len(shown)
    assert (shown, spans) == snippet(text, where)
