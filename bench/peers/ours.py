"""threadsearch: comments as documents, threads with their own records, in batches as the way in commits them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.corpus import Comment
from bench.peers import Answer, Searcher
from bench.questions import KINDS, TOP, Question
from threadsearch.engines.base import Writer
from threadsearch.engines.whoosh import create_index, open_index, showing
from threadsearch.engines.whoosh.index import WhooshIndex
from threadsearch.ingest import BATCH
from threadsearch.model import (
    And,
    DateRange,
    Document,
    Facet,
    FacetCount,
    IdPrefix,
    Kind,
    Node,
    Or,
    Phrase,
    Precision,
    Prefix,
    Query,
    Sort,
    Term,
)

_PAGE = 20  # hits that `threadsearch search` shows


class Threadsearch:
    """This project."""

    kinds = KINDS

    def build(self, folder: Path, threads: Iterable[list[Comment]]) -> None:
        """Commit batch by batch, as the way in does."""
        index = create_index(folder)
        rest = iter(threads)
        is_over = False
        with index.locked():
            while not is_over:
                with index.writer() as writer:
                    size = 0
                    while size < BATCH and not is_over:
                        comments = next(rest, None)
                        is_over = comments is None
                        size += _give(writer, comments or ())
                    if not is_over:
                        writer.follow()
        index.close()

    def add(self, folder: Path, comments: list[Comment]) -> bool:
        """Commit them as one more batch."""
        index = open_index(folder)
        with index.writer() as writer:
            _give(writer, comments)
        index.close()
        return True

    def searchers(self, folder: Path) -> Mapping[str, Searcher]:
        """Matches alone, as the peers give them, and whole answers, with documents and snippets."""
        return {"threadsearch": _Matches(folder), "threadsearch, whole": _Whole(folder)}


def _give(writer: Writer, comments: Sequence[Comment]) -> int:
    """Give a writer whole threads; how many documents that are."""
    threads: dict[str, list[Document]] = {}
    for comment in comments:
        threads.setdefault(comment.thread, []).append(_document(comment))
    for thread, documents in threads.items():
        writer.replace(thread, [_record(documents), *documents])
    return len(threads) + len(comments)


def _document(comment: Comment) -> Document:
    return Document(
        id=comment.id,
        thread_id=comment.thread,
        root_id=comment.root,
        position=comment.position,
        text=comment.text,
        source=f"{comment.thread}.html",
        parent_id=comment.parent,
        depth=comment.depth,
        reply_count=comment.replies,
        author=comment.author,
        created_at=datetime.fromtimestamp(comment.created, UTC),
        created_precision=Precision.SECOND,
        title=comment.title,
        site="blog.example",
    )


def _record(documents: list[Document]) -> Document:
    """The thread's own record."""
    first = documents[0]
    return Document(
        id=first.thread_id,
        thread_id=first.thread_id,
        root_id=first.thread_id,
        position=-1,
        text="",
        source=first.source,
        kind=Kind.ARTICLE,
        title=first.title,
        site=first.site,
    )


class _Matches:
    """Ids and scores of the best matches, neither counted nor read: what every peer is asked for."""

    def __init__(self, folder: Path) -> None:
        self._state = WhooshIndex.open(folder, wait=0)._state  # noqa: SLF001 - nothing else needs a half of a search

    def answer(self, question: Question) -> Answer:
        query = asked(question, TOP)
        matches = self._state.searcher.matches(query)
        page = showing.page(matches, query)
        facets = {facet: self._state.counter.count(facet, matches.rows, query.zone) for facet in query.facets}
        return Answer([(match.segment.id(match.row), match.score) for match in page], **_counts(facets))

    def total(self, question: Question) -> int:
        return self._state.searcher.matches(asked(question, TOP)).total


class _Whole:
    """What the command asks for: a page of documents with snippets, and the matches counted."""

    def __init__(self, folder: Path) -> None:
        self._index = open_index(folder)

    def answer(self, question: Question) -> Answer:
        if question.parent:
            return Answer([(document.id, 0.0) for document in self._index.replies(question.parent, 1)][:TOP])
        results = self._index.search(asked(question, _PAGE))
        return Answer([(hit.document.id, hit.score) for hit in results.hits[:TOP]], **_counts(results.facets))

    def total(self, question: Question) -> int:
        return self._index.search(asked(question, 0)).total


def asked(question: Question, limit: int) -> Query:
    """A question in the project's own terms."""
    facets = (Facet.AUTHOR, Facet.MONTH) if question.facets else ()
    sort = Sort.NEWEST if question.newest else Sort.RELEVANCE
    return Query(_node(question), sort=sort, facets=facets, limit=limit)


def _node(question: Question) -> Node:
    if question.parent:
        return IdPrefix("parent", question.parent)
    if question.matches == "phrase":
        return Phrase(" ".join(question.words))
    if question.matches == "prefix":
        return Prefix(question.words[0])
    terms: Iterator[Node] = map(Term, question.words)
    if question.matches == "any":
        return Or(tuple(terms))
    if question.month:
        start, end = (datetime.fromtimestamp(at, UTC) for at in question.month)
        return And((*terms, DateRange(start, end)))
    return And(both) if len(both := tuple(terms)) > 1 else both[0]


def _counts(facets: Mapping[Facet, Sequence[FacetCount]]) -> dict[str, dict[str, int]]:
    if not facets:
        return {}
    by_author, by_month = facets[Facet.AUTHOR], facets[Facet.MONTH]
    return {
        "authors": {str(one.value): one.count for one in by_author[:TOP]},
        "months": {str(one.value): one.count for one in by_month},
    }


PEER = Threadsearch()
