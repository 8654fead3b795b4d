"""Lucene, the engine in Java, by JPype: its virtual machine runs in this process.

A call across costs some microseconds, and each string a little more. So comments cross in batches, as one array of
bytes, which costs about as much as making tantivy's documents does, and an answer is a string or two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jpype

from bench.corpus import Comment, month_of
from bench.peers import PROCESSES, Answer, Searcher, lucene
from bench.questions import KINDS, TOP, Question

_BATCH = 500


class Lucene:
    """Lucene with two threads. The virtual machine starts as other peers' libraries are loaded: before it is timed."""

    kinds = KINDS

    def __init__(self) -> None:
        jpype.startJVM(classpath=lucene.class_path(), convertStrings=True)
        self._java: Any = jpype.JClass("Comments")

    def build(self, folder: Path, threads: Iterable[list[Comment]]) -> None:
        """All of it with one writer, to the end of its merging."""
        with self._java.Writer(str(folder), PROCESSES) as writer:
            for comments in threads:
                for start in range(0, len(comments), _BATCH):
                    writer.add(_joined(comments[start : start + _BATCH]))

    def add(self, folder: Path, comments: list[Comment]) -> bool:
        """With a writer of its own."""
        self.build(folder, [comments])
        return True

    def searchers(self, folder: Path) -> Mapping[str, Searcher]:
        """One searcher."""
        return {"Lucene": _Searcher(self._java, folder)}


def _joined(comments: list[Comment]) -> bytes:
    """Fields as ``Comments.java`` takes them apart."""
    return "\0".join(
        field
        for one in comments
        for field in (
            one.id,
            one.parent or "",
            one.author,
            "{}-{:02}".format(*month_of(one.created)),
            str(one.created),
            one.text,
        )
    ).encode()


class _Searcher:
    """Lucene's searcher."""

    def __init__(self, java: Any, folder: Path) -> None:  # noqa: ANN401 - a class of Java's has no type here
        self._java = java
        self._searcher = java.Searcher(str(folder))

    def answer(self, question: Question) -> Answer:
        query = self._query(question)
        hits = [(the_id, float(score)) for the_id, score in _pairs(self._searcher.hits(query, question.newest, TOP))]
        if not question.facets:
            return Answer(hits)
        authors, _, months = self._searcher.facets(query, TOP).partition("\n\n")
        return Answer(hits, *({key: int(found) for key, found in _pairs(lines)} for lines in (authors, months)))

    def total(self, question: Question) -> int:
        return int(self._searcher.total(self._query(question)))

    def _query(self, question: Question) -> Any:  # noqa: ANN401 - nor has a query
        return self._java.query(question.matches, question.words, question.parent, question.month)


def _pairs(lines: str) -> Iterable[tuple[str, str]]:
    """What stands before and after each line's tab."""
    for line in lines.splitlines():
        key, _, value = line.partition("\t")
        yield key, value


PEER = Lucene()
