"""Matches in the order in which they are shown."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

import numpy as np

from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.search import Matches, Scores
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.engines.whoosh.whole import Whole
from threadsearch.model import Query, Sort


class Match(NamedTuple):
    """A matching document: the segment, its row there, and its score to 6 digits."""

    segment: Segment
    row: int
    score: float


def page(matches: Matches, query: Query) -> list[Match]:
    """The matches that were asked for, in order."""
    end = matches.total if query.limit is None else query.offset + query.limit
    if end <= query.offset:
        return []
    whole = matches.whole
    if query.sort is Sort.RELEVANCE:
        rows, scores = matches.best(end)
        ranks = -scores if isinstance(scores, float) else -np.round(scores, 6)
        at = _first(whole, rows, ranks, end)[query.offset :]
        shown, ranked = rows[at], scores if isinstance(scores, float) else scores[at]
    else:
        rows = matches.rows
        shown = rows[_first(whole, rows, _ranks(whole, rows, query.sort), end)[query.offset :]]
        order = np.argsort(shown)
        ranked = matches.scores(shown[order])
        if not isinstance(ranked, float):
            ranked = ranked[np.argsort(order)]
    each = np.broadcast_to(ranked, len(shown)).tolist()
    return [Match(*whole.place(row), round(score, 6)) for row, score in zip(shown.tolist(), each, strict=True)]


def _first(whole: Whole, rows: Array, ranks: Scores, end: int) -> Array:
    """Where the first of these rows by their ranks stand among them, in order."""
    if isinstance(ranks, float):
        at = _of_ties(whole, rows, np.arange(len(rows)), end)
        ranks = np.full(len(rows), ranks)
    elif len(rows) > end:
        worst = np.partition(ranks, end - 1)[end - 1]
        better, ties = (ranks < worst).nonzero()[0], (ranks == worst).nonzero()[0]
        at = np.concatenate([better, _of_ties(whole, rows, ties, end)])
    else:
        at = np.arange(len(rows))
    at = at[np.lexsort((rows[at], ranks[at]))]
    return _by_place(whole, rows, ranks, at)[:end]


def _of_ties(whole: Whole, rows: Array, ties: Array, end: int) -> Array:
    """Those of the ties that may be among the first ``end``: the first of each segment."""
    if len(ties) <= end:
        return ties
    cuts = rows[ties].searchsorted(whole.begins).tolist()
    found: list[Array] = []
    for number, (segment, base) in enumerate(whole.each()):
        mine = ties[cuts[number] : cuts[number + 1]]
        own = rows[mine] - base
        if len(mine) > end and own[-1] >= segment.comments:  # threads' own records don't stand where they are shown
            mine = mine[np.lexsort((segment.column("by_position")[own], segment.codes("thread")[own]))]
        found.append(mine[:end])
    return np.concatenate(found)


def _by_place(whole: Whole, rows: Array, ranks: Array, at: Array) -> Array:
    """Rows by their ranks, given in that order, and ties in the order of threads."""
    of_rank = ranks[at]
    if not (of_rank[1:] == of_rank[:-1]).any() or whole.is_in_order(rows[at].max()):
        return at
    groups = groupby(zip(at.tolist(), of_rank.tolist(), strict=True), key=lambda entry: entry[1])
    ordered: list[int] = []
    for _, group in groups:
        ordered += sorted((row for row, _ in group), key=lambda one: place_of(*whole.place(int(rows[one]))))
    return np.array(ordered)


def _ranks(whole: Whole, rows: Array, sort: Sort) -> Array:
    """What matches are ordered by, smallest first."""
    if sort is Sort.REPLIES:
        return -whole.column("by_replies")[rows].astype(float)
    first = whole.column("by_first")[rows]
    at = first.astype(float)
    if sort is Sort.NEWEST:
        return -at
    return np.where(first == schema.UNDATED, np.inf, at)


def place_of(segment: Segment, row: int) -> tuple[bytes, int]:
    """A document's place in the order of threads."""
    thread = int(segment.codes("thread")[row]) - 1
    return segment.term("thread", thread), int(segment.column("by_position")[row])
