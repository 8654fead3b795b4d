"""Who wrote each comment of a list, and when, by where that stands in all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from threadsearch.formats.generic_html.aligned import Aligned
from threadsearch.formats.generic_html.authors import read_authors
from threadsearch.formats.generic_html.dates import Dated
from threadsearch.formats.generic_html.lists import Candidate
from threadsearch.formats.generic_html.outline import Key, Outline
from threadsearch.formats.generic_html.records import Record

_LOOKED_AT = 5  # dates of a kind that are asked what they are of


@dataclass(slots=True)
class Fields:
    """A record's fields.

    ``author`` is the name, ``author_tag`` the tag that holds it, ``sureness`` how much the markup says that it is one.
    ``bodies`` are the tags with the words, ``heads`` those in them with the author, the date and what is beside these,
    ``labels`` the texts that all records have; they are read by ``saying``, of the lists that are worth it.
    ``is_usual`` says whether author and date stand where they do in most.
    """

    record: Record
    author: str | None = None
    author_tag: int | None = None
    sureness: float = 0.0
    date: Dated | None = None
    bodies: Sequence[int] = ()
    heads: Sequence[int] = ()
    labels: Sequence[int] = ()
    is_usual: bool = False


@dataclass(slots=True)
class Reading:
    """What was read of a list: the fields of its records, and where most of them have each, for people to check.

    ``parts`` are the lists that it was joined of, if it was. ``opening`` is the post before the list, if it has one.
    """

    candidate: Candidate
    fields: list[Fields]
    author: Key = ()
    date: Key = ()
    body: Key = ()
    parts: Sequence[Reading] = ()
    opening: Fields | None = None

    @property
    def named(self) -> float:
        """The share of records with an author."""
        return sum(found.author is not None for found in self.fields) / len(self.fields)


def read_fields(out: Outline, candidate: Candidate) -> Reading:
    """Read the dates and the authors of a list's records, which tell whether it is worth reading their words."""
    reading = Reading(candidate, [Fields(record) for record in candidate.records])
    aligned = Aligned(out, candidate)
    _read_dates(reading)
    dates = [found.date for found in reading.fields]
    reading.author, authors = read_authors(aligned, dates)
    for found, author in zip(reading.fields, authors, strict=True):
        if author is not None:
            found.author, found.sureness = author.name, author.sureness
            found.author_tag = author.tag if author.tag >= 0 else None
        found.is_usual = author is not None and author.place == reading.author and found.is_usual
    return reading


def _read_dates(reading: Reading) -> None:
    """Of several dates the kind that most records have, the finest, and the one that runs on.

    A list is in the order of its dates, one way or the other; the days on which its authors joined are in none.
    """
    kinds: dict[Key, dict[int, Dated]] = defaultdict(dict)
    of: list[dict[Key, Dated]] = []  # the date of each kind, record by record
    for order, found in enumerate(reading.fields):
        row: dict[Key, Dated] = {}
        for dated in found.record.dates:
            known = row.get(kind := dated.kind)
            if known is None or (known.is_of_something_else and not dated.is_of_something_else):
                row[kind] = kinds[kind][order] = dated
        of.append(row)
    ranked = sorted(kinds, key=lambda kind: (-_worth(list(kinds[kind].values()), len(reading.fields)), kind))
    ranks = {kind: rank for rank, kind in enumerate(ranked)}
    for found, row in zip(reading.fields, of, strict=True):
        best = min(row, key=ranks.__getitem__, default=())
        found.date = row.get(best)
        found.is_usual = not ranked or best == ranked[0]
    reading.date = ranked[0] if ranked else ()


def _worth(found: Sequence[Dated], records: int) -> float:
    """How much like the dates of a list these are, one for each of so many of the records."""
    fine = sum(dated.fine for dated in found) / len(found)
    moments = [dated.at for dated in found]
    moves = [(after > before) - (after < before) for before, after in pairwise(moments)]
    moved = sum(map(abs, moves))
    runs_on = abs(sum(moves)) / moved if moved else 0.0
    varied = len(set(moments)) / len(moments)
    other = 0.3 if any(dated.is_of_something_else for dated in found[:_LOOKED_AT]) else 1.0
    return len(found) / records * (fine + 1) * (0.5 + runs_on) * (0.5 + 0.5 * varied) * other
