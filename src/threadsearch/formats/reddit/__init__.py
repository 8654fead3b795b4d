"""HTML pages of Reddit: the old site, the one of 2018 to 2023, the one for phones beside them, and the present one.

They share the numbers of things ("t1_..." is a comment, "t3_..." a post), and nothing else::

    old.py       <div class="thing comment" data-fullname="t1_o8n5jvy">, nested: old.reddit.com, and all until 2018
    redesign.py  <div id="t1_c95ey1k">, one below the other, and the page's data as JSON: 2018 to 2023
    mobile.py    <div class="CommentTree__comment">, one below the other: m.reddit.com and www for phones, 2016 to 2022
    shreddit.py  <shreddit-comment thingid="t1_..." parentid="t1_..." depth="1" author="...">: the present site

A page is claimed if it shows at least one comment; those whose comments a script would have loaded don't. The post that
was commented on is the thread's own record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bs4 import BeautifulSoup

from threadsearch.formats.html import parse_html
from threadsearch.formats.reddit import mobile, old, redesign, shreddit
from threadsearch.model import Page, Thread

_OLD = re.compile(r"<div\b[^<>]*?\bdata-fullname\s*=\s*[\"']?t1_\w|<div\b[^<>]*?\bid-t1_\w")
_REDESIGN = re.compile(r"<div\b[^<>]*?\bid=[\"']?t1_\w+[\"'\s>]")
_MARKED = re.compile(r"\bdata-test-?id=[\"']?comment[\"'\s>]|\bid=[\"']?CommentTopMeta--")
_MOBILE = re.compile(r"<div\b[^<>]*?\bclass=[\"'](?:[^\"'<>]*\s)?CommentTree__comment[\s\"']")
_SHREDDIT = re.compile(r"<shreddit-comment\s")


class Reddit:
    """Reads the comments of all generations of Reddit's pages."""

    name = "reddit"
    description = "HTML of Reddit: old.reddit.com, the redesign of 2018, the site for phones, and the present one"
    media_types = ("text/html",)
    signs = ("<shreddit-comment", "commenttree__comment", "t1_")

    def detect(self, page: Page) -> bool:
        """Claim HTML in which one of the kinds of comments stands."""
        return page.media_type == "text/html" and _reader(page.content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        reader = _reader(page.content)
        if reader is not None:
            yield reader(parse_html(page), page)


def _reader(content: str) -> Callable[[BeautifulSoup, Page], Thread] | None:
    """What reads the kind of comments that the page shows, if it shows any."""
    if "<shreddit-comment" in content and _SHREDDIT.search(content):
        return shreddit.read
    if "CommentTree__comment" in content and _MOBILE.search(content):
        return mobile.read
    if "t1_" not in content:
        return None
    if "commentarea" in content and _OLD.search(content):
        return old.read
    return redesign.read if _MARKED.search(content) and _REDESIGN.search(content) else None
