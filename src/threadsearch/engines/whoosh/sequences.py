"""Words one behind the other: phrases, names, and words that go on."""

from __future__ import annotations

import numpy as np

from threadsearch.engines import matching
from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.postings import NONE, is_in
from threadsearch.engines.whoosh.segments import Segment

_PLACE = 32  # bits of a position in a number that holds a row above it


def in_sequence(segment: Segment, field: str, wanted: matching.Wanted) -> Array:
    """The rows in which the wanted words stand one behind the other."""
    terms = [_terms(segment, field, wanted, number) for number in range(len(wanted.words))]
    if not terms or not all(terms):
        return NONE
    if len(terms) == 1:
        rows = segment.rows(field, terms[0])
        return np.unique(rows) if len(terms[0]) > 1 else rows
    among: Array | None = None  # the rows that have all words so far, rarest first
    for of_word in sorted(terms, key=lambda of_word: len(segment.rows(field, of_word))):
        rows = segment.rows(field, of_word)
        rows = np.unique(rows) if len(of_word) > 1 else rows
        among = rows if among is None else among[is_in(among, rows)]
        if not len(among):
            return NONE
    starts: Array | None = None
    for number, of_word in enumerate(terms):
        places = _places(segment, field, of_word, among) - number
        starts = places if starts is None else starts[np.isin(starts, places)]
    return np.unique(starts >> _PLACE)


def _terms(segment: Segment, field: str, wanted: matching.Wanted, number: int) -> range:
    """The terms that one of the words may be."""
    word = schema.encode(wanted.words[number])
    if wanted.prefix and number == len(wanted.words) - 1:
        return segment.beginning(field, word)
    term = segment.number(field, word)
    return range(term, term + 1) if term >= 0 else range(0)


def _places(segment: Segment, field: str, terms: range, among: Array) -> Array:
    """Where terms stand in some rows: numbers that hold the row and, in their lower half, the position."""
    rows, times = segment.rows(field, terms), segment.frequencies(field, terms)
    positions = segment.positions(field, terms)
    if len(terms) == 1:
        kept = is_in(rows, among)
    else:
        mask = np.zeros(segment.info.count, bool)
        mask[among] = True
        kept = mask[rows]
    everywhere = np.repeat(kept, times)
    return (np.repeat(rows[kept].astype(np.int64), times[kept]) << _PLACE) + positions[everywhere]
