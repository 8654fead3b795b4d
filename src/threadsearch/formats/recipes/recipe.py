"""A recipe: what people say of a site's pages, in a small TOML file of CSS selectors."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from threadsearch.errors import RecipeError
from threadsearch.formats.recipes.selectors import BadSelector, Selector

_AT = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_LARGEST = 1 << 20  # bytes; a recipe has some fifty lines


class Extends(StrEnum):
    """Where the rest of a comment stands whose block is only one of its tags, up to the next block."""

    BEHIND = "behind"
    BEFORE = "before"


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Where things stand on a site's pages. ``source`` is the file that says so; ``None`` is what it doesn't say.

    ``pages`` are hosts, or addresses with ``*`` for anything; without any it is for whatever it is given. What each
    selector is for is in ``SELECTORS``; ``..._attribute`` is the attribute that says it, in place of the tag's text.
    """

    name: str
    source: str = field(default="", metadata={"key": None})
    pages: tuple[str, ...] = ()
    site: str | None = None
    nested: bool = False
    extends: Extends | None = None
    block: Selector
    opening: Selector | None = None
    author: Selector | None = None
    author_attribute: str | None = None
    date: Selector | None = None
    date_attribute: str | None = None
    body: Selector | None = None
    head: Selector | None = None
    without: Selector | None = None
    quote: Selector | None = None
    id: Selector | None = None
    id_attribute: str | None = None
    permalink: Selector | None = None
    parent: Selector | None = None
    parent_attribute: str | None = None
    replies: Selector | None = None
    indent: Selector | None = None
    indent_attribute: str | None = None
    title: Selector | None = None
    count: Selector | None = None
    pager: Selector | None = None

    @property
    def selectors(self) -> dict[str, Selector]:
        """The selectors that it has, by their keys."""
        found = {key: getattr(self, key) for key in SELECTORS}
        return {key: selector for key, selector in found.items() if selector is not None}


KEYS = tuple(known.name.replace("_", "-") for known in fields(Recipe) if known.metadata.get("key", "") is not None)
"""What a recipe may say."""

SELECTORS = (
    *("block", "opening", "author", "date", "body", "head", "without", "quote", "id", "permalink"),
    *("parent", "replies", "indent", "title", "count", "pager"),
)
"""Of the keys those that hold selectors."""


def load(path: str) -> Recipe:
    """Read a recipe; ``RecipeError`` names the file, the line and, where there is one, the column of what is wrong."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(_LARGEST + 1)
        text = data.decode()
    except UnicodeDecodeError as error:
        raise RecipeError(path, "it is no text in UTF-8", line=data[: error.start].count(b"\n") + 1) from None
    except OSError as error:
        raise RecipeError(path, error.strerror or str(error)) from error
    if len(data) > _LARGEST:
        raise RecipeError(path, "it is too large for a recipe")
    return parse(text, path)


def parse(text: str, source: str) -> Recipe:
    """Read a recipe's text, as ``load`` does."""
    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _not_toml(text, source, str(error)) from None
    for key in said:
        if key not in KEYS:
            raise _unknown(text, source, key)
    values = {key.replace("-", "_"): _value(text, source, key, value) for key, value in said.items()}
    if "block" not in values:
        advice = "It is the one thing that a recipe must say: block = 'div.comment'"
        raise RecipeError(source, "it has no block, the selector of a whole comment", advice=advice)
    default = re.sub(r"[^a-z0-9._-]+", "-", Path(source).stem.lower()).strip("-._") or "recipe"
    return Recipe(**{"name": default, **values, "source": source})


def _value(text: str, source: str, key: str, value: object) -> Any:  # noqa: ANN401 - of the kind that the key has
    wanted: object = None
    if key == "nested":
        wanted = "true or false" if not isinstance(value, bool) else None
    elif key == "pages":
        is_list = isinstance(value, list) and all(isinstance(page, str) and page.strip() for page in value)
        wanted = 'a list of hosts or addresses: ["notes.example"]' if not is_list else None
        value = tuple(value) if isinstance(value, list) else value
    elif not isinstance(value, str) or not value.strip():
        wanted = "a text"
    elif key == "extends":
        wanted = '"behind" or "before"' if value not in list(Extends) else None
    elif key == "name":
        wanted = "a name of small letters, digits, dots and dashes" if not _NAME.fullmatch(value) else None
    elif key in SELECTORS:
        return _selector(text, source, key, value)
    if wanted is not None:
        line, column = _place(text, key, value)
        raise RecipeError(source, f"{key} must be {wanted}", line=line, column=column)
    return Extends(value) if key == "extends" else value  # type: ignore[arg-type]  # it was looked at


def _selector(text: str, source: str, key: str, value: str) -> Selector:
    try:
        return Selector(value)
    except BadSelector as error:
        line, column = _place(text, key, value, error.at)
        raise RecipeError(source, f"{key} is no selector: {error}", line=line, column=column) from None


def _unknown(text: str, source: str, key: str) -> RecipeError:
    near = difflib.get_close_matches(key.lower().replace("_", "-"), KEYS, n=1, cutoff=0.5)
    line, column = _place(text, key)
    advice = (f"Did you mean {near[0]}? " if near else "") + f"Keys are {', '.join(KEYS)}."
    return RecipeError(source, f"there is no key {key!r}", line=line, column=column, advice=advice)


def _not_toml(text: str, source: str, message: str) -> RecipeError:
    found = _AT.search(message)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    column = int(found[2]) if found and found[2] else None
    reason = message[: found.start()].strip() if found else message
    return RecipeError(source, f"it is no TOML: {reason}", line=line, column=column)


def _place(text: str, key: str, value: object = None, at: int | None = None) -> tuple[int | None, int | None]:
    """Where a key stands, or its value if there is one, or the character ``at`` in that: line and column, from 1."""
    begin = re.compile(rf"\s*+\[*\s*+(?P<key>[\"']?{re.escape(key)}[\"']?)\s*[].=]\s*")
    for number, line in enumerate(text.splitlines(), 1):
        found = begin.match(line)
        if found is None:
            continue
        if value is None or isinstance(value, dict):
            return number, found.start("key") + 1
        is_plain = isinstance(value, str) and line[found.end() + 1 :].startswith(value)  # behind its quote
        return number, found.end() + 1 + (at + 1 if at is not None and is_plain else 0)
    return None, None


def told(recipe: Recipe) -> Iterator[tuple[str, str]]:
    """What a recipe says of comments, as rows of a layout."""
    yield "recipe", recipe.source or recipe.name
    selectors = recipe.selectors
    for key in SELECTORS:
        attribute = getattr(recipe, f"{key}_attribute", None)
        text = selectors[key].text if key in selectors else ":scope" if attribute else ""
        if text:
            yield key, f"{text} ({attribute})" if attribute else text
    if recipe.nested:
        yield "nested", "yes"
