"""Discourse's topics as JSON (``/t/12.json``), and its posts without them.

Posts stand alone in the list of a site's latest (``/posts.json``, ``{"latest_posts": [POST]}``), in that of the replies
to one (``/posts/34/replies.json``), and one by one (``/posts/34.json``); each names its topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from threadsearch.addresses import original, site_of
from threadsearch.formats.records.bodies import html_text
from threadsearch.formats.records.fields import Record, flag, is_whole, number, part, parts, stamp, text
from threadsearch.formats.records.jsons import Lines, has_keys, read_json, records
from threadsearch.formats.records.settling import counted, settle
from threadsearch.model import Comment, Defect, Kind, Page, ParentSource, State, Thread

_SMALL_ACTION = 3  # "closed this topic": no post of anybody's
# A quote of another post is an ``<aside>``: whose words they are, and a ``<blockquote>`` with them. Both are the quote.
_QUOTE = (
    (re.compile(r"<aside\b(?=[^<>]*\bclass=\"quote\b)"), "<blockquote"),
    (re.compile(r"(</div>|<blockquote [^<>]*>)\s*<blockquote>"), r"\1"),
    (re.compile(r"</blockquote>\s*</aside>"), "</blockquote>"),
)


class DiscourseJson:
    """Reads topics, and posts by their topics. Posts are known by their number in the topic, as on its pages."""

    name = "discourse-json"
    description = "Discourse's topics and posts as JSON"
    media_types = ("application/json",)
    signs = ('"post_number"',)

    def detect(self, page: Page) -> bool:
        """Claim JSON with posts that have a number in their topic, and words as they are shown."""
        return has_keys(page, "post_number", "cooked")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The topics, in their order; then those of which posts stand alone."""
        rows, defects = read_json(page)
        lines = Lines(page, "id") if len(rows) == 1 else None
        alone: dict[str, list[tuple[Record, str]]] = {}
        for record, locator in records(rows):
            if "post_stream" in record:
                posts = [(post, locator) for post in parts(part(record, "post_stream"), "posts")]
                yield _thread(record, posts, page, lines, defects)
            else:
                for post in parts(record, "latest_posts") or [record]:
                    if "cooked" in post and is_whole(post):
                        alone.setdefault(text(post, "topic_id") or "", []).append((post, locator))
        for topic, posts in alone.items():
            posts.sort(key=lambda item: number(item[0], "post_number") or 0)  # a site's latest come newest first
            first, _ = posts[0]
            address = original(f"/t/{text(first, 'topic_slug') or '-'}/{topic}", page.url)
            thread = _thread({"id": topic, "title": text(first, "topic_title")}, posts, page, lines, defects)
            yield replace(thread, url=address)


def _thread(
    topic: Record,
    posts: Sequence[tuple[Record, str]],
    page: Page,
    lines: Lines | None,
    defects: tuple[Defect, ...],
) -> Thread:
    stream = part(topic, "post_stream")
    comments, flaws = settle(
        _comment(post, page.url, lines.of(text(post, "id")) if lines else locator)
        for post, locator in posts
        if number(post, "post_type") != _SMALL_ACTION
    )
    site = site_of(page.url)
    listed = stream.get("stream")
    missing = max(len(listed) - len(posts), 0) if isinstance(listed, list) else 0
    stubs = counted(missing, "more post", "of the topic, not in the file")
    return Thread(
        comments,
        # Numbers of topics are each site's own, and the JSON doesn't say which site it is from.
        key=text(topic, "id") if site else None,
        title=text(topic, "title"),
        url=page.url,
        site=site,
        created=stamp(text(topic, "created_at")),
        stated_count=number(topic, "posts_count"),
        defects=(*defects, *flaws, *stubs),
    )


def _comment(post: Record, base: str | None, locator: str) -> Comment:
    withdrew = flag(post, "user_deleted")  # then the words are a notice that they are gone
    body = html_text("" if withdrew else _with_quotes(text(post, "cooked") or ""), base)
    place, parent = number(post, "post_number"), text(post, "reply_to_post_number")
    is_gone = text(post, "deleted_at") is not None or withdrew
    return Comment(
        0,
        body.text,
        author=text(post, "username", "name"),
        created=stamp(text(post, "created_at")),
        native_id=text(post, "post_number"),
        parent=parent,
        parent_source=ParentSource.EXPLICIT if parent else None,
        url=_address(post, base),
        links=body.links,
        locator=locator,
        kind=Kind.POST if place == 1 else Kind.COMMENT,
        state=State.DELETED if is_gone else State.LIVE,
    )


def _address(post: Record, base: str | None) -> str | None:
    """A post's address, if the site's is known."""
    topic, place = text(post, "topic_id"), text(post, "post_number")
    if base is None or not topic or not place:
        return None
    return original(f"/t/{text(post, 'topic_slug') or '-'}/{topic}/{place}", base)


def _with_quotes(cooked: str) -> str:
    """A post's HTML in which quotes of other posts are quotes with all that is in them."""
    for pattern, instead in _QUOTE if 'class="quote' in cooked else ():
        cooked = pattern.sub(instead, cooked)
    return cooked
