"""The template for phones ("touch"), which numbers its posts and names their parts otherwise.

::

    <div class="plc cl" id="pid12"> ... <ul class="authi"><li> ... <a href="...uid=5">Ann</a></li>
    <li>2011-7-5 17:33</li></ul><div class="message"> ...
"""

from __future__ import annotations

import re
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.discuz.bodies import answered_in, post_words
from threadsearch.formats.discuz.heads import author_in, moment_in
from threadsearch.formats.discuz.topic import loose_text, topic_of
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    classes,
    find_items,
    first_with,
    tag_matches,
    text_of,
)
from threadsearch.formats.html.boards import Topic, own_head, place_of
from threadsearch.formats.html.forum import Post, whole_number
from threadsearch.model import Page, ParentSource, State

_POST = re.compile(r"<div\b(?=[^<>]*\sid=[\"']?pid\d)(?=[^<>]*\sclass=[\"']plc cl[\"'])[^<>]*>")
_ID = re.compile(r"pid(\d+)")
_WAY = re.compile(r"[?&;](?:authorid|ordertype|page)=")  # what a link within the thread asks for


def is_for_phones(content: str) -> bool:
    """Whether a post stands as the template for phones prints it."""
    return tag_matches(_POST, content, "plc cl")


def find_on_phone(soup: BeautifulSoup) -> Items:
    """The posts."""
    return find_items(soup, _number)


def _number(tag: Tag) -> str | None:
    number = _ID.fullmatch(attribute(tag, "id")) if "plc" in classes(tag) else None
    return number[1] if number else None


def phone_topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """What stands around the posts: no link leads to the thread alone, but some show a part of it."""
    hrefs = (attribute(tag, "href") for tag in items.outside if tag.name == "a")
    heading = first_with(items.outside, "view_tit") or next((tag for tag in items.outside if _is_heading(tag)), None)
    topic = topic_of(soup, items, page, filter(_WAY.search, hrefs))
    current, pages = _paging(soup)
    return replace(
        topic, title=loose_text(heading) or topic.title, page=current or topic.page, pages=pages or topic.pages
    )


def _paging(soup: BeautifulSoup) -> tuple[int | None, int | None]:
    """Which page this is, and of how many, by the menu that leads to the others ("Page 2")."""
    menu = soup.find(id="dumppage")
    entries = menu.find_all("option") if isinstance(menu, Tag) else []
    current = next((entry for entry in entries if entry.has_attr("selected")), None)
    if current is None:
        return None, None
    return whole_number(attribute(current, "value")), len(entries)


def _is_heading(tag: Tag) -> bool:
    return tag.name == "h2" and tag.parent is not None and "postlist" in classes(tag.parent)


def phone_post(item: Item, base: str | None, places: Places, topic: Topic) -> Post:
    """One post."""
    body = first_with(item.own[1:], "message")
    head = own_head(item, body)
    line = first_with(head, "authi")
    lines = [tag for tag in line.children if isinstance(tag, Tag)] if line is not None else []
    shown = (moment_in(lines[-1]) or loose_text(lines[-1])) if lines else ""
    answered = answered_in(body)
    return Post(
        words=_words(body, base) if body is not None else Rendered(),
        author=author_in(head),
        dates=(shown,) if shown else (),
        shown=shown,
        native_id=item.number,
        url=f"{topic.url}#pid{item.number}" if topic.url else None,
        locator=place_of(item, places),
        state=State.DELETED if body is not None and _is_blocked(body) else State.LIVE,
        parent=answered,
        parent_source=ParentSource.QUOTE if answered else None,
    )


def _is_blocked(body: Tag) -> bool:
    """Whether there is a notice in place of the words, which looks like a quote and quotes nothing."""
    boxes = [tag for tag in body.children if isinstance(tag, Tag)]
    is_notice = len(boxes) == 1 and "quote" in classes(boxes[0]) and boxes[0].find("blockquote") is None
    return is_notice and text_of(boxes[0]) == text_of(body)


def _words(body: Tag, base: str | None) -> Rendered:
    """The words without the post's own heading."""
    heading = body.find("h2", recursive=False)
    if isinstance(heading, Tag):
        heading.clear()
    return post_words(body, base)
