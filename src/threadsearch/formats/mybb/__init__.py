"""HTML pages of threads on MyBB forums, versions 1.4 to 1.8.

A post's box and its words are numbered in all of them::

    <table id="post_12"> ... <div class="post_body" id="pid_12">         MyBB 1.4 and 1.6
    <div class="post" id="post_12"> ... <div class="post_body scaleimages" id="pid_12">    MyBB 1.8
    <div class="post"><div class="header"><div class="author">                             the archive
    <hr size="1" /><strong>Tea</strong> - Ann - 07-05-2011, 05:33 PM<br />                 for printers

``printed.py`` reads the last two, ``bodies.py`` the words of a post, and ``threaded.py`` what
it answers, where the page is in the mode that tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original
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
    one_line,
    outermost,
    tag_matches,
    text_of,
    within,
)
from threadsearch.formats.html.boards import (
    QUERY,
    Topic,
    first_pager,
    linked,
    own_head,
    place_of,
    read_board,
    without_parameters,
)
from threadsearch.formats.html.forum import Post, base_of, canonical, having
from threadsearch.formats.mybb.bodies import post_words
from threadsearch.formats.mybb.printed import find_printed, is_printed, printed_post, printed_topic, with_boxes
from threadsearch.formats.mybb.threaded import place_in_thread
from threadsearch.model import Page, ParentSource, Thread

_POST = re.compile(
    r"<div\b(?=[^<>]*\bid\s*=\s*[\"']?pid_\d+[\"'\s>])(?=[^<>]*\bclass\s*=\s*[\"']?(?:[^\"'<>]*\s)?post_body[\s\"'>])[^<>]*>"
)
_ID = re.compile(r"post_(\d+)")
_OF_THREAD = re.compile(rf"\bthread-(\d+)|\bshowthread\.php{QUERY}(?:[^#]*[&;])?tid=(\d+)")
_PART = re.compile(r"(thread-\d+)-(?:page|post)-\d+")
_NOTE = re.compile(r"(?<=\w)\s*\(.*$")  # "(This post was last modified: ...)"
_NAMES = ("largetext", "username")
_NAMED = having(*_NAMES)
_CLOCKED = re.compile(r"[^()]{4,25}\d[:.h]\d\d(?: [AaPp]\.?[Mm]\.?)?")  # below a name
_NOISE = {"page", "pid", "highlight", "mode", "sid"}


class MyBB:
    """Reads threads of MyBB forums."""

    name = "mybb"
    description = "HTML of threads on MyBB forums"
    media_types = ("text/html",)
    signs = ("post_body", "dateline", "+-- ")

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a post's words stand as MyBB numbers them."""
        content = page.content
        if page.media_type != "text/html":
            return False
        return tag_matches(_POST, content, "post_body") or is_printed(content)

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        if is_printed(page.content):
            yield read_board(with_boxes(page), find_printed, partial(printed_topic, _topic), printed_post)
        else:
            yield read_board(page, _find, _topic, _post)


def _find(soup: BeautifulSoup) -> Items:
    return find_items(soup, _number)


def _number(tag: Tag) -> str | None:
    number = _ID.fullmatch(attribute(tag, "id"))
    return number[1] if number and tag.name in ("div", "table") else None


def _topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """What stands around the posts."""
    own = canonical(soup, page)
    base = base_of(soup, page.url or own)
    full = [attribute(link, "href") for link in within(soup.find_all(id="fullversion"), "a")]
    inside = [attribute(tag, "href") for item in items.shown[:1] for tag in item.own if tag.name == "a"]
    printed = [text_of(tag) for tag in items.outside if tag.name == "em"]
    about = [href for href in (own or "", *full, *inside, *printed) if _OF_THREAD.search(href)]
    hidden = (tag for tag in items.outside if tag.name == "input" and attribute(tag, "name") == "tid")
    found = _OF_THREAD.search(about[0]) if about else None
    address = next(filter(None, (original(href, base) for href in about)), None) or own
    pagers = (tag for tag in items.outside if "pagination" in classes(tag))
    current, pages = first_pager(pagers, _is_current)
    place = place_in_thread(items)
    return Topic(
        title=head_title(soup),
        url=_PART.sub(r"\1", without_parameters(address, _NOISE)) if address else None,
        key=next(filter(None, found.groups()), None)
        if found
        else next((attribute(tag, "value") for tag in hidden), None),
        stated_count=place.posts if place else None,
        page=current,
        pages=pages,
        is_opened=place is None or place.opens,
        answered=place.parent if place else None,
    )


def _is_current(entry: Tag) -> bool:
    return "pagination_current" in classes(entry)


def _post(item: Item, base: str | None, places: Places, topic: Topic) -> Post:
    body = first_with(item.own[1:], "post_body")
    head = own_head(item, body)
    shown, dates = _dates(head)
    address = linked(item, f"pid{item.number}", base)
    return Post(
        words=post_words(body, base) if body is not None else Rendered(),
        author=_author(head),
        dates=dates,
        shown=shown,
        native_id=item.number,
        url=address or (f"{topic.url}#pid{item.number}" if topic.url else None),
        locator=place_of(item, places),
        parent=topic.answered,
        parent_source=ParentSource.NESTING if topic.answered else None,
    )


def _author(head: Sequence[Tag]) -> str | None:
    box = first_with(head, "author_information", "post_author")
    inside = box.find_all() if box is not None else head
    named = first_with([tag for tag in inside if _NAMED(tag) and text_of(tag)], *_NAMES)
    names = ("h2", "strong", "a") if box is not None else ("strong", "a")
    named = named or next((tag for tag in inside if tag.name in names and text_of(tag)), None)
    return text_of(named) or None


def _dates(head: Sequence[Tag]) -> tuple[str, tuple[str, ...]]:
    """The date as printed, and what may be read of it: "Yesterday" has the day in a tooltip."""
    tags = [tag for tag in head if "post_date" in classes(tag)]
    bars = list(outermost(bar for bar in head if not {"tcat", "post_head"}.isdisjoint(classes(bar))))
    for name in ("float_left", "smalltext"):  # either may be around the other
        tags += [tag for bar in bars for tag in bar.find_all() if name in classes(tag)]
    for note in list(within(tags, class_="post_edit")):
        note.extract()
    for tag in tags:
        shown = _NOTE.sub("", text_of(tag))
        if re.search(r"\d", shown) and not shown.startswith("#"):
            tip = next((part for part in tag.find_all() if attribute(part, "title")), None)
            if tip is None:
                return shown, (shown,)
            title = attribute(tip, "title")
            return shown, (one_line(shown.replace(text_of(tip), title, 1)), title)
    small = (text_of(tag) for tag in head if tag.name == "small" or "smalltext" in classes(tag))
    below = next(filter(_CLOCKED.fullmatch, small), "")
    return below, (below,) if below else ()
