"""HTML pages of messages in MHonArc's archives, in any layout: archives restyle all but the comments.

The message's headers stand in comments at the top of the page, and comments mark where its words begin and end::

    <!--X-Subject: Re: Swing bridge -->
    <!--X-From-R13: Naa Rknzcyr <naaNo.rknzcyr> -->
    <!--X-Date: Tue, 05 Jul 2011 05:33:10 +0200 -->
    <!--X-Message-Id: 7@b.example -->
    <!--X-Reference: 5@b.example -->

References come as in the header of that name, the message that is answered last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import BeautifulSoup, NavigableString, Tag

from threadsearch.entities import unescape
from threadsearch.formats.html import first_with, head_title, parse_html, text_of
from threadsearch.formats.html.forum import Post
from threadsearch.formats.mailing.archives import message_id, regions, thread_of
from threadsearch.formats.mailing.bodies import page_words
from threadsearch.formats.mailing.headers import author_of, date_forms, decoded
from threadsearch.model import Page, ParentSource, Thread

_START = re.compile("<!--X-Body-of-Message-->")
# Some archives leave out the comments behind the words.
_END = re.compile('<!--X-Body-of-Message-End-->|<!--X-MsgBody-End-->|<!--X-Follow-Ups-->|<div class="msgButtons')
_FIELD = re.compile(r"^[ \t]*<!--X-([A-Za-z0-9-]{1,30}):([^\n]*)-->", re.MULTILINE)
# MHonArc turns more than letters by thirteen: "@" and "[" stand before the capitals and the small ones.
_TURNED = "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[abcdefghijklmnopqrstuvwxyz"
_STRAIGHT = str.maketrans(_TURNED, "NOPQRSTUVWXYZ[@ABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm")
_LABELS = ("b", "em", "strong", "th", "dt")
_LONGEST = 1000  # characters of a header that anybody means


class MHonArc:
    """Reads the one message of a page."""

    name = "mhonarc"
    description = "HTML of messages in MHonArc's archives, of mail-archive.com too"
    media_types = ("text/html",)
    signs = ("<!--X-Body-of-Message-->",)

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a message begins."""
        return page.media_type == "text/html" and _START.search(page.content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The thread of the page's message."""
        region = regions(page, _START, _END)[0]
        fields = _fields(region.head)
        soup = parse_html(replace(page, content=region.head))
        parents = [number for number in map(message_id, fields.get("reference", ())) if number]
        date = _first(fields, "date") or _shown(soup, "date")
        number = message_id(_first(fields, "message-id"))
        parent = parents[-1] if parents and parents[-1] != number else None
        post = Post(
            words=page_words(parse_html(replace(page, content=region.body)), base=page.url, without=_is_attachment),
            author=_author(fields, soup),
            dates=date_forms(date),
            shown=date,
            native_id=number,
            url=page.url,
            locator=region.locator,
            parent=parent,
            parent_source=ParentSource.EXPLICIT if parent else None,
        )
        subject = decoded(_first(fields, "subject")) or _heading(soup)
        yield thread_of(page, subject, "", [post], is_closed=region.is_closed)


def _fields(head: str) -> dict[str, list[str]]:
    """What the comments say, by the header's name in lower case."""
    fields: dict[str, list[str]] = {}
    for name, value in _FIELD.findall(head):
        kept = fields.setdefault(name.lower().replace("reference-id", "reference"), [])
        kept.append(unescape(value.strip()[:_LONGEST]))
    return fields


def _first(fields: dict[str, list[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _author(fields: dict[str, list[str]], soup: BeautifulSoup) -> str | None:
    sender = _first(fields, "from-r13").translate(_STRAIGHT) or _first(fields, "from")
    return author_of(sender or _shown(soup, "from", "sender")[:_LONGEST])


def _shown(soup: BeautifulSoup, *labels: str) -> str:
    """A header as the page shows it, by its label or by the class that it is marked with."""
    for tag in soup.find_all(_LABELS):
        if _own_words(tag).rstrip(" :\xa0").lower() in labels and tag.parent is not None:
            return text_of(tag.parent).partition(":")[2].strip()
    return text_of(first_with(soup.find_all(), *labels))


def _heading(soup: BeautifulSoup) -> str:
    heading = soup.find("h1")
    return text_of(heading) if isinstance(heading, Tag) else head_title(soup) or ""


def _is_attachment(tag: Tag) -> bool:
    """Whether this stands for a file that came with the message."""
    label = tag.find("strong", recursive=False) if tag.name == "p" else None
    return isinstance(label, Tag) and label.a is not None and _own_words(label).startswith("Attachment:")


def _own_words(tag: Tag) -> str:
    """The words that a tag begins with, if it does not begin with another tag."""
    first = tag.contents[0] if tag.contents else None
    return str(first).strip() if isinstance(first, NavigableString) else ""
