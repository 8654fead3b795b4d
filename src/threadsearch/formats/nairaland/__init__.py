"""HTML pages of topics on forums that print all posts into one flat table, as Nairaland does.

A post takes two rows, one for its subject, author and date, one for its words; most end tags are left out::

    <tr><td class="bold l pu"><a name="msg12"></a> ... by <a class=user>Ann</a>: <span class=s>3:21pm On Mar 09</span>
    <tr><td id="pb12" class="l w pd"><div class=narrow> ... </div><p class=s>1 Like

``lists.py`` parts lists of posts of several topics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original, site_of
from threadsearch.dates import read_stamp
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    classes,
    find_items,
    first_with,
    head_title,
    text_of,
)
from threadsearch.formats.html.boards import Topic, own_head, place_of, read_board, silence_pictures
from threadsearch.formats.html.forum import Post, canonical, having, words_of
from threadsearch.formats.nairaland.lists import Place, parted, place_in
from threadsearch.model import Page, Thread

_HEAD = re.compile(r"<td\b[^<>]*\bclass\s*=\s*[\"']?bold l pu[\"'\s>]")
_WORDS = re.compile(r"<td\b[^<>]*\bid\s*=\s*[\"']?pb\d+")
_ANCHOR = re.compile(r"msg(\d+)")
_TOPIC = re.compile(r"^(?:https?://[^/]+)?/(\d+)/([^/#?]+)(?:/(\d+))?")
_EDITED = re.compile(r"(?:\*\.?|\.|(?<!\s))\s*+Modified\s*:.*$|\*\s*$", re.IGNORECASE | re.DOTALL)
_TODAY = re.compile(r"<b>\s*Date\s*+:?\s*+</b>\s*+:?\s*([^<>]{10,60})", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d\d\s*[ap]m", re.IGNORECASE)
_SECTIONS = 2  # behind a page's title: the section and the site or country


class Nairaland:
    """Reads the flat tables of Nairaland."""

    name = "nairaland"
    description = "HTML of topics in flat tables, as on Nairaland"
    media_types = ("text/html",)
    signs = ("bold l pu",)

    def detect(self, page: Page) -> bool:
        """Claim HTML in which both rows of a post stand."""
        content = page.content
        return page.media_type == "text/html" and bool(_HEAD.search(content) and _WORDS.search(content))

    def parse(self, page: Page) -> Iterator[Thread]:
        """The thread of the page, or those of a list.

        Stamps of this year have no year: the page prints the day that it was made.
        """
        today = _TODAY.search(page.content)
        if page.captured_at is None and today:
            page = replace(page, captured_at=read_stamp(today[1].strip(), zone=page.zone).at)
        topics: dict[str, Place] = {}
        thread = read_board(page, partial(_find, topics), _topic, partial(_post, page))
        yield from parted(thread, topics, page)


def _find(topics: dict[str, Place], soup: BeautifulSoup) -> Items:
    """The posts, whose topics are noted by the posts' numbers."""
    items = find_items(soup, _number, _continues)
    told = ((item.number, place_in(item)) for item in items.shown)
    topics.update({number: place for number, place in told if number and place})
    return items


def _number(tag: Tag) -> str | None:
    """The number of the post whose first row this is."""
    cell = tag.find("td", recursive=False) if tag.name == "tr" else None
    if not isinstance(cell, Tag) or not {"bold", "pu"} <= {*classes(cell)}:
        return None
    names = (_ANCHOR.fullmatch(attribute(anchor, "name")) for anchor in cell.find_all("a"))
    return next((match[1] for match in names if match), "")


def _continues(tag: Tag, item: Item) -> bool:
    """Whether this is the post's second row."""
    cell = tag.find("td", recursive=False) if tag.name == "tr" else None
    return isinstance(cell, Tag) and attribute(cell, "id") == f"pb{item.number}"


def _topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """What stands around the posts."""
    own = page.url or canonical(soup, page)
    canonicals = [attribute(tag, "href") for tag in items.outside if "canonical" in attribute(tag, "rel").split()]
    inside = [attribute(tag, "href") for item in items.shown[:1] for tag in item.own if tag.name == "a"]
    outside = [attribute(tag, "href") for tag in items.outside if tag.name == "a"]
    found = next(filter(None, map(_TOPIC.match, (own or "", *canonicals, *inside))), None)
    path = f"/{found[1]}/{found[2]}" if found else ""
    bases = (own, *(original(href) for href in outside if path and href.endswith(path)))
    site = next((url for url in bases if url and site_of(url)), None)
    numbers = [
        int(match[3] or 0) + 1 for href in outside if (match := _TOPIC.match(href)) and found and match[1] == found[1]
    ]
    current = _current(items, found)
    claimed = next(
        (attribute(tag, "content") for tag in items.outside if attribute(tag, "itemprop") == "commentCount"), ""
    )
    return Topic(
        title=_title(soup),
        url=original(path, site) if path and site else None,
        key=found[1] if found else None,
        # The opening post is not counted there, and is one of the posts here.
        stated_count=int(claimed) + 1 if claimed.isdecimal() else None,
        page=current,
        pages=max([current, *numbers]) if current else None,
    )


def _title(soup: BeautifulSoup) -> str | None:
    title = head_title(soup)
    return title.rsplit(" - ", _SECTIONS)[0] if title else None


def _current(items: Items, found: re.Match[str] | None) -> int | None:
    """Which page this is: the number in bold among the links to the others, else the address."""
    for tag in items.outside:
        number = re.fullmatch(r"\(?(\d{1,5})\)?", text_of(tag)) if tag.name == "b" else None
        if number and tag.parent is not None and tag.parent.name == "p":
            return int(number[1])
    return int(found[3]) + 1 if found and found[3] else None


def _post(page: Page, item: Item, base: str | None, places: Places, topic: Topic) -> Post:
    cell = next((tag for tag in item.own if attribute(tag, "id") == f"pb{item.number}"), None)
    body = first_with(cell.find_all(), "narrow") if cell is not None else None
    head = own_head(item, cell)
    shown = _EDITED.sub("", text_of(first_with(head, "s"))).strip()
    return Post(
        words=_words(body, base) if body is not None else Rendered(),
        author=_author(head),
        dates=_dates(shown, page),
        shown=shown,
        native_id=item.number,
        url=f"{topic.url}#{item.number}" if topic.url and item.number else None,
        locator=place_of(item, places),
    )


def _author(head: Sequence[Tag]) -> str | None:
    """Who wrote the post: the link to a user, or the bold name of one who is gone."""
    stamp = first_with(head, "s")
    gone = (tag for tag in head if tag.name == "b" and tag.parent is not stamp)
    return text_of(first_with(head, "user") or next(gone, None)) or None


def _dates(shown: str, page: Page) -> tuple[str, ...]:
    """What the stamp may mean; of today's posts it is just the time."""
    if _CLOCK.fullmatch(shown) and page.captured_at is not None:
        return (f"{page.captured_at.astimezone(page.zone).date()} {shown}",)
    return (shown,) if shown else ()


def _words(body: Tag, base: str | None) -> Rendered:
    silence_pictures(body)
    return words_of(body, is_quote=having(), is_furniture=having("s"), base=base)
