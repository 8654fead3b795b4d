"""From a query tree to matches, to the order and the counts in which they are shown, over all segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from heapq import nsmallest
from typing import NamedTuple

from threadsearch.engines import bm25, matching
from threadsearch.engines.whoosh import schema, w3
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.model import (
    All,
    And,
    DateRange,
    Facet,
    FacetCount,
    Flag,
    IdPrefix,
    Kind,
    Name,
    Node,
    Not,
    NumberRange,
    Or,
    Phrase,
    Place,
    Prefix,
    Query,
    Sort,
    Term,
)

_LAST = float("inf")
_BY_COLUMN = (All, Not, DateRange, NumberRange)

Scores = dict[int, float]
"""Rows of a segment that match, each with its score."""


class Match(NamedTuple):
    """A matching document: the segment, its row there, and its score to 6 digits."""

    segment: Segment
    row: int
    score: float


class Searcher:
    """Answers one query; what it learns of the terms and fields it keeps for that long."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._idf: dict[tuple[str, str], float] = {}
        self._damping: dict[str, list[float]] = {}

    def matches(self, query: Query) -> list[Match]:
        """Every match, in no order."""
        found = []
        for segment in self._segments:
            scores = self._scores(query.where, segment, segment.live)
            hidden = set() if query.articles else set(segment.postings("flag", Kind.ARTICLE).documents)
            found += [Match(segment, row, round(score, 6)) for row, score in scores.items() if row not in hidden]
        return found

    def _scores(  # noqa: PLR0911 - one return for each kind of node
        self, node: Node, segment: Segment, among: Collection[int]
    ) -> Scores:
        """The rows among ``among`` that match, with their scores."""
        match node:
            case All():
                return dict.fromkeys(among, 0.0)
            case And(clauses):
                return self._all_of(clauses, segment, among)
            case Or(clauses):
                scores: Scores = {}
                for clause in clauses:
                    for row, score in self._scores(clause, segment, among).items():
                        scores[row] = scores.get(row, 0.0) + score
                return scores
            case Not(clause):
                excluded = self._scores(clause, segment, among)
                return {row: 0.0 for row in among if row not in excluded}
            case Term() | Phrase():
                return self._relevance(node, segment, among)
            case Prefix():
                found = _in_sequence(segment, node.field, matching.wanted(node), among)
                return dict.fromkeys(found, 1.0)
            case _:
                return dict.fromkeys((row for row in _passing(node, segment, among) if row in among), 0.0)

    def _all_of(self, clauses: Sequence[Node], segment: Segment, among: Collection[int]) -> Scores:
        """Each clause is asked only about what the ones before it have left; those that read every row come last."""
        scores: Scores | None = None
        for clause in sorted(clauses, key=lambda clause: isinstance(clause, _BY_COLUMN)):
            before = scores
            scores = self._scores(clause, segment, among if before is None else before)
            if before is not None:
                scores = {row: before[row] + score for row, score in scores.items()}
        return dict.fromkeys(among, 0.0) if scores is None else scores

    def _relevance(self, leaf: Term | Phrase, segment: Segment, among: Collection[int]) -> Scores:
        wanted = matching.wanted(leaf)
        if wanted.stemmed:
            (stem,) = wanted.words
            return dict(self._bm25(segment, schema.STEMS[leaf.field], stem, among))
        found = dict.fromkeys(_in_sequence(segment, leaf.field, wanted, among))
        parts = {word: dict(self._bm25(segment, leaf.field, word, found)) for word in wanted.words}
        return {row: sum(parts[word][row] for word in wanted.words) for row in found}

    def _bm25(self, segment: Segment, field: str, term: str, among: Collection[int]) -> Iterator[tuple[int, float]]:
        postings = segment.postings(field, term)
        if not postings.documents or not among:
            return
        # Statistics of the whole index, or else a document's score would depend on how it is cut into segments.
        idf, damping, lengths = self._idf_of(field, term), self._damping_of(field), segment.lengths(field)
        for row, weight in zip(postings.documents, postings.weights, strict=True):
            if row in among:
                yield row, bm25.score(weight, idf, damping[lengths[row]])

    def _idf_of(self, field: str, term: str) -> float:
        if (field, term) not in self._idf:
            having = sum(segment.documents_with(field, term) for segment in self._segments)
            self._idf[field, term] = self._field(field).idf(having)
        return self._idf[field, term]

    def _damping_of(self, field: str) -> list[float]:
        """By the byte of a document's length."""
        if field not in self._damping:
            self._damping[field] = [self._field(field).damping(code) for code in range(len(bm25.LENGTHS))]
        return self._damping[field]

    def _field(self, field: str) -> bm25.Field:
        infos = [segment.info for segment in self._segments]
        return bm25.Field(sum(info.count for info in infos), sum(info.lengths.get(field, 0) for info in infos))


def _in_sequence(segment: Segment, field: str, wanted: matching.Wanted, among: Collection[int]) -> list[int]:
    """The rows in which the wanted words stand one behind the other."""
    if not wanted.words:
        return []
    columns: list[dict[int, list[bytes]]] = []  # for each word, where it stands in each row
    for number, word in enumerate(wanted.words):
        goes_on = wanted.prefix and number == len(wanted.words) - 1
        postings = segment.expand(field, word) if goes_on else (segment.postings(field, word),)
        column = _values(postings, among)
        among = column.keys()
        columns.append(column)
    if len(columns) == 1:
        return list(among)
    return [row for row in among if _is_adjacent([column[row] for column in columns])]


def _values(postings: Iterable[w3.Postings], among: Collection[int]) -> dict[int, list[bytes]]:
    column: dict[int, list[bytes]] = {}
    for of_term in postings:
        for row, value in zip(of_term.documents, of_term.values, strict=True):
            if row in among:
                column.setdefault(row, []).append(value)
    return column


def _is_adjacent(column: list[list[bytes]]) -> bool:
    """Whether there is a place from which on one position of each word stands behind one of the word before."""
    starts: set[int] = set()
    for number, values in enumerate(column):
        places = {position - number for value in values for position in w3.positions(value)}
        starts = places if number == 0 else starts & places
        if not starts:
            return False
    return True


def _passing(
    leaf: Name | Place | IdPrefix | NumberRange | DateRange | Flag, segment: Segment, among: Collection[int]
) -> list[int]:
    """The rows that a filter lets through; of the ones outside ``among``, some or none."""
    match leaf:
        case Name():
            return _in_sequence(segment, leaf.field, matching.wanted(leaf), among)
        case Place(field=field, text=text):
            is_meant = matching.is_in_site if field == "site" else matching.is_from_source
            return _rows(segment.expand(field, accept=lambda place: is_meant(place, text)))
        case IdPrefix(field=field, text=text):
            prefix = matching.id_prefix(text)
            return _rows(segment.expand(field, prefix)) if prefix else []
        case Flag():
            return list(segment.postings("flag", leaf.name).documents)
        case NumberRange():
            column = segment.numbers("by_depth" if leaf.field == "depth" else "by_replies")
            return [row for row in among if matching.is_between(column[row], leaf)]
        case DateRange():
            start, end = matching.bounds(leaf)
            first, last = segment.numbers("by_first"), segment.numbers("by_last")
            return [row for row in among if start <= first[row] != schema.UNDATED and last[row] < end]


def _rows(postings: Iterable[w3.Postings]) -> list[int]:
    return [row for of_term in postings for row in of_term.documents]


def page(matches: list[Match], query: Query) -> list[Match]:
    """The matches that were asked for, in order."""
    rank = _RANKS[query.sort]
    ranks = [rank(match) for match in matches]
    end = len(matches) if query.limit is None else min(query.offset + query.limit, len(matches))
    if end < len(matches):
        # Ties are broken by reading thread and position, so only the matches that can be shown have theirs read.
        worst = nsmallest(end, ranks)[-1] if end else -_LAST
        matches = [match for match, rank_of_it in zip(matches, ranks, strict=True) if rank_of_it <= worst]
    return sorted(matches, key=lambda match: (rank(match), *place_of(match.segment, match.row)))[query.offset : end]


def place_of(segment: Segment, row: int) -> tuple[bytes, int]:
    """A document's place in the order of threads."""
    return segment.strings("by_thread")[row], segment.numbers("by_position")[row]


def _oldest(match: Match) -> float:
    at = match.segment.numbers("by_first")[match.row]
    return _LAST if at == schema.UNDATED else at


_RANKS: dict[Sort, Callable[[Match], float]] = {
    Sort.RELEVANCE: lambda match: -match.score,
    Sort.NEWEST: lambda match: -match.segment.numbers("by_first")[match.row],  # undated: before all, so last
    Sort.OLDEST: _oldest,
    Sort.REPLIES: lambda match: -match.segment.numbers("by_replies")[match.row],
}


def count(facet: Facet, matches: list[Match], query: Query) -> tuple[FacetCount, ...]:
    """The counts of a facet over all matches."""
    if facet in matching.DATE_FACETS:
        return matching.counted(facet, _dates(facet, matches, query))
    if facet is Facet.DEPTH:
        depths = Counter(match.segment.numbers("by_depth")[match.row] for match in matches)
        return matching.counted(facet, {str(depth): times for depth, times in depths.items()})
    if facet is Facet.KIND:
        kinds = Counter(match.segment.numbers("by_kind")[match.row] for match in matches)
        return matching.counted(facet, {str(schema.KINDS[kind]): times for kind, times in kinds.items()})
    values = Counter(match.segment.strings(f"by_{facet}")[match.row] for match in matches)
    return matching.counted(facet, {schema.decode(value) or None: times for value, times in values.items()})


def _dates(facet: Facet, matches: list[Match], query: Query) -> Counter[str | None]:
    spans = Counter(
        tuple(match.segment.numbers(column)[match.row] for column in ("by_first", "by_last", "by_precision"))
        for match in matches
    )
    labels: Counter[str | None] = Counter()
    for (first, last, precision), times in spans.items():
        is_dated = first != schema.UNDATED
        known = schema.PRECISIONS[precision]
        labels[matching.date_label(first, last, known, facet, query.zone) if is_dated else None] += times
    return labels
