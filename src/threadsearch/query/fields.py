"""One clause → one leaf of the query tree, the same way for a field in a query and an option of the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

from threadsearch.errors import DateError, QuerySyntaxError
from threadsearch.model import All, DateRange, Flag, IdPrefix, Name, Node, NumberRange, Place
from threadsearch.model.asking import TextField
from threadsearch.query import words
from threadsearch.query.lexer import Quoting, Value, option_value

HAS = ("link", "quote", "date")
IS = ("reply", "top", "orphan", "deleted", "comment", "post", "pingback", "article")
_LARGEST = 2**31 - 1

# Compiled when they are met, which in most searches they aren't.
_COMPARISON = r"(?P<sign>[<>]=?)(?P<number>[0-9]+)"
_INTERVAL = r"(?P<low>[0-9]*)\.\.(?P<high>[0-9]*)"


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read dates: the present (aware), the zone in which days begin, and whether 7/5/2011 is 7 May."""

    now: datetime
    zone: tzinfo
    day_first: bool

    def span(self, value: Value, first: int = 0, last: int | None = None) -> tuple[datetime, datetime]:
        """What characters [first, last) of a value cover as a date."""
        from threadsearch.dates import parse_expression  # late: most searches name no date, and start faster without

        try:
            return parse_expression(value.text[first:last], now=self.now, zone=self.zone, day_first=self.day_first)
        except DateError as error:
            raise value.error(str(error), first=first, last=last, advice=error.advice) from error


def plain(value: Value) -> Node:
    """A clause without a field: a word, a phrase or the beginning of a word in the text."""
    if value.star and not value.text and value.quoting is Quoting.NONE:
        return All()
    return words.in_text("text", value)


def field_clause(name: str, value: Value, reading: Reading) -> Node:
    """A clause with a field; raises ``QuerySyntaxError`` for a field that there is not, pointing at its name."""
    field = name.casefold()
    if field not in FIELDS:
        raise _unknown_field(name, value)
    return _with_value(field, value, reading)


def option_clause(name: str, text: str, reading: Reading) -> Node:
    """The clause that the option ``--name text`` stands for; ``name`` is a field (``KeyError``)."""
    return _with_value(name, option_value(name, text), reading)


def _with_value(field: str, value: Value, reading: Reading) -> Node:
    if not value.text and not value.star:
        raise value.error(f"{field}: needs a value", advice=_advice_for_empty(field, value))
    return FIELDS[field](value, reading)


def _unknown_field(name: str, value: Value) -> QuerySyntaxError:
    rest = value.source[value.start + len(name) + 1 : value.end]
    quote = "Quote it to search for the text itself" + ("." if '"' in rest else f': "{name}:{rest}".')
    if rest.startswith("//"):
        message, advice = "this is an address, not a field", quote
    else:
        near = _nearest(name, FIELDS)
        guess = f"Did you mean {near}:? " if near else ""
        known = ", ".join(f"{field}:" for field in FIELDS)
        message, advice = f"there is no field {name}:", f"{guess}The fields are {known}. {quote}"
    return QuerySyntaxError(message, query=value.source, column=value.start, length=len(name), advice=advice)


def _nearest(name: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches  # late: only an error needs it

    return next(iter(get_close_matches(name.casefold(), names, n=1)), "")


def _advice_for_empty(name: str, value: Value) -> str:
    if value.source[value.end : value.end + 1] == "(":
        return f"A field takes one value; write ({name}:this OR {name}:that)."
    return f'In a query the value stands right behind the colon, in quotes if it holds spaces: {name}:"…".'


def _text_field(field: TextField) -> Callable[[Value, Reading], Node]:
    return lambda value, _: words.in_text(field, value)


def _name(field: Literal["author", "to"]) -> Callable[[Value, Reading], Node]:
    def parse(value: Value, _: Reading) -> Node:
        words.require_letters(value)
        words.refuse_wildcards(value)
        if value.quoting is Quoting.NONE and (fuzzy := words.fuzzy(value)):
            advice = f"Search for the beginning of the name instead: {field}:{fuzzy['word']}*"
            raise value.error("a name can't be fuzzy", first=fuzzy.end("word"), advice=advice)
        return Name(field, value.text, value.star, value.written)

    return parse


def _site(value: Value, _: Reading) -> Node:
    _refuse_star(value)
    if "/" in value.text or "@" in value.text:
        host = _host(value.text)
        advice = f"Write site:{host}." if host else "Write it like site:example.org."
        raise value.error("a site is the name of a host, not an address", advice=advice)
    words.require_letters(value)
    return Place("site", value.text, value.written)


def _host(address: str) -> str:
    from urllib.parse import urlsplit  # late: only an error needs it

    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


def _source(value: Value, _: Reading) -> Node:
    text = f"{value.text}*" if value.star else value.text
    return Place("source", text, value.written)


def _identity(field: Literal["id", "parent", "thread"]) -> Callable[[Value, Reading], Node]:
    def parse(value: Value, _: Reading) -> Node:
        words.require_letters(value)
        return IdPrefix(field, value.text.lower(), value.written)

    return parse


def _refuse_star(value: Value) -> None:
    if value.star:
        raise value.error("a * can't stand here", advice="It can end a word, a title's word or an author's name.")


def _number(field: Literal["depth", "replies"]) -> Callable[[Value, Reading], Node]:
    def parse(value: Value, _: Reading) -> Node:
        _refuse_star(value)
        low, high = _bounds(field, value)
        if max(low or 0, high or 0) > _LARGEST:
            raise value.error("the number is too large")
        if high is not None and high < (low or 0):
            raise value.error("nothing lies in this range", advice=f"The smaller number comes first: {field}:1..3.")
        return NumberRange(field, low, high, value.written)

    return parse


def _bounds(field: str, value: Value) -> tuple[int | None, int | None]:
    text = value.text
    if len(text) <= 2 * len(str(_LARGEST)) + 2:
        if text.isascii() and text.isdecimal():
            return int(text), int(text)
        if compared := re.fullmatch(_COMPARISON, text):
            number = int(compared["number"])
            return {">": (number + 1, None), ">=": (number, None), "<": (None, number - 1), "<=": (None, number)}[
                compared["sign"]
            ]
        if (interval := re.fullmatch(_INTERVAL, text)) and text != "..":
            low, high = interval["low"], interval["high"]
            return int(low) if low else None, int(high) if high else None
    raise value.error(
        f"can't read this as a number for {field}:", advice=f"Write {field}:2, {field}:>2 or {field}:1..3."
    )


def _date(value: Value, reading: Reading) -> Node:
    _refuse_star(value)
    dots = value.text.find("..")
    if dots < 0:
        return _on(value, reading)
    first, last = value.text[:dots].strip(), value.text[dots + 2 :].strip()
    if not first and not last:
        raise value.error(
            "both ends of this range are missing", advice="Write date:2011..2012, date:2011.. or date:..2012."
        )
    start = reading.span(value, 0, dots)[0] if first else None
    end = reading.span(value, dots + 2)[1] if last else None
    if start is not None and end is not None and end <= start:
        raise value.error("this range ends before it begins", advice="The earlier date comes first.")
    return DateRange(start, end, value.written)


def _on(value: Value, reading: Reading) -> Node:
    _one_date(value)
    return DateRange(*reading.span(value), value.written)


def _after(value: Value, reading: Reading) -> Node:
    _one_date(value)
    return DateRange(reading.span(value)[0], None, value.written)


def _before(value: Value, reading: Reading) -> Node:
    _one_date(value)
    return DateRange(None, reading.span(value)[0], value.written)


def _one_date(value: Value) -> None:
    _refuse_star(value)
    if ".." in value.text:
        raise value.error("one date is asked for here, not a range", advice=f"Write date:{value.text}.")


def _flag(field: str, names: tuple[str, ...]) -> Callable[[Value, Reading], Node]:
    def parse(value: Value, _: Reading) -> Node:
        name = value.text.casefold()
        if name not in names or value.star:
            near = _nearest(name, names)
            guess = f"Did you mean {field}:{near}? " if near else ""
            known = ", ".join(f"{field}:{name}" for name in names)
            raise value.error(f"there is no {field}:{value.text}", advice=f"{guess}There are {known}.")
        return Flag(name, value.written)  # type: ignore[arg-type]  # it is one of the names

    return parse


FIELDS: dict[str, Callable[[Value, Reading], Node]] = {
    "author": _name("author"),
    "by": _name("author"),
    "to": _name("to"),
    "title": _text_field("title"),
    "site": _site,
    "source": _source,
    "thread": _identity("thread"),
    "parent": _identity("parent"),
    "id": _identity("id"),
    "date": _date,
    "after": _after,
    "since": _after,
    "before": _before,
    "on": _on,
    "depth": _number("depth"),
    "replies": _number("replies"),
    "is": _flag("is", IS),
    "has": _flag("has", HAS),
}
"""Every field by its name, in the order in which advice lists them."""
