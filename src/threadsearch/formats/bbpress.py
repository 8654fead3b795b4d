"""HTML pages of topics on bbPress, the forum that runs on WordPress, from version 2.0 on.

A post is a bar and, behind it, the box that the bar is for; of version 2.0 both are rows of a table::

    <div id="post-12" class="bbp-reply-header"> <span class="bbp-reply-post-date">DATE</span> <a ...>#12</a>
    <div class="post-12 reply"> <div class="bbp-reply-author"> ... <div class="bbp-reply-content"> the words

Where a site lets replies be answered, the answers stand in a list, ``bbp-threaded-replies``, behind what they answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import takewhile

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original
from threadsearch.errors import ParseError
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    classes,
    find_items,
    first_with,
    head_title,
    is_text,
    one_line,
    render,
    tag_matches,
    text_of,
    walk,
)
from threadsearch.formats.html.boards import Topic, first_pager, linked, place_of, read_board
from threadsearch.formats.html.forum import Post, base_of, canonical, having, numbers_in
from threadsearch.model import Page, ParentSource, Thread

_HEAD = re.compile(
    r"<(?:div|tr|li)\b[^<>]*\bclass\s*=\s*[\"'](?:[^\"'<>]*\s)?bbp-(?:reply|topic)-header[\s\"']", re.IGNORECASE
)
_HEADS = {"bbp-reply-header", "bbp-topic-header"}
_BODIES = ("bbp-reply-content", "bbp-topic-content")
_AUTHORS = ("bbp-reply-author", "bbp-topic-author")
_DATES = ("bbp-reply-post-date", "bbp-topic-post-date")
_ID = re.compile(r"post-(\d+)")
_REPLIES = re.compile(r"topic-(\d+)-(?:replies|lead)")
_LATER = re.compile(r"/page/\d+/?$")
_LISTINGS = {"bbp-search-results", "bbp-user-replies-created", "bbp-user-topics-started"}
_is_body = having(*_BODIES)
_IS_FURNITURE = having(
    *("bbp-reply-revision-log", "bbp-topic-revision-log", "bbp-signature", "bbp-attachments", "bbp-admin-links")
)
_IS_BESIDE_NAME = having("bbp-author-role", "bbp-author-avatar", "bbp-reply-ip", "bbp-topic-ip", "avatar")


class BbPress:
    """Reads topics of bbPress forums."""

    name = "bbpress"
    description = "HTML of topics on bbPress forums"
    media_types = ("text/html",)
    signs = ("bbp-",)

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a post's bar stands."""
        return page.media_type == "text/html" and tag_matches(_HEAD, page.content, "bbp-")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page; ``ParseError`` says that it lists posts of several."""
        parents: dict[str, str] = {}

        def find(soup: BeautifulSoup) -> Items:
            items = find_items(soup, _number, _continues)
            if _is_listing(items, base_of(soup, page.url)):
                raise ParseError(
                    page.source, "it lists posts of several topics", advice="Save the pages of the topics themselves."
                )
            parents.update(_parents(soup, items))
            return items

        yield read_board(page, find, _topic, partial(_post, parents=parents))


def _is_listing(items: Items, base: str | None) -> bool:
    """Whether the posts are those that a search has found or a person has written, whatever their topics."""
    if any(not _LISTINGS.isdisjoint((*classes(tag), attribute(tag, "id"))) for tag in items.outside):
        return True
    heads = (takewhile(lambda tag: not _is_body(tag), item.own) for item in items.shown)
    links = (attribute(tag, "href") for head in heads for tag in head if "bbp-topic-permalink" in classes(tag))
    topics = (address.partition("#")[0].rstrip("/") for link in links if (address := original(link, base)))
    return len({_LATER.sub("", topic) for topic in topics}) > 1


def _number(tag: Tag) -> str | None:
    """The number of the post whose bar this is; that of a table's row has it in its link alone."""
    if _HEADS.isdisjoint(classes(tag)):
        return None
    number = _ID.fullmatch(attribute(tag, "id"))
    if number is None:
        cells = (cell for cell in tag.children if isinstance(cell, Tag))
        links = (link for cell in cells for link in cell.children if isinstance(link, Tag) and link.name == "a")
        fragments = (attribute(link, "href").rpartition("#")[2] for link in links)
        number = next(filter(None, map(_ID.fullmatch, fragments)), None)
    return number[1] if number else ""


def _continues(tag: Tag, item: Item) -> bool:
    """Whether this is the box that a bar is for: its class or its id has the number."""
    return tag.parent is item.tag.parent and f"post-{item.number}" in (*classes(tag), attribute(tag, "id"))


def _parents(soup: BeautifulSoup, items: Items) -> Iterator[tuple[str, str]]:
    """The posts that stand in a list of answers, by their numbers, each with that of the post before the list."""
    bars = {id(item.tag): item.number for item in items.shown}
    latest: str | None = None
    answered: list[str | None] = []
    for step in walk(soup):
        if not isinstance(step.node, Tag):
            continue
        if "bbp-threaded-replies" in classes(step.node):
            if step.enters:
                answered.append(latest)
            else:
                latest = answered.pop()
        elif step.enters and (number := bars.get(id(step.node))):
            if answered and answered[-1]:
                yield number, answered[-1]
            latest = number


def _topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """What stands around the posts."""
    address = canonical(soup, page)
    numbers = (_REPLIES.fullmatch(attribute(tag, "id")) for tag in items.outside if tag.name in ("ul", "table"))
    counts = numbers_in(text_of(first_with(items.outside, "bbp-pagination-count")))
    pagers = (tag for tag in items.outside if "bbp-pagination-links" in classes(tag))
    current, pages = first_pager(pagers, lambda entry: "current" in classes(entry))
    title = first_with(items.outside, "bbp-breadcrumb-current", "entry-title", "page-title")
    return Topic(
        title=text_of(title) or head_title(soup),
        url=_LATER.sub("/", address.partition("#")[0]) if address else None,
        key=next((match[1] for match in numbers if match), None),
        stated_count=counts[-1] if counts else None,
        page=current,
        pages=pages,
    )


def _post(item: Item, base: str | None, places: Places, topic: Topic, *, parents: dict[str, str]) -> Post:
    body, date = item.first(*_BODIES), item.first(*_DATES)
    parent = parents.get(item.number or "")
    bar = next((text for tag in item.own[:2] for text in _loose(tag)), "")
    address = linked(item, f"post-{item.number}", base)
    return Post(
        words=render([body], without=_IS_FURNITURE, base=base) if body is not None else Rendered(),
        author=_author(item),
        shown=text_of(date) or bar,
        native_id=item.number,
        url=address or (f"{topic.url}#post-{item.number}" if topic.url else None),
        locator=place_of(item, places),
        parent=parent,
        parent_source=ParentSource.NESTING if parent else None,
    )


def _loose(tag: Tag) -> Iterator[str]:
    """What stands in the tag itself and holds a number, as the date does on version 2.0's bars."""
    return (text for child in tag.children if is_text(child) and re.search(r"\d", text := one_line(str(child))))


def _author(item: Item) -> str | None:
    """The name; where no tag of its own holds it, what stands in the author's box beside the picture and the rank."""
    name = text_of(first_with(item.own, "bbp-author-name"))
    box = item.first(*_AUTHORS)
    return name or (one_line(render([box], without=_IS_BESIDE_NAME).text) if box is not None else "") or None
