"""Rankings with other stop words, stemmers, constants and formulas, computed over the arrays of our own inversion.

The product has no switches for these: what is best is what it does. As it stands, a variant's ranking is the engine's,
and ``quality.py`` makes sure of it whenever it measures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from Stemmer import Stemmer

from threadsearch.engines import analysis, bm25
from threadsearch.engines.whoosh.inversion import Whole, invert
from threadsearch.model import Document

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rankings = dict[str, list[str]]
"""The names of documents, best first, by the names of questions."""

Idf = Callable[[int, int], float]
"""What a word tells, by the number of all documents, and of those that have it."""

_LENGTHS = np.array(bm25.LENGTHS)


def our_idf(documents: int, having: int) -> float:
    """The engines' own."""
    return bm25.Field(documents, 0).idf(having)


def whoosh_idf(documents: int, having: int) -> float:
    """Whoosh's, which gives even a word that every document has a weight of 1."""
    return log(documents / (having + 1)) + 1


def lucene_idf(documents: int, having: int) -> float:
    """Lucene's (since 6.0), which is 0 for no word."""
    return log(1 + (documents - having + 0.5) / (having + 0.5))


def robertson_idf(documents: int, having: int) -> float:
    """Robertson and Spärck Jones's, which BM25 was made with, but 0.2 where it would be less, or negative."""
    return max(0.2, log((documents - having + 0.5) / (having + 0.5)))


@dataclass(frozen=True, slots=True)
class Variant:
    """What may be different; as it stands, everything is as the engines have it.

    ``stemmer`` is an algorithm of PyStemmer, ``None`` for words as they are. ``stop`` are words that are not
    indexed or, if ``stop_in_questions``, are indexed but passed over in questions.
    """

    stemmer: str | None = "english"
    stop: frozenset[str] = frozenset()
    stop_in_questions: bool = False
    idf: Idf = our_idf
    k1: float = bm25.K1
    b: float = bm25.B
    exact_lengths: bool = False


@dataclass(frozen=True, slots=True)
class _Stemmed:
    """How often each document has the terms that are one stem (a row for each stem), and each document's length."""

    number_of: Mapping[str, int]
    starts: Ints
    rows: Whole
    frequencies: Whole
    lengths: Ints


class Texts:
    """The documents of a collection, inverted; ranks them by any variant."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._names = list(texts)
        documents = [Document(name, "all", name, place, text, "") for place, (name, text) in enumerate(texts.items())]
        self._field = dict(invert(documents))["text"]
        self._words = [term.decode() for term in self._field.terms]
        self._stemmed = cache(self._stem_all)

    def rank(self, question: str, variant: Variant, depth: int) -> list[str]:
        """The names of the first ``depth`` documents that have any of a question's words, best first."""
        stemmed = self._stemmed(variant.stemmer, frozenset() if variant.stop_in_questions else variant.stop)
        scores = np.zeros(len(self._names))
        damping = _damping(stemmed.lengths, variant)
        stem = _stemmer(variant.stemmer)
        for word in analysis.words(question):
            number = stemmed.number_of.get(stem(word), -1)
            if word not in variant.stop and number >= 0:
                part = slice(*stemmed.starts[number : number + 2])
                frequencies = np.bincount(stemmed.rows[part], stemmed.frequencies[part], len(scores))
                idf = variant.idf(len(scores), int(np.count_nonzero(frequencies)))
                scores += idf * ((frequencies * (variant.k1 + 1)) / (frequencies + damping))
        order = np.argsort(-np.round(scores, 6), kind="stable")[:depth]
        return [self._names[row] for row in order if scores[row]]

    def _stem_all(self, stemmer: str | None, stop: frozenset[str]) -> _Stemmed:
        stem = _stemmer(stemmer)
        number_of: dict[str, int] = {}
        kept = np.array([word not in stop for word in self._words])
        numbers = np.array([number_of.setdefault(stem(word), len(number_of)) for word in self._words])
        term = np.repeat(np.arange(len(numbers)), np.diff(self._field.starts))
        chosen = np.flatnonzero(kept[term])
        chosen = chosen[np.argsort(numbers[term[chosen]], kind="stable")]
        rows, frequencies = self._field.rows[chosen], self._field.frequencies[chosen]
        return _Stemmed(
            number_of,
            np.searchsorted(numbers[term[chosen]], np.arange(len(number_of) + 1)),
            rows,
            frequencies,
            np.bincount(rows, frequencies, len(self._names)).astype(np.int64),
        )


def _stemmer(algorithm: str | None) -> Callable[[str], Any]:
    return str if algorithm is None else _known(algorithm).stemWord


@cache
def _known(algorithm: str) -> Any:  # noqa: ANN401 - PyStemmer has no types
    return Stemmer(algorithm)


def _damping(lengths: Ints, variant: Variant) -> Floats:
    """``bm25.Field.damping`` with the variant's constants."""
    known = lengths if variant.exact_lengths else _LENGTHS[np.minimum(np.searchsorted(_LENGTHS, lengths), 255)]
    damping: Floats = variant.k1 * ((1 - variant.b) + variant.b * known / lengths.mean())
    return damping


def rankings(texts: Texts, questions: Mapping[str, str], variant: Variant, depth: int) -> Rankings:
    """Each question's ranking, by its name."""
    return {name: texts.rank(question, variant, depth) for name, question in questions.items()}
