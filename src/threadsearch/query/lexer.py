"""Text → tokens: parentheses, operators, and clauses, each knowing where it stood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from threadsearch.errors import QuerySyntaxError

_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
"""Any of them opens, any of them closes: people's keyboards and word processors mix them."""

_MINUS = "-\u2212\u2013"
_FIELD = re.compile(r"([^\W\d_][\w-]*):")


class Kind(StrEnum):
    """What a token is; the values of operators are how they are written."""

    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    CLAUSE = "clause"


class Quoting(StrEnum):
    """How much of a value was quoted."""

    NONE = "none"
    WHOLE = "whole"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Value:
    """What a clause asks for: its text without quotes and closing star, and where each character stood.

    ``source`` is all that was typed, ``start`` and ``end`` where the whole clause stands in it, its field included.
    """

    source: str
    start: int
    end: int
    text: str
    columns: tuple[int, ...]
    quoting: Quoting = Quoting.NONE
    star: bool = False

    @property
    def written(self) -> str:
        """The clause as it was typed."""
        return self.source[self.start : self.end]

    def error(self, message: str, *, first: int = 0, last: int | None = None, advice: str = "") -> QuerySyntaxError:
        """An error that points at characters [first, last) of the text; at the whole clause, or behind, if none are."""
        columns = self.columns[first:last]
        if not columns and self.quoting is Quoting.NONE and not self.star:
            column, length = self.end, 1
        elif columns:
            column, length = columns[0], columns[-1] + 1 - columns[0]
        else:
            column, length = self.start, self.end - self.start
        return QuerySyntaxError(message, query=self.source, column=column, length=length, advice=advice)


@dataclass(frozen=True, slots=True)
class Token:
    """``source[start:end]``; a clause has a value, and a field if one was named."""

    kind: Kind
    start: int
    end: int
    field: str | None = None
    value: Value | None = None


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a query, in order; raises ``QuerySyntaxError`` for a quote that is never closed and its like."""
    at = 0
    while at < len(source):
        if source[at].isspace():
            at += 1
            continue
        token = _token(source, at)
        yield token
        at = token.end


def option_value(name: str, value: str) -> Value:
    """The value of a command-line option, which the shell has already unquoted."""
    source = f"--{name} {value}"
    start = len(source) - len(value)
    return _starred(Value(source, 0, len(source), value, tuple(range(start, len(source)))))


def _token(source: str, at: int) -> Token:
    if source[at] in "()":
        return Token(Kind(source[at]), at, at + 1)
    if source[at] in _MINUS and at + 1 < len(source) and not source[at + 1].isspace() and source[at + 1] != ")":
        if source[at + 1] in _MINUS:
            raise QuerySyntaxError(
                "two minus signs mean nothing here",
                query=source,
                column=at,
                length=2,
                advice="Options stand outside of the query. One minus sign excludes what it stands before.",
            )
        return Token(Kind.NOT, at, at + 1)
    if field := _FIELD.match(source, at):
        value = _value(source, at, field.end())
        return Token(Kind.CLAUSE, at, value.end, field[1], value)
    value = _value(source, at, at)
    if value.written in (Kind.AND, Kind.OR, Kind.NOT):
        return Token(Kind(value.written), at, value.end)
    return Token(Kind.CLAUSE, at, value.end, None, value)


def _value(source: str, start: int, at: int) -> Value:
    """The value that begins at ``at`` in a clause that begins at ``start``: up to a space or parenthesis."""
    columns: list[int] = []
    quoted = 0
    opened: int | None = None
    first = at
    while at < len(source):
        letter = source[at]
        if letter in _QUOTES:
            quoted += opened is None
            opened = at if opened is None else None
        elif opened is None and (letter.isspace() or letter in "()"):
            break
        else:
            columns.append(at)
        at += 1
    if opened is not None:
        raise QuerySyntaxError(
            "this quotation mark is never closed", query=source, column=opened, advice="Close it, or leave it out."
        )
    text = "".join(source[column] for column in columns)
    ends = (at - 1) if text.endswith("*") and source[at - 1] == "*" else at
    whole = quoted == 1 and source[first] in _QUOTES and source[ends - 1] in _QUOTES
    quoting = Quoting.WHOLE if whole else Quoting.MIXED if quoted else Quoting.NONE
    value = Value(source, start, at, text, tuple(columns), quoting)
    return _starred(value) if ends < at else value


def _starred(value: Value) -> Value:
    """The value without the star that closes it."""
    if not value.text.endswith("*"):
        return value
    return Value(value.source, value.start, value.end, value.text[:-1], value.columns[:-1], value.quoting, star=True)
