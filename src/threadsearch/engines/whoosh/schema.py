"""Which fields and columns a document has in the index.

Fields are searched, columns are what matches are sorted, counted and filtered by. The terms of a field are ``words``
(with positions, for phrases, prefixes and names), ``stems`` (with frequencies, for words in any form) or ``keys``.
"""

from __future__ import annotations

from collections.abc import Collection

from threadsearch.engines import matching
from threadsearch.model import Document, Kind, Precision

VERSION = 5
"""Goes up whenever an index written before would give other answers, so that it is refused and rebuilt."""

ARRAYS = 4
"""Goes up whenever the arrays beside a segment change, so that those written before are made again."""

WORDS = {"text": True, "title": True, "author": False, "to": False}
"""Fields of words, and whether they are ranked, which takes their lengths."""

STEMS = {"text": "text_stem", "title": "title_stem"}
"""The field of stems beside a field of words."""

KEYS = ("id", "parent", "thread", "name", "site", "source", "flag")
"""Fields whose terms are whole values; ``name`` is the author's, as it is written."""

NUMBERS = {
    "by_position": "i",
    "by_depth": "i",
    "by_replies": "i",
    "by_kind": "b",
    "by_first": "q",
    "by_last": "q",
    "by_precision": "b",
}
"""Columns of numbers and their types. ``by_first`` and ``by_last`` are the date's span, in seconds since 1970."""

CODED = ("id", "thread", "name", "site")
"""The fields of keys of which a document has one or none: what matches are shown and counted by."""

STRINGS = {"by_thread": "thread", "by_author": "name", "by_site": "site"}
"""Columns of byte strings, and the field whose term a row has, empty where it has none.

One more, ``record``, has the whole documents, compressed.
"""

UNDATED = -(2**62)
"""The date of undated documents, before every date."""

KINDS = tuple(Kind)
PRECISIONS = (None, *Precision)


def is_ranked(field: str) -> bool:
    """Whether matches in a field are ranked."""
    return WORDS.get(field, field in STEMS.values())


def text_of(document: Document, field: str) -> str | None:
    """The text whose words a field of ``WORDS`` holds."""
    attributes = {"text": "text", "title": "title", "author": "author", "to": "parent_author"}
    text: str | None = getattr(document, attributes[field])
    return text


def keys(document: Document) -> dict[str, Collection[str]]:
    """The keys of a document's fields."""
    author, site = matching.author_of(document), matching.site_of(document)
    return {
        "id": (document.id,),
        "parent": () if document.parent_id is None else (document.parent_id,),
        "thread": (document.thread_id,),
        "name": () if author is None else (author,),
        "site": () if site is None else (site,),
        "source": matching.sources_of(document),
        "flag": matching.flags(document),
    }


def numbers(document: Document) -> dict[str, int]:
    """The rows of a document in the columns of numbers."""
    first, last = matching.span(document) or (UNDATED, UNDATED)
    return {
        "by_position": document.position,
        "by_depth": document.depth,
        "by_replies": document.reply_count,
        "by_kind": KINDS.index(document.kind),
        "by_first": first,
        "by_last": last,
        "by_precision": PRECISIONS.index(document.created_precision),
    }


def encode(text: str) -> bytes:
    """A term or a value as bytes, whose order is that of the text."""
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """The text of a term or a value."""
    return data.decode("utf-8", "surrogatepass")
