"""What the page says about the topic: its title, where it is, which page of it this is."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original
from threadsearch.formats.html import Items, attribute, classes, head_title, metas, one_line, text_of
from threadsearch.formats.html.boards import Topic, numbered_pages, without_parameters
from threadsearch.formats.html.forum import base_of, canonical
from threadsearch.model import Page

_TOPIC = re.compile(r"\btopic[=,](\d+)")
_PART = re.compile(r"(\btopic[=,]\d+)(?:\.\w+)?(?:[;&#][^\"']*)?(\.html)?.*", re.DOTALL)
SESSION = {"PHPSESSID", "sesc", "amp"}
"""The parameters of the session that a page was reached in."""
_LATER = re.compile(r"(?<!\s)\s++-\s+\D{1,20}\s\d+$")  # "- Page 2"
_CURRENT = re.compile(r"\[\s*(\d{1,6})\s*\]")
_CROWDED = re.compile(r"^[^:]{1,20}:\s+|(?<!\s)\s++\([^()\d]*\d[^()]*\)$")  # "Topic: TITLE (Read 12 times)"


def read_topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """Read what stands around the posts."""
    own = canonical(soup, page)
    base = base_of(soup, page.url or own)
    hrefs = [attribute(tag, "action") or attribute(tag, "href") for tag in items.outside if tag.name in ("a", "form")]
    inside = [attribute(tag, "href") for item in items.shown[:1] for tag in item.own if tag.name == "a"]
    about = [href for href in (own or "", *inside, *reversed(hrefs)) if _TOPIC.search(href)]
    found = _TOPIC.search(about[0]) if about else None
    address = next(filter(None, (original(href, base) for href in about)), None)
    current, pages = _paging(items)
    return Topic(
        title=_title(soup, items),
        url=_PART.sub(r"\1.0\2", without_parameters(address, SESSION)) if address else own,
        key=found[1] if found else None,
        page=current,
        pages=pages,
    )


def _title(soup: BeautifulSoup, items: Items) -> str | None:
    stated = metas(soup).get("og:title") or head_title(soup)
    if stated:
        return _LATER.sub("", stated)
    subject = next((tag for tag in items.outside if attribute(tag, "id") == "top_subject"), None)
    return _CROWDED.sub("", text_of(subject)) or None


def _paging(items: Items) -> tuple[int | None, int | None]:
    """The pager: "Pages: [1] 2 3", with the current page marked or in brackets."""
    for tag in items.outside:
        if _is_pager(tag) and re.search(r"\d", text_of(tag)):
            marked = numbered_pages(tag.find_all(["a", "span", "strong", "b"]), _is_current)
            if marked[0]:
                return marked
            bracketed = _CURRENT.search(one_line(tag.get_text()))
            if bracketed:
                numbers = [int(text) for link in tag.find_all("a") if (text := text_of(link)).isdecimal()]
                return int(bracketed[1]), max([int(bracketed[1]), *numbers])
    return None, None


def _is_pager(tag: Tag) -> bool:
    """Whether this has the links to the other pages, which have a class of their own, or is marked as having them."""
    links = (child for child in tag.children if isinstance(child, Tag) and child.name == "a")
    return not {"pagelinks", "middletext"}.isdisjoint(classes(tag)) or any("navpages" in classes(a) for a in links)


def _is_current(entry: Tag) -> bool:
    return "current_page" in classes(entry)
