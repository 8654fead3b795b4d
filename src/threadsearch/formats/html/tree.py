"""The parsed page, and questions to its tags."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from bs4 import BeautifulSoup, CData, NavigableString, Tag
from bs4.builder import ParserRejectedMarkup
from bs4.element import PageElement, PreformattedString

from threadsearch.collecting import no_collection
from threadsearch.errors import ParseError
from threadsearch.formats.html.building import TreeBuilder
from threadsearch.formats.html.finding import Document, Text, Words
from threadsearch.model import Page

_RUNS = re.compile(r"[\t\n\r\f\v\xa0][ \t\n\r\f\v\xa0]*| [ \t\n\r\f\v\xa0]+")  # all but a single space
_SEPARATORS = re.compile(r"[\x1c-\x1f]")  # that ``split`` takes for blanks, as people would not
_HIDDEN_NAMES = {"hidden", "hid"}
_NO_DISPLAY = re.compile(r"display:\s*none", re.IGNORECASE)
_HIDING = 3  # tags around a part that may hide it
_TEMPLATE = re.compile(r"<(/?)template((?=[\s/>])[^<>]*)>", re.IGNORECASE)


def parse_html(page: Page) -> BeautifulSoup:
    """The page's tree, in time linear in its size; raises ``ParseError`` for what lxml refuses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on XHTML, or a text that looks like a file name: both are pages to us
        try:
            with no_collection():
                return Document(_with_shown_shadows(page.content), builder=TreeBuilder())
        except (ParserRejectedMarkup, ValueError, AssertionError, RecursionError) as error:
            raise ParseError(page.source, f"no HTML that can be parsed ({error})") from error


def _with_shown_shadows(content: str) -> str:
    """The page with its shadow roots as ordinary tags: people see what is in them, but not what is in a template.

    Saved pages hold them as ``<template shadowrootmode="open">``, early ones as ``<template shadowroot="open">``.
    """
    if "shadowroot" not in content:
        return content
    shown: list[bool] = []  # of the templates that are open

    def renamed(match: re.Match[str]) -> str:
        slash, attributes = match.groups()
        if not slash:
            shown.append("shadowroot" in attributes.lower())
            return f"<shadow-root{attributes}>" if shown[-1] else match[0]
        return "</shadow-root>" if shown and shown.pop() else match[0]

    return _TEMPLATE.sub(renamed, content)


def classes(tag: Tag) -> tuple[str, ...]:
    """The tag's class names, in lower case."""
    value = tag.attrs.get("class")
    if not value:
        return ()
    if isinstance(value, Words) and value.lowered is not None:
        return value.lowered
    return tuple(map(str.lower, value if isinstance(value, list) else value.split()))


def attribute(tag: Tag, name: str) -> str:
    """An attribute's value without blank ends, empty where there is none."""
    value = tag.attrs.get(name)
    if not value:
        return ""
    return (" ".join(value) if isinstance(value, list) else value).strip()


def one_line(text: str) -> str:
    """The text with every run of blanks folded to one."""
    if text.isprintable():  # it has no blanks but spaces
        return " ".join(text.split()) if "  " in text else text.strip()
    if text.isascii() and not _SEPARATORS.search(text):
        return " ".join(text.split())  # ten times as fast as the pattern
    return _RUNS.sub(" ", text).strip()


def is_text(node: PageElement) -> bool:
    """Whether this is text that people see: no comment, no processing instruction, no declaration."""
    if type(node) is Text:  # as most of them are
        return True
    return isinstance(node, NavigableString) and (isinstance(node, CData) or not isinstance(node, PreformattedString))


def is_hidden(tag: Tag) -> bool:
    """Whether a part such as a button is there without being shown, by its own markup or that of the tags close by."""
    return any(
        box.has_attr("hidden")
        or not _HIDDEN_NAMES.isdisjoint(classes(box))
        or _NO_DISPLAY.search(attribute(box, "style"))
        for box in (tag, *islice(tag.parents, _HIDING))
    )


class Step(NamedTuple):
    """One step of a walk through a tree: a tag that is entered or left, or a text."""

    node: PageElement
    level: int
    enters: bool = True


_step: Callable[[tuple[PageElement, int, bool]], Step] = partial(tuple.__new__, Step)
"""Makes a step in half the time that calling the class takes; walks are most of what formats do."""


def walk(top: PageElement, enter: Callable[[Tag], bool] = lambda _: True) -> Iterator[Step]:
    """Every node below ``top`` in page order; tags come when they are entered and left, ``top`` itself too.

    A tag for which ``enter`` is false is passed over with all that is in it. Without recursion: nesting may be deeper
    than Python's stack.
    """
    waiting = [Step(top, 0)]
    while waiting:
        step = waiting.pop()
        node, level, enters = step
        if enters and isinstance(node, Tag):
            if level and not enter(node):
                continue
            waiting.append(_step((node, level, False)))
            level += 1
            waiting += [_step((child, level, True)) for child in reversed(node.contents)]
        yield step
