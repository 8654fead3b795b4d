"""HTML pages of messages in Hypermail's archives, of versions 1 to 3, those of the W3C among them.

Layouts vary, and the comments don't::

    <!-- isoreceived="20110705033412" -->
    <!-- sent="Tue, 05 Jul 2011 05:33:10 +0200" -->
    <!-- name="Ann Example" -->
    <!-- subject="Re: Swing bridge" -->
    <!-- id="7@b.example" -->
    <!-- inreplyto="5@b.example" -->
    <!-- body="start" --> ... <!-- body="end" -->

Programs that save pages may leave comments out. Since version 2.2 the headers are marked as well
(``<span id="message-id"><dfn>Message-Id</dfn>: ...``), and read there if the comments are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from threadsearch.entities import unescape
from threadsearch.formats.html import attribute, classes, first_with, head_title, metas, parse_html, text_of
from threadsearch.formats.html.forum import Post
from threadsearch.formats.mailing.archives import Region, list_in, message_id, regions, thread_of
from threadsearch.formats.mailing.bodies import page_words
from threadsearch.formats.mailing.headers import author_of, date_forms
from threadsearch.model import Page, ParentSource, Thread

_START = re.compile(r'<!--\s?body="start"\s?-->')
_END = re.compile(r'<!--\s?body="end"\s?-->')
_MARKED = re.compile(r"(?=<(?:div|main)\s[^<>]{0,200}\bclass=[\"']?mail[\"'\s>])")
_MARKED_END = re.compile(r"<(?:div|footer|map)\s[^<>]{0,200}\b(?:class=[\"']?foot|id=[\"']?navbarfoot)\b")
_GENERATOR = re.compile(r"<meta\b[^<>]{0,200}\bcontent\s*=\s*[\"']?hypermail\b", re.IGNORECASE)
_FIELD = re.compile(r'<!--\s?([a-z]{1,20})="([^<>\n]*)"\s?-->')
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_LISTED = re.compile(r"\(((?>[^\s()]+?@)[^\s()]++) ")
_FURNITURE = {"headers", "received"}
_FILED = re.compile(r"(?:^|/)att-\d")


class Hypermail:
    """Reads the messages of a page, which is mostly one."""

    name = "hypermail"
    description = "HTML of messages in Hypermail's archives, of the W3C's lists too"
    media_types = ("text/html",)
    signs = ('body="start"', "hypermail")

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a message begins."""
        content = page.content
        return page.media_type == "text/html" and bool(
            _START.search(content) or (_GENERATOR.search(content) and _MARKED.search(content))
        )

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        marks = (_START, _END) if _START.search(page.content) else (_MARKED, _MARKED_END)
        found = regions(page, *marks)
        head = parse_html(replace(page, content=found[0].head))
        subject = _fields(found[0]).get("subject") or metas(head).get("subject") or text_of(head.h1)
        posts = [_post(page, region) for region in found]
        yield thread_of(page, subject, _list(page, head, subject), posts, is_closed=found[-1].is_closed)


def _fields(region: Region) -> dict[str, str]:
    return {name: unescape(value) for name, value in _FIELD.findall(region.head)}


def _list(page: Page, head: BeautifulSoup, subject: str) -> str:
    """The list, as the title names it: "(talk@a.example from July 2011)" behind the subject, or a label before it."""
    title = head_title(head) or ""
    address = _LISTED.search(title)
    if address:
        return address[1]
    label = title.removesuffix(subject).rstrip() if subject else ""
    return list_in(page.url) or (label.removesuffix(":") if label.endswith(":") else "")


def _post(page: Page, region: Region) -> Post:
    """One message, by the comments above it, or else by what is marked in it."""
    fields = _fields(region)
    soup = parse_html(replace(page, content=region.body))
    marked = _marked_headers(soup)
    number = message_id(fields.get("id", "") or marked.get("message-id", ""))
    parent = message_id(fields.get("inreplyto", ""))
    parent = parent if parent != number else None
    sent = fields.get("sent", "") or marked.get("date", "")
    return Post(
        words=page_words(first_with(soup.find_all(), "mail") or soup, base=page.url, without=_is_furniture),
        author=fields.get("name") or author_of(marked.get("from", "")),
        dates=(*date_forms(sent), _iso(fields.get("isosent", "")), _iso(fields.get("isoreceived", ""))),
        shown=sent,
        native_id=number,
        url=page.url,
        locator=region.locator,
        parent=parent,
        parent_source=ParentSource.EXPLICIT if parent else None,
    )


def _marked_headers(soup: BeautifulSoup) -> dict[str, str]:
    """What stands in ``<span id="from">`` and the like, in some versions ``class="from"``, without the label."""
    found: dict[str, str] = {}
    for tag in soup.find_all("span"):
        for name in (attribute(tag, "id"), *classes(tag)):
            if name in ("from", "date", "message-id") and name not in found:
                found[name] = text_of(tag).partition(":")[2].strip()
    return found


def _iso(digits: str) -> str:
    """The time that a comment gives in UTC."""
    found = _DIGITS.fullmatch(digits)
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else ""


def _is_furniture(tag: Tag) -> bool:
    """Whether this is no word of the message's: its headers, when it was received, the files that came with it."""
    if not _FURNITURE.isdisjoint((attribute(tag, "id"), *classes(tag))):
        return True
    item = tag.find("li", recursive=False) if tag.name == "ul" else None
    link = item.find("a", recursive=False) if isinstance(item, Tag) else None
    return isinstance(link, Tag) and _FILED.search(attribute(link, "href")) is not None
