"""One clause about words of a text → a leaf of the query tree."""

from __future__ import annotations

import re

from threadsearch.model import Fuzzy, Node, Phrase, Prefix, Term
from threadsearch.model.asking import TextField
from threadsearch.query.lexer import Quoting, Value

# Compiled when they are met, which in most searches they aren't.
_WORD = r"[\w'\u2019]+"
_FUZZY = r"(?P<word>.+)~(?P<changes>[0-9]*)"
_MOST_CHANGES = 2


def in_text(field: TextField, value: Value) -> Node:
    """A word, a phrase, the beginning of a word or a fuzzy word."""
    if value.quoting is Quoting.MIXED:
        raise value.error(
            "a quotation mark inside a word", advice="Put a space before the quoted phrase, or quote all of it."
        )
    require_letters(value)
    refuse_wildcards(value)
    if value.quoting is Quoting.WHOLE:
        if value.star:
            raise value.error("a phrase can't end in *", advice="Only a single word can: prefix*.")
        return Phrase(value.text, field, value.written)
    if value.quoting is Quoting.NONE and (parts := fuzzy(value)):
        return _differing(field, parts, value)
    if not value.star:
        return Term(value.text, field, value.written)
    if not re.fullmatch(_WORD, value.text):
        raise value.error(
            f"{value.text!r} is more than one word, so it can't end in *",
            advice="Leave the * out, or put it behind a single word.",
        )
    return Prefix(value.text, field, value.written)


def fuzzy(value: Value) -> re.Match[str] | None:
    """The word and the number of changes, if the value ends like a fuzzy word."""
    return re.fullmatch(_FUZZY, value.text, re.DOTALL) if "~" in value.text else None


def _differing(field: TextField, parts: re.Match[str], value: Value) -> Node:
    word, changes, behind = parts["word"], parts["changes"], parts.end("word")
    if value.star:
        raise value.error("a fuzzy word can't end in *", advice=f"Write {word}~ or {word}*.")
    if not re.fullmatch(_WORD, word):
        raise value.error(
            f"{word!r} is more than one word, so it can't be fuzzy",
            last=behind,
            advice=f'Put the ~ behind a single word. Quote it to search for the text itself: "{value.text}".',
        )
    if changes not in {"", *map(str, range(1, _MOST_CHANGES + 1))}:
        raise value.error(
            f"a fuzzy word differs by 1 letter or by {_MOST_CHANGES}",
            first=behind,
            advice=f"Write {word}~ or {word}~{_MOST_CHANGES}.",
        )
    return Fuzzy(word, field, int(changes or 1), value.written)


def require_letters(value: Value) -> None:
    """Raise an error for a value that no word can match."""
    if any(letter.isalnum() for letter in value.text):
        return
    advice = {
        "&&": "Clauses side by side must all match; AND says the same.",
        "&": "Clauses side by side must all match; AND says the same.",
        "||": "Write OR for alternatives.",
        "|": "Write OR for alternatives.",
        "!": "Write NOT, or a minus sign right before what you exclude.",
        "-": "Write the minus sign right before what you exclude.",
    }.get(value.text, "Only words and numbers are indexed.")
    raise value.error("there is no letter and no digit in this", advice=advice)


def refuse_wildcards(value: Value) -> None:
    """Raise an error for a star that is not at the end."""
    if value.quoting is Quoting.NONE and (star := value.text.find("*")) >= 0:
        raise value.error("a * can only stand at the end of a word", first=star, last=star + 1)
