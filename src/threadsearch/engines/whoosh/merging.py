"""Segments to one: their postings put together as they are, without reading the documents again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.contents import Contents
from threadsearch.engines.whoosh.inversion import Field
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.model import Kind

LARGEST = (1 << 16) - 1
"""Documents of a segment, at most, so that their rows are numbers of two bytes; and as much as memory allows."""

TIER = 8
"""Segments of about one size that are merged into one."""


def to_merge(sizes: Sequence[int]) -> list[list[int]]:
    """Which segments to merge, given how many documents of each will stay: groups of their numbers.

    Of the segments of a tier (up to 4,095 documents, 32,767, ...) eight make one, and no segment grows beyond
    ``LARGEST``. So there are few of them, and a document is written again but a few times.
    """
    groups: list[list[int]] = []
    tiers: dict[int, list[int]] = {}
    for number in sorted(range(len(sizes)), key=lambda number: sizes[number]):
        if sizes[number] == 0:
            continue
        tier = tiers.setdefault(max(0, (sizes[number].bit_length() - 10) // 3), [])
        tier.append(number)
        if len(tier) == TIER:
            groups += _within_bounds(tier, sizes)
            tier.clear()
    return groups


def _within_bounds(numbers: Sequence[int], sizes: Sequence[int]) -> list[list[int]]:
    """Groups of segments that together are not too large; a segment that stands alone stays as it is."""
    groups: list[list[int]] = [[]]
    for number in numbers:
        if sum(sizes[member] for member in groups[-1]) + sizes[number] > LARGEST:
            groups.append([])
        groups[-1].append(number)
    return [group for group in groups if len(group) > 1]


def merged(segments: Sequence[Segment], staying: Sequence[Array]) -> Contents:
    """The contents of one segment out of several; of each these rows stay."""
    numbers = {
        column: np.concatenate([segment.column(column)[rows] for segment, rows in zip(segments, staying, strict=True)])
        for column in schema.NUMBERS
    }
    _, thread_numbers = _union([segment.terms("thread").all() for segment in segments])
    of_thread = np.concatenate(
        [
            known[segment.codes("thread")[rows] - 1]
            for segment, known, rows in zip(segments, thread_numbers, staying, strict=True)
        ]
    )
    is_article = numbers["by_kind"] == schema.KINDS.index(Kind.ARTICLE)
    order = np.lexsort((numbers["by_position"], of_thread, is_article))
    places = _new_rows(segments, staying, order)
    records = [segment.record(row) for segment, rows in zip(segments, staying, strict=True) for row in rows.tolist()]
    fields = {name: _field(name, segments, places, len(order)) for name in _names(segments)}
    fields = {name: field for name, field in fields.items() if field.terms}
    strings = {column: _values(fields.get(field), len(order)) for column, field in _COLUMNS.items()}
    return Contents(
        fields,
        {column: values[order] for column, values in numbers.items()},
        strings,
        [records[number] for number in order.tolist()],
    )


_COLUMNS = {"by_thread": "thread", "by_author": "name", "by_site": "site"}


def _names(segments: Sequence[Segment]) -> list[str]:
    names = {*schema.WORDS, *schema.STEMS.values(), *schema.KEYS}
    return sorted(name for name in names if any(segment.terms(name).count for segment in segments))


def _union(terms: Sequence[list[bytes]]) -> tuple[list[bytes], list[Array]]:
    """All terms in order, and for each list where in that order its terms are."""
    union = sorted(set().union(*terms))
    number_of = {term: number for number, term in enumerate(union)}
    return union, [np.array([number_of[term] for term in some], np.int64) for some in terms]


def _new_rows(segments: Sequence[Segment], staying: Sequence[Array], order: Array) -> list[Array]:
    """For each segment and row the row in the merged one, -1 for one that goes."""
    new = np.empty(len(order), np.int64)
    new[order] = np.arange(len(order))
    found, begin = [], 0
    for segment, rows in zip(segments, staying, strict=True):
        places = np.full(segment.info.count, -1, np.int64)
        places[rows] = new[begin : begin + len(rows)]
        found.append(places)
        begin += len(rows)
    return found


def _field(name: str, segments: Sequence[Segment], places: Sequence[Array], count: int) -> Field:
    """The postings of a field in the merged segment."""
    terms, numbers = _union([segment.terms(name).all() for segment in segments])
    parts = [_part(name, segment, known, new) for segment, known, new in zip(segments, numbers, places, strict=True)]
    keys = np.concatenate([keys for keys, _, _ in parts])
    frequencies = np.concatenate([times for _, times, _ in parts])
    order = np.argsort(keys, kind="stable")
    keys, times = keys[order], frequencies[order]
    present, starts = np.unique(keys >> 32, return_index=True)
    begins, positions = None, None
    if all(words is not None for _, _, words in parts):
        positions = np.concatenate([words for _, _, words in parts if words is not None])
        before = np.cumsum(frequencies) - frequencies
        begins = np.append(np.cumsum(times) - times, times.sum())
        within = np.arange(len(positions)) - np.repeat(begins[:-1], times)
        positions = positions[np.repeat(before[order], times) + within]
    rows = keys & 0xFFFFFFFF
    return Field(
        terms=[terms[number] for number in present.tolist()],
        starts=np.append(starts, len(keys)),
        rows=rows,
        frequencies=times,
        places=begins,
        positions=positions,
        lengths=np.bincount(rows, times, count).astype(np.int64),
        is_ranked=schema.is_ranked(name),
    )


def _part(name: str, segment: Segment, numbers: Array, new: Array) -> tuple[Array, Array, Array | None]:
    """One segment's postings of a field: term and row in one number, frequencies, and positions if there are any."""
    terms = range(segment.terms(name).count)
    rows = segment.rows(name, terms)
    term = np.repeat(numbers, np.diff(segment.starts(name))) if terms else numbers
    stays = new[rows] >= 0
    keys = (term[stays] << 32) | new[rows[stays]]
    if name in schema.KEYS:
        return keys, np.ones(len(keys), np.int64), None
    frequencies = segment.frequencies(name, terms).astype(np.int64)
    if name not in schema.WORDS:
        return keys, frequencies[stays], None
    if not terms:
        return keys, frequencies, np.zeros(0, np.int64)
    positions = segment.addresses(name, terms) - np.repeat(segment.begins(name)[rows], frequencies)
    return keys, frequencies[stays], positions[np.repeat(stays, frequencies)]


def _values(field: Field | None, count: int) -> list[bytes]:
    """For each row the one term that it has, empty for none."""
    values = [b""] * count
    if field is not None:
        numbers = np.repeat(np.arange(len(field.terms)), np.diff(field.starts))
        for row, number in zip(field.rows.tolist(), numbers.tolist(), strict=True):
            values[row] = field.terms[number]
    return values
