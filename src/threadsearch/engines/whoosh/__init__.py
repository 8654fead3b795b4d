"""The default engine: an index on disk in Whoosh's W3 format, which stock Whoosh opens and queries.

Segments are written straight from arrays, and beside each lies a file of arrays that says the same. A query reads
those, so it decodes nothing, runs no code that a file brings along, and meets none of the surprises of Whoosh's own
searcher. A file of arrays that is missing or damaged is made again from the documents. Modules, from the outside in::

    index.py       the Index: questions and changes, against the state on disk
    writer.py      a batch of changes to one commit, or to nothing
    contents.py    what a segment holds, made of documents, and written
    merging.py     the same, made of segments; which of them to merge
    inversion.py   documents to postings; pieces.py has the words of their texts
    search.py      a query tree to the rows that match it, and how well
    ranking.py     the best documents for words, without all of their postings
    sequences.py   words one behind the other
    postings.py    sets of rows
    showing.py     matches in the order in which they are shown
    counting.py    facets; calendar.py has the days of a zone
    whole.py       the segments of a commit as one
    terms.py       the terms of a field in one segment
    segments.py    one segment's documents, terms, postings and columns
    arrays.py      named arrays in one file, checked as they are read
    w3.py          Whoosh's files as bytes; w3_writing.py makes them, blocks.py the postings in them
    pickling.py    many pickles at once
    stock.py       the schema as Whoosh's own classes
    durable.py     files that outlast a loss of power
    schema.py      which fields and columns a document has; the schema's version
    store.py       where the files are: manifest, creation, rebuilding
    lock.py        one writer at a time, and who it is
    checking.py    whether files are as they were written, and making them again
    salvaging.py   taking out what can't be made again
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from threadsearch.engines.base import Damage, Index, Salvage

__all__ = [
    "check_index",
    "create_index",
    "open_index",
    "rebuild_index",
    "repair_index",
    "salvage_index",
    "what_is_left",
]

WAIT = 5.0
"""How many seconds a writer waits for another one, unless told otherwise."""


def open_index(path: Path, *, wait: float = WAIT) -> Index:
    """The index in the directory ``path``, for reading and writing.

    Raises ``IndexMissing``, ``IndexVersionMismatch`` or ``IndexDamaged``. Nothing is written before a writer commits.
    """
    from threadsearch.engines.whoosh.index import WhooshIndex

    return WhooshIndex.open(path, wait=wait)


def create_index(path: Path, *, wait: float = WAIT) -> Index:
    """The index in the directory ``path``, made and empty if there is none there; what else the directory holds stays.

    Raises ``IndexVersionMismatch`` or ``IndexDamaged`` for one that can't be opened, rather than replace it.
    """
    from threadsearch.engines.whoosh.index import WhooshIndex

    return WhooshIndex.create(path, wait=wait)


def rebuild_index(path: Path, *, wait: float = WAIT) -> AbstractContextManager[Index]:
    """A new, empty index to be filled in the ``with`` block, in place of whatever index ``path`` holds, if any.

    The old one serves until the block ends, and stays if it ends in an exception. The lock is held all the while.
    """
    from threadsearch.engines.whoosh.index import WhooshIndex

    return WhooshIndex.rebuild(path, wait=wait)


def check_index(path: Path) -> list[Damage]:
    """Which files of the index in the directory ``path`` are not as they were written. All of them are read.

    Raises ``IndexMissing`` or ``IndexVersionMismatch``. Nothing is written.
    """
    from threadsearch.engines.whoosh import checking

    return checking.check(path)


def repair_index(path: Path, *, wait: float = WAIT) -> None:
    """Make damaged files of an index again where what they held stands in others as well; the rest is left as it is.

    Documents, the table of contents and the manifest stand nowhere else. Raises ``IndexMissing``, ``IndexLocked``, or
    ``IndexFailure`` for files that can't be written.
    """
    from threadsearch.engines.whoosh import checking

    checking.repair(path, wait)


def salvage_index(path: Path, *, wait: float = WAIT) -> Salvage | None:
    """Take out of an index the documents that can't be read, and write anew what is beside them; nothing if all can.

    Raises ``IndexMissing``, ``IndexLocked``, ``IndexDamaged`` for one without a readable table of contents, or
    ``IndexFailure`` for files that can't be written.
    """
    from threadsearch.engines.whoosh import salvaging

    return salvaging.salvage(path, wait)


def what_is_left(path: Path) -> Path | None:
    """The folder of the files of an index that can't be opened; nothing if it can't be told which one it is."""
    from threadsearch.engines.whoosh import store

    return store.what_is_left(path)
