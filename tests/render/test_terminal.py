"""Archived text on a screen: nothing in it acts, everything in it is seen, and lines fit."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.render.style import Style
from threadsearch.render.terminal import cut, flat, pad, safe, safe_line, safe_spans, width, wrap, wrap_spans

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)  # surrogates too
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("over\rwritten\x08\x08", "over␍written␈␈"),
        ("\x9b2J", "<U+009B>2J"),
        ("nul\x00 del\x7f", "nul␀ del␡"),
        ("exe\u202egpj.", "exe<U+202E>gpj."),
        ("\u2066apart\u2069", "<U+2066>apart<U+2069>"),
        ("file\udcff", "file<U+DCFF>"),
        ("a\tb\nc", "a    b\nc"),
        ("naïve 日本 👍🏽 שלום", "naïve 日本 👍🏽 שלום"),
    ],
)
def test_what_a_terminal_obeys_is_shown_instead(raw: str, shown: str) -> None:
    assert safe(raw) == shown


@given(ANY_TEXT)
def test_safe_text_holds_no_control_character_and_no_override(text: str) -> None:
    for character in safe(text).replace("\n", ""):
        assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
        assert character not in BIDI


@given(ANY_TEXT)
def test_safety_is_reached_at_once(text: str) -> None:
    assert safe(safe(text)) == safe(text)
    assert len(safe_line(text).splitlines()) <= 1


@given(ANY_TEXT, st.data())
def test_spans_still_cover_the_same_words(text: str, data: st.DataObject) -> None:
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(ends[::2], ends[1::2], strict=False))
    shown, moved = safe_spans(text, spans)
    assert shown == safe(text)
    assert [shown[start:end] for start, end in moved] == [safe(text[start:end]) for start, end in spans]


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("한글 x", 6), ("a\u200db", 2), ("", 0)]
)
def test_width_counts_columns(text: str, columns: int) -> None:
    assert width(text) == columns


@given(st.text(max_size=40), st.integers(2, 30))
def test_cut_and_padded_text_fits(text: str, columns: int) -> None:
    text = safe_line(text)
    assert width(cut(text, columns)) <= columns
    assert width(pad(cut(text, columns), columns)) == columns


@given(st.text(max_size=120), st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_no_word(text: str, columns: int) -> None:
    text = flat(safe(text))
    lines = [text[start:end] for start, end in wrap_spans(text, columns)]
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_an_address_is_never_broken() -> None:
    address = "https://example.org/a/very/long/path/that/does/not/fit"
    assert wrap(f"see {address} there", 20) == ["see", address, "there"]


def test_wide_text_without_blanks_is_broken_by_columns() -> None:
    assert wrap("日本語の文章です", 6) == ["日本語", "の文章", "です"]


def test_paragraphs_and_quotes_stay_what_they_are() -> None:
    text = "> one two three four\n\nfive"
    assert wrap(text, 12) == ["> one two", "> three four", "", "five"]


def test_highlights_follow_the_words_through_wrapping() -> None:
    style = Style(colour=True, width=80)
    lines = style.highlighted("\x1b the quick brown fox", [(6, 17)], 11)
    assert lines == ["␛ the \x1b[1;31mquick\x1b[0m", "\x1b[1;31mbrown\x1b[0m fox"]


def test_without_colour_highlights_add_nothing() -> None:
    assert Style().highlighted("the quick fox", [(4, 9)], 40) == ["the quick fox"]
