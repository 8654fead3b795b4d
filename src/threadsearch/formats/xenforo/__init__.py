"""HTML of threads on XenForo forums, of version 1 and 2, and of Fora's layout on top of version 2.

Styles change what stands around a post and inside of it; what they leave alone, since XenForo's own scripts need it, is
its wrapper and some classes in it::

    <li id="post-12" class="message" data-author="Ann">               1: blockquote.messageText, .DateTime
    <article id="js-post-12" class="message" data-author="Ann">       2: .message-body .bbWrapper, time[datetime]
    <div id="js-post-12" class="MessageCard js-messageCard">          Fora: as 2, with .MessageCard__user-info__name

``posts.py`` reads a post, ``thread.py`` what the page says about the thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from threadsearch.formats.html import Places, language_of, parse_html, tag_matches
from threadsearch.formats.html.forum import base_of, comments_of, find_posts, page_defects
from threadsearch.formats.xenforo.posts import PostReader, post_number, unloaded
from threadsearch.formats.xenforo.thread import read_thread
from threadsearch.model import Page, Thread

_POST = re.compile(
    r"<(?:article|div|li)\b[^<>]*\bid\s*=\s*[\"']?js-post-\d"
    r"|<(?:article|div)\b(?=[^<>]*\bdata-content\s*=\s*[\"']?post-\d)[^<>]*\bclass\s*=\s*[\"'][^\"'<>]*(?<![\w-])js-post\b"
    r"|<li\b(?=[^<>]*\bid\s*=\s*[\"']?post-\d)(?=[^<>]*\bdata-author\s*=)[^<>]*\bclass\s*=\s*"
    r"(?:[\"'][^\"'<>]*\bmessage\b|message\b)"
)
_SIGNS = ("js-post-", "data-author")


class XenForo:
    """Reads threads of XenForo forums."""

    name = "xenforo"
    description = "HTML of XenForo 1 and 2 threads"
    media_types = ("text/html",)
    signs = _SIGNS

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a post's wrapper stands."""
        return page.media_type == "text/html" and tag_matches(_POST, page.content, *_SIGNS)

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        items = find_posts(soup, post_number)
        places = Places(page.content)
        about = read_thread(soup, items, page)
        reader = PostReader(base_of(soup, about.url), about, places)
        comments, defects = comments_of(map(reader.post, (*items.shown, *items.repeated)), page, language_of(soup))
        stubs = (unloaded(tag, places) for tag in soup.find_all("label", class_="js-nested-reply-label"))
        damage = (*defects, *filter(None, stubs), *page_defects(page, comments, places))
        yield about.thread(comments, damage)
