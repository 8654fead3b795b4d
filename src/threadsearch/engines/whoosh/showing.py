"""Matches in the order in which they are shown, and their counts by facet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from threadsearch.engines import matching
from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.postings import Found
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.model import Facet, FacetCount, Query, Sort

_FIELDS = {Facet.AUTHOR: "name", Facet.SITE: "site", Facet.THREAD: "thread"}


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
        for at in _best(segment, part, of_part, worst, end, query).tolist():
            row = int(part.rows[at])
            score = 0.0 if part.scores is None else round(float(part.scores[at]), 6)
            shown.append((float(of_part[at]), *place_of(segment, row), Match(segment, row, score)))
    shown.sort(key=lambda entry: entry[:3])
    return [match for *_, match in shown[query.offset : end]]


def _best(segment: Segment, part: Found, ranks: Array, worst: float, end: int, query: Query) -> Array:
    """Which matches of a segment may be among the first ``end``: the better ones, and as many ties as may be needed."""
    better = np.flatnonzero(ranks < worst)
    ties = np.flatnonzero(ranks == worst)
    if query.articles and len(ties) > end:  # the threads' own records stand behind, not where they are shown
        rows = part.rows[ties]
        order = np.lexsort((segment.column("by_position")[rows], segment.codes("thread")[rows]))
        ties = ties[order]
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


def count(facet: Facet, segments: Sequence[Segment], found: Sequence[Found], query: Query) -> tuple[FacetCount, ...]:
    """The counts of a facet over all matches."""
    counts: Counter[str | None] = Counter()
    for segment, part in zip(segments, found, strict=True):
        if facet in matching.DATE_FACETS:
            counts.update(_dates(facet, segment, part.rows, query))
        elif facet in _FIELDS:
            counts.update(_keys(_FIELDS[facet], segment, part.rows))
        elif facet is Facet.DEPTH:
            counts.update({str(depth): times for depth, times in _numbers(segment.column("by_depth")[part.rows])})
        else:
            kinds = _numbers(segment.column("by_kind")[part.rows])
            counts.update({str(schema.KINDS[kind]): times for kind, times in kinds})
    return matching.counted(facet, counts)


def _keys(field: str, segment: Segment, rows: Array) -> dict[str | None, int]:
    times = np.bincount(segment.codes(field)[rows])
    return {
        schema.decode(segment.term(field, code - 1)) if code else None: int(times[code])
        for code in np.flatnonzero(times).tolist()
    }


def _numbers(values: Array) -> list[tuple[int, int]]:
    numbers, times = np.unique(values, return_counts=True)
    return list(zip(numbers.tolist(), times.tolist(), strict=True))


def _dates(facet: Facet, segment: Segment, rows: Array, query: Query) -> Counter[str | None]:
    first, last, precision = (segment.column(name)[rows] for name in ("by_first", "by_last", "by_precision"))
    spans = np.stack([first, last, precision.astype(np.int64)], axis=1)
    distinct, times = np.unique(spans, axis=0, return_counts=True)
    labels: Counter[str | None] = Counter()
    for (begin, end, known), number in zip(distinct.tolist(), times.tolist(), strict=True):
        is_dated = begin != schema.UNDATED
        label = matching.date_label(begin, end, schema.PRECISIONS[known], facet, query.zone) if is_dated else None
        labels[label] += number
    return labels
