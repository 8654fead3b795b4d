"""HTML pages of Blogger blogs.

Whatever a template does, Blogger numbers its comments alike: ``id="c7818214978921193094"``. There are some markups::

    <li class="comment" id="c12"> <div class="comment-block"> ... <div class="comment-replies"> <li ...>   threaded
    <li class="comment" id="bc_0_0B"> <div class="comment-block" id="c12"> ...                            as of 2012
    <dt class="comment-author" id="c12"> <dd class="comment-body"> <dd class="comment-footer">             flat, older
    <div class="comment-poster" id="c12"> <div class="comment-body"> <div class="comment-timestamp">  the same, boxes
    <div class="blogComment"> <a name="c12"> ... <div class="byline">                                      2004

Comments' links carry the moment (``?showComment=1433578985419#c12``, in milliseconds). What is printed is the blog's
own time, and that is what is kept where it tells the minute, as it is for all pages that print no zone; the moment
decides whether 5/7 is in May or in July, and stands in where just "10:23" is printed.

``comment.py`` reads one comment, ``article.py`` the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import Tag

from threadsearch.formats.blogger.article import read_article
from threadsearch.formats.blogger.comment import CommentReader
from threadsearch.formats.html import (
    Item,
    Places,
    attribute,
    classes,
    find_items,
    holds_any,
    language_of,
    parse_html,
    tag_matches,
)
from threadsearch.model import Page, Thread

_NUMBER = re.compile(r"c(\d{6,})")
_NUMBERED = re.compile(r"<(?:li|div|dt|article|section)\b[^<>]*?\bid\s*=\s*[\"']?c\d{6,}[\"'\s>]", re.IGNORECASE)
_NAMED = re.compile(
    r"<div\b[^<>]{0,200}\bclass\s*=\s*[\"']?blogComment\b[^<>]{0,200}>\s*<a\b[^<>]{0,200}\bname\s*=\s*[\"']?c\d{6,}"
)
_SIGNS = ("comments-block", "comment-block", "comment-thread", "comment-holder", "showComment=")
_PARTS = {"comment-body", "comment-footer", "comment-timestamp"}
_WRAPPERS = {"li", "div", "dt", "article", "section"}


class Blogger:
    """Reads the comments of Blogger blogs, threaded and flat."""

    name = "blogger"
    description = "HTML of Blogger (blogspot) posts with their comments"
    media_types = ("text/html",)
    signs = (*_SIGNS, "blogComment")

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a numbered comment and one of Blogger's names for the list stand."""
        content = page.content
        if page.media_type != "text/html":
            return False
        if holds_any(content, _SIGNS) and _NUMBERED.search(content):
            return True
        return tag_matches(_NAMED, content, "blogComment")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        items = find_items(soup, _wraps, _continues)
        places = Places(page.content)
        article = read_article(items.outside, soup, page)
        reader = CommentReader(page, items, article.url, places, language_of(soup))
        comments = reader.read()
        yield replace(article, comments=comments, defects=(*items.defects(page, places), *reader.defects))


def _wraps(tag: Tag) -> str | None:
    """The number of the comment that a tag wraps; a list item may leave it to the block in it."""
    if tag.name not in _WRAPPERS:
        return None
    if match := _NUMBER.fullmatch(attribute(tag, "id")):
        # The block within a list item that was taken already.
        return None if _is_item(tag.parent) and tag.name == "div" else match[1]
    if "blogcomment" in classes(tag):
        anchors = (_NUMBER.fullmatch(attribute(child, "name")) for child in tag.find_all("a", recursive=False))
        return next((match[1] for match in anchors if match), None)
    if _is_item(tag):
        blocks = (_NUMBER.fullmatch(attribute(child, "id")) for child in tag.find_all("div", recursive=False))
        return next((match[1] for match in blocks if match), None)
    return None


def _is_item(tag: Tag | None) -> bool:
    return tag is not None and tag.name == "li" and "comment" in classes(tag)


def _continues(tag: Tag, item: Item) -> bool:
    """Whether this is a ``<dd>`` that goes with a comment's ``<dt>``, or a box that follows that of its author."""
    if tag.parent is not item.tag.parent:
        return False
    is_box = tag.name == "div" and not _PARTS.isdisjoint(classes(tag)) and "comment-poster" in classes(item.tag)
    return is_box or (tag.name == "dd" and item.tag.name == "dt")
