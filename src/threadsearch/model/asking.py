"""What is asked and what is answered, in no engine's own syntax.

A query is a tree of the nodes below. Leaves know how they were written (``written``: "author:mark"), so that an
explanation can point at them; two leaves that ask the same are equal however they were written.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Literal

from threadsearch.model.indexing import Document
from threadsearch.model.records import record

TextField = Literal["text", "title"]


@record(frozen=True, slots=True)
class All:
    """Every document."""


@record(frozen=True, slots=True)
class And:
    """All of the clauses; none of them means every document."""

    clauses: tuple[Node, ...]


@record(frozen=True, slots=True)
class Or:
    """At least one of the clauses."""

    clauses: tuple[Node, ...]


@record(frozen=True, slots=True)
class Not:
    """Every document that the clause does not match."""

    clause: Node


@record(frozen=True, slots=True)
class Term:
    """A word in any of its forms. Text that holds several words ("e-mail") asks for them one behind the other."""

    text: str
    field: TextField = "text"
    written: str = dataclasses.field(default="", compare=False)


@record(frozen=True, slots=True)
class Phrase:
    """These very words, in this order, one behind the other; letter case and accents don't count."""

    text: str
    field: TextField = "text"
    written: str = dataclasses.field(default="", compare=False)


@record(frozen=True, slots=True)
class Prefix:
    """Any word that begins so."""

    text: str
    field: TextField = "text"
    written: str = dataclasses.field(default="", compare=False)


@record(frozen=True, slots=True)
class Fuzzy:
    """Any word that this one becomes by so many changes of a letter (another, one more, one less) behind the first."""

    text: str
    field: TextField = "text"
    changes: int = 1
    written: str = dataclasses.field(default="", compare=False)


@record(frozen=True, slots=True)
class Name:
    """An author (or the author replied to) whose name holds these words, in this order, one behind the other.

    With ``prefix`` the last word may go on.
    """

    field: Literal["author", "to"]
    text: str
    prefix: bool = False
    written: str = dataclasses.field(default="", compare=False)


@record(frozen=True, slots=True)
class Place:
    """Where a document comes from: a site ("cnn.com" holds its subdomains) or a source.

    A source is matched by its whole path or by whole parts of it ("page.html", "2011", "2011/page.html"); what stands
    in a container has the container's name as a part.
    """

    field: Literal["site", "source"]
    text: str
    written: str = dataclasses.field(default="", compare=False)


@record(frozen=True, slots=True)
class IdPrefix:
    """A document's id, its parent's, or its thread's, or the beginning of one."""

    field: Literal["id", "parent", "thread"]
    text: str
    written: str = dataclasses.field(default="", compare=False)


@record(frozen=True, slots=True)
class NumberRange:
    """A number between ``low`` and ``high``, both included; ``None`` leaves an end open."""

    field: Literal["depth", "replies"]
    low: int | None
    high: int | None
    written: str = dataclasses.field(default="", compare=False)


@record(frozen=True, slots=True)
class DateRange:
    """A date that lies in [start, end) with all that its precision leaves open; ``None`` leaves an end open."""

    start: datetime | None
    end: datetime | None
    written: str = dataclasses.field(default="", compare=False)


@record(frozen=True, slots=True)
class Flag:
    """A property that a document has or has not.

    ``reply`` (to a comment, found or missing), ``top``, ``orphan`` (its parent is in no capture), ``deleted``,
    ``comment``/``post``/``pingback``/``article`` (its kind), ``link``, ``quote``, ``date``.
    """

    name: Literal[
        "reply", "top", "orphan", "deleted", "comment", "post", "pingback", "article", "link", "quote", "date"
    ]
    written: str = dataclasses.field(default="", compare=False)


Leaf = Term | Phrase | Prefix | Fuzzy | Name | Place | IdPrefix | NumberRange | DateRange | Flag
Node = All | And | Or | Not | Leaf


class Sort(StrEnum):
    """The order of hits. Undated ones come last in both orders by date; ties stand in thread order."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    REPLIES = "replies"


class Facet(StrEnum):
    """What matches can be counted by."""

    AUTHOR = "author"
    MONTH = "month"
    YEAR = "year"
    DAY = "day"
    DEPTH = "depth"
    SITE = "site"
    THREAD = "thread"
    KIND = "kind"


@record(frozen=True, slots=True)
class Query:
    """A question. ``limit`` ``None`` asks for every hit; facets count all matches, never just the page of hits.

    Articles are searched only with ``articles``: the parser sets it for a query that asks for them by title, kind
    or id, since an article is no comment. ``zone`` is the one whose days, months and years date facets count.
    """

    where: Node = All()
    sort: Sort = Sort.RELEVANCE
    facets: tuple[Facet, ...] = ()
    limit: int | None = 20
    offset: int = 0
    articles: bool = False
    zone: tzinfo = UTC


@record(frozen=True, slots=True)
class Hit:
    """One match. ``highlights`` are (start, end) character spans in ``snippet``, in order, never overlapping."""

    document: Document
    score: float
    snippet: str = ""
    highlights: tuple[tuple[int, int], ...] = ()


@record(frozen=True, slots=True)
class FacetCount:
    """How many matches have a value; ``None`` counts those without one. A date is as fine as its stamp allows."""

    value: str | None
    count: int


@record(frozen=True, slots=True)
class Results:
    """The hits asked for, out of ``total`` matches, and the counts of every facet asked for."""

    total: int
    hits: tuple[Hit, ...] = ()
    facets: Mapping[Facet, Sequence[FacetCount]] = dataclasses.field(default_factory=dict)
