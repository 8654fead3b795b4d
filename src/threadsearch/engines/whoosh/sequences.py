"""Words one behind the other: phrases, names, and words that go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np

from threadsearch.engines import matching
from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.postings import NONE, any_of, distinct, is_in
from threadsearch.engines.whoosh.segments import Segment


def in_sequence(segment: Segment, field: str, wanted: matching.Wanted, lasts: Iterable[str] = ()) -> Array:
    """The rows in which the wanted words stand one behind the other; ``lasts`` are what a fuzzy last one may be."""
    terms = [[_term(segment, field, word)] for word in wanted.words]
    if wanted.prefix and terms:
        terms[-1] = [segment.terms(field).beginning(schema.encode(wanted.words[-1]))]
    elif wanted.changes and terms:
        terms[-1] = [_term(segment, field, word) for word in lasts]
    terms = [[some for some in of_word if some] for of_word in terms]
    if not terms or not all(terms):
        return NONE
    if len(terms) == 1:
        rows = [segment.rows(field, some) for some in terms[0]]
        return rows[0] if sum(map(len, terms[0])) == 1 else any_of(rows, segment.info.count)
    # Where such a sequence may begin, by each of the words; the rarest first, so that the fewest are looked up.
    places = sorted((_begins(segment, field, of_word, number) for number, of_word in enumerate(terms)), key=len)
    begins = reduce(lambda few, more: few[is_in(few, more)], places)
    return distinct(segment.rows_at(field, begins))


def _begins(segment: Segment, field: str, terms: Sequence[range], number: int) -> Array:
    """The addresses that stand so many words before one of the terms."""
    parts = [segment.addresses(field, some) - number for some in terms]
    places = parts[0] if len(parts) == 1 else np.concatenate(parts)
    places = np.sort(places) if sum(map(len, terms)) > 1 else places
    return places[np.searchsorted(places, 0) :]


def _term(segment: Segment, field: str, word: str) -> range:
    """The one term that is a word, or none."""
    number = segment.number(field, schema.encode(word))
    return range(number, number + 1) if number >= 0 else range(0)
