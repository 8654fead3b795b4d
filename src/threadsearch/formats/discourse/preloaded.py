"""The JSON that Discourse's app starts with: an object whose ``topic_9`` is the topic, written as JSON once more."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup

from threadsearch.formats.discourse.cooked import cooked_words
from threadsearch.formats.html import Places, attribute, parse_html
from threadsearch.formats.html.forum import Post
from threadsearch.formats.records.fields import Record, flag, number, part, parts, text
from threadsearch.model import Defect, Kind, Page, ParentSource, State

_SMALL_ACTION = 3  # "closed this topic": no post of anybody's


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as the app was given it; an empty record where the page has none."""

    record: Record = field(default_factory=dict)
    locator: str = ""

    @property
    def number(self) -> str | None:
        """The topic's own number."""
        return text(self.record, "id")

    @property
    def title(self) -> str | None:
        """The topic's title."""
        return text(self.record, "title")

    @property
    def count(self) -> int | None:
        """How many posts the topic claims to have."""
        return number(self.record, "posts_count")

    def missing(self, found: int) -> int:
        """How many of the topic's posts neither the page's JSON nor, with ``found`` of them, the page itself has."""
        stream = part(self.record, "post_stream")
        listed = stream.get("stream")
        return len(listed) - max(found, len(parts(stream, "posts"))) if isinstance(listed, list) else 0

    def posts(self, url: str | None, known: Container[str | None]) -> Iterator[Post]:
        """The posts that the app starts with, without those of known numbers."""
        for record in parts(part(self.record, "post_stream"), "posts"):
            if number(record, "post_type") != _SMALL_ACTION and text(record, "post_number") not in known:
                yield _post(record, url, self.locator)

    def parents(self) -> dict[str, str]:
        """The number of the post that each one replies to, by its own number."""
        posts = parts(part(self.record, "post_stream"), "posts")
        pairs = ((text(post, "post_number"), text(post, "reply_to_post_number")) for post in posts)
        return {child: parent for child, parent in pairs if child and parent}


def preloaded_topic(soup: BeautifulSoup, places: Places) -> tuple[Topic, tuple[Defect, ...]]:
    """The topic that the page preloads, and what is wrong with it."""
    locator = places.of_id("data-preloaded")
    tag = next(iter(soup.find_all(id="data-preloaded", limit=1)), None)
    data = attribute(tag, "data-preloaded") if tag is not None else ""
    if "post_stream" not in data:
        return Topic(), ()
    try:
        topics = json.loads(data)
        named = topics.items() if isinstance(topics, dict) else ()
        written = next((value for name, value in named if name.startswith("topic_") and isinstance(value, str)), "{}")
        record = json.loads(written)
    except (ValueError, RecursionError):
        return Topic(), (Defect("the preloaded posts can't be read", locator),)
    return Topic(record if isinstance(record, dict) else {}, locator), ()


def _post(record: Record, url: str | None, locator: str) -> Post:
    place = text(record, "post_number")
    parent = text(record, "reply_to_post_number")
    body = parse_html(Page("", text(record, "cooked") or "", "text/html"))
    is_gone = text(record, "deleted_at") is not None or flag(record, "user_deleted")
    created = text(record, "created_at")
    return Post(
        words=cooked_words(body, url),
        author=text(record, "username", "name"),
        dates=(created,) if created else (),
        native_id=place,
        url=f"{url}/{place}" if url and place else None,
        locator=locator,
        kind=Kind.POST if place == "1" else Kind.COMMENT,
        state=State.DELETED if is_gone else State.LIVE,
        parent=parent,
        parent_source=ParentSource.EXPLICIT if parent else None,
    )
