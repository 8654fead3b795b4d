"""What is in an index: counts, dates, places, people, and how much of each thread is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from threadsearch.engines.base import Index
from threadsearch.model import Document, Kind, State


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
    of their comments, most first; an author's name is spelled as it is most often.
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


def collect(index: Index) -> Stats:
    """Read the whole index once and count."""
    tally = _Tally()
    for document in index.documents():
        if document.kind is Kind.ARTICLE:
            tally.records.append(document)
        else:
            tally.add(document)
    return tally.stats()


@dataclass(slots=True)
class _Tally:
    records: list[Document] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    sites: Counter[str] = field(default_factory=Counter)
    spellings: dict[str, Counter[str]] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None

    def add(self, document: Document) -> None:
        self.found[document.thread_id] += 1
        self.counts.update(_properties(document))
        if document.site:
            self.sites[document.site] += 1
        if document.author:
            self.spellings.setdefault(document.author.casefold(), Counter())[document.author] += 1
        if document.created_at:
            self.first = min(self.first or document.created_at, document.created_at)
            self.last = max(self.last or document.created_at, document.created_at)

    def stats(self) -> Stats:
        records = sorted(self.records, key=lambda record: (record.title or "", record.id))
        return Stats(
            threads=len(records),
            comments=self.counts["comment"],
            pingbacks=self.counts["pingback"],
            replies=self.counts["reply"],
            orphans=self.counts["orphan"],
            deleted=self.counts["deleted"],
            undated=self.counts["undated"],
            authorless=self.counts["authorless"],
            defects=sum(len(record.defects) for record in records),
            first=self.first,
            last=self.last,
            sites=_most(self.sites.items()),
            authors=_most((_usual(spellings), spellings.total()) for spellings in self.spellings.values()),
            coverage=tuple(Coverage(record, self.found[record.id]) for record in records),
        )


def _properties(document: Document) -> list[str]:
    """The counts that a comment adds to."""
    properties = {
        "pingback": document.kind is Kind.PINGBACK,
        "comment": document.kind is not Kind.PINGBACK,
        "reply": document.parent_id is not None or document.orphan_of is not None,
        "orphan": document.orphan_of is not None,
        "deleted": document.state is State.DELETED,
        "undated": document.created_at is None,
        "authorless": document.author is None,
    }
    return [name for name, holds in properties.items() if holds]


def _usual(spellings: Counter[str]) -> str:
    return _most(spellings.items())[0][0]


def _most(counts: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))
