"""Xapian, the engine in C++, by its Python bindings (Debian: python3-xapian)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import xapian

from bench.corpus import Comment, month_of
from bench.peers import Answer, Searcher
from bench.questions import KINDS, TOP, Question

_CREATED, _AUTHOR, _MONTH = range(3)  # slots of values


class Xapian:
    """Xapian, with flushes as it makes them itself."""

    kinds = KINDS

    def build(self, folder: Path, threads: Iterable[list[Comment]]) -> None:
        """All of it with one writer."""
        base = xapian.WritableDatabase(str(folder), xapian.DB_CREATE)
        for comments in threads:
            _write(base, comments)
        base.commit()
        base.close()

    def add(self, folder: Path, comments: list[Comment]) -> bool:
        """With a writer of its own."""
        base = xapian.WritableDatabase(str(folder), xapian.DB_OPEN)
        _write(base, comments)
        base.commit()
        base.close()
        return True

    def searchers(self, folder: Path) -> Mapping[str, Searcher]:
        """One database opened for reading."""
        return {"Xapian": _Searcher(folder)}


def _write(base: xapian.WritableDatabase, comments: list[Comment]) -> None:
    generator = xapian.TermGenerator()
    generator.set_stemmer(xapian.Stem("english"))
    for comment in comments:
        document = xapian.Document()
        generator.set_document(document)
        generator.set_termpos(0)
        generator.index_text(comment.text)
        document.add_boolean_term("Q" + comment.id)
        if comment.parent:
            document.add_boolean_term("XP" + comment.parent)
        document.add_value(_CREATED, xapian.sortable_serialise(comment.created))
        document.add_value(_AUTHOR, comment.author)
        document.add_value(_MONTH, "{}-{:02}".format(*month_of(comment.created)))
        document.set_data(f"{comment.id}\n{comment.text}")
        base.add_document(document)


class _Searcher:
    """A database opened for reading."""

    def __init__(self, folder: Path) -> None:
        self._base = xapian.Database(str(folder))

    def answer(self, question: Question) -> Answer:
        enquire = self._enquire(question)
        spies = [xapian.ValueCountMatchSpy(slot) for slot in (_AUTHOR, _MONTH)] if question.facets else []
        for spy in spies:
            enquire.add_matchspy(spy)
        page = enquire.get_mset(0, TOP, self._base.get_doccount() if spies else 0)
        hits = [(match.document.get_data().partition(b"\n")[0].decode(), match.weight) for match in page]
        if not spies:
            return Answer(hits)
        authors = {item.term.decode(): item.termfreq for item in spies[0].top_values(TOP)}
        return Answer(hits, authors, {item.term.decode(): item.termfreq for item in spies[1].values()})

    def total(self, question: Question) -> int:
        return int(self._enquire(question).get_mset(0, 1, self._base.get_doccount()).get_matches_estimated())

    def _enquire(self, question: Question) -> xapian.Enquire:
        enquire = xapian.Enquire(self._base)
        enquire.set_query(_query(question))
        if question.newest:
            enquire.set_weighting_scheme(xapian.BoolWeight())
            enquire.set_sort_by_value(_CREATED, True)  # noqa: FBT003 - C++ has no names
        return enquire


def _query(question: Question) -> xapian.Query:
    if question.parent:
        return xapian.Query("XP" + question.parent)
    if question.matches == "phrase":
        return xapian.Query(xapian.Query.OP_PHRASE, list(question.words))
    if question.matches == "prefix":
        every, kind = 0, xapian.Query.WILDCARD_LIMIT_ERROR  # words that begin so: no limit
        return xapian.Query(xapian.Query.OP_WILDCARD, question.words[0], every, kind, xapian.Query.OP_SYNONYM)
    joined = xapian.Query.OP_OR if question.matches == "any" else xapian.Query.OP_AND
    query = xapian.Query(joined, [xapian.Query("Z" + word) for word in question.words])
    if not question.month:
        return query
    start, end = (xapian.sortable_serialise(at) for at in (question.month[0], question.month[1] - 1))
    return xapian.Query(xapian.Query.OP_FILTER, query, xapian.Query(xapian.Query.OP_VALUE_RANGE, _CREATED, start, end))


PEER = Xapian()
