"""tantivy, the engine in Rust, by its Python bindings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Document, FieldType, Index, Occur, Order, Query

from bench.corpus import Comment, month_of
from bench.peers import PROCESSES, Answer, Searcher
from bench.questions import KINDS, TOP, Question

_MEMORY = 256_000_000
_EVERY = 65_000  # terms per segment: with the ten largest of each alone, the sums would be guesses


class Tantivy:
    """tantivy with two threads."""

    kinds = KINDS

    def build(self, folder: Path, threads: Iterable[list[Comment]]) -> None:
        """All of it with one writer, to the end of its merging."""
        writer = Index(_schema(), path=str(folder)).writer(_MEMORY, PROCESSES)
        for comments in threads:
            _write(writer, comments)
        writer.commit()
        writer.wait_merging_threads()

    def add(self, folder: Path, comments: list[Comment]) -> bool:
        """With a writer of its own."""
        writer = Index.open(str(folder)).writer(_MEMORY, PROCESSES)
        _write(writer, comments)
        writer.commit()
        writer.wait_merging_threads()
        return True

    def searchers(self, folder: Path) -> Mapping[str, Searcher]:
        """One searcher."""
        return {"tantivy": _Searcher(folder)}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=True, tokenizer_name="en_stem", index_option="position")
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("author", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("parent", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("created", indexed=True, fast=True)
    builder.add_integer_field("month", fast=True)
    return builder.build()


def _write(writer: tantivy.IndexWriter, comments: list[Comment]) -> None:
    for comment in comments:
        year, month = month_of(comment.created)
        document = Document()
        document.add_text("text", comment.text)
        document.add_text("id", comment.id)
        document.add_text("author", comment.author)
        if comment.parent:
            document.add_text("parent", comment.parent)
        document.add_integer("created", comment.created)
        document.add_integer("month", year * 100 + month)
        writer.add_document(document)


class _Searcher:
    """tantivy's searcher."""

    def __init__(self, folder: Path) -> None:
        index = Index.open(str(folder))
        self._schema = index.schema
        self._searcher: Any = index.searcher()  # its types leave out what it counts

    def answer(self, question: Question) -> Answer:
        query = self._query(question)
        by = "created" if question.newest else None
        found = self._searcher.search(query, limit=TOP, count=False, order_by_field=by, order=Order.Desc).hits
        hits = [(self._searcher.doc(address)["id"][0], score) for score, address in found]
        return Answer(hits, **self._counts(query)) if question.facets else Answer(hits)

    def _counts(self, query: Query) -> dict[str, dict[str, int]]:
        asked = {
            "authors": {"terms": {"field": "author", "size": TOP, "segment_size": _EVERY}},
            "months": {"terms": {"field": "month", "size": _EVERY}},
        }
        found = self._searcher.aggregate(query, asked)
        authors = {one["key"]: int(one["doc_count"]) for one in found["authors"]["buckets"]}
        months = {int(one["key"]): int(one["doc_count"]) for one in found["months"]["buckets"]}
        return {"authors": authors, "months": {f"{key // 100}-{key % 100:02}": months[key] for key in months}}

    def total(self, question: Question) -> int:
        return int(self._searcher.search(self._query(question), limit=1, count=True).count)

    def _query(self, question: Question) -> Query:
        schema = self._schema
        if question.parent:
            return Query.term_query(schema, "parent", question.parent, "basic")
        if question.matches == "phrase":
            return Query.phrase_query(schema, "text", list(question.words))
        if question.matches == "prefix":
            return Query.regex_query(schema, "text", f"{question.words[0]}.*")
        must = Occur.Should if question.matches == "any" else Occur.Must
        clauses = [(must, Query.term_query(schema, "text", word, "freq")) for word in question.words]
        if question.month:
            bounds = Query.range_query(schema, "created", FieldType.Integer, *question.month, include_upper=False)
            clauses.append((Occur.Must, Query.const_score_query(bounds, 0.0)))
        return Query.boolean_query(clauses) if len(clauses) > 1 else clauses[0][1]


PEER = Tantivy()
