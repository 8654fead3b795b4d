"""The site for phones of 2016 to 2022: comments one below the other, indented by the level they stand on.

::

    <div class="CommentTree__comment m-comment m-toplevel" style="padding-left: 16px">
      <div class="Comment__header" id="htmc0mq"> <a class="CommentHeader__username"> ..."CommentHeader__timestamp">
      <div class="Comment__body"><div class="md">
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Stamps,
    attribute,
    classes,
    find_items,
    first_with,
    head_title,
    text_of,
)
from threadsearch.formats.reddit.parts import Draft, Post, comments_of, count_in, number_of, words_in
from threadsearch.model import Page, ParentSource, Thread

_PATH = re.compile(r"/comments/\w+/[^/?#]*/(\w+)/?(?:[?#]|$)")
_NUMBER = re.compile(r"(?:t1_)?([a-z0-9]{1,13})")
_INDENT = re.compile(r"padding-left:\s?(\d{1,6})px")


def read(soup: BeautifulSoup, page: Page) -> Thread:
    """The thread of the page."""
    items = find_items(soup, lambda tag: "" if "commenttree__comment" in classes(tag) else None)
    places, stamps = Places(page.content), Stamps(page)
    comments = comments_of(_drafts(items, stamps), places)
    return _post(soup, stamps).thread(comments, page, items.defects(page, places))


def _drafts(items: Items, stamps: Stamps) -> Iterator[Draft]:
    path: list[tuple[int, str | None]] = []  # indentation and number of the latest comment on each level
    for item in items.shown:
        indent = _INDENT.search(attribute(item.tag, "style"))
        level = int(indent[1]) if indent else 0
        while path and path[-1][0] >= level:
            path.pop()
        link = _permalink(item)
        header = item.first("comment__header")
        number = _number(header, link)
        yield Draft(
            number=number,
            parent=path[-1][1] if path else None,
            parent_source=ParentSource.NESTING,
            author=text_of(item.first("commentheader__username")),
            created=stamps.read(shown=text_of(item.first("commentheader__timestamp"))),
            path=attribute(link, "href") if link is not None else None,
            words=words_in(item.first("md")),
            element_id=attribute(header, "id") if header is not None else "",
        )
        path.append((level, number))


def _permalink(item: Item) -> Tag | None:
    """The link to the comment, outside of its words."""
    links = (tag for tag in item.own if tag.name == "a" and "sr-only" in classes(tag))
    return next((tag for tag in links if _PATH.search(attribute(tag, "href"))), None)


def _number(header: Tag | None, link: Tag | None) -> str | None:
    """The comment's number: as its head bears it, else as its address does."""
    borne = _NUMBER.fullmatch(attribute(header, "id")) if header is not None else None
    linked = _PATH.search(attribute(link, "href")) if link is not None else None
    found = borne or linked
    return found[1] if found else None


def _post(soup: BeautifulSoup, stamps: Stamps) -> Post:
    """The post, which stands above the comments."""
    tag = next((tag for tag in soup.find_all("article") if number_of(attribute(tag, "id"), "3")), None)
    if tag is None:
        return Post(title=head_title(soup))
    tags = tag.find_all()
    author = text_of(first_with(tags, "postheader__author-link"))
    link = first_with(tags, "postfooter__comments-link")
    container = first_with(tags, "postheader__post-meta-container")
    body = first_with(tags, "postcontent__selftext")
    return Post(
        key=number_of(attribute(tag, "id"), "3"),
        title=text_of(first_with(tags, "postheader__post-title-line")) or head_title(soup),
        path=attribute(link, "href") if link is not None else None,
        author=author,
        created=stamps.read(shown=text_of(container).removeprefix(author).strip(" •·")),
        body=words_in(body),
        stated_count=count_in(text_of(link)) if link is not None else None,
    )
