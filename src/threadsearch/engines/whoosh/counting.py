"""How many matches have each value of a facet: counted on numbers, named when they are looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import cached_property, lru_cache
from typing import overload

import numpy as np

from threadsearch.engines import analysis, matching
from threadsearch.engines.whoosh import schema
from threadsearch.engines.whoosh.arrays import Array
from threadsearch.engines.whoosh.calendar import local_days
from threadsearch.engines.whoosh.whole import Whole
from threadsearch.model import Facet, FacetCount, Precision

_FIELDS = {Facet.AUTHOR: "name", Facet.SITE: "site", Facet.THREAD: "thread"}
_UNDATED = -(2**40)  # the number of what has no date, before all days
_ZONES = 32  # date facets whose numbers are kept: as large as a column of numbers
_DAY, _MONTH, _YEAR = range(3)  # how much of a day's number is known


class Counts(Sequence[FacetCount]):
    """Values by how often they occur; ties, which are named together, by their names."""

    def __init__(self, times: Array, name: Callable[[int], str | None]) -> None:
        self._values = times.nonzero()[0]
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
        """Name so many of the most frequent ones, and all ties of the last of them."""
        count = min(count, len(self))
        if count <= len(self._named):
            return
        least = np.partition(self._times, len(self) - count)[len(self) - count]
        wanted = (self._times >= least).nonzero()[0]
        rows = map(FacetCount, map(self._name, self._values[wanted].tolist()), self._times[wanted].tolist())
        self._named = sorted(rows, key=lambda row: (-row.count, row.value is None, row.value or ""))


class Counter:
    """Counts matches over the segments of one commit; what it learns of their values it keeps."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self._values = lru_cache(maxsize=None)(lambda field: _Values(whole, field))
        self._dates = lru_cache(maxsize=_ZONES)(self._by_date)

    def count(self, facet: Facet, rows: Array, zone: tzinfo) -> Sequence[FacetCount]:
        """The counts of a facet over rows, in the order in which they are shown."""
        if facet in _FIELDS:
            return self._by_value(_FIELDS[facet], rows)
        numbers, label = self._numbered(facet, zone)
        times = np.bincount(numbers[rows]).tolist()
        return matching.counted(facet, {label(number): count for number, count in enumerate(times) if count})

    def _numbered(self, facet: Facet, zone: tzinfo) -> tuple[Array, Callable[[int], str | None]]:
        """For each row the number of its value, and what that number stands for."""
        if facet is Facet.DEPTH:
            return self._whole.column("by_depth"), str
        if facet is Facet.KIND:
            return self._whole.column("by_kind"), lambda number: str(schema.KINDS[number])
        codes, numbers = self._dates(facet, zone)
        return numbers, lambda number: _date_label(int(codes[number]))

    def _by_value(self, field: str, rows: Array) -> Counts:
        values = self._values(field)
        times = np.bincount(values.of_rows[rows], minlength=len(values.names))
        if field != "name":
            return Counts(times, values.name)
        people = np.bincount(values.people, times).astype(np.int64)
        return Counts(people, lambda person: values.spelling(person, times))

    def _by_date(self, facet: Facet, zone: tzinfo) -> tuple[Array, Array]:
        """The days, months or years that there are, and which of them each row has."""
        codes, numbers = np.unique(_date_codes(facet, self._whole, zone), return_inverse=True)
        return codes, numbers


class _Values:
    """The values of a field over all segments, the first of them none at all, and which of them each row has."""

    def __init__(self, whole: Whole, field: str) -> None:
        terms = [segment.terms(field).all() for segment in whole.segments]
        self.names = [b"", *sorted(set().union(*terms))]
        number_of = {name: number for number, name in enumerate(self.names)}
        numbers = [np.array([0, *map(number_of.__getitem__, of_segment)]) for of_segment in terms]
        parts = (of_all[segment.codes(field)] for of_all, segment in zip(numbers, whole.segments, strict=True))
        self.of_rows = np.concatenate([np.zeros(0, np.int64), *parts])

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


def _date_codes(facet: Facet, whole: Whole, zone: tzinfo) -> Array:
    """For each row the day, month or year that it counts for: the number since 1970, and below it how much is known."""
    first, last, precision = (whole.column(name) for name in ("by_first", "by_last", "by_precision"))
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
