"""The view for printers, which numbers no post and links none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import Item, Items, Places, Rendered, attribute, classes, find_items, text_of
from threadsearch.formats.html.boards import Topic
from threadsearch.formats.html.forum import Post
from threadsearch.formats.smf.posts import post_words
from threadsearch.formats.smf.topic import read_topic
from threadsearch.model import Page

_INDENTED = re.compile(r"margin:\s*0 5ex")
_RULES = 2  # above a post of version 1.1: one above its head, one below


def find_printed(soup: BeautifulSoup) -> Items:
    """The posts: a head and a body side by side, or in version 1.1 the bodies alone, which are indented."""
    return find_items(
        soup,
        lambda tag: "" if "postheader" in classes(tag) or _is_indented(tag) else None,
        lambda tag, item: "postbody" in classes(tag) and tag.find_previous_sibling() is item.tag,
    )


def printed_topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """What the page says of its topic, whose title is the first post's subject."""
    topic = read_topic(soup, items, page)
    subject = next((_marked(item)[0] for item in items.shown[:1]), "")
    return replace(topic, title=subject or topic.title)


def printed_post(item: Item, base: str | None, _places: Places, _topic: Topic) -> Post:
    """One post."""
    body = item.tag if _is_indented(item.tag) else next((tag for tag in item.own if "postbody" in classes(tag)), None)
    _, author, shown = _marked(item)
    return Post(
        words=post_words(body, base) if body is not None else Rendered(),
        author=author,
        dates=(shown,) if shown else (),
        shown=shown,
    )


def _is_indented(tag: Tag) -> bool:
    return tag.name == "div" and _INDENTED.match(attribute(tag, "style")) is not None


def _marked(item: Item) -> tuple[str, str, str]:
    """What a post's head has in bold: its subject, its author and its date."""
    tags = (
        list(_above(item.tag))[::-1] if _is_indented(item.tag) else item.tag.find_all(["b", "strong"], recursive=False)
    )
    texts = [text_of(tag) for tag in tags]
    return (texts[0], texts[1], texts[2]) if len(texts) == 3 else ("", "", "")  # noqa: PLR2004 - as named above


def _above(body: Tag) -> Iterator[Tag]:
    """The bold tags between the two rules above a body, the last one first."""
    rules = 0
    for node in body.previous_siblings:
        if isinstance(node, Tag):
            rules += node.name == "hr"
            if rules == _RULES:
                return
            if node.name == "b":
                yield node
