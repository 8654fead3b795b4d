"""What the page says about the topic: its title, where it is, how many posts and pages it has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original
from threadsearch.formats.html import Items, attribute, classes, head_title, metas, render, text_of
from threadsearch.formats.html.boards import Topic, numbered_pages, without_parameters
from threadsearch.formats.html.forum import base_of, canonical, having, numbers_in, page_and_pages, whole_number
from threadsearch.model import Page

_OF_TOPIC = re.compile(r"\bshowtopic=(\d+)|/topic/(\d+)-|[?&;]act=ST\b[^#]*[&;]t=(\d+)|lofiversion/index\.php/t(\d+)")
_PART = re.compile(r"/page[-/]\d+/?(?=$|[?#])|/page__[^/?#]*(?=$|[?#])|(?<=/t)(\d+)-\d+(?=\.html$)")
_NOISE = {"s", "st", "page", "view", "p", "pid", "do", "comment", "csrfKey", "hl", "gopid", "mode", "show", "tab"}
_REPLIES = re.compile(r"\"https?:\\?/\\?/schema\.org\\?/CommentAction\",\s*\"userInteractionCount\":\s*(\d{1,9})")
_COUNTED = re.compile(r"^(\d[\d.,]*)\s+[^\W\d]")
_JUMP = re.compile(r"\((\d{1,6})\)")  # version 1: "Pages: (3) [1] 2 3"
_CURRENT = {"active", "pagecurrent", "ipspagination_active", "ipspagination__active"}
_is_badge = having("ipsbadge", "ipsbadges", "ipsbadge_icon", "ipstag_prefix", "ipstags", "prefix")


def read_topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """Read what stands around the posts."""
    own = canonical(soup, page)
    base = base_of(soup, page.url or own)
    is_topic = any(item.tag.name == "table" for item in items.shown)  # later versions print other comments, too
    links = [attribute(tag, "href") for tag in items.outside if tag.name == "a"]
    key, about = _about(own, links if is_topic or not own else [])
    address = next(filter(None, (original(href, base) for href in about)), None) or own
    current, pages = _paging(items.outside)
    return Topic(
        title=_title(soup, items.outside),
        url=without_parameters(_PART.sub(r"\1" if "lofiversion" in address else "", address), _NOISE)
        if address
        else None,
        key=key,
        stated_count=_stated_count(items, pages),
        page=current,
        pages=pages,
        is_opened=key is not None or not own,
    )


def _about(own: str | None, hrefs: Sequence[str]) -> tuple[str | None, list[str]]:
    """The topic's number, and the addresses that tell it: the page's own, or else what most of its links lead to."""
    stated = _OF_TOPIC.search(own or "")
    if own and stated:
        return next(filter(None, stated.groups())), [own]
    numbers = {href: next(filter(None, match.groups())) for href in hrefs if (match := _OF_TOPIC.search(href))}
    most = Counter(numbers[href] for href in hrefs if href in numbers).most_common(1)
    return (most[0][0], [href for href, number in numbers.items() if number == most[0][0]]) if most else (None, [])


def _title(soup: BeautifulSoup, outside: Sequence[Tag]) -> str | None:
    """The heading, without the labels before it; in versions 1 and 2 the bold words above the first post."""
    headings = (tag for tag in outside if tag.name == "h1")
    shown = (render([tag], without=_is_badge).text for tag in headings)
    heading = next((" ".join(text.split()) for text in shown if text.strip()), None)
    bars = (tag.find("b") for tag in outside if "maintitle" in classes(tag))
    full = next((tag for tag in outside if attribute(tag, "id") == "largetext"), None)  # "Full Version: Tea"
    bold = next((text_of(tag) for tag in bars if isinstance(tag, Tag) and text_of(tag)), None)
    links = (text_of(link) for link in (full.find_all("a") if full is not None else ()))
    return heading or bold or next(filter(None, links), None) or metas(soup).get("og:title") or head_title(soup)


def _stated_count(items: Items, pages: int | None) -> int | None:
    """How many posts the page claims, as it counts replies, to machines or to people.

    Some versions 4 count the opening post among the replies, which shows where all are on one page.
    """
    scripts = (tag.string or "" for tag in items.outside if tag.name == "script")
    told = next((int(match[1]) for text in scripts if (match := _REPLIES.search(text))), None)
    if told is not None:
        return told if (pages or 1) == 1 and len(items.shown) == told else told + 1
    for tag in items.outside:
        is_total = attribute(tag, "data-role") == "comment_count"
        if is_total or ("maintitle" in classes(tag) and tag.name == "div"):
            match = _COUNTED.match(text_of(tag))
            if match:
                return int("".join(filter(str.isdecimal, match[1]))) + (not is_total)
    return None


def _paging(outside: Sequence[Tag]) -> tuple[int | None, int | None]:
    """Which page this is, and of how many."""
    for tag in outside:
        names = classes(tag)
        if "pagejump" in names and page_and_pages(text_of(tag))[0]:
            return page_and_pages(text_of(tag))
        if "ipspagination" in names:
            current, highest = numbered_pages(tag.find_all("li"), _is_current)
            if current is not None:
                return current, whole_number(attribute(tag, "data-pages")) or highest
        if "ipbpagespan" in names:
            return numbered_pages(tag.find_all(["b", "a"]), lambda entry: entry.name == "b")
        if "pagecurrent" in names and isinstance(tag.parent, Tag):
            return numbered_pages(tag.parent.find_all("span"), _is_current)
        if tag.name == "b" and re.fullmatch(r"\[\d{1,6}\]", text_of(tag)) and isinstance(tag.parent, Tag):
            total = _JUMP.search(text_of(tag.parent))
            if total:
                return numbers_in(text_of(tag))[0], int(total[1])
    return None, None


def _is_current(entry: Tag) -> bool:
    return not _CURRENT.isdisjoint(classes(entry))
