"""SQLite's FTS5, in one process.

As one who knows it would have it: the texts in an FTS5 table that keeps them, what is sorted, counted and filtered by
in a narrow table beside it with indexes on date, author and parent, and a load in one transaction, the indexes last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from bench.corpus import Comment, month_of
from bench.peers import Answer
from bench.questions import KINDS, TOP, Question

FILE = "fts5.db"

_TABLES = """
    pragma journal_mode = wal;
    pragma synchronous = normal;
    create virtual table texts using fts5(text, tokenize = 'porter unicode61 remove_diacritics 2');
    create table authors (number integer primary key, name text not null unique);
    create table comments (
        number integer primary key, id text not null, author integer not null, created integer not null,
        month integer not null, parent text
    );
"""
_INDEXES = """
    create unique index comments_by_id on comments (id);
    create index comments_by_author on comments (author);
    create index comments_by_date on comments (created);
    create index comments_by_parent on comments (parent);
    analyze;
"""

RANKED = """
    select id, rank from texts join comments on number = texts.rowid where texts match ? order by rank limit ?
"""
_IN_MONTH = """
    select id, {0} from texts join comments on number = texts.rowid
    where texts match ? and created >= ? and created < ? order by {0} limit ?
"""
_BY_AUTHOR = """
    select name, found from (
        select author, count(*) as found from texts join comments on number = texts.rowid
        where texts match ? group by author order by found desc limit ?
    ) join authors on authors.number = author
"""
_BY_MONTH = """
    select month, count(*) from texts join comments on number = texts.rowid where texts match ? group by month
"""
_REPLIES = "select id, 0.0 from comments where parent = ? order by number limit ?"


class FTS5:
    """SQLite with FTS5."""

    kinds = KINDS

    def build(self, folder: Path, threads: Iterable[list[Comment]]) -> None:
        """Load the tables in one transaction, then make the indexes."""
        with closing(sqlite3.connect(folder / FILE)) as base:
            base.executescript(_TABLES)
            with base:
                _insert(base, threads, 1)
            base.executescript(_INDEXES)

    def add(self, folder: Path, comments: list[Comment]) -> bool:
        """Insert into the tables, in one transaction."""
        with closing(sqlite3.connect(folder / FILE)) as base, base:
            base.execute("pragma synchronous = normal")
            _insert(base, [comments], base.execute("select max(number) + 1 from comments").fetchone()[0])
        return True

    def searchers(self, folder: Path) -> Mapping[str, Searcher]:
        """One connection."""
        return {"SQLite FTS5": Searcher(folder)}


def _insert(base: sqlite3.Connection, threads: Iterable[list[Comment]], first: int) -> None:
    numbers = count(first)
    for comments in threads:
        numbered = list(zip(numbers, comments))  # noqa: B905 - the numbers never end
        base.executemany("insert into texts (rowid, text) values (?, ?)", ((at, one.text) for at, one in numbered))
        base.executemany("insert or ignore into authors (name) values (?)", ((one.author,) for one in comments))
        base.executemany(
            "insert into comments values (?, ?, (select number from authors where name = ?), ?, ?, ?)",
            _rows(numbered),
        )


def _rows(numbered: Iterable[tuple[int, Comment]]) -> Iterator[tuple[object, ...]]:
    for at, one in numbered:
        year, month = month_of(one.created)
        yield at, one.id, one.author, one.created, year * 100 + month, one.parent


class Searcher:
    """One connection to the tables."""

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / FILE)

    def answer(self, question: Question) -> Answer:
        """The hits, or the counts."""
        if question.parent:
            return Answer(self._rows(_REPLIES, question.parent, TOP))
        words = _expression(question)
        if question.facets:
            authors = dict(self._rows(_BY_AUTHOR, words, TOP))
            months = {f"{month // 100}-{month % 100:02}": found for month, found in self._rows(_BY_MONTH, words)}
            return Answer(self._rows(RANKED, words, TOP), authors, months)
        if question.month:
            key = "-created" if question.newest else "bm25(texts)"
            return Answer(self._rows(_IN_MONTH.format(key), words, *question.month, TOP))
        return Answer(self._rows(RANKED, words, TOP))

    def total(self, question: Question) -> int:
        """The matches, counted by a query of its own."""
        no_limit = -1
        if question.parent:
            return len(self._rows(_REPLIES, question.parent, no_limit))
        if question.month:
            return len(self._rows(_IN_MONTH.format("created"), _expression(question), *question.month, no_limit))
        return len(self._rows("select rowid from texts where texts match ?", _expression(question)))

    def _rows(self, sql: str, *values: str | int) -> list[tuple[Any, ...]]:
        return self._base.execute(sql, values).fetchall()


def _expression(question: Question) -> str:
    """The words in FTS5's language."""
    if question.matches == "phrase":
        return f'"{" ".join(question.words)}"'
    if question.matches == "prefix":
        return f"{question.words[0]}*"
    return (" OR " if question.matches == "any" else " AND ").join(question.words)


PEER = FTS5()
