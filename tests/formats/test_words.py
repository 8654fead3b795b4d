"""Many words, looked for at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from threadsearch.formats.words import Words

WORDS = Words(["crawler-post", "post", "data-"])
LETTERS = st.text("abAB-", min_size=1, max_size=4)


@given(st.frozensets(LETTERS), st.text("abAB- é"))
def test_what_is_found_is_what_stands_there_in_whatever_case(words: frozenset[str], text: str) -> None:
    assert Words(words).found_in(text) == {word for word in words if word.lower() in text.lower()}


@given(st.integers(0, 20), st.integers(1, 3), st.sampled_from(["x", "é", "\N{PILE OF POO}", "\ud800"]))
def test_a_word_is_found_wherever_it_stands_in_a_long_text(before: int, pieces: int, filler: str) -> None:
    length = pieces * 64 * 1024 - before
    assert WORDS.found_in(filler * length + "Crawler-POST") == {"crawler-post", "post"}


def test_no_words_are_found_nowhere() -> None:
    assert Words([]).found_in("words") == frozenset()
