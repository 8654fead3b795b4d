"""Whoosh as its documentation shows it, written and searched by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from whoosh import sorting
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import DATETIME, ID, STORED, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.query import And, DateRange, Or, Phrase, Prefix, Query, Term
from whoosh.writing import IndexWriter

from bench.corpus import Comment
from bench.peers import Answer, Searcher
from bench.questions import KINDS, TOP, Question


class Whoosh:
    """Whoosh, with what its writer is told."""

    kinds = KINDS

    def __init__(self, name: str, stems_kept: int, **writing: int | bool) -> None:
        self._name = name
        self._stems_kept = stems_kept
        self._writing = writing

    def build(self, folder: Path, threads: Iterable[list[Comment]]) -> None:
        """All of it with one writer."""
        writer = create_in(folder, _schema(self._stems_kept)).writer(**self._writing)
        for comments in threads:
            _write(writer, comments)
        writer.commit()

    def add(self, folder: Path, comments: list[Comment]) -> bool:
        """With a plain writer: more processes are no help with so little."""
        writer = open_dir(folder).writer()
        _write(writer, comments)
        writer.commit()
        return True

    def searchers(self, folder: Path) -> Mapping[str, Searcher]:
        """One searcher."""
        return {self._name: _Searcher(folder)}


def _schema(stems_kept: int) -> Schema:
    return Schema(
        id=ID(unique=True, stored=True),
        author=ID(sortable=True),
        month=ID(sortable=True),
        created=DATETIME(sortable=True),
        parent=ID,
        text=TEXT(analyzer=StemmingAnalyzer(stoplist=None, minsize=1, cachesize=stems_kept)),
        body=STORED,
    )


def _write(writer: IndexWriter, comments: list[Comment]) -> None:
    for comment in comments:
        created = _date(comment.created)
        writer.add_document(
            id=comment.id,
            author=comment.author,
            month=f"{created:%Y-%m}",
            created=created,
            parent=comment.parent,
            text=comment.text,
            body=comment.text,
        )


def _date(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)  # Whoosh's dates have no zone


class _Searcher:
    """Whoosh's searcher."""

    def __init__(self, folder: Path) -> None:
        self._searcher = open_dir(folder).searcher()

    def answer(self, question: Question) -> Answer:
        asked: dict[str, object] = {}
        if question.facets:
            facets = sorting.Facets()
            for field in ("author", "month"):
                facets.add_field(field, maptype=sorting.Count)
            asked["groupedby"] = facets
        if question.newest:
            asked |= {"sortedby": "created", "reverse": True}
        results = self._searcher.search(_query(question), limit=TOP, filter=_filter(question), **asked)
        hits = [(hit["id"], hit.score or 0.0) for hit in results]
        if not question.facets:
            return Answer(hits)
        authors = sorted(results.groups("author").items(), key=lambda entry: -entry[1])[:TOP]
        return Answer(hits, dict(authors), results.groups("month"))

    def total(self, question: Question) -> int:
        return len(self._searcher.search(_query(question), limit=None, filter=_filter(question)))


def _query(question: Question) -> Query:
    if question.parent:
        return Term("parent", question.parent)
    if question.matches == "phrase":
        return Phrase("text", list(question.words))
    if question.matches == "prefix":
        return Prefix("text", question.words[0])
    terms = [Term("text", word) for word in question.words]
    return terms[0] if len(terms) == 1 else (Or if question.matches == "any" else And)(terms)


def _filter(question: Question) -> Query | None:
    if not question.month:
        return None
    start, end = map(_date, question.month)
    return DateRange("created", start, end, endexcl=True)


PEER = Whoosh("Whoosh", 50_000)  # as many stems as its analyzer keeps when it is not told
