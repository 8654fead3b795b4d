"""All that was found of a list of comments, and how people are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from threadsearch.formats.generic_html.confidence import Evidence, weigh
from threadsearch.formats.generic_html.fields import Reading
from threadsearch.formats.generic_html.identity import Names, names_of
from threadsearch.formats.generic_html.outline import Key, Outline
from threadsearch.formats.generic_html.trees import Parent, parents_in


@dataclass(frozen=True, slots=True)
class Find:
    """A list with the names of its comments, whom each answers, and how sure it is that these are comments.

    ``tree`` says what told the parents, empty if there are none.
    """

    reading: Reading
    names: Names
    parents: list[Parent | None]
    tree: str
    evidence: Evidence

    def told(self) -> tuple[tuple[str, str], ...]:
        """What was found, for people: a name and a text each."""
        reading = self.reading
        block = f"{_selector(reading.candidate.key)}, {len(reading.fields)} of them"
        opening = (("opening", "a post before the list"),) if reading.opening is not None else ()
        fields = tuple(
            row for part in reading.parts or (reading,) for row in _fields(part, is_part=bool(reading.parts))
        )
        return (("block", block), *opening, *fields, ("tree", self.tree or "flat"), ("evidence", self.evidence.told()))

    def doubt(self) -> str:
        """Why these are not taken for comments."""
        what = f"{len(self.reading.fields)} blocks ({_selector(self.reading.candidate.key)})"
        return f"{what} look little like comments (confidence {self.evidence.confidence}: {self.evidence.told()})"


def find_in(out: Outline, reading: Reading) -> Find:
    """Go on from what was read of a list."""
    records = reading.candidate.records
    names = names_of(out, records)
    parents, tree = parents_in(out, records, names.orders)
    return Find(reading, names, parents, tree, weigh(out, reading, names.own, tree))


def _fields(reading: Reading, *, is_part: bool) -> Iterator[tuple[str, str]]:
    if is_part:
        yield "part", f"{len(reading.fields)} of them"
    yield "author", " > ".join(reading.author) or "not found"
    yield "date", " in ".join(filter(None, map(".".join, map(_filled, _pairs(reading.date))))) or "not found"
    yield "words", " > ".join(reading.body) or "the whole block"


def _selector(key: Key) -> str:
    """A list's key as people write selectors."""
    if "+" in key:
        at = key.index("+")
        return f"{_selector(key[:at])} with {_selector(key[at + 1 :])} in it"
    if key[1] == "<":
        return " > ".join((*reversed(key[2:]), key[0]))
    return "".join(key)


def _pairs(key: Key) -> list[Key]:
    return [key[at : at + 2] for at in range(0, len(key), 2)]


def _filled(key: Key) -> Key:
    return tuple(part for part in key if part)
