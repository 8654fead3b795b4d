"""YouTube's pages with comments, from 2008 on, and the JSON that they load comments from.

::

    <ytd-comment-thread-renderer> <ytd-comment-view-model> ...      since 2017, with the replies that were opened
    <section class="comment-thread-renderer"> <div class="comment-renderer" data-cid="z12..."> ...     until 2017
    <div class="comment-entry"> <div class="comment-item" data-cid="z12..."> ...                       until 2015
    <li class="comment" data-id="..."> ... <div class="comment-text">                                  until 2013
    <div class="watch-comment-entry"> ... <div class="watch-comment-body">                             until 2010
    {"commentRenderer": {"commentId": ...}}, {"commentEntityPayload": {...}}                           what is loaded

``shown.py`` reads the markup, ``loaded.py`` the JSON, in a script of the page or saved alone, and ``video.py`` what a
page says of its video. A thread is known by the video's id, as in the exports of yt-dlp.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from threadsearch.addresses import site_of
from threadsearch.formats.html import holds_any, language_of, parse_html
from threadsearch.formats.html.forum import comments_of, page_defects
from threadsearch.formats.records.jsons import Lines, read_json
from threadsearch.formats.youtube.loaded import Loaded, embedded, loaded_threads, unloaded_replies
from threadsearch.formats.youtube.shown import CommentPlaces, find_shown, permalinks, read_shown, stated_count, stubs
from threadsearch.formats.youtube.video import Video, video_of_page
from threadsearch.model import Page, Thread

_SIGNS = ("ytd-comment-", "comment-renderer", "comment-item", "watch-comment-entry", "yt-user-name", "metadata-inline")
_SHOWN = re.compile(
    r"<ytd-comment-(?:renderer|view-model)\b"
    r"|<div\b[^<>]*\bclass=[\"']?(?:[^\"'<>]*\s)?(?:comment-renderer|watch-comment-entry)(?=[\s\"'>])"
    r"|<div\b(?=[^<>]*\bdata-c?id=)[^<>]*\bclass=[\"']?comment-item\b"
    r"|<li\b(?=[^<>]*\bdata-id=)(?=[^<>]*\bdata-(?:author|score))[^<>]*\bclass=[\"']?(?:[^\"'<>]*\s)?comment(?=[\s\"'>])",
    re.IGNORECASE,
)
_LOADED = re.compile(r"\"(?:commentRenderer|commentEntityPayload)\"\s*:\s*\{")
_OWN = ("youtube.com", "youtu.be", "youtube-nocookie.com")


class YouTube:
    """Reads the comments of a video, or of a post to a channel."""

    name = "youtube"
    description = "YouTube's comments as saved from a browser, and the JSON behind them"
    media_types = ("text/html", "application/json")
    signs = ("commentId", *_SIGNS)

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a comment stands, shown or loaded, and JSON with comments."""
        content = page.content
        if page.media_type == "application/json":
            return "commentId" in content and _LOADED.search(content) is not None
        if page.media_type != "text/html":
            return False
        # The plain searches come first since they are a hundred times as fast as the patterns.
        if holds_any(content, _SIGNS) and _SHOWN.search(content):
            return True
        return "commentId" in content and _LOADED.search(content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The videos that have comments; of HTML, the one that it shows."""
        if page.media_type != "application/json":
            yield _shown_thread(page)
            return
        rows, defects = read_json(page)
        for loaded in loaded_threads((row.value for row in rows), Lines(page, "commentId")):
            thread = _thread(loaded, loaded.video, page, None)
            yield replace(thread, defects=(*defects, *thread.defects, *unloaded_replies(loaded.posts, loaded.replies)))


def _shown_thread(page: Page) -> Thread:
    """The thread of a page: what it shows, then what it has only loaded."""
    soup, places = parse_html(page), CommentPlaces(page.content)
    items = find_shown(soup)
    loaded = embedded(soup, Lines(page, "commentId"))
    video = video_of_page(soup, items.outside, loaded.video, page, next(permalinks(items), None))
    posts = list(read_shown(items, page.url, places))
    shown = {post.native_id for post in posts}
    loaded.posts = [*posts, *(post for post in loaded.posts if post.native_id not in shown)]
    stated = stated_count(items)
    loaded.stated = loaded.stated if stated is None else stated
    thread = _thread(loaded, video, page, language_of(soup))
    notes = (*stubs(items, places), *page_defects(page, thread.comments, places))
    return replace(thread, defects=(*thread.defects, *notes))


def _thread(loaded: Loaded, video: Video, page: Page, language: str | None) -> Thread:
    comments, defects = comments_of(loaded.posts, page, language)
    host = site_of(page.url)
    is_own = host is None or host.endswith(_OWN)
    return Thread(
        comments,
        key=video.number,
        title=video.title,
        url=video.url if is_own and video.url else page.url,
        site="youtube.com" if is_own else host,
        author=video.channel,
        created=video.created,
        text=video.words.text,
        links=video.words.links,
        stated_count=loaded.stated,
        defects=defects,
    )
