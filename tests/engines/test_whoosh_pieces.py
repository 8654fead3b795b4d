"""Texts to the numbers of their pieces, from which the words of whole batches are made."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.engines import analysis
from threadsearch.engines.whoosh import pieces

ALIKE = "seventeen letters: abcdefghijklmnopq abcdefghijklmnopr; sixteen: abcdefghijklmnop ABCDEFGHIJKLMNOP"
TEXTS = st.lists(
    st.text()
    | st.text(st.sampled_from("aZ0_'. \n\0-é\u2019\u201c\u2014\xa0"))
    | st.lists(st.sampled_from(["a", "ab", "It's", "\u2018n\u2019", "eightlet", "eightlets", "x" * 200])).map(" ".join)
    | st.sampled_from(["'" + "x" * 150 + "'y'", ALIKE])
)


def words_of(texts: list[str]) -> list[list[str]]:
    """The words of each text, by way of its pieces."""
    numbers, counts, found = pieces.numbered(texts)
    spelt = [piece if isinstance(piece, str) else piece.decode() for piece in found]
    parts = np.split(numbers, np.cumsum(counts)[:-1]) if texts else []
    return [analysis.folded([spelt[number] for number in part.tolist()])[0] for part in parts]


@given(TEXTS)
def test_pieces_hold_the_same_words_as_the_texts(texts: list[str]) -> None:
    assert words_of(texts) == [analysis.words(text) for text in texts]
    numbers, counts, found = pieces.numbered(texts)
    assert len(counts) == len(texts)
    assert set(numbers.tolist()) == set(range(len(set(found)))) == set(range(len(found)))


def test_texts_taken_in_portions_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{ALIKE} and {number}é" if number % 3 else f"{ALIKE} again" for number in range(20)]
    monkeypatch.setattr(pieces, "_TOGETHER", 300)
    assert words_of(texts) == [analysis.words(text) for text in texts]


def test_pieces_with_one_hash_are_told_from_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = np.uint64(0)
    monkeypatch.setattr(pieces, "_MIXING", (nothing, nothing))
    assert words_of([ALIKE, "one two"]) == [analysis.words(ALIKE), ["one", "two"]]
