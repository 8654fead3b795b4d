"""Livefyre's comments, as browsers showed them and as they loaded them.

::

    <article class="fyre-comment-article" data-message-id="123"> ... </article>     with its replies inside
    {"headDocument": {"authors": {...}, "content": [...]}, "collectionSettings": {...}}

``shown.py`` reads the markup, ``loaded.py`` the JSON, which stands in a script of the page or was saved alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from threadsearch.addresses import is_web, site_of
from threadsearch.formats.html import Places, head_title, holds_any, language_of, metas, parse_html
from threadsearch.formats.html.forum import canonical, comments_of, page_defects
from threadsearch.formats.livefyre.loaded import Loaded, embedded, loaded_threads
from threadsearch.formats.livefyre.shown import find_shown, read_shown, stated_count, stubs
from threadsearch.formats.records.jsons import Lines, has_keys, read_json
from threadsearch.formats.records.settling import counted
from threadsearch.model import Defect, Page, Thread

_SHOWN = re.compile(r"<article\b[^<>]*\b(?:fyre-comment-article|lf-comment)(?![\w-])", re.IGNORECASE)
_NAMED = ("fyre-comment-article", "lf-comment-author-name")
_LOADED = re.compile(r"\"headDocument\"\s*:\s*\{")


class Livefyre:
    """Reads the comments of Livefyre's widget, and the JSON that it starts with."""

    name = "livefyre"
    description = "Livefyre's comments as saved from a browser, and the JSON behind them"
    media_types = ("text/html", "application/json")
    signs = (*_NAMED, "bodyHtml")

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a comment stands, shown or loaded, and JSON with comments."""
        content = page.content
        if page.media_type == "application/json":
            return has_keys(page, "content", "authors", "bodyHtml", "authorId")
        if page.media_type != "text/html":
            return False
        if holds_any(content, _NAMED) and _SHOWN.search(content):
            return True
        return "bodyHtml" in content and _LOADED.search(content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads that have comments; of HTML, the one that it shows."""
        if page.media_type != "application/json":
            yield _shown_thread(page)
            return
        rows, defects = read_json(page)
        for loaded in loaded_threads(rows, Lines(page, "id")):
            if loaded.posts:
                thread = _loaded_thread(loaded, page)
                yield replace(thread, defects=(*defects, *thread.defects))


def _loaded_thread(loaded: Loaded, page: Page) -> Thread:
    """The thread of a collection, as Livefyre calls it, which is known by the page that it belongs to."""
    address = next((url for url in (loaded.url, page.url) if url and is_web(url)), None)
    comments, defects = comments_of(loaded.posts, page, None)
    return Thread(
        comments,
        key=None if address else loaded.number,
        title=loaded.title,
        url=address,
        site=site_of(address),
        stated_count=loaded.stated,
        defects=(*defects, *_hidden(loaded)),
    )


def _hidden(loaded: Loaded) -> tuple[Defect, ...]:
    return counted(loaded.hidden, "comment", "hidden by moderators, left out")


def _shown_thread(page: Page) -> Thread:
    """The thread of a page. What it shows goes before what it has loaded, which it may show a part of only."""
    soup, places = parse_html(page), Places(page.content)
    items = find_shown(soup)
    loaded = embedded(soup, Lines(page, "id"))
    posts = list(read_shown(items, page.url, places))
    shown = {post.native_id for post in posts}
    posts += [post for post in loaded.posts if post.native_id not in shown]
    comments, defects = comments_of(posts, page, language_of(soup))
    address = canonical(soup, page) or loaded.url
    stated = stated_count(items)
    return Thread(
        comments,
        key=None if address else loaded.number,
        title=metas(soup).get("og:title") or loaded.title or head_title(soup),
        url=address,
        site=site_of(address),
        stated_count=loaded.stated if stated is None else stated,
        defects=(*defects, *_hidden(loaded), *stubs(items, places), *page_defects(page, comments, places)),
    )
