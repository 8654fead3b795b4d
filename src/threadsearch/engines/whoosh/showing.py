"""Matches in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.postings import Found
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.model import Query, Sort


class Match(NamedTuple):
    """A matching document: the segment, its row there, and its score to 6 digits."""

    segment: Segment
    row: int
    score: float


def page(segments: Sequence[Segment], found: Sequence[Found], query: Query) -> list[Match]:
    """The matches that were asked for, in order."""
    total = sum(len(part.rows) for part in found)
    end = total if query.limit is None else min(query.offset + query.limit, total)
    if end <= query.offset:
        return []
    ranks = [_ranks(segment, part, query.sort) for segment, part in zip(segments, found, strict=True)]
    worst = _worst(ranks, end) if end < total else np.inf
    shown: list[tuple[float, bytes, int, Match]] = []
    for segment, part, of_part in zip(segments, found, ranks, strict=True):
        for at in _best(segment, part.rows, of_part, worst, end).tolist():
            row = int(part.rows[at])
            score = 0.0 if part.scores is None else round(float(part.scores[at]), 6)
            shown.append((float(of_part[at]), *place_of(segment, row), Match(segment, row, score)))
    shown.sort(key=lambda entry: entry[:3])
    return [match for *_, match in shown[query.offset : end]]


def _best(segment: Segment, rows: Array, ranks: Array, worst: float, end: int) -> Array:
    """Which matches of a segment may be among the first ``end``: the better ones, and as many ties as may be needed."""
    better = np.flatnonzero(ranks < worst)
    ties = np.flatnonzero(ranks == worst)
    if len(ties) > end and int(rows[-1]) >= segment.comments:  # threads' own records don't stand where they are shown
        of_ties = rows[ties]
        ties = ties[np.lexsort((segment.column("by_position")[of_ties], segment.codes("thread")[of_ties]))]
    return np.concatenate([better, ties[:end]])


def _worst(ranks: Sequence[Array], end: int) -> float:
    """The rank of the last match that is shown."""
    return float(np.partition(np.concatenate(ranks), end - 1)[end - 1])


def _ranks(segment: Segment, part: Found, sort: Sort) -> Array:
    """What matches are ordered by, smallest first."""
    if sort is Sort.RELEVANCE:
        return np.zeros(len(part.rows)) if part.scores is None else -np.round(part.scores, 6)
    if sort is Sort.REPLIES:
        return -segment.column("by_replies")[part.rows].astype(float)
    first = segment.column("by_first")[part.rows]
    at = first.astype(float)
    if sort is Sort.NEWEST:
        return -at
    return np.where(first == schema.UNDATED, np.inf, at)


def place_of(segment: Segment, row: int) -> tuple[bytes, int]:
    """A document's place in the order of threads."""
    thread = int(segment.codes("thread")[row]) - 1
    return segment.term("thread", thread), int(segment.column("by_position")[row])
