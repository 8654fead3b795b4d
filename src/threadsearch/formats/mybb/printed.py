"""The plain archive and the view for printers, neither of which numbers its posts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import Item, Items, Places, Rendered, classes, find_items, one_line, text_of, within
from threadsearch.formats.html.boards import Topic, numbered_pages
from threadsearch.formats.html.forum import Post
from threadsearch.formats.mybb.bodies import post_words
from threadsearch.model import Page

_ARCHIVED = re.compile(
    r"<div class=[\"']?post[\"']?>\s*<div class=[\"']?header[\"']?>\s*<div class=[\"']?author[\"']?>"
)
_RULE = re.compile(r"<hr size=[\"']?1[\"']?\s?/?>\s*(?=<strong>[^<>]{1,300}</strong>\s*-\s)")
_BOX = "printed-post"  # the class of the boxes that are put around what stands between two rules
_LONGEST = 300  # characters of a line with an author and a date
_LINE = re.compile(r"-\s(.*\S)\s-\s(\S.*)", re.DOTALL)  # behind a subject: "- Ann - 07-05-2011, 05:33 PM"


def is_printed(content: str) -> bool:
    """Whether the page is of the archive, or for printers: those begin with the way to the thread, "+-- Forum: Tea"."""
    if "dateline" in content and _ARCHIVED.search(content):
        return True
    return "+-- " in content and _RULE.search(content) is not None


def with_boxes(page: Page) -> Page:
    """The page with a box around each of the posts that only rules part."""
    return replace(page, content=_RULE.sub(f'</div><div class="{_BOX}">', page.content))


def find_printed(soup: BeautifulSoup) -> Items:
    """The posts."""
    return find_items(soup, lambda tag: "" if _is_archived(tag) or _BOX in classes(tag) else None)


def printed_topic(
    read: Callable[[BeautifulSoup, Items, Page], Topic], soup: BeautifulSoup, items: Items, page: Page
) -> Topic:
    """What the page says of its topic: the archive links it, pages for printers begin with its first post's subject."""
    topic = read(soup, items, page)
    full = next(within(soup.find_all(id="fullversion"), "a"), None)
    boxed = next((item.tag.find("strong") for item in items.shown[:1] if _BOX in classes(item.tag)), None)
    title = text_of(full) or text_of(boxed if isinstance(boxed, Tag) else None)
    pager = soup.find(class_="multipage")
    pages = numbered_pages(pager.find_all(["strong", "a"]), _is_current) if isinstance(pager, Tag) else (None, None)
    return replace(topic, title=title or topic.title, page=pages[0], pages=pages[1])


def _is_current(entry: Tag) -> bool:
    return entry.name == "strong"


def printed_post(item: Item, base: str | None, _places: Places, _topic: Topic) -> Post:
    """One post."""
    if _is_archived(item.tag):
        author, shown = text_of(item.first("author")), text_of(item.first("dateline"))
        body = item.first("message")
    else:
        line = _LINE.match(one_line("".join(_head(item.tag)))[:_LONGEST])
        author, shown = (line[1], line[2]) if line else ("", "")
        body = item.tag
    return Post(
        words=post_words(body, base) if body is not None else Rendered(),
        author=author,
        dates=(shown,) if shown else (),
        shown=shown,
    )


def _is_archived(tag: Tag) -> bool:
    if "post" not in classes(tag):
        return False
    first = next((child for child in tag.children if isinstance(child, Tag)), None)
    return first is not None and "header" in classes(first)


def _head(box: Tag) -> Iterator[str]:
    """The texts of a printed post's first line behind its subject, taken away."""
    subject = next(child for child in box.children if isinstance(child, Tag))
    for node in [*box.children]:
        if isinstance(node, Tag) and node.name == "br":
            return
        if node is not subject:
            yield node.get_text() if isinstance(node, Tag) else str(node)
        node.extract()
