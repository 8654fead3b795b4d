"""Disqus's comments as browsers show and load them.

::

    <script type="text/json" id="disqus-threadData">{"response": {...}}   what the frame of comments starts with
    <li id="post-123" class="post">                                       what that frame shows, since 2012
    <li id="dsq-comment-123" class="dsq-comment">                         what stood in the page itself before

The frame (disqus.com/embed/comments) is a page of its own, however it was saved. ``loaded.py`` reads the JSON, also
where it was saved alone; ``shown.py`` the markup, of both generations. Where a page has both, a post is taken from the
JSON, which knows its second; what was loaded later only the markup has.

The list that Disqus's plug-in for WordPress prints for browsers without scripts is numbered by WordPress, and left to
its reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from threadsearch.addresses import is_web, site_of
from threadsearch.formats.disqus.loaded import Loaded, loaded_threads, preloaded
from threadsearch.formats.disqus.shown import Surroundings, find_shown, read_shown, stubs, surroundings
from threadsearch.formats.html import Places, language_of, parse_html
from threadsearch.formats.html.forum import Post, comments_of, page_defects
from threadsearch.formats.records.bodies import html_text
from threadsearch.formats.records.fields import number, part, stamp, text
from threadsearch.formats.records.jsons import Lines, has_keys, read_json
from threadsearch.formats.records.settling import counted
from threadsearch.model import Defect, Page, Thread

_SHOWN = re.compile(
    r"<li\b(?=[^<>]*\bid=[\"']?post-\d)[^<>]*\bclass=[\"']?(?:[^\"'<>]*\s)?post\b"
    # A list with WordPress's own classes is numbered by WordPress.
    r"|<li\b(?=[^<>]*\bid=[\"']?dsq-comment-\d)(?![^<>]*\b(?<!dsq-)depth-\d)",
    re.IGNORECASE,
)
_LOADED = re.compile(r"\"posts\"\s*:\s*\[\s*\{")


class DisqusEmbed:
    """Reads the frame that Disqus shows comments in, pages that show them themselves, and the JSON of its API."""

    name = "disqus-embed"
    description = "Disqus's comments as saved from a browser, and the JSON behind them"
    media_types = ("text/html", "application/json")
    signs = ("post-message", "dsq-comment-", "disqus-threadData", '"isApproved"')

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a post stands, shown or loaded, and JSON with posts."""
        content = page.content
        if page.media_type == "application/json":
            return has_keys(page, "isApproved", "isDeleted", "message", "createdAt", "thread")
        if page.media_type != "text/html":
            return False
        # The plain searches come first since they are a hundred times as fast as the patterns.
        if ("post-message" in content or "dsq-comment-" in content) and _SHOWN.search(content):
            return True
        return "disqus-threadData" in content and _LOADED.search(content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads that have posts; of HTML, the one that it shows."""
        if page.media_type != "application/json":
            yield _shown_thread(page)
            return
        rows, defects = read_json(page)
        for loaded in loaded_threads((row.value for row in rows), Lines(page, "id")):
            yield replace(_thread(loaded, loaded.posts, Surroundings(), page, None), defects=defects)


def _shown_thread(page: Page) -> Thread:
    soup, places = parse_html(page), Places(page.content)
    loaded, flaws = preloaded(soup, places)
    items = find_shown(soup)
    around = surroundings(items, soup, page)
    shown = read_shown(items, around, places)
    thread = _thread(loaded, _merged(shown, loaded.posts), around, page, language_of(soup))
    notes = (*flaws, *stubs(items, places), *page_defects(page, thread.comments, places))
    return replace(thread, defects=(*thread.defects, *notes))


def _merged(shown: Iterable[Post], loaded: Iterable[Post]) -> list[Post]:
    """The posts in the order in which the page shows them, then those that it has only loaded."""
    known = {post.native_id: post for post in loaded}
    posts = []
    for post in shown:
        better = known.pop(post.native_id, None)
        posts.append(replace(better, locator=post.locator, shown=post.shown or better.shown) if better else post)
    return [*posts, *known.values()]


def _thread(loaded: Loaded, posts: Iterable[Post], around: Surroundings, page: Page, language: str | None) -> Thread:
    """The thread: what its record says, and what the page around it does.

    Keys and addresses are as in Disqus's XML export, so that a thread is the same in both: it is known by its address.
    """
    record = loaded.record
    link = next((url for url in (text(record, "link"), loaded.link, around.url) if url and is_web(url)), None)
    comments, defects = comments_of(
        (replace(post, url=post.url or (f"{link}#comment-{post.native_id}" if link else None)) for post in posts),
        page,
        language,
    )
    body = html_text(text(record, "message") or "", link)
    forum = text(record, "forum") or loaded.forum or around.forum
    return Thread(
        comments,
        key=None if link else loaded.number,
        title=text(record, "clean_title", "title") or around.title,
        url=link,
        site=site_of(link) or forum,
        author=text(part(record, "author"), "name", "username"),
        created=stamp(text(record, "createdAt")),
        text=body.text,
        links=body.links,
        stated_count=next(
            (count for count in (number(record, "posts"), loaded.total, around.stated) if count is not None), None
        ),
        defects=(
            *defects,
            *counted(loaded.spam, "comment", "marked as spam, left out"),
            *_unloaded(loaded, len(comments)),
        ),
    )


def _unloaded(loaded: Loaded, found: int) -> tuple[Defect, ...]:
    """A note on the posts that were not loaded."""
    is_short = loaded.has_more and (loaded.total is None or found < loaded.total)
    return (Defect("more comments follow, which were not loaded"),) if is_short else ()
