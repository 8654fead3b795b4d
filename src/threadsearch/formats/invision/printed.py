"""The view for printers of version 1, which numbers no post: a table for each, its head in a grey cell."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import Item, Items, Places, Rendered, attribute, find_items, text_of
from threadsearch.formats.html.boards import Topic
from threadsearch.formats.html.forum import Post
from threadsearch.formats.invision.bodies import post_words
from threadsearch.formats.invision.topic import read_topic
from threadsearch.model import Page

_GREY = "#eeeeee"
_ROWS = ("tbody", "thead", "tr")
_FONTS = ("font", "span")
_AUTHOR = re.compile(r"^[^:]{1,40}:\s*+(.+)$")  # "Posted by: Ann"
_JOINT = re.compile(r"^(?:on|am|le|el|il|em|op)\s+", re.IGNORECASE)  # before the date


def find_printed(soup: BeautifulSoup) -> Items:
    """The posts."""
    return find_items(soup, lambda tag: None if _head(tag) is None else "")


def printed_topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """What the page says of its topic, whose title ends the way to it, in red."""
    red = (tag for tag in items.outside if tag.name == "font" and attribute(tag, "color") == "red")
    topic = read_topic(soup, items, page)
    return replace(topic, title=text_of(next(red, None)) or topic.title)


def printed_post(item: Item, base: str | None, _places: Places, _topic: Topic) -> Post:
    """One post."""
    head = _head(item.tag)
    name = _down_to("b", head, _FONTS) if head is not None else None
    author = _AUTHOR.match(text_of(name)) if name is not None else None
    shown = _JOINT.sub("", text_of(head).removeprefix(text_of(name)).strip()) if name is not None else ""
    body = next((tag for tag in item.own if tag.name == "td" and tag is not head), None)
    return Post(
        words=post_words(body, base) if body is not None else Rendered(),
        author=author[1] if author else None,
        dates=(shown,) if shown else (),
        shown=shown,
    )


def _head(tag: Tag) -> Tag | None:
    """The grey cell that a post's table begins with."""
    cell = _down_to("td", tag, _ROWS) if tag.name == "table" else None
    if cell is None or attribute(cell, "bgcolor").lower() != _GREY:
        return None
    name = _down_to("b", cell, _FONTS)
    return cell if name is not None and _AUTHOR.match(text_of(name)) else None


def _down_to(name: str, top: Tag, through: Collection[str]) -> Tag | None:
    """The first tag of this name, with only such tags around it: to look everywhere in nested tables takes too long."""
    tag: Tag | None = top
    while tag is not None and tag.name != name:
        children = (child for child in tag.children if isinstance(child, Tag))
        tag = next((child for child in children if child.name == name or child.name in through), None)
    return tag
