"""Saved pages of conversations on Google Groups: today's, the application before them, its plain view, and before it.

``views.py`` tells how each of them marks its messages. None says who answers whom, so messages stand in a flat list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original, site_of
from threadsearch.formats.googlegroups.views import MESSAGE, VIEWS, View, first
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    head_title,
    language_of,
    parse_html,
    text_of,
)
from threadsearch.formats.html.boards import own_head
from threadsearch.formats.html.forum import Post, base_of, canonical, comments_of, find_posts, numbers_in, total_of
from threadsearch.formats.mailing.bodies import page_words
from threadsearch.formats.mailing.headers import base_subject
from threadsearch.model import Defect, Kind, Page, State, Thread

_SIGN = "groups.google."
# /g/weirs/c/4kQx-1, /d/topic/weirs/4kQx-1, /forum/#!topic/weirs/4kQx-1, /forum/?_escaped_fragment_=topic/weirs/4kQx-1,
# /group/weirs/browse_thread/thread/4bd8c7a4e4d7a2d1
_TOPIC = re.compile(
    r"groups\.google\.[a-z.]{2,6}/(?:a/[^/\s\"']{1,80}/)?"
    r"(?:g/([^/\s\"'<>]{1,100})/c/|(?:d/|forum/[^\s\"'<>]{0,60}[!=])(?:topic|msg)/([^/\s\"'<>]{1,100})/"
    r"|group/([^/\s\"'<>]{1,100})/browse_(?:thread|frm)/thread/)([\w-]{5,40})"
)
_CONVERSATION = re.compile(r"https?://[^\s?#]{1,200}/c/[\w-]+")
_TITLE_END = re.compile(r"(?<!\s)\s++-\s+Google\s.{1,40}$")
_DELETED = re.compile(r".{0,40}message (?:has been|was) deleted.{0,40}", re.IGNORECASE)
_SWITCH = re.compile(r"- [^-]{5,60} -")  # "- Hide quoted text -"
_RELATIVE = re.compile(r"(?<!\s)\s*+\([^()]*\)\s*$")


class GoogleGroups:
    """Reads the conversation of a page."""

    name = "googlegroups"
    description = "HTML of conversations on Google Groups, as saved from a browser"
    media_types = ("text/html",)
    signs = (_SIGN,)

    def detect(self, page: Page) -> bool:
        """Claim HTML that names Google Groups and has a message as one of the views marks them."""
        is_html = page.media_type == "text/html" and _SIGN in page.content
        return is_html and any(view.sign.search(page.content) for view in VIEWS)

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        view = next((view for view in VIEWS if view.sign.search(page.content)), VIEWS[0])
        soup, places = parse_html(page), Places(page.content)
        items = find_posts(soup, view.number)
        url = canonical(soup, page)
        base = base_of(soup, url)
        locators = _locators(items, view, page, places)
        posts = [_post(item, view, base, url, place) for item, place in zip(items.shown, locators, strict=True)]
        comments, defects = comments_of(posts, page, language_of(soup))
        subject = _subject(soup, items, view)
        title, is_answer = base_subject(subject)
        count = text_of(first(items.outside, view.count))
        opening = comments[0] if comments and numbers_in(count)[:1] in ([], [1]) else None
        if opening:
            comments = (replace(opening, kind=Kind.POST), *comments[1:])
        topic = _topic(page, url)
        yield Thread(
            comments,
            key=f"{topic[1] or topic[2] or topic[3]}/{topic[4]}" if topic else None,
            title=(title if is_answer else subject) or None,
            url=url,
            site=site_of(url) or (site_of(f"https://{topic[0]}") if topic else None),
            author=opening.author if opening else None,
            created=opening.created if opening else None,
            stated_count=total_of(count),
            defects=(*defects, *_folded(items, view, locators), *items.defects(page, places)),
        )


def _topic(page: Page, url: str | None) -> re.Match[str] | None:
    """The group and the conversation, as the page's address names them, or else the first address on it that does."""
    own = _TOPIC.search(url) if url else None
    return own or _TOPIC.search(page.content)


def _subject(soup: BeautifulSoup, items: Items, view: View) -> str:
    return text_of(first(items.outside, view.title)) or _TITLE_END.sub("", head_title(soup) or "")


def _locators(items: Items, view: View, page: Page, places: Places) -> list[str]:
    """Where the messages stand: the view's sign is in the source once for each."""
    starts = [places.at(found.start()) for found in view.sign.finditer(page.content)]
    return starts if len(starts) == len(items.shown) else [""] * len(items.shown)


def _post(item: Item, view: View, base: str | None, url: str | None, locator: str) -> Post:
    body, date = first(item.own, view.body), first(item.own, view.date)
    linked, number = _linked(own_head(item, body), base)
    stated = attribute(date, "value") if date is not None else ""
    shown = _RELATIVE.sub("", text_of(date) or stated)  # "(2 days ago)" behind the date
    return Post(
        words=page_words(body, base=base, without=_is_button) if body is not None else Rendered(),
        author=text_of(first(item.own, view.author)) or None,
        dates=(attribute(date, "title"),) if date is not None else (),
        shown=shown,
        native_id=item.number or number,
        url=linked or _made(url, item.number),
        locator=locator,
        state=State.DELETED if _is_deleted(item, view) else State.LIVE,
    )


def _linked(head: Iterable[Tag], base: str | None) -> tuple[str | None, str | None]:
    """The message's own address and its id, by the first link to a message above its words."""
    for href in (attribute(tag, "href") for tag in head if tag.name == "a"):
        found = MESSAGE.search(href)
        if found:
            return original(href, base), found[1]
    return None, None


def _made(url: str | None, number: str | None) -> str | None:
    """A message's address as today's pages make it of the conversation's."""
    conversation = _CONVERSATION.match(url or "")
    return f"{conversation[0]}/m/{number}" if conversation and number else None


def _is_button(tag: Tag) -> bool:
    return attribute(tag, "role") == "button" or (tag.name == "a" and _SWITCH.fullmatch(text_of(tag)) is not None)


def _folded(items: Items, view: View, locators: Sequence[str]) -> Iterator[Defect]:
    """Messages of which the page shows no more than the head."""
    for item, locator in zip(items.shown, locators, strict=True):
        if first(item.own, view.body) is None and not _is_deleted(item, view):
            yield Defect("a message is folded: its words are not on the page", locator)


def _is_deleted(item: Item, view: View) -> bool:
    gone = first(item.own, view.body) is None and not text_of(first(item.own, view.author))
    return gone and _DELETED.fullmatch(text_of(item.tag)[:200]) is not None
