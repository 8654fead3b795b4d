"""What is in an index: counts, dates, places, people, and how much of each thread is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from threadsearch.engines.base import Index
from threadsearch.manifest import Problem, opened_for_reading
from threadsearch.model import Document, Facet, FacetCount, Flag, Query, Sort


@dataclass(frozen=True, slots=True)
class Coverage:
    """One thread: its record, how many comments its pages claim and how many were ``found``."""

    record: Document
    found: int

    @property
    def missing(self) -> int:
        """How many comments are claimed and not found; below nothing where there are more than claimed."""
        return 0 if self.record.stated_count is None else self.record.stated_count - self.found


@dataclass(frozen=True, slots=True)
class Stats:
    """An index in numbers.

    ``comments`` counts posts, but no pingbacks and no articles; ``replies`` are the comments and pingbacks that answer
    another one. ``first`` and ``last`` are the dates at the ends. ``sites`` and ``authors`` are names with the number
    of their comments, most first, counted as the facets count them: names that differ only in letter case or accents
    are one author's, spelled as it is most often.
    """

    threads: int
    comments: int
    pingbacks: int
    replies: int
    orphans: int
    deleted: int
    undated: int
    authorless: int
    defects: int
    first: datetime | None
    last: datetime | None
    sites: tuple[tuple[str, int], ...]
    authors: tuple[tuple[str, int], ...]
    coverage: tuple[Coverage, ...]
    files: Files


@dataclass(frozen=True, slots=True)
class Files:
    """The files that the index was made from: how many, how many of them have to be read again, and the quarantine.

    ``failures`` should have been read and could not be, ``skipped`` are no pages; both are tried again once they, or
    the formats, have changed.
    """

    known: int = 0
    unsettled: int = 0
    failures: tuple[Problem, ...] = ()
    skipped: tuple[Problem, ...] = ()


def collect(index: Index) -> Stats:
    """Ask the index for its counts; the only documents that are read are the threads' own records."""
    everyone = index.search(Query(facets=(Facet.AUTHOR, Facet.SITE, Facet.THREAD), limit=0))
    records = [hit.document for hit in index.search(Query(Flag("article"), articles=True, limit=None)).hits]
    records.sort(key=lambda record: (record.title or "", record.id))
    found = {count.value: count.count for count in everyone.facets[Facet.THREAD]}
    authors = _named(everyone.facets[Facet.AUTHOR])
    pingbacks = _total(index, "pingback")
    return Stats(
        threads=len(records),
        comments=everyone.total - pingbacks,
        pingbacks=pingbacks,
        replies=_total(index, "reply"),
        orphans=_total(index, "orphan"),
        deleted=_total(index, "deleted"),
        undated=everyone.total - _total(index, "date"),
        authorless=everyone.total - sum(number for _, number in authors),
        defects=sum(len(record.defects) for record in records),
        first=_end(index, Sort.OLDEST),
        last=_end(index, Sort.NEWEST),
        sites=_named(everyone.facets[Facet.SITE]),
        authors=authors,
        coverage=tuple(Coverage(record, found.get(record.id, 0)) for record in records),
        files=_files(index),
    )


def _files(index: Index) -> Files:
    if index.folder is None:
        return Files()
    with opened_for_reading(index.folder) as manifest:
        if manifest is None:
            return Files()
        known, unsettled = manifest.counted()
        failures, skipped = (tuple(manifest.problems(failures=failures)) for failures in (True, False))
        return Files(known, unsettled, failures, skipped)


def _total(index: Index, flag: Literal["pingback", "reply", "orphan", "deleted", "date"]) -> int:
    return index.search(Query(Flag(flag), limit=0)).total


def _end(index: Index, sort: Sort) -> datetime | None:
    """The first date in this order."""
    hits = index.search(Query(sort=sort, limit=1)).hits
    return hits[0].document.created_at if hits else None


def _named(counts: Iterable[FacetCount]) -> tuple[tuple[str, int], ...]:
    return tuple((count.value, count.count) for count in counts if count.value is not None)
