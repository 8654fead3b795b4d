"""Entries that have no tag of their own: what a page sets apart by rules alone, each put into one.

Guestbooks print a name, some text and a rule for each entry, right into the page. What looks for comments looks for
tags, so each part between two rules gets one, as if the page had been written so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from threadsearch.formats.html.finding import Element
from threadsearch.formats.html.tree import is_text

_FEWEST = 2  # rules, and parts with text right in them: one rule parts a head from what it heads
_MOSTLY = 0.5  # share of the parts
_LEAST = 20  # characters of such text: a date and some words have more


def frame_entries(soup: BeautifulSoup) -> None:
    """Put what stands between the rules of a page into tags, where it is text with no tag around it."""
    parents = {id(rule.parent): rule.parent for rule in soup.find_all("hr")}
    for parent in parents.values():
        if parent is not None and sum(map(_is_rule, parent.contents)) >= _FEWEST and _is_parted(parent):
            _frame(soup, parent)


def _is_parted(parent: Tag) -> bool:
    parts = [part for part in _parts(parent.contents) if any(not _is_blank(node) for node in part)]
    bare = sum(sum(len(str(node).strip()) for node in part if is_text(node)) >= _LEAST for part in parts)
    return bare >= max(_FEWEST, _MOSTLY * len(parts))


def _parts(nodes: Sequence[PageElement]) -> Iterator[list[PageElement]]:
    """The nodes between rules, and the rules, each as a part of its own."""
    part: list[PageElement] = []
    for node in nodes:
        if _is_rule(node):
            yield from (part, [node])
            part = []
        else:
            part.append(node)
    yield part


def _frame(soup: BeautifulSoup, parent: Tag) -> None:
    contents: list[PageElement] = []
    for part in _parts(parent.contents):
        if all(map(_is_blank, part)):
            contents += part
        else:
            contents.append(_framed(soup, parent, part))
    parent.contents = contents
    for before, after in pairwise(contents):
        before.next_sibling, after.previous_sibling = after, before
    Element.changes += 1


def _framed(soup: BeautifulSoup, parent: Tag, part: list[PageElement]) -> Tag:
    """A tag with these nodes, linked by hand: to insert one after the other takes time for each that stands before."""
    frame, first = soup.new_tag("div"), part[0]
    frame.parent, frame.contents = parent, part
    frame.previous_element, frame.next_element = first.previous_element, first
    if first.previous_element is not None:
        first.previous_element.next_element = frame
    first.previous_element, first.previous_sibling, part[-1].next_sibling = frame, None, None
    for node in part:
        node.parent = frame
    return frame


def _is_rule(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name == "hr"


def _is_blank(node: PageElement) -> bool:
    return _is_rule(node) or (is_text(node) and str(node).isspace())
