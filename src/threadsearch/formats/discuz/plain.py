"""The archiver and the view for printers, whose posts nothing parts but their heads, and which number none."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.discuz.bodies import post_words
from threadsearch.formats.discuz.heads import moment_in
from threadsearch.formats.discuz.topic import topic_of
from threadsearch.formats.html import Item, Items, Places, attribute, classes, find_items, is_text, one_line, text_of
from threadsearch.formats.html.boards import Topic
from threadsearch.formats.html.forum import Post
from threadsearch.model import Page, State

_ARCHIVED = re.compile(r"<p class=[\"']?author[\"']?>(?=\s*<strong>)")
_PAGER = re.compile(r"<div class=[\"']?page[\"']?>")
_LABEL = r"<b>[^<>]{1,30}</b>"
_BREAK = r"<br\s?/?>"
_PRINTED = re.compile(  # "Author: Ann Time: 2007-7-5", and what the post calls itself
    rf"<hr noshade[^<>]{{0,100}}>\s*({_LABEL}[^<>]{{1,200}}{_LABEL}(?:[^<>]|</?span[^<>]{{0,100}}>){{1,100}}){_BREAK}"
    rf"(?:\s*{_LABEL}[^<>]{{1,300}}{_BREAK})?|<hr noshade[^<>]{{0,100}}>"
)
_BOX = "plain-post"  # the class of the boxes that are put around the posts
_NAMELESS = {"匿名", "匿名者", "Anonymous"}


def is_archived(content: str) -> bool:
    """Whether the page is of the archiver."""
    return "Discuz! Archiver" in content and _ARCHIVED.search(content) is not None


def is_printed(content: str) -> bool:
    """Whether the page is for printers."""
    if "Discuz!" not in content or "<hr noshade" not in content:
        return False
    return any(rule[1] for rule in _PRINTED.finditer(content))


def with_boxes(page: Page) -> Page:
    """The page with a box around each post."""
    if not is_archived(page.content):
        return replace(page, content=_PRINTED.sub(_boxed, page.content))
    parted = _ARCHIVED.sub(lambda head: f'</div><div class="{_BOX}">{head[0]}', page.content)
    return replace(page, content=_PAGER.sub(lambda pager: f"</div>{pager[0]}", parted))


def _boxed(rule: re.Match[str]) -> str:
    """A box for what stands below a rule; below the last one stands the forum's name."""
    return f'</div><div class="{_BOX}"><p class="author">{rule[1]}</p>' if rule[1] else "</div><div>"


def find_plain(soup: BeautifulSoup) -> Items:
    """The posts."""
    return find_items(soup, lambda tag: "" if _BOX in classes(tag) else None)


def plain_topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """What the page says of the thread: the archiver links all of it, pages for printers begin with its title."""
    links = [tag for tag in items.outside if tag.name == "a" and "tid" in attribute(tag, "href")]
    full = next((link for link in links if link.find("strong") is not None), None)
    label = next((tag for tag in items.outside if tag.name == "b"), None)
    title = text_of(full) if full is not None else _behind(label)
    topic = topic_of(soup, items, page, [attribute(full, "href")] if full is not None else [])
    return replace(topic, title=title or topic.title)


def plain_post(item: Item, base: str | None, _places: Places, _topic: Topic) -> Post:
    """One post. Where the archiver shows that one was blocked, not even its heading follows on its author."""
    head = next(tag for tag in item.own[1:] if "author" in classes(tag))
    name = head.find("strong")
    author = text_of(name) if isinstance(name, Tag) else _behind(next(iter(head.find_all("b")), None))
    shown = moment_in(head)
    heading = head.find_next_sibling()
    has_heading = isinstance(heading, Tag) and heading.name == "h3"
    for tag in (head, heading):
        if isinstance(tag, Tag) and (tag is head or has_heading):
            tag.clear()
    words = post_words(item.tag, base)
    is_gone = isinstance(name, Tag) and not has_heading and not words.text
    return Post(
        words=words,
        author=author if author not in _NAMELESS else None,
        dates=(shown,) if shown else (),
        shown=shown,
        state=State.DELETED if is_gone else State.LIVE,
    )


def _behind(label: Tag | None) -> str:
    """The text that stands behind a label, up to the next tag."""
    nodes = label.next_siblings if label is not None else ()
    return one_line("".join(str(node) for node in takewhile(is_text, nodes)))
