"""The peers, each made as its own documentation suggests, all with the same analysis as far as they let it be the same.

That is: lower case, no stop words, English stems by Porter, positions for phrases; the text is kept, so that a hit can
be shown, and date, author, month, parent and id are kept as each peer wants them for sorting, counting and filtering.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from bench.corpus import Comment
from bench.peers import lucene
from bench.questions import Question

PROCESSES = 2
"""How many processes or threads a peer may index with that knows how to."""


@dataclass(frozen=True)
class Answer:
    """Hits, best first, by id and score, and for facets the comments by author (the ten most frequent) and by month."""

    hits: Sequence[tuple[str, float]]
    authors: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)


class Searcher(Protocol):
    """An index opened for questions."""

    def answer(self, question: Question) -> Answer:
        """The answer; this is what is timed."""
        ...

    def total(self, question: Question) -> int | None:
        """How many comments match, ``None`` if the peer can't say; not timed."""
        ...


class Peer(Protocol):
    """A way to index and search. Every method is called in a process of its own."""

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of questions that it can answer."""
        ...

    def build(self, folder: Path, threads: Iterable[list[Comment]]) -> None:
        """Make an index of these comments, up to and with the commit."""
        ...

    def add(self, folder: Path, comments: list[Comment]) -> bool:
        """Add comments to it, up to and with the commit; whether the peer can."""
        ...

    def searchers(self, folder: Path) -> Mapping[str, Searcher]:
        """The ways to ask it, by the names of their columns."""
        ...


# The module that knows each peer, and the package without which it can't be asked.
_MODULES = {
    "threadsearch": ("ours", "threadsearch"),
    "Whoosh": ("stock_whoosh", "whoosh"),
    "Whoosh, tuned": ("tuned_whoosh", "whoosh"),
    "SQLite FTS5": ("fts5", "sqlite3"),
    "tantivy": ("tantivy_py", "tantivy"),
    "Xapian": ("xapian_python", "xapian"),
    "Lucene": ("lucene.peer", "jpype"),
    "bm25s": ("bm25_sparse", "bm25s"),
}

NAMES = tuple(_MODULES)
"""The peers, ours first."""


def present() -> list[str]:
    """The peers that can be asked here."""
    without = () if lucene.is_there() else ("Lucene",)  # it needs more than a package
    return [name for name, (_, package) in _MODULES.items() if find_spec(package) and name not in without]


def peer(name: str) -> Peer:
    """A peer by its name."""
    made: Peer = import_module(f"bench.peers.{_MODULES[name][0]}").PEER
    return made
