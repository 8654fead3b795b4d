"""What the page says about the thread: its title, where it is, which page of it this is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original
from threadsearch.formats.html import Items, attribute, classes, first_with, head_title, is_text, one_line, text_of
from threadsearch.formats.html.boards import QUERY, Topic, first_pager, without_parameters
from threadsearch.formats.html.forum import base_of, canonical, numbers_in
from threadsearch.model import Page

_OF_THREAD = re.compile(
    rf"\bthread-(\d+)-|\b(?:viewthread|forum)\.php{QUERY}(?:[^#]{{0,500}}[&;])?tid=(\d+)|\barchiver/(?:\?|%3F)?tid-(\d+)"
)
_PART = re.compile(r"(\bthread-\d+)-\d+-\d+")
_NOISE = {"page", "extra", "authorid", "highlight", "ordertype", "mobile", "sid", "fromuid", "action"}
_VIEWS_AND_REPLIES = 2  # are the numbers above the posts


def read_topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """Read what stands around the posts."""
    inside = [attribute(tag, "href") for item in items.shown[:1] for tag in item.own if tag.name == "a"]
    topic = topic_of(soup, items, page, inside)
    counts = numbers_in(text_of(first_with(items.outside, "hm")))
    count = counts[1] + 1 if len(counts) == _VIEWS_AND_REPLIES else None
    return replace(topic, title=_title(soup, items) or topic.title, stated_count=count)


def topic_of(soup: BeautifulSoup, items: Items, page: Page, links: Iterable[str]) -> Topic:
    """The thread whose address is the page's own, or else the first of these links that is a thread's."""
    own = canonical(soup, page)
    base = base_of(soup, page.url or own)
    about = [href for href in (own or "", *links) if _OF_THREAD.search(href)]
    found = _OF_THREAD.search(about[0]) if about else None
    address = next(filter(None, (original(href, base) for href in about)), None) or own
    pagers = (tag for tag in items.outside if not {"pg", "pages", "page"}.isdisjoint(classes(tag)))
    current, pages = first_pager(pagers, _is_current)
    return Topic(
        title=head_title(soup),
        url=_PART.sub(r"\1-1-1", without_parameters(address, _NOISE)) if address else None,
        key=next(filter(None, found.groups()), None) if found else None,
        page=current,
        pages=pages,
    )


def loose_text(tag: Tag | None) -> str:
    """The text of a heading without the links and labels in it."""
    return one_line("".join(str(node) for node in tag.children if is_text(node))) if tag is not None else ""


def _is_current(entry: Tag) -> bool:
    return entry.name == "strong"


def _title(soup: BeautifulSoup, items: Items) -> str:
    """The heading; in version 7 it stands in the first post, behind a link to the others of its kind."""
    subject = soup.find(id="thread_subject") or next((tag for tag in items.outside if tag.name == "h1"), None)
    above = soup.find(id="threadtitle")
    heading = above.find("h1") if isinstance(above, Tag) else None
    shown = text_of(subject) if isinstance(subject, Tag) else ""
    return shown or loose_text(heading if isinstance(heading, Tag) else None)
