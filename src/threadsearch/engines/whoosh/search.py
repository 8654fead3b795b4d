"""From a query tree to the documents that match it, and how well, segment by segment, on arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np

from threadsearch.engines import bm25, matching
from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.postings import NONE, Found, any_of, both
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.engines.whoosh.sequences import in_sequence
from threadsearch.model import (
    All,
    And,
    DateRange,
    Flag,
    IdPrefix,
    Name,
    Node,
    Not,
    NumberRange,
    Or,
    Phrase,
    Place,
    Prefix,
    Query,
    Term,
)


class Searcher:
    """Answers queries over the segments of one commit; what it learns of terms and fields it keeps."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        self._damping: dict[str, Array] = {}

    def matches(self, query: Query) -> list[Found]:
        """What matches in each segment."""
        return [self._in_segment(query, segment) for segment in self.segments]

    def _in_segment(self, query: Query, segment: Segment) -> Found:
        found = self._found(query.where, segment)
        if not query.articles:
            found = found.before(segment.comments)
        return found if segment.dead is None else found.alive(segment.dead)

    def _found(self, node: Node, segment: Segment) -> Found:  # noqa: PLR0911 - one return for each kind of node
        match node:
            case All():
                return Found(np.arange(segment.info.count))
            case And(clauses):
                return self._all_of(clauses, segment)
            case Or(clauses):
                return any_of([self._found(clause, segment) for clause in clauses], segment.info.count)
            case Not(clause):
                return Found(np.arange(segment.info.count)).without(self._found(clause, segment).rows)
            case Term() | Phrase():
                return self._relevance(node, segment)
            case Prefix():
                rows = in_sequence(segment, node.field, matching.wanted(node))
                return Found(rows, np.ones(len(rows)))
            case _:
                return Found(_passing(node, segment))

    def _all_of(self, clauses: Sequence[Node], segment: Segment) -> Found:
        kept = [self._found(clause, segment) for clause in clauses if not isinstance(clause, Not)]
        kept.sort(key=lambda found: len(found.rows))
        found = reduce(both, kept) if kept else Found(np.arange(segment.info.count))
        for clause in clauses:
            if isinstance(clause, Not):
                found = found.without(self._found(clause.clause, segment).rows)
        return found

    def _relevance(self, leaf: Term | Phrase, segment: Segment) -> Found:
        wanted = matching.wanted(leaf)
        if wanted.stemmed:
            return self._bm25(segment, schema.STEMS[leaf.field], wanted.words[0])
        rows = in_sequence(segment, leaf.field, wanted)
        if not len(rows):
            return Found(NONE)
        parts = [self._bm25(segment, leaf.field, word).only(rows).scores for word in wanted.words]
        return Found(rows, np.sum([scores for scores in parts if scores is not None], axis=0))

    def _bm25(self, segment: Segment, field: str, word: str) -> Found:
        number = segment.number(field, schema.encode(word))
        if number < 0:
            return Found(NONE)
        terms = range(number, number + 1)
        rows = segment.rows(field, terms)
        # Statistics of the whole index, or else a document's score would depend on how it is cut into segments.
        having = sum(other.having(field, schema.encode(word)) for other in self.segments)
        idf = self._field(field).idf(having)
        frequencies = segment.frequencies(field, terms)
        damping = self._damping_of(field)[segment.lengths(field)[rows]]
        return Found(rows, bm25.score(frequencies, idf, damping))

    def _damping_of(self, field: str) -> Array:
        """By the byte of a document's length."""
        if field not in self._damping:
            known = self._field(field)
            self._damping[field] = np.array([known.damping(code) for code in range(len(bm25.LENGTHS))])
        return self._damping[field]

    def _field(self, field: str) -> bm25.Field:
        infos = [segment.info for segment in self.segments]
        return bm25.Field(sum(info.count for info in infos), sum(info.lengths.get(field, 0) for info in infos))


def _passing(leaf: Name | Place | IdPrefix | NumberRange | DateRange | Flag, segment: Segment) -> Array:
    """The rows that a filter lets through."""
    match leaf:
        case Name():
            return in_sequence(segment, leaf.field, matching.wanted(leaf))
        case Place(field=field, text=text):
            is_meant = matching.is_in_site if field == "site" else matching.is_from_source
            return _with_terms(segment, field, lambda place: is_meant(place, text))
        case IdPrefix(field=field, text=text):
            prefix = matching.id_prefix(text)
            terms = segment.beginning(field, schema.encode(prefix)) if prefix else range(0)
            return _distinct(segment.rows(field, terms))
        case Flag():
            number = segment.number("flag", schema.encode(leaf.name))
            return segment.rows("flag", range(number, number + 1)) if number >= 0 else NONE
        case NumberRange():
            return _between(segment.column("by_depth" if leaf.field == "depth" else "by_replies"), leaf)
        case DateRange():
            return _dated(segment, *matching.bounds(leaf))


def _with_terms(segment: Segment, field: str, is_meant: Callable[[str], bool]) -> Array:
    numbers = [
        number for number in range(segment.terms_in(field)) if is_meant(schema.decode(segment.term(field, number)))
    ]
    return _distinct(np.concatenate([NONE, *(segment.rows(field, range(number, number + 1)) for number in numbers)]))


def _distinct(rows: Array) -> Array:
    return np.unique(rows) if len(rows) > 1 else rows


def _between(column: Array, wanted: NumberRange) -> Array:
    mask = np.ones(len(column), bool)
    if wanted.low is not None:
        mask &= column >= wanted.low
    if wanted.high is not None:
        mask &= column <= wanted.high
    return np.flatnonzero(mask)


def _dated(segment: Segment, start: float, end: float) -> Array:
    """The rows whose date lies in a span with all that its precision leaves open; undated ones stand before it."""
    by_date, first, last = (segment.column(name) for name in ("by_date", "by_first", "by_last"))
    begin = _searched(first, by_date, max(start, schema.UNDATED + 1))
    rows = by_date[begin : _searched(first, by_date, end)]
    return np.sort(rows[last[rows] < end])


def _searched(values: Array, order: Array, wanted: float) -> int:
    """How many of the values, which ascend in this order, are smaller than the wanted one."""
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        if int(values[order[middle]]) < wanted:
            low = middle + 1
        else:
            high = middle
    return low
