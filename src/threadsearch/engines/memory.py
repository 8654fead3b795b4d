"""The executable reference: every document looked at for every question, in plain Python.

What an answer is, this module says; other engines find the same answers faster. It keeps nothing on disk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from threadsearch.engines import analysis, bm25, matching
from threadsearch.engines.base import Writer
from threadsearch.engines.batch import Batch
from threadsearch.engines.snippets import snippet
from threadsearch.errors import IndexLocked
from threadsearch.model import (
    All,
    And,
    DateRange,
    Document,
    Facet,
    FacetCount,
    Flag,
    Fuzzy,
    Hit,
    IdPrefix,
    Kind,
    Name,
    Node,
    Not,
    NumberRange,
    Or,
    Phrase,
    Place,
    Prefix,
    Query,
    Results,
    Sort,
    Term,
)
from threadsearch.stages import Stages

_LAST = float("inf")


@dataclass(frozen=True)
class _Entry:
    """A document and, once they are asked for, the words of its fields."""

    document: Document

    @cached_property
    def words(self) -> dict[str, list[str]]:
        """For each field its words; for ``"text stems"`` and ``"title stems"`` the stems of those."""
        own = self.document
        texts = {"text": own.text, "title": own.title, "author": own.author, "to": own.parent_author}
        words = {field: analysis.words(text or "") for field, text in texts.items()}
        return words | {f"{field} stems": [analysis.stem(word) for word in words[field]] for field in ("text", "title")}


class MemoryIndex:
    """An index that lives as long as the process."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self._documents: list[Document] = []
        self._entries: list[_Entry] = []
        self._is_written = False
        self.commits = 0
        self.folder: Path | None = None
        self._hold(documents)

    @contextmanager
    def writer(self, stages: Stages | None = None) -> Iterator[Writer]:  # noqa: ARG002 - it takes no time
        """The one writer; its changes are made when the block ends."""
        if self._is_written:
            raise IndexLocked("this index is already being written to, in this process")
        self._is_written = True
        try:
            batch = Batch()
            yield batch
            self.commits += bool(batch.threads)
            kept = [document for document in self._documents if document.thread_id not in batch.threads]
            self._hold([*kept, *(document for thread in batch.threads.values() for document in thread)])
        finally:
            self._is_written = False

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else has it."""
        yield

    def search(self, query: Query) -> Results:
        """The matches of a query, found by looking at every document."""
        self._spell(query.where)
        matches = [
            (entry.document, round(score, 6))
            for entry in self._entries
            if (score := self._score(query.where, entry)) is not None
            and (query.articles or entry.document.kind is not Kind.ARTICLE)
        ]
        matches.sort(key=lambda match: (_rank(query.sort, *match), match[0].thread_id, match[0].position))
        end = None if query.limit is None else query.offset + query.limit
        return Results(
            total=len(matches),
            hits=tuple(
                Hit(document, score, *snippet(document.text, query.where))
                for document, score in matches[query.offset : end]
            ),
            facets={facet: _count(facet, [document for document, _ in matches], query) for facet in query.facets},
        )

    def get(self, document_id: str) -> Document:
        """The document with this id, or the one whose id begins so."""
        prefix = matching.id_prefix(document_id)
        the_id = matching.the_one(prefix, sorted(d.id for d in self._documents if prefix and d.id.startswith(prefix)))
        return next(document for document in self._documents if document.id == the_id)

    def thread(self, thread_id: str) -> list[Document]:
        """The thread's documents, by position."""
        return [document for document in self._documents if document.thread_id == thread_id]

    def replies(self, document_id: str, depth: int | None) -> list[Document]:
        """The replies below a document, in thread order."""
        threads = {document.thread_id for document in self._documents if document.id == document_id}
        return [reply for thread in threads for reply in matching.below(self.thread(thread), document_id, depth)]

    def documents(self) -> Iterator[Document]:
        """Every document, by thread and position."""
        return iter(self._documents)

    def vocabulary(self, field: Literal["text", "title", "author", "site"]) -> Iterator[str]:
        """The distinct words or values of a field, sorted."""
        if field in {"text", "title"}:
            return iter(sorted({word for entry in self._entries for word in entry.words[field]}))
        value = matching.author_of if field == "author" else matching.site_of
        return iter(sorted({name for document in self._documents if (name := value(document))}))

    def refresh(self) -> bool:
        """Nobody else writes to it."""
        return False

    def close(self) -> None:
        """Nothing is held."""

    def _hold(self, documents: Iterable[Document]) -> None:
        self._documents = sorted(documents, key=lambda document: (document.thread_id, document.position))
        self._entries = [_Entry(document) for document in self._documents]

    def _spell(self, node: Node) -> None:
        """Raise ``QueryTooBroad`` for a fuzzy word that could be too many."""
        match node:
            case And(clauses) | Or(clauses):
                for clause in clauses:
                    self._spell(clause)
            case Not(clause):
                self._spell(clause)
            case Fuzzy():
                matching.spellings(node, {word for entry in self._entries for word in entry.words[node.field]})

    # What matches, and how well: None is no match, 0 a match that says nothing of relevance.

    def _score(self, node: Node, entry: _Entry) -> float | None:  # noqa: PLR0911 - one return for each kind of node
        match node:
            case All():
                return 0.0
            case And(clauses):
                scores = [self._score(clause, entry) for clause in clauses]
                present = [score for score in scores if score is not None]
                return sum(present) if len(present) == len(scores) else None
            case Or(clauses):
                present = [score for clause in clauses if (score := self._score(clause, entry)) is not None]
                return sum(present) if present else None
            case Not(clause):
                return 0.0 if self._score(clause, entry) is None else None
            case Term() | Phrase():
                return self._relevance(node, entry)
            case Prefix() | Fuzzy():
                return 1.0 if matching.places(entry.words[node.field], matching.wanted(node)) else None
            case _:
                return 0.0 if _passes(node, entry) else None

    def _relevance(self, leaf: Term | Phrase, entry: _Entry) -> float | None:
        wanted = matching.wanted(leaf)
        if not matching.places(entry.words[leaf.field], wanted):
            return None
        field = f"{leaf.field} stems" if wanted.stemmed else leaf.field
        return sum(self._bm25(field, word, entry) for word in wanted.words)

    def _bm25(self, field: str, word: str, entry: _Entry) -> float:
        everywhere = [other.words[field] for other in self._entries]
        of_field = bm25.Field(len(everywhere), sum(map(len, everywhere)))
        idf = of_field.idf(sum(word in words for words in everywhere))
        words = entry.words[field]
        return float(bm25.score(words.count(word), idf, of_field.damping(bm25.length_code(len(words)))))


def _passes(  # noqa: PLR0911 - one return for each kind of leaf
    leaf: Name | Place | IdPrefix | NumberRange | DateRange | Flag, entry: _Entry
) -> bool:
    document = entry.document
    match leaf:
        case Name():
            return bool(matching.places(entry.words[leaf.field], matching.wanted(leaf)))
        case Place(field="site"):
            return matching.is_in_site(document.site or "", leaf.text)
        case Place():
            return any(matching.is_from_source(source, leaf.text) for source in matching.sources_of(document))
        case IdPrefix():
            ids = {"id": document.id, "parent": document.parent_id, "thread": document.thread_id}
            prefix = matching.id_prefix(leaf.text)
            return bool(prefix) and (ids[leaf.field] or "").startswith(prefix)
        case NumberRange():
            return matching.is_between(document.depth if leaf.field == "depth" else document.reply_count, leaf)
        case DateRange():
            return matching.is_within(matching.span(document), leaf)
        case Flag():
            return leaf.name in matching.flags(document)


def _rank(sort: Sort, document: Document, score: float) -> float:
    """What hits are ordered by, smallest first."""
    if sort is Sort.RELEVANCE:
        return -score
    if sort is Sort.REPLIES:
        return -document.reply_count
    dates = matching.span(document)
    if dates is None:
        return _LAST
    return dates[0] if sort is Sort.OLDEST else -dates[0]


def _count(facet: Facet, documents: Sequence[Document], query: Query) -> tuple[FacetCount, ...]:
    return matching.counted(facet, Counter(_value(facet, document, query) for document in documents))


def _value(facet: Facet, document: Document, query: Query) -> str | None:
    if facet in matching.DATE_FACETS:
        dates = matching.span(document)
        return dates and matching.date_label(*dates, document.created_precision, facet, query.zone)
    values = {
        Facet.AUTHOR: matching.author_of(document),
        Facet.DEPTH: str(document.depth),
        Facet.SITE: matching.site_of(document),
        Facet.THREAD: document.thread_id,
        Facet.KIND: str(document.kind),
    }
    return values[facet]
