"""Queries for people: what was understood, and why nothing was found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from threadsearch.diagnose import Clause, Diagnosis, Near
from threadsearch.model import (
    All,
    And,
    DateRange,
    Flag,
    Fuzzy,
    IdPrefix,
    Name,
    Node,
    Not,
    NumberRange,
    Or,
    Phrase,
    Place,
    Prefix,
    Term,
)
from threadsearch.model.asking import Leaf
from threadsearch.render.records import Record, timestamp
from threadsearch.render.style import Role, Style
from threadsearch.render.terminal import cut, pad, safe_line, width
from threadsearch.render.wording import count, instant

_QUOTED = 100  # columns of a query that are repeated in an answer


def explanation_lines(root: Clause, style: Style) -> Iterator[str]:
    """The query as a tree, with the number of documents that each part matches alone."""
    yield style.paint("The query, and how many documents each part matches alone:", Role.TITLE)
    rows = list(_rows(root))
    numbers = max(len(f"{matches:,}") for _, matches in rows)
    room = max(width(cut(text, style.prose - numbers - 4)) for text, _ in rows)
    for text, matches in rows:
        yield f"  {pad(cut(text, room), room)}  {matches:>{numbers},}"


def _rows(clause: Clause, first: str = "", below: str = "") -> Iterator[tuple[str, int]]:
    yield first + meaning(clause.node), clause.matches
    for number, part in enumerate(clause.clauses, start=1):
        last = number == len(clause.clauses)
        yield from _rows(part, below + ("└─ " if last else "├─ "), below + ("   " if last else "│  "))


def explanation_record(clause: Clause) -> Record:
    """The same as plain data: what each part means, how it was written, its matches and its own parts."""
    record: Record = {"means": meaning(clause.node), "written": written(clause.node), "matches": clause.matches}
    if isinstance(clause.node, DateRange):
        record["start"], record["end"] = _end(clause.node.start), _end(clause.node.end)
    if clause.clauses:
        record["clauses"] = [explanation_record(part) for part in clause.clauses]
    return record


def _end(at: datetime | None) -> str | None:
    return None if at is None else timestamp(at)


def meaning(node: Node) -> str:
    """What a part of a query asks for, in words, safe for a screen."""
    if isinstance(node, And):
        return "all of" if node.clauses else "every comment"
    if isinstance(node, Or):
        return "any of"
    if isinstance(node, Not):
        return "not"
    if isinstance(node, All):
        return "every comment"
    return safe_line(_leaf_meaning(node))


def _leaf_meaning(leaf: Leaf) -> str:
    if isinstance(leaf, Term | Phrase | Prefix | Fuzzy):
        return _text_meaning(leaf)
    if isinstance(leaf, Name):
        who = "author" if leaf.field == "author" else "reply to an author"
        return f"{who} named “{leaf.text}{'…' if leaf.prefix else ''}”"
    if isinstance(leaf, Place | IdPrefix):
        return f"{leaf.field} {leaf.text}"
    if isinstance(leaf, NumberRange):
        return f"{leaf.field} {_bounds(leaf)}"
    if isinstance(leaf, DateRange):
        return f"date {_interval(leaf)}"
    return _flag_meaning(leaf)


def _text_meaning(leaf: Term | Phrase | Prefix | Fuzzy) -> str:
    place = " in the title" if leaf.field == "title" else ""
    if isinstance(leaf, Phrase):
        return f"exactly “{leaf.text}”{place}"
    if isinstance(leaf, Prefix):
        return f"a word that begins with “{leaf.text}”{place}"
    if isinstance(leaf, Fuzzy):
        letters = "letter" if leaf.changes == 1 else "letters"
        return f"“{leaf.text}” or a word that differs from it by at most {leaf.changes} {letters}{place}"
    return f"“{leaf.text}” in any form{place}"


def _flag_meaning(flag: Flag) -> str:
    return f"has a {flag.name}" if flag.name in {"link", "quote", "date"} else f"is {flag.name}"


def _bounds(leaf: NumberRange) -> str:
    if leaf.low == leaf.high:
        return str(leaf.low)
    ends = (
        f"at least {leaf.low}" if leaf.low is not None else "",
        f"at most {leaf.high}" if leaf.high is not None else "",
    )
    return " and ".join(filter(None, ends))


def _interval(leaf: DateRange) -> str:
    ends = (f"from {instant(leaf.start)}" if leaf.start else "", f"before {instant(leaf.end)}" if leaf.end else "")
    return " and ".join(filter(None, ends)) or "any"


def written(node: Node) -> str:
    """A part of a query as it was typed, as far as it knows."""
    if isinstance(node, And | Or):
        parts = [written(part) for part in node.clauses]
        return (" OR " if isinstance(node, Or) else " ").join(parts)
    if isinstance(node, Not):
        return f"NOT {written(node.clause)}"
    return "" if isinstance(node, All) else node.written


def diagnosis_lines(diagnosis: Diagnosis) -> Iterator[str]:
    """Which clause left nothing, and what the index has that is near."""
    if diagnosis.clause is None:
        yield "Nothing found: the index holds no comments."
        return
    clause = _quoted(written(diagnosis.clause)) or meaning(diagnosis.clause)
    if diagnosis.alone:
        before, alone = _matching(diagnosis.before), _matching(diagnosis.alone)
        yield f"Nothing found: {before} what stands before {clause}, {alone} {clause} itself, but none both."
    else:
        yield f"Nothing found: no comment matches {clause}."
    yield from map(near_line, diagnosis.near)
    if diagnosis.span:
        first, last = map(instant, diagnosis.span)
        yield f"The comments in the index date from {first} to {last}."


def _quoted(text: str) -> str:
    """What was asked for, as much of it as is good to be repeated."""
    return cut(safe_line(text), _QUOTED)


def _matching(number: int) -> str:
    return f"{count(number, 'comment')} {'matches' if number == 1 else 'match'}"


def near_line(near: Near) -> str:
    """What the index has that is like what was asked for."""
    return f"Near {_quoted(near.asked)}, the index has the {near.noun} {', '.join(map(safe_line, near.values))}."
