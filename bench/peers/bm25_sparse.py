"""bm25s, ranking alone: scores of all terms in all documents, worked out ahead and kept in a sparse matrix."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import bm25s
from Stemmer import Stemmer

from bench.corpus import Comment
from bench.peers import Answer, Searcher
from bench.questions import TOP, Question

_IDS = "ids.json"


class Bm25s:
    """bm25s; it has no positions, filters, dates or counts, and can't be added to."""

    kinds = ("rare", "common", "or")

    def build(self, folder: Path, threads: Iterable[list[Comment]]) -> None:
        """All of it at once, in memory."""
        ids: list[str] = []
        texts: list[str] = []
        for comments in threads:
            ids += [comment.id for comment in comments]
            texts += [comment.text for comment in comments]
        retriever = bm25s.BM25()
        retriever.index(_tokens(texts), show_progress=False)
        retriever.save(folder)
        (folder / _IDS).write_text(json.dumps(ids))

    def add(self, folder: Path, comments: list[Comment]) -> bool:  # noqa: ARG002 - as in every peer
        """It can't."""
        return False

    def searchers(self, folder: Path) -> Mapping[str, Searcher]:
        """The matrix, mapped into memory."""
        return {"bm25s": _Searcher(folder)}


def _tokens(texts: list[str]) -> bm25s.tokenization.Tokenized:
    words = r"\w+"
    return bm25s.tokenize(texts, token_pattern=words, stopwords=None, stemmer=Stemmer("porter"), show_progress=False)


class _Searcher:
    """The matrix, mapped into memory."""

    def __init__(self, folder: Path) -> None:
        self._retriever = bm25s.BM25.load(folder, mmap=True, show_progress=False)
        self._ids = json.loads((folder / _IDS).read_text())

    def answer(self, question: Question) -> Answer:
        tokens = _tokens([" ".join(question.words)])
        rows, scores = self._retriever.retrieve(tokens, k=min(TOP, len(self._ids)), show_progress=False)
        return Answer([(self._ids[row], float(score)) for row, score in zip(rows[0], scores[0], strict=True)])

    def total(self, question: Question) -> None:
        """It ranks all documents, and can't say which of them match."""


PEER = Bm25s()
