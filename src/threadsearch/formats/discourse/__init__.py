"""HTML of topics on Discourse forums, in the three shapes in which a page may hold them.

::

    <div id="post_2" class="topic-body crawler-post">            what crawlers and browsers without scripts get
    <div itemtype=".../DiscussionForumPosting"><div class="creator">    the same, before version 2
    <article id="post_2" data-post-id="73" data-topic-id="9">    what the app shows, as saved from a browser
    <div id="data-preloaded" data-preloaded="{...}">             what the app starts with, JSON in an attribute

A page often has two of them. Posts are known by their number in the topic, which all of them state: ``views.py`` reads
the first two, ``preloaded.py`` the third, which alone tells what a post replies to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup

from threadsearch.addresses import site_of
from threadsearch.formats.discourse.preloaded import Topic, preloaded_topic
from threadsearch.formats.discourse.views import ViewReader, merged, post_number, with_named_parents
from threadsearch.formats.html import (
    Items,
    Places,
    attribute,
    head_title,
    language_of,
    metas,
    parse_html,
    tag_matches,
    text_of,
)
from threadsearch.formats.html.forum import canonical, comments_of, find_posts, page_and_pages, page_defects
from threadsearch.model import Defect, Page, Thread

_SHOWN = re.compile(
    r"<div\b[^<>]*\bclass\s*=\s*(?:[\"'][^\"'<>]*\bcrawler-post[\s\"']|crawler-post\b)"
    r"|<article\b(?=[^<>]*\bid\s*=\s*[\"']?post_\d)[^<>]*\bdata-post-id\s*="
    r"|<div\b[^<>]*\bitemtype\s*=\s*[\"']?https?://schema\.org/DiscussionForumPosting\b[^<>]*>"
    r"\s*<div\s+class=[\"']?creator\b"
)
_SIGNS = ("crawler-post", "data-post-id", "schema.org/DiscussionForumPosting")
_LOADED = re.compile(r"post_stream\\*(?:&quot;|&#34;|\")")
_TOPIC = re.compile(r"/t/(?:[^/?#]+/)?(\d+)(?:/\d+)?/?(?:[?#]|$)")
_PAGE = re.compile(r"[?&]page=(\d{1,9})(?!\d)")


class Discourse:
    """Reads topics of Discourse forums."""

    name = "discourse"
    description = "HTML of Discourse topics, as crawled and as saved from a browser"
    media_types = ("text/html",)
    signs = (*_SIGNS, "data-preloaded")

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a post stands, shown or preloaded."""
        content = page.content
        if page.media_type != "text/html":
            return False
        if tag_matches(_SHOWN, content, *_SIGNS):
            return True
        return "data-preloaded" in content and _LOADED.search(content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one topic of the page."""
        soup = parse_html(page)
        items, places = find_posts(soup, post_number), Places(page.content)
        topic, flaws = preloaded_topic(soup, places)
        address = canonical(soup, page)
        url = _topic_url(address)
        reader = ViewReader(url, topic, places)
        posts = merged([reader.post(item) for item in (*items.shown, *items.repeated)], topic, url)
        posts = with_named_parents(posts, items.shown)
        comments, defects = comments_of(posts, page, language_of(soup))
        missing = topic.missing(len(comments))
        stubs = (Defect(f"posts of the topic that are not on the page: {missing}"),) if missing > 0 else ()
        yield Thread(
            comments=comments,
            key=_key(address, topic, items),
            title=_title(soup, topic),
            url=url,
            site=site_of(url),
            stated_count=topic.count or _timeline_count(soup),
            page=_page(soup, address),
            defects=(*flaws, *defects, *stubs, *page_defects(page, comments, places)),
        )


def _topic_url(address: str | None) -> str | None:
    """The topic's address, without the page and the post that a reader has come to."""
    match = _TOPIC.search(address or "")
    return address[: match.end(1)] if address and match else address


def _key(address: str | None, topic: Topic, items: Items) -> str | None:
    """The topic's number."""
    match = _TOPIC.search(address or "")
    stated = next((number for item in items.shown if (number := attribute(item.tag, "data-topic-id"))), None)
    return match[1] if match else topic.number or stated


def _title(soup: BeautifulSoup, topic: Topic) -> str | None:
    """The topic's title, as the app has it or as either view shows it."""
    if topic.title:
        return topic.title
    heading = soup.select_one("#topic-title h1 a, h1 .fancy-title, #topic-title h1")
    return text_of(heading) or metas(soup).get("og:title") or head_title(soup)


def _page(soup: BeautifulSoup, address: str | None) -> int | None:
    """Which page of the topic this is; ``None`` where nothing says that there are several."""
    match = _PAGE.search(address or "")
    if match:
        return int(match[1])
    return 1 if soup.find(["a", "link"], rel="next", href=re.compile("page=")) else None


def _timeline_count(soup: BeautifulSoup) -> int | None:
    """How many posts the app's timeline counts: "3 / 25"."""
    return page_and_pages(text_of(next(iter(soup.find_all(class_="timeline-replies", limit=1)), None)))[1]
