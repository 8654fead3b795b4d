"""HTML pages of LiveJournal, and of Dreamwidth, which runs on the same program.

Journals look as their owners like; what lasts are the numbers, and the link of each comment to its parent::

    <div id="ljcmt12" style="margin-left: 25px"> or <table id="ljcmt12">          LiveJournal, most layouts
    <div class="b-tree-twig-2"> <div class="b-leaf" id="t12">                     LiveJournal since 2012
    <div id="cmt12" class="dwexpcomment" style="margin-left: 25px">               Dreamwidth

Where nobody links the parent, the comment stands below the last one that is indented less.

``comments.py`` reads the comments, ``unnamed.py`` those of layouts that don't name the parts of a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import site_of
from threadsearch.formats.html import (
    Items,
    Places,
    Rendered,
    Stamps,
    attribute,
    classes,
    find_items,
    first_with,
    head_title,
    holds_any,
    language_of,
    metas,
    parse_html,
    render,
    text_of,
)
from threadsearch.formats.livejournal.comments import account_in, date_of, read_comments
from threadsearch.model import Comment, Defect, Page, State, Thread, Timestamp

_BOX = re.compile(
    r"<(?:div|table|li|article)\b[^<>]*?\bid\s*=\s*[\"']?(?:ljcmt\d+[\"'\s>]|t\d+[\"'][^<>]*\bb-leaf\b|cmt\d+[\"'\s>])"
    r"|<div\b[^<>]*\bb-leaf\b[^<>]*\bid\s*=\s*[\"']?t\d",
    re.IGNORECASE,
)
_SIGNS = ("ljcmt", "b-leaf", "dwexpcomment", "ljuser")
_NUMBER = re.compile(r"(?:ljcmt|cmt|t)(\d+)")
_POSTS = ("b-singlepost-body", "entry-content", "aentry-post__text", "entry-text", "entry_text", "asset-body")
_ENTRY = re.compile(r"/(\d+)\.html")


class LiveJournal:
    """Reads the comments of LiveJournal and Dreamwidth."""

    name = "livejournal"
    description = "HTML of LiveJournal and Dreamwidth entries with their comments"
    media_types = ("text/html",)
    signs = _SIGNS

    def detect(self, page: Page) -> bool:
        """Claim HTML with a comment's numbered box and one of the program's own names."""
        content = page.content
        is_signed = page.media_type == "text/html" and holds_any(content, _SIGNS)
        return is_signed and _BOX.search(content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        items = find_items(soup, _wraps)
        places = Places(page.content)
        stamps = Stamps(page, (date_of(item) for item in items.shown), language_of(soup))
        comments = tuple(read_comments(items, page, stamps, places))
        yield _thread(items, soup, page, comments, (*items.defects(page, places), *_folded(comments)))


def _wraps(tag: Tag) -> str | None:
    match = _NUMBER.fullmatch(attribute(tag, "id")) if tag.name in ("div", "table", "li", "article") else None
    if match is None:
        return None
    name = attribute(tag, "id")
    is_own = name.startswith("ljcmt") or not {"b-leaf", "dwexpcomment"}.isdisjoint(classes(tag))
    return match[1] if is_own else None


def _thread(
    items: Items, soup: BeautifulSoup, page: Page, comments: tuple[Comment, ...], defects: Iterable[Defect]
) -> Thread:
    tags = items.outside
    linked = next((comment.url for comment in comments if comment.url), None)
    url = re.split(r"[?#]", page.url or linked or "")[0] or None
    number = _ENTRY.search(url or "")
    body_tag = first_with(tags, *_POSTS)
    body = render([body_tag], base=url) if body_tag is not None else Rendered()
    title = first_with(tags, "b-singlepost-title", "entry-title", "aentry-post__title", "asset-name", "subject")
    counted = re.search(
        r"(?<!\d)\d{1,9}(?!\d)", text_of(first_with(tags, "b-xylem-cells-count", "comment-count", "comments-count"))
    )
    return Thread(
        comments=comments,
        key=number[1] if number else None,
        title=text_of(title) or metas(soup).get("og:title") or head_title(soup),
        url=url,
        site=site_of(url),
        author=account_in(first_with(tags, "ljuser", "i-ljuser")) or None,
        created=_posted(tags, page),
        text=body.text,
        links=body.links,
        stated_count=int(counted[0]) if counted else None,
        defects=tuple(defects),
    )


def _folded(comments: tuple[Comment, ...]) -> Iterator[Defect]:
    count = sum(not comment.text and comment.state is State.LIVE for comment in comments)
    if count:
        yield Defect(f"comments folded to a line, without their words: {count}")


def _posted(tags: list[Tag], page: Page) -> Timestamp | None:
    """When the entry was posted."""
    tag = first_with(tags, "b-singlepost-author-date", "published", "datetime", "entry-date", "dt-published")
    stated = attribute(tag, "datetime") or attribute(tag, "title") if tag is not None else ""
    return Stamps(page).read(stated, shown=text_of(tag))
