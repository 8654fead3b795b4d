"""HTML pages of Lobsters, and of sites that run on the same program.

A comment is a ``<div class="comment" data-shortid="bqdtco">``; it and the list of its replies stand in one list item,
which is what is taken for its wrapper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original, site_of
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    Stamps,
    attribute,
    classes,
    find_items,
    first_with,
    head_title,
    of_epoch,
    parse_html,
    render,
    text_of,
)
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread, Timestamp

_COMMENT = re.compile(r"<div\b(?=[^<>]*\bdata-shortid=[\"']?\w)[^<>]*\bclass=[\"']?comment\b", re.IGNORECASE)
_STORY = re.compile(r"/s/(\w+)")
_USER = re.compile(r"/(?:u/|~/?)[\w-]+$")
_COUNT = re.compile(r"(?<!\d)(\d{1,9})\s*comments?")
_REMOVED = re.compile(r"\[?(?:Comment|Thread) (?:removed by|from banned user removed)\b.*", re.DOTALL)


class Lobsters:
    """Reads the comments of Lobsters and its sister sites."""

    name = "lobsters"
    description = "HTML of Lobsters stories with their comments"
    media_types = ("text/html",)
    signs = ("comments_subtree",)

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a comment stands in a tree of them."""
        content = page.content
        is_tree = page.media_type == "text/html" and "comments_subtree" in content
        return is_tree and _COMMENT.search(content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        items = find_items(soup, _wraps)
        places, stamps = Places(page.content), Stamps(page)
        comments = tuple(_comments(items, page, stamps, places))
        yield _thread(items, soup, page, comments, items.defects(page, places))


def _wraps(tag: Tag) -> str | None:
    """The number of the comment that a list item holds together with its replies."""
    if tag.name != "li" or "comments_subtree" not in classes(tag):
        return None
    boxes = (child for child in tag.find_all("div", recursive=False) if "comment" in classes(child))
    return next((number for box in boxes if (number := attribute(box, "data-shortid"))), None)


def _comments(items: Items, page: Page, stamps: Stamps, places: Places) -> Iterator[Comment]:
    keys, wrappers = items.keys(), items.wrappers

    def is_other(tag: Tag) -> bool:
        """Whether another comment stands in the words, as in a page that breaks off."""
        return id(tag) in wrappers

    for position, item in enumerate(items.shown):
        body = item.first("comment_text")
        words = render([body], without=is_other, base=page.url) if body is not None else Rendered()
        is_deleted = not words.text or _REMOVED.fullmatch(words.text) is not None
        parent = keys.get(id(item.above))
        line = _line(item)
        yield Comment(
            position=position,
            text="" if is_deleted else words.text,
            author=_author(line),
            created=_created(line, stamps),
            native_id=item.number,
            parent=parent,
            parent_source=ParentSource.NESTING if parent else None,
            url=original(f"/c/{item.number}", page.url) if page.url else None,
            links=() if is_deleted else words.links,
            locator=places.of_id(f"c_{item.number}"),
            state=State.DELETED if is_deleted else State.LIVE,
        )


def _line(item: Item) -> list[Tag]:
    """The tags of the line above the words."""
    line = item.first("byline")
    return line.find_all() if line is not None else []


def _author(line: list[Tag]) -> str | None:
    linked = (text_of(tag) for tag in line if tag.name == "a" and _USER.search(attribute(tag, "href")))
    return next(filter(None, linked), None)


def _created(line: list[Tag], stamps: Stamps) -> Timestamp | None:
    """When it was written: seconds since 1970, else the tooltip, which has a zone."""
    for tag in line:
        if re.fullmatch("[0-9]{1,12}", attribute(tag, "data-at-unix")):
            return of_epoch(int(attribute(tag, "data-at-unix")), text_of(tag))
        stated = attribute(tag, "datetime") or attribute(tag, "title")
        if tag.name in ("time", "span") and re.search(r"\d{4}", stated):
            return stamps.read(stated, shown=text_of(tag))
    return None


def _thread(
    items: Items, soup: BeautifulSoup, page: Page, comments: tuple[Comment, ...], defects: Iterable[Defect]
) -> Thread:
    story = next((tag for tag in items.outside if tag.name == "li" and "story" in classes(tag)), None)
    tags = [story, *story.find_all()] if story is not None else []
    line_box = first_with(tags, "byline")
    line = line_box.find_all() if line_box is not None else []
    heading = first_with(tags, "u-url") or first_with(tags, "link")
    target = original(attribute(heading, "href"), page.url) if heading is not None else None
    body_tag = first_with(items.outside, "story_text")
    body = render([body_tag], base=page.url) if body_tag is not None else Rendered()
    counted = _COUNT.search(text_of(first_with(tags, "comments_label")))
    number = _STORY.search(page.url or "")
    is_own = target is not None and _STORY.search(target) is not None and site_of(target) == site_of(page.url)
    return Thread(
        comments=comments,
        key=(attribute(story, "data-shortid") if story is not None else "") or (number[1] if number else None),
        title=text_of(heading) or head_title(soup),
        url=page.url,
        site=site_of(page.url),
        author=_author(line),
        created=_created(line, Stamps(page)),
        text=body.text,
        links=((target,) if target and not is_own else ()) + body.links,
        stated_count=int(counted[1]) if counted else None,
        defects=tuple(defects),
    )
