"""The JSON that Disqus's frame loads: posts, and the thread that they belong to.

``threadData``: ``{"cursor": {...}, "response": {"posts": [...], "thread": {...}}}``; the API's lists of posts:
``{"cursor": {...}, "response": [...]}``; what people keep of these: lists of posts, or a post a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup

from threadsearch.addresses import is_web
from threadsearch.formats.html import Places, Rendered
from threadsearch.formats.html.forum import Post
from threadsearch.formats.records.bodies import html_text
from threadsearch.formats.records.fields import Record, flag, is_whole, number, part, parts, text
from threadsearch.formats.records.jsons import Lines
from threadsearch.model import Defect, ParentSource, State

_ID = "disqus-threadData"
_REDIRECT = re.compile(r"https?://disq\.us/url\?", re.IGNORECASE)
_HASH = re.compile(r":[\w-]{20,40}$")


@dataclass(slots=True)
class Loaded:
    """What was loaded of one thread. ``record`` is the thread's own, empty where it is missing."""

    number: str | None = None
    posts: list[Post] = field(default_factory=list)
    record: Record = field(default_factory=dict)
    forum: str | None = None
    link: str | None = None
    total: int | None = None
    spam: int = 0
    has_more: bool = False


def preloaded(soup: BeautifulSoup, places: Places) -> tuple[Loaded, tuple[Defect, ...]]:
    """What the frame starts with, and what is wrong with it."""
    tag = soup.select_one(f"script#{_ID}")
    data = str(tag.string or "") if tag is not None else ""
    if not data.strip():
        return Loaded(), ()
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return Loaded(), (Defect("the comments that the page starts with can't be read", places.of_id(_ID)),)
    found = next(loaded_threads([value], None, places.of_id(_ID)), Loaded())
    return found, ()


def loaded_threads(values: Iterable[Any], lines: Lines | None, place: str = "") -> Iterator[Loaded]:
    """The threads that have posts, in the order in which they first occur."""
    threads: dict[str | None, Loaded] = {}
    for answer in _answers(values):
        response = part(answer, "response")
        record = part(response, "thread")
        posts = parts(response, "posts") or parts(answer, "response") or ([answer] if "message" in answer else [])
        latest = None
        for post in posts:
            latest = _take(post, record, threads, lines.of(text(post, "id")) if lines else place)
        if latest is not None:
            cursor = part(answer, "cursor")
            latest.has_more = flag(cursor, "hasNext")
            latest.total = number(cursor, "total")
    return iter([thread for thread in threads.values() if thread.posts])


def _answers(values: Iterable[Any]) -> Iterator[Record]:
    """The records in lists of any depth that is met: answers of the API, or posts."""
    for value in values:
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and (is_whole(item) or "message" not in item):
                yield item


def _take(post: Record, record: Record, threads: dict[str | None, Loaded], locator: str) -> Loaded:
    """Put a post into its thread."""
    own = part(post, "thread")  # with related=thread, the whole record
    number_of_thread = text(post, "thread") or text(own, "id") or text(record, "id")
    loaded = threads.setdefault(number_of_thread, Loaded(number_of_thread))
    loaded.record = loaded.record or record or own
    loaded.forum = loaded.forum or text(post, "forum")
    loaded.link = loaded.link or _page_of(text(post, "url"))
    if flag(post, "isSpam"):
        loaded.spam += 1
    else:
        loaded.posts.append(_post(post, locator))
    return loaded


def _post(record: Record, locator: str) -> Post:
    is_gone = flag(record, "isDeleted")
    body = html_text("" if is_gone else text(record, "message", "raw_message") or "")
    created = text(record, "createdAt") or ""
    parent = text(record, "parent")
    address = text(record, "url")
    return Post(
        words=with_targets(body),
        author=text(part(record, "author"), "name", "username"),
        dates=(_in_utc(created),) if created else (),
        shown=created,
        native_id=text(record, "id"),
        url=address if address and is_web(address) else None,
        locator=locator,
        state=State.DELETED if is_gone else State.LIVE,
        parent=parent,
        parent_source=ParentSource.EXPLICIT if parent else None,
    )


def _in_utc(created: str) -> str:
    """A date of the API, which is in UTC and doesn't say so."""
    return created if re.search(r"Z|[+-]\d\d:?\d\d$", created) else f"{created}Z"


def _page_of(address: str | None) -> str | None:
    """The page that a post's own address leads to."""
    page, mark, _ = (address or "").partition("#comment-")
    return page if mark and "disqus.com/" not in page else None


def with_targets(words: Rendered) -> Rendered:
    """Words with what their links lead to."""
    return Rendered(words.text, tuple(map(_target, words.links)))


def _target(link: str) -> str:
    """What a link leads to, which Disqus counts on the way."""
    if not _REDIRECT.match(link):
        return link
    target = parse_qs(urlsplit(link).query).get("url", [""])[0]
    return _HASH.sub("", target) if is_web(target) else link
