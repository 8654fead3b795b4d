"""HTML pages of messages in Pipermail's archives, which Mailman 2 keeps of its lists.

Whatever the language, the markup around a message is this, and the comments are part of it::

    <H1>[talk] Swing bridge</H1>
    <B>Ann</B> <A HREF="mailto:talk%40a.example?Subject=...&In-Reply-To=%3C7%40b.example%3E">ann at b.example</A>
    <BR><I>Tue Jul  5 05:33:10 CEST 2011</I>
    ... <!--beginarticle--> <PRE>...</PRE> <!--endarticle-->

What the address names as In-Reply-To is the message itself, for those who answer it. Whom it answers, no page tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import Tag

from threadsearch.formats.html import attribute, head_title, parse_html, text_of
from threadsearch.formats.html.forum import Post
from threadsearch.formats.mailing.archives import Region, mailto, regions, thread_of
from threadsearch.formats.mailing.bodies import page_words
from threadsearch.model import Page, Thread

_START = re.compile("<!--beginarticle-->")
_END = re.compile("<!--endarticle-->")


class Pipermail:
    """Reads the one message of a page."""

    name = "pipermail"
    description = "HTML of messages in Pipermail's archives (Mailman 2)"
    media_types = ("text/html",)
    signs = ("<!--beginarticle-->",)

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a message begins."""
        return page.media_type == "text/html" and _START.search(page.content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The thread of the page's message."""
        region = regions(page, _START, _END)[0]
        soup = parse_html(replace(page, content=region.head))
        heading = soup.find("h1")
        behind = heading.find_all_next() if isinstance(heading, Tag) else soup.find_all()
        head = [tag for tag in behind if isinstance(tag, Tag)]
        mailing_list, number = _addressed(head)
        post = _post(page, region, head, number)
        subject = text_of(heading) if isinstance(heading, Tag) else head_title(soup) or ""
        yield thread_of(page, subject, mailing_list, [post], is_closed=region.is_closed)


def _addressed(head: list[Tag]) -> tuple[str, str | None]:
    """The list and the message's id, as the link for answers names them; older versions link the author's address."""
    links = (attribute(tag, "href") for tag in head if tag.name == "a")
    href = next((link for link in links if link.startswith("mailto:") and "?" in link), "")
    return mailto(href)


def _post(page: Page, region: Region, head: list[Tag], number: str | None) -> Post:
    date = _first(head, "i", "em")
    return Post(
        words=page_words(parse_html(replace(page, content=region.body)), base=page.url),
        author=_first(head, "b", "strong"),
        dates=(
            date,
            date.partition(" ")[2],
        ),  # weekdays are in the language of the list, as short as nobody writes them
        shown=date,
        native_id=number,
        url=page.url,
        locator=region.locator,
    )


def _first(head: list[Tag], *names: str) -> str:
    return next((text_of(tag) for tag in head if tag.name in names), "")
