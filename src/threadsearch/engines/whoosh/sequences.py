"""Words one behind the other: phrases, names, and words that go on."""

from __future__ import annotations

from functools import reduce

import numpy as np

from threadsearch.engines import matching
from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.postings import NONE, any_of, distinct, is_in
from threadsearch.engines.whoosh.segments import Segment


def in_sequence(segment: Segment, field: str, wanted: matching.Wanted) -> Array:
    """The rows in which the wanted words stand one behind the other."""
    terms = [_terms(segment, field, wanted, number) for number in range(len(wanted.words))]
    if not terms or not all(terms):
        return NONE
    if len(terms) == 1:
        rows = segment.rows(field, terms[0])
        return any_of([rows], segment.info.count) if len(terms[0]) > 1 else rows
    # Where such a sequence may begin, by each of the words; the rarest first, so that the fewest are looked up.
    places = sorted((_begins(segment, field, of_word, number) for number, of_word in enumerate(terms)), key=len)
    begins = reduce(lambda few, more: few[is_in(few, more)], places)
    return distinct(segment.rows_at(field, begins))


def _begins(segment: Segment, field: str, terms: range, number: int) -> Array:
    """The addresses that stand so many words before one of the terms."""
    places = segment.addresses(field, terms) - number
    places = np.sort(places) if len(terms) > 1 else places
    return places[np.searchsorted(places, 0) :]


def _terms(segment: Segment, field: str, wanted: matching.Wanted, number: int) -> range:
    """The terms that one of the words may be."""
    word = schema.encode(wanted.words[number])
    if wanted.prefix and number == len(wanted.words) - 1:
        return segment.terms(field).beginning(word)
    term = segment.number(field, word)
    return range(term, term + 1) if term >= 0 else range(0)
