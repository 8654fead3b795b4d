"""From a query tree to the documents that match it, and how well, on arrays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property

import numpy as np

from threadsearch.engines import matching
from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.postings import NONE, any_of, is_in
from threadsearch.engines.whoosh.ranking import Ranked, Ranking
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.engines.whoosh.sequences import in_sequence
from threadsearch.engines.whoosh.whole import Whole
from threadsearch.model import (
    All,
    And,
    DateRange,
    Flag,
    Fuzzy,
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

Scores = Array | float
"""A score for each of some rows, or the one that they all have."""


class Searcher:
    """Answers queries over the segments of one commit; what it learns of terms and columns it keeps."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.whole = Whole(segments)
        self.ranking = Ranking(self.whole)

    def matches(self, query: Query) -> Matches:
        """What matches."""
        return Matches(self, query.where, articles=query.articles)


class Matches:
    """What matches a query, found out as far as it is asked for."""

    def __init__(self, searcher: Searcher, where: Node, *, articles: bool) -> None:
        self.whole = searcher.whole
        self._ranking = searcher.ranking
        self._where = where
        self._articles = articles
        # What was found out about nodes, by their identities: comparing them takes longer than many a search.
        self._found: dict[int, Array] = {}
        self._words: dict[int, Ranked | None] = {}
        self._times: dict[int, tuple[Array, Array]] = {}  # of words that all matches have: rows, and how often there

    @cached_property
    def total(self) -> int:
        """How many documents match."""
        word = self._word(self._where)
        if word is None or any(segment.dead is not None for segment in self.whole.segments):
            return len(self.rows)
        return sum((part.end if self._articles else part.records) - part.begin for part in word.posted.parts)

    @cached_property
    def rows(self) -> Array:
        """The matches, ascending."""
        rows = self._rows(self._where)
        shown = (self.whole.living if self._articles else self.whole.living_comments)[rows]
        return rows if shown.all() else rows[shown]

    def scores(self, rows: Array) -> Scores:
        """The scores of some of the matches, ascending."""
        return self._scores(self._where, rows)

    def best(self, wanted: int) -> tuple[Array, Scores]:
        """So many of the matches that score best, ascending, all their ties, and perhaps more."""
        clauses = self._where.clauses if isinstance(self._where, Or) else (self._where,)
        words = [word for word in map(self._word, clauses) if word is not None]
        if len(words) < len(clauses):
            return self.rows, self.scores(self.rows)
        return self._ranking.best(words, wanted, articles=self._articles)

    def _word(self, node: Node) -> Ranked | None:
        """The one word that a node asks for in any of its forms, if that is what it does."""
        if not isinstance(node, Term):
            return None
        if id(node) not in self._words:
            wanted = matching.wanted(node)
            is_one = wanted.stemmed
            self._words[id(node)] = self._ranking.ranked(schema.STEMS[node.field], wanted.words[0]) if is_one else None
        return self._words[id(node)]

    # Which rows a node matches, all of them, hidden ones included

    def _rows(self, node: Node) -> Array:
        if id(node) not in self._found:
            self._found[id(node)] = self._rows_of(node)
        return self._found[id(node)]

    def _rows_of(self, node: Node) -> Array:
        match node:
            case All():
                return np.arange(self.whole.count)
            case And():
                return self._in_all(node)
            case Or(clauses):
                return self._in_any(clauses)
            case Not(clause):
                return self._outside(clause, np.arange(self.whole.count))
        if word := self._word(node):
            return self.whole.rows(word.posted)
        spellings = self._spellings(node) if isinstance(node, Fuzzy) else ()
        return self.whole.gathered(lambda segment: _passing(node, segment, spellings))

    def _in_all(self, node: And) -> Array:
        """The rows that match all clauses: those of the clause with the fewest, held against the others."""
        kept = [clause for clause in node.clauses if not isinstance(clause, Not)]
        words = [(word.posted, clause) for clause in kept if (word := self._word(clause))]
        words.sort(key=lambda entry: entry[0].having)
        others = sorted((self._rows(clause) for clause in kept if self._word(clause) is None), key=len)
        # The rows, and how often these documents have each of the words looked at so far.
        if words and (not others or words[0][0].having < len(others[0])):
            columns = [self.whole.rows(words[0][0]), self.whole.frequencies(words[0][0])]
        else:
            columns = [others.pop(0) if others else np.arange(self.whole.count)]
        for other in others:
            columns = _where(is_in(columns[0], other), columns)
        for posted, _ in words[len(columns) - 1 :]:
            times = self.whole.frequencies_in(posted, columns[0])
            columns = _where(times, [*columns, times])
        rows, *known = columns
        if node is self._where:
            self._times = {id(clause): (rows, times) for (_, clause), times in zip(words, known, strict=True)}
        for clause in node.clauses:
            if isinstance(clause, Not):
                rows = self._outside(clause.clause, rows)
        return rows

    def _spellings(self, node: Fuzzy) -> Collection[str]:
        """The words that a fuzzy one may be."""
        last = "".join(matching.wanted(node).words[-1:])
        least, most, first = len(last) - node.changes, len(last) + node.changes, schema.encode(last[:1])
        found: set[bytes] = set()
        for segment in self.whole.segments:
            found.update(segment.terms(node.field).with_letters(least, most, first))
        return matching.spellings(node, map(schema.decode, found))

    def _outside(self, node: Node, rows: Array) -> Array:
        """Those of the rows that a node does not match."""
        word = self._word(node)
        has = self.whole.frequencies_in(word.posted, rows) > 0 if word else is_in(rows, self._rows(node))
        return np.asarray(rows[~has])

    def _in_any(self, clauses: Sequence[Node]) -> Array:
        return any_of([self._rows(clause) for clause in clauses], self.whole.count)

    # How well rows match a node

    def _scores(self, node: Node, rows: Array) -> Scores:
        """The scores of rows that all match a node."""
        match node:
            case And(clauses):
                return sum((self._scores(clause, rows) for clause in clauses), 0.0)
            case Or(clauses):
                return sum((self._scores_if(clause, rows) for clause in clauses), 0.0)
            case Term() | Phrase():
                return self._relevance(node, rows)
            case Prefix() | Fuzzy():
                return 1.0
        return 0.0

    def _relevance(self, node: Term | Phrase, rows: Array) -> Scores:
        if word := self._word(node):
            return self._ranking.scores(word, rows, self._times_of(node, rows))
        words = (self._ranking.ranked(node.field, word) for word in matching.wanted(node).words)
        return sum((self._ranking.scores(word, rows) for word in words), 0.0)

    def _times_of(self, node: Node, rows: Array) -> Array | None:
        """How often the matches in these rows have a word, if that is known."""
        if id(node) not in self._times:
            return None
        known, times = self._times[id(node)]
        return times if len(known) == len(rows) else times[known.searchsorted(rows)]

    def _scores_if(self, node: Node, rows: Array) -> Scores:
        """The scores of rows some of which match a node, 0 for the others."""
        scores = self._scores(node, rows)
        if isinstance(scores, float) and not scores:
            return scores
        if self._word(node):
            return scores  # 0 for those that don't have it
        return is_in(rows, self._rows(node)) * scores


def _where(chosen: Array, columns: Sequence[Array]) -> list[Array]:
    """The columns without the rows for which ``chosen`` is 0."""
    at = chosen.nonzero()[0]
    return [column[at] for column in columns]


def _passing(leaf: Node, segment: Segment, spellings: Collection[str]) -> Array:
    """The rows of a segment that match a leaf, which may be any of the spellings if it is a fuzzy word."""
    match leaf:
        case Term() | Phrase() | Prefix() | Fuzzy() | Name():
            return in_sequence(segment, leaf.field, matching.wanted(leaf), spellings)
        case Place(field=field, text=text):
            is_meant = matching.is_in_site if field == "site" else matching.is_from_source
            return _with_terms(segment, field, lambda place: is_meant(place, text))
        case IdPrefix(field=field, text=text):
            prefix = matching.id_prefix(text)
            terms = segment.terms(field).beginning(schema.encode(prefix)) if prefix else range(0)
            return any_of([segment.rows(field, terms)], segment.info.count)
        case Flag():
            number = segment.number("flag", schema.encode(leaf.name))
            return segment.rows("flag", range(number, number + 1)) if number >= 0 else NONE
        case NumberRange():
            return _between(segment.column("by_depth" if leaf.field == "depth" else "by_replies"), leaf)
        case DateRange():
            return _dated(segment, *matching.bounds(leaf))
    raise AssertionError(leaf)


def _with_terms(segment: Segment, field: str, is_meant: Callable[[str], bool]) -> Array:
    numbers = [number for number, term in enumerate(segment.terms(field).all()) if is_meant(schema.decode(term))]
    return any_of([segment.rows(field, range(number, number + 1)) for number in numbers], segment.info.count)


def _between(column: Array, wanted: NumberRange) -> Array:
    mask = np.ones(len(column), bool)
    if wanted.low is not None:
        mask &= column >= wanted.low
    if wanted.high is not None:
        mask &= column <= wanted.high
    return np.flatnonzero(mask)


def _dated(segment: Segment, start: float, end: float) -> Array:
    """The rows whose date lies in a span with all that its precision leaves open; undated ones stand before it."""
    by_date, dates, last = (segment.column(name) for name in ("by_date", "dates", "by_last"))
    begin = dates.searchsorted(int(max(start, schema.UNDATED + 1)))
    rows = by_date[begin : None if end == np.inf else dates.searchsorted(int(end))]
    return np.sort(rows[last[rows] < end])
