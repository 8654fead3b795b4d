"""What a query asks, clause by clause, and why it found nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from threadsearch.engines.base import Index
from threadsearch.model import (
    And,
    DateRange,
    Document,
    Flag,
    Fuzzy,
    Name,
    Node,
    Not,
    Or,
    Phrase,
    Place,
    Prefix,
    Query,
    Sort,
    Term,
)
from threadsearch.model.asking import Leaf

_NEAR = 3  # suggestions for a word
_SUGGESTED = 3  # leaves of a clause that get suggestions
_ALIKE = 0.7  # the letters that both have in one order, of all that they have; "mesage" and "massage" have 0.77
_LENGTHS = 3  # how many letters longer or shorter a near word may be


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query and how many documents it matches alone."""

    node: Node
    matches: int
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """What the index has that is like something asked for: words, authors or sites."""

    asked: str
    noun: Literal["words", "authors", "sites"]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why nothing was found.

    ``clause`` is the part of the query that removed the last of the matches (``None`` where the index holds no
    comments at all), ``alone`` how many documents match it by itself, ``before`` how many matched everything that
    stands before it. ``span`` has the dates at both ends of the index if the clause is about dates.
    """

    clause: Node | None
    alone: int = 0
    before: int = 0
    near: tuple[Near, ...] = ()
    span: tuple[datetime, datetime] | None = None


def weigh(index: Index, query: Query) -> Clause:
    """The query's tree with the number of documents that each part of it matches alone."""
    return _weigh(index, query, query.where)


def _weigh(index: Index, query: Query, node: Node) -> Clause:
    parts = tuple(_weigh(index, query, part) for part in _parts(node))
    return Clause(node, _count(index, query, node), parts)


def diagnose(index: Index, query: Query) -> Diagnosis:
    """Find the clause that removed all matches of a query that has none."""
    before = _count(index, query, And(()))
    if not before:
        return Diagnosis(None)
    clauses = query.where.clauses if isinstance(query.where, And) else (query.where,)
    for end, clause in enumerate(clauses, start=1):
        left = _count(index, query, And(clauses[:end]))
        if not left:
            return _examined(index, query, clause, before)
        before = left
    raise ValueError("the query has matches")


def _examined(index: Index, query: Query, clause: Node, before: int) -> Diagnosis:
    alone = _count(index, query, clause)
    leaves = list(_leaves(clause))
    barren = [leaf for leaf in leaves if not alone and not _count(index, query, leaf)]
    near = [found for leaf in barren if (found := _near(index, leaf)) and found.values]
    dated = any(isinstance(leaf, DateRange) for leaf in leaves)
    return Diagnosis(clause, alone, before, tuple(near[:_SUGGESTED]), _span(index) if dated else None)


def _count(index: Index, query: Query, node: Node) -> int:
    return index.search(replace(query, where=node, facets=(), limit=0, offset=0)).total


def _parts(node: Node) -> tuple[Node, ...]:
    if isinstance(node, And | Or):
        return node.clauses
    return (node.clause,) if isinstance(node, Not) else ()


def _leaves(node: Node) -> Iterator[Leaf]:
    """What a part of a query asks for; what it excludes can't be misspelled to no avail."""
    if isinstance(node, And | Or):
        for part in node.clauses:
            yield from _leaves(part)
    elif isinstance(node, Term | Phrase | Prefix | Fuzzy | Name | Place | DateRange):
        yield node


def _near(index: Index, leaf: Leaf) -> Near | None:
    if isinstance(leaf, Name):
        return near_authors(index, leaf.text)
    if isinstance(leaf, Place) and leaf.field == "site":
        return Near(leaf.text, "sites", _like(leaf.text, index.vocabulary("site")))
    if isinstance(leaf, Term | Phrase | Prefix | Fuzzy):
        return _near_words(index, leaf.text, leaf.field)
    return None


def near_authors(index: Index, name: str) -> Near:
    """The authors whose names are like one, or have it among their words."""
    return Near(name, "authors", _like(name, index.vocabulary("author")))


def _near_words(index: Index, text: str, field: Literal["text", "title"]) -> Near | None:
    """Words like the first one of ``text`` that the index has not."""
    known = dict.fromkeys(index.vocabulary(field))
    unknown = next((word for word in text.casefold().split() if word not in known), None)
    return None if unknown is None else Near(unknown, "words", _like(unknown, known))


def _like(text: str, values: Iterable[str]) -> tuple[str, ...]:
    """The values most like ``text`` as a whole or in one of their words, letter case aside."""
    from rapidfuzz import process  # late: only a search that finds nothing needs them
    from rapidfuzz.distance import Indel

    wanted = text.casefold()
    keys: dict[str, str] = {}
    for value in values:
        for key in {value.casefold(), *value.casefold().split()}:
            if abs(len(key) - len(wanted)) <= _LENGTHS:
                keys.setdefault(key, value)
    best = process.extract(wanted, list(keys), scorer=Indel.normalized_similarity, score_cutoff=_ALIKE, limit=_NEAR)
    return tuple(dict.fromkeys(keys[key] for key, _, _ in best))


def _span(index: Index) -> tuple[datetime, datetime] | None:
    """The dates of the oldest and the newest comment."""
    dated = Query(where=Flag("date"), limit=1)
    ends = [_first(index, replace(dated, sort=sort)) for sort in (Sort.OLDEST, Sort.NEWEST)]
    dates = [document.created_at for document in ends if document and document.created_at]
    return (dates[0], dates[-1]) if dates else None


def _first(index: Index, query: Query) -> Document | None:
    hits = index.search(query).hits
    return hits[0].document if hits else None
