"""Segments to one: their postings put together as they are, without reading the documents again.

A merge is made field by field: at a time it holds the postings of one field, besides what will be written of the
others. With 61,000 documents of 60 words that was 154 MB, and it is bounded because one merge goes on at a time,
however much there is to merge; a commit that purges makes as many as there are full segments to rewrite, one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain

import numpy as np

from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.contents import Contents
from threadsearch.engines.whoosh.inversion import Field
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.model import Kind

_ROW = 16  # bits of a row's number

LARGEST = (1 << _ROW) - 1
"""The size of a segment, at most, so that rows are numbers of two bytes; and as much as memory allows."""

_SIGNED = 64  # bits of a number
_WORDS = 64  # of an ordinary document

TIER = 5
"""Segments of about one size that are merged into one."""


def size_of(segment: Segment, staying: int) -> int:
    """How large a segment will be of which so many documents stay: so many, or more if they have more words.

    Words are what a merge holds, so that long documents make a full segment before there are ``LARGEST`` of them.
    """
    words = max(segment.info.lengths.values(), default=0)
    return max(staying, words * staying // segment.info.count // _WORDS) if staying else 0


def to_merge(sizes: Sequence[int], many: int = TIER) -> list[int]:
    """Which segments to merge into one, given the size of what will stay of each: their numbers, or none.

    Five segments of a tier (up to a size of 7, 63, 511, ...) make one, or fewer of them if five are too large for one.
    So segments are few, and a document is written again at most four times, and but once if batches are large.
    """
    tiers: dict[int, list[int]] = {}
    for number in sorted(range(len(sizes)), key=lambda number: sizes[number]):
        if sizes[number]:
            tiers.setdefault((sizes[number].bit_length() - 1) // 3, []).append(number)
    for tier in tiers.values():
        if len(tier) >= many:
            totals = accumulate(sizes[number] for number in tier)
            group = [number for number, total in zip(tier, totals, strict=True) if total <= LARGEST]
            if len(group) > 1:
                return group
    return []


def packed(sizes: Sequence[int], chosen: Iterable[int]) -> list[list[int]]:
    """The segments to rewrite in any case, by their numbers, in groups that become one segment each: few and full."""
    groups: list[list[int]] = []
    room = 0
    for number in sorted(chosen, key=lambda number: sizes[number]):
        if sizes[number] > room:
            groups.append([])
            room = LARGEST
        groups[-1].append(number)
        room -= sizes[number]
    return groups


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
    return Contents(
        _fields(segments, places, len(order)),
        {column: values[order] for column, values in numbers.items()},
        _records(segments, staying, order),
    )


def _names(segments: Sequence[Segment]) -> list[str]:
    names = {*schema.WORDS, *schema.STEMS.values(), *schema.KEYS}
    return sorted(name for name in names if any(segment.terms(name).count for segment in segments))


def _union(terms: Sequence[list[bytes]]) -> tuple[list[bytes], list[Array]]:
    """All terms in order, and for each list where in that order its terms are."""
    union = [*dict.fromkeys(sorted(chain.from_iterable(terms)))]  # each list is in order, which sorting makes use of
    number_of = {term: number for number, term in enumerate(union)}
    return union, [np.fromiter(map(number_of.__getitem__, some), np.int64, len(some)) for some in terms]


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


def _fields(segments: Sequence[Segment], new: Sequence[Array], count: int) -> Iterator[tuple[str, Field]]:
    for name in _names(segments):
        field = _field(name, segments, new, count)
        if field.terms:
            yield name, field
        del field  # before the next one is made


def _field(name: str, segments: Sequence[Segment], new: Sequence[Array], count: int) -> Field:
    """The postings of a field in the merged segment."""
    terms, numbers = _union([segment.terms(name).all() for segment in segments])
    parts = [_part(name, *part) for part in zip(segments, numbers, new, strict=True)]
    keys = np.concatenate([keys for keys, _, _ in parts])
    frequencies = np.concatenate([times for _, times, _ in parts])
    positions = np.concatenate([words for _, _, words in parts]) if name in schema.WORDS else None
    parts.clear()
    keys, order = _sorted(keys)
    times = frequencies[order]
    is_first = np.ones(len(keys), bool)
    of_term = keys >> _ROW
    np.not_equal(of_term[1:], of_term[:-1], out=is_first[1:])
    starts = is_first.nonzero()[0]
    present = of_term[starts]
    del of_term
    begins = None
    if positions is not None:
        begins, positions = _moved(positions, frequencies, order, times)
    del order, frequencies
    keys &= LARGEST  # the terms are known by now
    return Field(
        terms=[terms[number] for number in present.tolist()],
        starts=np.append(starts, len(keys)),
        rows=keys.astype(np.int32),
        frequencies=times,
        places=begins,
        positions=positions,
        lengths=_lengths(keys, times, count),
        is_ranked=schema.is_ranked(name),
    )


def _moved(positions: Array, frequencies: Array, order: Array, times: Array) -> tuple[Array, Array]:
    """Where each posting's positions begin, and the positions, once the postings are in another order."""
    before = np.cumsum(frequencies, dtype=np.int32) - frequencies
    begins = np.append(np.int32(0), np.cumsum(times, dtype=np.int32))
    places = np.repeat(before[order] - begins[:-1], times)
    del before
    places += np.arange(len(places), dtype=np.int32)
    return begins, positions[places]


def _lengths(rows: Array, times: Array, count: int) -> Array:
    """How many words each of so many documents has: one for each posting, and more for the few that have them."""
    lengths = np.bincount(rows, minlength=count)
    more = np.flatnonzero(times > 1)
    lengths += np.bincount(rows[more], times[more] - 1, count).astype(np.int64)
    return lengths


def _sorted(keys: Array) -> tuple[Array, Array]:
    """Keys put in order, and where each of them was: one sort of numbers that say both, if there is room for that."""
    bits = len(keys).bit_length()
    if len(keys) and int(keys.max()).bit_length() + bits < _SIGNED:
        keys <<= bits  # in place throughout: here a merge holds most
        keys |= np.arange(len(keys))
        keys.sort()
        order = np.bitwise_and(keys, (1 << bits) - 1, out=np.empty(len(keys), np.int32), casting="unsafe")
        keys >>= bits
        return keys, order
    order = np.argsort(keys, kind="stable").astype(np.int32)
    return keys[order], order


def _part(name: str, segment: Segment, numbers: Array, new: Array) -> tuple[Array, Array, Array]:
    """One segment's postings of a field: term and row in one number, frequencies, and positions if there are any."""
    terms = range(segment.terms(name).count)
    if not terms:
        return _NONE, _NONE, _NONE
    rows = segment.rows(name, terms)
    new_rows = new[rows]
    stays = new_rows >= 0
    keys = (np.repeat(numbers, np.diff(segment.starts(name))) << _ROW | new_rows)[stays]
    if name in schema.KEYS:
        return keys, np.ones(len(keys), np.uint8), _NONE
    frequencies = segment.frequencies(name, terms)
    if name not in schema.WORDS:
        return keys, frequencies[stays], _NONE
    positions = segment.positions(name, terms)[np.repeat(stays, frequencies)]
    return keys, frequencies[stays], positions.astype(np.int32)


_NONE = np.zeros(0, np.int32)


def _records(segments: Sequence[Segment], staying: Sequence[Array], order: Array) -> Iterator[bytes]:
    """The documents' bytes, read as they are asked for: each from its own row, in whatever order the rows are."""
    of = np.repeat(np.arange(len(segments)), [len(rows) for rows in staying])[order]
    rows = np.concatenate(staying)[order]
    found = [segment.records(rows[of == number]) for number, segment in enumerate(segments)]
    return (next(found[number]) for number in of.tolist())
