"""Documents to postings: which terms a batch of documents has, and where each of them stands, as arrays.

Every distinct word is folded and stemmed once, however often it occurs; what is done for each occurrence is done by
numpy. The order of terms is that of their bytes, the order of a term's postings that of the documents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from threadsearch.engines import analysis, bm25
from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.pieces import Piece, numbered
from threadsearch.model import Document

Ints = NDArray[np.int64]
Whole = NDArray[np.integer[Any]]

_CODES = np.array(bm25.LENGTHS)
_UNSTEMMED = {stems: words for words, stems in schema.STEMS.items()}


@dataclass(frozen=True)
class Field:
    """The postings of a field, all its terms' behind each other.

    Term ``t`` has the postings ``starts[t]`` to ``starts[t + 1]``; posting ``p`` stands for the document in row
    ``rows[p]``, which has the term ``frequencies[p]`` times, at the ``positions`` from ``places[p]`` to
    ``places[p + 1]`` (``None`` for fields without positions). ``lengths`` says how many terms each document has.
    """

    terms: list[bytes]
    starts: Ints
    rows: Whole
    frequencies: Whole
    places: Whole | None
    positions: Whole | None
    lengths: Ints
    is_ranked: bool = False

    def codes(self) -> NDArray[np.uint8]:
        """The lengths as the bytes that stand for them (``bm25.length_code``), zeros for a field that is not ranked."""
        if not self.is_ranked:
            return np.zeros(len(self.lengths), np.uint8)
        return np.minimum(np.searchsorted(_CODES, self.lengths), 255).astype(np.uint8)


def invert(documents: Sequence[Document]) -> Iterator[tuple[str, Field]]:
    """The postings of every field that these documents have, in the order of their names; rows count from 0."""
    keys = [schema.keys(document) for document in documents]
    words: dict[str, _Words] = {}
    for name in sorted({*schema.WORDS, *schema.STEMS.values(), *schema.KEYS}):
        if name in schema.KEYS:
            field = _keyed([of_document[name] for of_document in keys])
        elif name in schema.WORDS:
            words[name] = _Words([schema.text_of(document, name) for document in documents])
            field = words[name].by_word(is_ranked=schema.is_ranked(name))
        else:
            field = words.pop(_UNSTEMMED[name]).by_stem()  # it comes after its words in the order of names
        if field.terms:
            yield name, field


class _Words:
    """The words of one field of all documents, one behind the other."""

    def __init__(self, texts: Sequence[str | None]) -> None:
        self._fold(*numbered([text or "" for text in texts]))

    def _fold(self, stream: Whole, counts: Ints, pieces: Sequence[Piece]) -> None:
        """Words for pieces; folding leaves most of them one word, makes some ("½") several, and a few none."""
        folded, sizes = analysis.folded([piece if isinstance(piece, str) else piece.decode() for piece in pieces])
        numbers, self._words = _numbered(folded)
        of_piece = np.array(sizes, np.int64)
        rows = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        if (of_piece == 1).all():
            self._stream, self._rows = numbers[stream], rows
        else:
            times = of_piece[stream]
            self._rows = np.repeat(rows, times)
            inner = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
            self._stream = numbers[np.repeat((np.cumsum(of_piece) - of_piece)[stream], times) + inner]
        self._lengths = np.bincount(self._rows, minlength=len(counts))

    def by_word(self, *, is_ranked: bool) -> Field:
        begins = (np.cumsum(self._lengths) - self._lengths).astype(np.int32)
        positions = np.arange(len(self._stream), dtype=np.int32) - begins[self._rows]
        return _inverted(self._words, self._stream, self._rows, positions, self._lengths, is_ranked=is_ranked)

    def by_stem(self) -> Field:
        stem_of, stems = _numbered(analysis.stems(self._words))
        return _inverted(stems, stem_of[self._stream], self._rows, None, self._lengths, is_ranked=True)


def _keyed(keys: Sequence[Collection[str]]) -> Field:
    """The postings of a field whose terms are whole values, of which a document has each once."""
    counts = np.fromiter(map(len, keys), np.int64, len(keys))
    stream, terms = _numbered([*chain.from_iterable(keys)])
    return _inverted(terms, stream, np.repeat(np.arange(len(keys), dtype=np.int32), counts), None, counts)


def _numbered(words: Sequence[str]) -> tuple[Whole, list[str]]:
    """The number of each word among the distinct ones, and these in order: characters have that of their bytes."""
    distinct = sorted(set(words))
    numbers = dict(zip(distinct, range(len(distinct)), strict=True))
    return np.fromiter(map(numbers.__getitem__, words), np.int32, len(words)), distinct


def _inverted(  # noqa: PLR0913 - all that a field is made of
    terms: list[str], stream: Whole, rows: Whole, positions: Whole | None, lengths: Ints, *, is_ranked: bool = False
) -> Field:
    """A field, from the number of the term and the row of each occurrence, in the order of the text."""
    # One sort by term, and by place in the stream among the same term's: both halves of a number.
    keys = stream.astype(np.int64) << 32
    keys |= np.arange(len(stream))
    keys.sort()
    place = keys.astype(np.int32)  # the lower half
    keys >>= 32
    row = rows[place]
    is_first = np.ones(len(keys), bool)
    is_first[1:] = (keys[1:] != keys[:-1]) | (row[1:] != row[:-1])
    begins = is_first.nonzero()[0]
    places = np.append(begins, len(keys)).astype(np.int32)
    starts = np.append(0, np.cumsum(np.bincount(keys[begins], minlength=len(terms))))
    return Field(
        terms=[*map(str.encode, terms, repeat("utf-8"), repeat("surrogatepass"))],
        starts=starts,
        rows=row[begins],
        frequencies=np.diff(places),
        places=None if positions is None else places,
        positions=None if positions is None else positions[place],
        lengths=lengths,
        is_ranked=is_ranked,
    )
