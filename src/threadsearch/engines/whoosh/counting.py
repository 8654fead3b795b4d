"""How many matches have each value of a facet: counted on numbers, named when they are looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import cached_property
from typing import overload

import numpy as np

from threadsearch.engines import analysis, matching
from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.calendar import local_days
from threadsearch.engines.whoosh.postings import Found
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.model import Facet, FacetCount, Precision, Query

_FIELDS = {Facet.AUTHOR: "name", Facet.SITE: "site", Facet.THREAD: "thread"}
_UNDATED = -(2**40)  # the number of what has no date, before all days
_DAY, _MONTH, _YEAR = range(3)  # how much of a day's number is known


class Counts(Sequence[FacetCount]):
    """Values by how often they occur; ties, which are named together, by their names."""

    def __init__(self, times: Array, name: Callable[[int], str | None]) -> None:
        present = np.flatnonzero(times)
        order = np.argsort(-times[present], kind="stable")
        self._values = present[order]
        self._times = times[self._values]
        self._name = name
        self._named: list[FacetCount] = []

    def __len__(self) -> int:
        return len(self._values)

    @overload
    def __getitem__(self, index: int) -> FacetCount: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[FacetCount]: ...
    def __getitem__(self, index: int | slice) -> FacetCount | Sequence[FacetCount]:
        if isinstance(index, slice):
            self._name_first(max(index.indices(len(self))[:2]))
            return self._named[slice(*index.indices(len(self)))]
        self._name_first(len(self) if index < 0 else index + 1)
        return self._named[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __repr__(self) -> str:
        return repr(tuple(self))

    __hash__ = None  # type: ignore[assignment]  # it is compared by what it holds

    def _name_first(self, count: int) -> None:
        while len(self._named) < min(count, len(self)):
            begin = len(self._named)
            times = int(self._times[begin])
            end = begin + int((self._times[begin:] == times).sum())
            tied = [FacetCount(self._name(value), times) for value in self._values[begin:end].tolist()]
            self._named += sorted(tied, key=lambda row: (row.value is None, row.value or ""))


class Counter:
    """Counts matches over the segments of one commit; what it learns of their values it keeps."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._values: dict[str, _Values] = {}
        self._dates: dict[tuple[str, Facet, tzinfo], tuple[Array, Array]] = {}

    def count(self, facet: Facet, found: Sequence[Found], query: Query) -> Sequence[FacetCount]:
        """The counts of a facet over all matches, in the order in which they are shown."""
        if facet in matching.DATE_FACETS:
            return matching.counted(facet, self._by_date(facet, found, query.zone))
        if facet in _FIELDS:
            return self._by_value(_FIELDS[facet], found)
        column, name = ("by_depth", str) if facet is Facet.DEPTH else ("by_kind", _kind)
        counts: dict[str | None, int] = defaultdict(int)
        for segment, part in zip(self._segments, found, strict=True):
            for number, times in enumerate(np.bincount(segment.column(column)[part.rows]).tolist()):
                if times:
                    counts[name(number)] += times
        return matching.counted(facet, counts)

    def _by_value(self, field: str, found: Sequence[Found]) -> Counts:
        values = self._values.get(field) or self._values.setdefault(field, _Values(self._segments, field))
        times = np.zeros(len(values.names), np.int64)
        for segment, part, numbers in zip(self._segments, found, values.numbers, strict=True):
            of_segment = np.bincount(segment.codes(field)[part.rows], minlength=len(numbers))
            times[numbers] += of_segment
        if field != "name":
            return Counts(times, values.name)
        people = np.bincount(values.people, times).astype(np.int64)
        return Counts(people, lambda person: values.spelling(person, times))

    def _by_date(self, facet: Facet, found: Sequence[Found], zone: tzinfo) -> dict[str | None, int]:
        counts: dict[str | None, int] = defaultdict(int)
        for segment, part in zip(self._segments, found, strict=True):
            key = (segment.info.name, facet, zone)
            if key not in self._dates:
                self._dates[key] = np.unique(_date_codes(facet, segment, zone), return_inverse=True)
            codes, numbers = self._dates[key]
            times = np.bincount(numbers[part.rows], minlength=len(codes))
            for number in np.flatnonzero(times).tolist():
                counts[_date_label(int(codes[number]))] += int(times[number])
        return counts


class _Values:
    """The values of a field over all segments; the first is none at all."""

    def __init__(self, segments: Sequence[Segment], field: str) -> None:
        terms = [segment.all_terms(field) for segment in segments]
        self.names = [b"", *sorted(set().union(*terms))]
        number_of = {name: number for number, name in enumerate(self.names)}
        self.numbers = [np.array([0, *map(number_of.__getitem__, of_segment)]) for of_segment in terms]

    def name(self, number: int) -> str | None:
        """A value by its number."""
        return schema.decode(self.names[number]) if number else None

    @cached_property
    def people(self) -> Array:
        """For each name the number of the person: names that differ only in what folding drops are one person's."""
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        return np.array([numbers[analysis.fold(schema.decode(name))] for name in self.names])

    @cached_property
    def _spellings(self) -> tuple[Array, Array]:
        """Names by person: all of them in the order of persons, and where each person's begin."""
        order = np.argsort(self.people, kind="stable")
        return order, np.searchsorted(self.people[order], np.arange(self.people.max() + 2))

    def spelling(self, person: int, times: Array) -> str | None:
        """The most frequent spelling of a person's name; of several the first."""
        order, begins = self._spellings
        names = order[begins[person] : begins[person + 1]]
        return self.name(int(names[np.argmax(times[names])]))


def _kind(number: int) -> str:
    return str(schema.KINDS[number])


def _date_codes(facet: Facet, segment: Segment, zone: tzinfo) -> Array:
    """For each row the day, month or year that it counts for: the number since 1970, and below it how much is known."""
    first, last, precision = (segment.column(name) for name in ("by_first", "by_last", "by_precision"))
    is_dated = first != schema.UNDATED
    # The middle of the span decides, as in matching.date_label.
    days = local_days(np.where(is_dated, (first + last) // 2, 0), zone).astype("datetime64[D]")
    by_day = (days.astype(np.int64) << 2) + _DAY
    by_month = (days.astype("datetime64[M]").astype(np.int64) << 2) + _MONTH
    by_year = (days.astype("datetime64[Y]").astype(np.int64) << 2) + _YEAR
    is_yearly = precision == schema.PRECISIONS.index(Precision.YEAR)
    is_monthly = precision == schema.PRECISIONS.index(Precision.MONTH)
    fine = {Facet.DAY: np.where(is_monthly, by_month, by_day), Facet.MONTH: by_month, Facet.YEAR: by_year}[facet]
    return np.where(is_dated, np.where(is_yearly, by_year, fine), _UNDATED)


def _date_label(code: int) -> str | None:
    if code == _UNDATED:
        return None
    return str(np.datetime64(code >> 2, "DMY"[code & 3]))  # type: ignore[call-overload]  # one of numpy's units
