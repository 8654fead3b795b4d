"""The posts of the plain archive and of the view for printers, neither of which numbers any."""

from __future__ import annotations

import re

from bs4 import Tag

from threadsearch.formats.html import Item, Rendered, attribute, classes, first_with, text_of
from threadsearch.formats.html.forum import Post
from threadsearch.formats.vbulletin.bodies import post_words
from threadsearch.model import Kind, Thread

_HEADS = {"posttop", "header"}
_LARGE = re.compile(r"font-size:\s*14pt")


def printed_number(tag: Tag) -> str | None:
    """An empty number for what wraps a post in one of these views; ``None`` for other tags."""
    first = next((child for child in tag.children if isinstance(child, Tag)), None)
    if first is None:
        return None
    names = classes(tag)
    if "post" in names or "postbit" in names:
        return "" if not _HEADS.isdisjoint(classes(first)) else None
    return "" if "page" in names and _large_name(first) is not None else None


def printed_post(item: Item, about: Thread, *, is_first: bool) -> Post:
    """A post of one of these views."""
    body = _body(item)
    large = _large_name(item.own[1])
    dated = large.find_next_sibling("td") if large is not None else item.first("date", "datetime")
    return Post(
        words=post_words(body, about.url) if body is not None else Rendered(),
        author=text_of(large or item.first("username")) or None,
        shown=text_of(dated if isinstance(dated, Tag) else None),
        kind=Kind.POST if is_first and about.page in (None, 1) else Kind.COMMENT,
    )


def _large_name(first: Tag) -> Tag | None:
    """The cell in which version 3 prints the author's name, in large letters beside the date."""
    cell = first.find("td") if first.name == "table" else None
    return cell if isinstance(cell, Tag) and _LARGE.search(attribute(cell, "style")) else None


def _body(item: Item) -> Tag | None:
    """The words: the last box of a post in version 3's view for printers, which may print a title above."""
    boxes = item.tag.find_all("div", recursive=False) if "page" in classes(item.tag) else []
    return boxes[-1] if boxes else first_with(item.own, "posttext", "content")
