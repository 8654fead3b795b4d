"""Matches in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
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
    each = [ranked] * len(shown) if isinstance(ranked, float) else ranked.tolist()
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
    return _by_place(whole, rows, ranks, at, end)


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


def _by_place(whole: Whole, rows: Array, ranks: Array, at: Array, end: int) -> Array:
    """The first of some rows that are in the order of their ranks, ties in the order of threads."""
    of_rank = ranks[at]
    if not (of_rank[1:] == of_rank[:-1]).any() or whole.is_in_order(int(rows[at].max())):
        return at[:end]
    ordered: list[int] = []
    for _, group in groupby(zip(of_rank.tolist(), rows[at].tolist(), at.tolist(), strict=True), key=itemgetter(0)):
        ties = [(*whole.place(row), where) for _, row, where in group]
        ordered += islice(_in_order(ties), end) if len(ties) > 1 else (ties[0][2],)
        if len(ordered) >= end:
            break
    return np.array(ordered[:end])


def _in_order(ties: Sequence[tuple[Segment, int, int]]) -> Iterator[int]:
    """Where ties stand, in the order of threads, in which they are given segment by segment."""
    parts = []
    for segment, group in groupby(ties, key=itemgetter(0)):
        part = list(group)
        if part[-1][1] >= segment.comments:  # threads' own records don't stand where they are shown
            part.sort(key=_place)
        parts.append(part)
    return (where for _, _, where in merge(*parts, key=_place))


def _place(tie: tuple[Segment, int, int]) -> tuple[bytes, int]:
    return place_of(tie[0], tie[1])


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
    thread = segment.codes("thread").item(row) - 1
    return segment.terms("thread")[thread], segment.column("by_position").item(row)
