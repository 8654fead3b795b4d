"""Tokens → the query tree, by recursive descent.

::

    all          = alternatives { alternatives }         side by side: all must match
    alternatives = joined { "OR" joined }
    joined       = negated { "AND" negated }
    negated      = { "NOT" | "-" } ( "(" all ")" | clause )

So OR binds its neighbours more tightly than standing side by side does, as in web search:
``massage OR therapy after:2011`` asks for either word, and for the date in both cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from threadsearch.errors import QuerySyntaxError
from threadsearch.model import All, And, Flag, Fuzzy, IdPrefix, Node, Not, Or, Phrase, Prefix, Query, Term
from threadsearch.query.fields import Reading, field_clause, option_clause, plain
from threadsearch.query.lexer import Kind, Token, tokens

_DEEPEST = 100
_MOST_CLAUSES = 1000


def parse_query(
    text: str,
    *,
    options: Iterable[tuple[str, str]] = (),
    now: datetime | None = None,
    zone: tzinfo = UTC,
    day_first: bool = False,
) -> Query:
    """What a query asks; no text asks for everything. Only ``where``, ``articles`` and ``zone`` are set.

    ``options`` are (field, value) pairs from a command line, the fields those of the language. They are and-ed to the
    query; an error in one of them shows it as ``--field value``. Days, months and years of dates are those of
    ``zone``, and ``now`` (aware; the clock's if ``None``) is what relative dates count back from. Raises
    ``QuerySyntaxError`` for whatever can't be understood.
    """
    reading = Reading(now or datetime.now(zone), zone, day_first)
    where = _Parser(text, reading).query()
    filters = [option_clause(name, value, reading) for name, value in options]
    if filters:
        where = _dissolved(And, [*([] if where == All() else [where]), *filters])
    return Query(where, articles=any(_asks_for_articles(leaf) for leaf in _leaves(where)), zone=zone)


def _leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, And | Or):
        for clause in node.clauses:
            yield from _leaves(clause)
    elif isinstance(node, Not):
        yield from _leaves(node.clause)
    else:
        yield node


def _asks_for_articles(leaf: Node) -> bool:
    match leaf:
        case Term(field="title") | Phrase(field="title") | Prefix(field="title") | Fuzzy(field="title"):
            return True
        case IdPrefix(field="id") | Flag(name="article"):
            return True
    return False


def _dissolved(kind: type[And | Or], nodes: list[Node]) -> Node:
    """One node of this kind over the nodes, those of the same kind dissolved in it; a single node stays itself."""
    if len(nodes) == 1:
        return nodes[0]
    clauses: list[Node] = []
    for node in nodes:
        clauses.extend(node.clauses if isinstance(node, kind) else (node,))
    return kind(tuple(clauses))


class _Parser:
    """One query; every method reads what the grammar has under its name, and leaves ``at`` behind it."""

    def __init__(self, source: str, reading: Reading) -> None:
        self.source = source
        self.reading = reading
        self.tokens = list(tokens(source))
        self.at = 0
        self.depth = 0
        self.clauses = 0

    def query(self) -> Node:
        if not self.tokens:
            return All()
        where = self._all()
        if self.at < len(self.tokens):
            raise self._error("there is no parenthesis that this one closes", self.tokens[self.at])
        return where

    def _all(self) -> Node:
        nodes = [self._alternatives()]
        while self._kind() not in (None, Kind.CLOSE):
            nodes.append(self._alternatives())
        return _dissolved(And, nodes)

    def _alternatives(self) -> Node:
        nodes = [self._joined()]
        while self._kind() is Kind.OR:
            self.at += 1
            nodes.append(self._joined())
        return _dissolved(Or, nodes)

    def _joined(self) -> Node:
        nodes = [self._negated()]
        while self._kind() is Kind.AND:
            self.at += 1
            nodes.append(self._negated())
        return _dissolved(And, nodes)

    def _negated(self) -> Node:
        first, before = self.at, self.depth
        while self._kind() is Kind.NOT:
            self._deeper()
        negations = self.at - first
        node = self._group() if self._kind() is Kind.OPEN else self._clause()
        self.depth = before
        for _ in range(negations):
            node = Not(node)
        return node

    def _group(self) -> Node:
        opening = self.tokens[self.at]
        self._deeper()
        if self._kind() is Kind.CLOSE:
            raise self._error("there is nothing between these parentheses", opening, self.tokens[self.at])
        node = self._all() if self._kind() else None
        if node is None or self._kind() is None:
            raise self._error("this parenthesis is never closed", opening)
        self.at += 1
        self.depth -= 1
        return node

    def _clause(self) -> Node:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is None or token.value is None:
            raise self._missing_clause()
        self.at += 1
        self.clauses += 1
        if self.clauses > _MOST_CLAUSES:
            raise self._error(f"a query can't have more than {_MOST_CLAUSES:,} clauses", token)
        if token.field is None:
            return plain(token.value)
        return field_clause(token.field, token.value, self.reading)

    def _deeper(self) -> None:
        """Step over a token that nests what follows."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._error(f"a query can't be nested more than {_DEEPEST} deep", self.tokens[self.at])
        self.at += 1

    def _kind(self) -> Kind | None:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else None

    def _missing_clause(self) -> QuerySyntaxError:
        """An operator lacks a side: the one just read its right side, or else the one ahead its left."""
        before = self.tokens[self.at - 1] if self.at else None
        if before is not None and before.kind in (Kind.AND, Kind.OR, Kind.NOT):
            side, operator = "right", before
        else:
            side, operator = "left", self.tokens[self.at]
        if operator.kind is Kind.CLOSE:
            return self._error("there is no parenthesis that this one closes", operator)
        word = self.source[operator.start : operator.end]
        advice = f"To search for the word itself, write it in small letters: {word.lower()}." if word.isalpha() else ""
        return self._error(f"{word} has nothing on its {side}", operator, advice=advice)

    def _error(self, message: str, first: Token, last: Token | None = None, advice: str = "") -> QuerySyntaxError:
        length = (last or first).end - first.start
        return QuerySyntaxError(message, query=self.source, column=first.start, length=length, advice=advice)
