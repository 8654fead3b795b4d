"""Matches in the order in which they are shown."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.search import Matches, Scores
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.engines.whoosh.whole import Whole
from threadsearch.model import Query, Sort

_FEW = 64  # matches that are put in order for less than it costs to choose among them


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
        return [Match(*whole.place(row), -rank) for rank, row in _first(whole, rows, ranks, end)[query.offset :]]
    rows = matches.rows
    shown = [row for _, row in _first(whole, rows, _ranks(whole, rows, query.sort), end)[query.offset :]]
    ascending = sorted(shown)
    scores = matches.scores(np.array(ascending, np.int64))
    each = [scores] * len(shown) if isinstance(scores, float) else np.round(scores, 6).tolist()
    score_of = dict(zip(ascending, each, strict=True))
    return [Match(*whole.place(row), score_of[row]) for row in shown]


def _first(whole: Whole, rows: Array, ranks: Scores, end: int) -> list[tuple[float, int]]:
    """The first of some ascending rows, in order, each behind its rank; ties in the order of threads."""
    if isinstance(ranks, float):
        rows = _of_ties(whole, rows, end)
        ranks = np.full(len(rows), ranks)
    elif len(rows) > max(end, _FEW):
        worst = np.partition(ranks, end - 1)[end - 1]
        better = (ranks < worst).nonzero()[0]
        equal = _of_ties(whole, rows[ranks == worst], end - len(better))
        rows = np.concatenate([rows[better], equal])
        ranks = np.concatenate([ranks[better], np.full(len(equal), worst)])
    found = sorted(zip(ranks.tolist(), rows.tolist(), strict=True))
    if len({rank for rank, _ in found}) == len(found) or whole.is_in_order(max(row for _, row in found)):
        return found[:end]
    ordered: list[tuple[float, int]] = []
    for _, group in groupby(found, key=itemgetter(0)):
        ties = list(group)
        ordered += ties if len(ties) == 1 else sorted(ties, key=lambda match: whole.in_thread(match[1]))
        if len(ordered) >= end:
            break
    return ordered[:end]


def _of_ties(whole: Whole, ties: Array, end: int) -> Array:
    """Those of ascending rows that may be among the first ``end`` in the order of threads."""
    if len(ties) <= end:
        return ties
    cuts = ties.searchsorted(whole.begins).tolist()
    found: list[Array] = []
    for number, (segment, base) in enumerate(whole.each()):
        mine = ties[cuts[number] : cuts[number + 1]]
        own = mine - base
        if len(mine) > end and own[-1] >= segment.comments:  # threads' own records don't stand where they are shown
            mine = mine[np.lexsort((segment.column("by_position")[own], segment.codes("thread")[own]))]
        found.append(mine[:end])
    return np.concatenate(found)


def _ranks(whole: Whole, rows: Array, sort: Sort) -> Array:
    """What matches are ordered by, smallest first."""
    if sort is Sort.REPLIES:
        return -whole.column("by_replies")[rows].astype(float)
    first = whole.column("by_first")[rows]
    at = first.astype(float)
    if sort is Sort.NEWEST:
        return -at
    return np.where(first == schema.UNDATED, np.inf, at)
