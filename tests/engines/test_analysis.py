"""What a word is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.engines import analysis


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don\u2019t STOP, don't!", ["don't", "stop", "don't"]),
        ("'quoted' dogs' rock'n'roll", ["quoted", "dogs", "rock'n'roll"]),
        ("e-mail snake_case 3.14", ["e", "mail", "snake_case", "3", "14"]),
        ("Café cafe\u0301 CAFÉ", ["cafe", "cafe", "cafe"]),
        ("naïve Straße İstanbul ﬁsh \uff12\uff10\uff11\uff11", ["naive", "strasse", "istanbul", "fish", "2011"]),
        ("日本語 ﾃﾞｰﾀ and data", ["日", "本", "語", "テ", "ー", "タ", "and", "data"]),
        ("한국어 Ελλάδα Україна", ["한국어", "ελλαδα", "украіна"]),
        ("हिन्दी, עִבְרִית", ["हिनदी", "עברית"]),
        ("½ of it", ["1", "2", "of", "it"]),
        ("\ud83d :-) \u0301 ' \u2019", []),
        ("x" * 250, ["x" * 100]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert analysis.words(text) == words


@pytest.mark.parametrize(("word", "stem"), [("running", "run"), ("therapies", "therapi"), ("therapy", "therapi")])
def test_stems(word: str, stem: str) -> None:
    assert analysis.stem(word) == stem


def test_folding_keeps_punctuation_and_drops_spacing() -> None:
    assert analysis.fold("  Ann-Márie\t O\u2019Neill ") == "ann-marie o'neill"


@given(st.text())
def test_places_are_in_order_and_words_are_stable(text: str) -> None:
    tokens = list(analysis.tokens(text))
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    for token in tokens:
        assert analysis.words(token.word) == [token.word]
        assert token.word in analysis.words(text[token.start : token.end])


@given(st.text() | st.text(st.sampled_from("aZ0_'. -é\u2019\u2018\u201c\u2014\u2026\xa0")))
def test_a_plain_text_has_the_same_words(text: str) -> None:
    assert analysis.words(analysis.plain(text)) == analysis.words(text)


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize("piece", ["x", "'", "a'", "e\u0301", "\u0301", "日", "a "])
def test_time_is_linear_whatever_stands_in_the_text(piece: str) -> None:
    for _ in analysis.tokens(piece * (500_000 // len(piece))):  # a backtracking expression would take hours
        pass
