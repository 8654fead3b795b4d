"""HTML of threads on vBulletin forums, of versions 2 to 6, and of the plain archive that versions 3 and 4 keep.

Styles rebuild the page around ids and classes that vBulletin's own scripts need::

    <tr><td><a name="post12"> ... newreply.php?action=newreply&postid=12       2, which names nothing else
    <table class="post" id="post12"> ... <td class="postbody">                 2 as Something Awful rebuilt it
    <div id="edit12"> <table id="post12"> ... <div id="post_message_12">       3: a.bigusername, a[name=post12]
    <table id="post12"> ... <a name="post12"> ... <!-- message --><div>        3.0, which numbers no words
    <li id="post_12" class="postcontainer"> ... <div id="post_message_12">     4: .username, .postdate
    <li class="b-post js-post" data-node-id="12"> .js-post__content-text       5 and 6: itemprop, time[datetime]
    <div class="post"><div class="posttop">...<div class="posttext">           the archive
    <td style="font-size:14pt">Ann</td><td class="smallfont" align="right">    3, for printers
    <li class="postbit blockbody"><div class="header"><div class="datetime">   4, for printers

``posts.py`` reads a post, ``rows.py`` those of version 2, ``printed.py`` those of the last three, ``bodies.py`` its
words, ``thread.py`` what the page says about the thread, ``threaded.py`` the tree of posts that some pages show above
them, and ``cached.py`` the posts that such pages keep in a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import BeautifulSoup

from threadsearch.formats.html import Places, language_of, parse_html, tag_matches
from threadsearch.formats.html.forum import Post, base_of, comments_of, find_posts, page_defects
from threadsearch.formats.vbulletin.cached import cached_items
from threadsearch.formats.vbulletin.posts import PostReader, post_number
from threadsearch.formats.vbulletin.printed import printed_number, printed_post
from threadsearch.formats.vbulletin.rows import OFFERS, row_posts
from threadsearch.formats.vbulletin.thread import read_thread
from threadsearch.formats.vbulletin.threaded import read_tree
from threadsearch.model import Page, Thread

_POST = re.compile(
    r"<\w+\b[^<>]*\bid\s*=\s*[\"']?post_message_\d"
    r"|<li\b[^<>]*\bclass\s*=\s*[\"'](?=[^\"'<>]*(?<![\w-])js-post[\s\"'])[^\"'<>]*(?<![\w-])(?:b-post|list-item)[\s\"']"
    r"|<div\b[^<>]*\bclass\s*=\s*[\"']?posttop\b"
    r"|<td style=[\"']font-size:\s?14pt[\"']>[^<>]*</td>\s*<td\s[^<>]*\bsmallfont\b"
    r"|<li\b[^<>]*\bclass=[\"']postbit blockbody[\"'][^<>]*>\s*<div class=[\"']?header[\"']?>"
)
_SIGNS = ("post_message_", "js-post", "posttop", "14pt", "blockbody")
_TABLE = re.compile(r"<table\b[^<>]*\bid=[\"']?post\d", re.IGNORECASE)
_BODY = re.compile(r"<td\b[^<>]*\bclass=[\"']?postbody\b", re.IGNORECASE)
_ANCHOR = re.compile(r"<a name=[\"']?post\d", re.IGNORECASE)
_ANCHORED = re.compile(r"^post\d+$")
_TABLES, _ANCHORS = ('id="post', "id='post", "id=post"), ('name="post', "name='post", "name=post")


class VBulletin:
    """Reads threads of vBulletin forums."""

    name = "vbulletin"
    description = "HTML of vBulletin 2 to 6 threads, of their plain archive and their view for printers"
    media_types = ("text/html",)
    signs = (*_SIGNS, *_ANCHORS, "postbody")

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a post stands."""
        content = page.content
        if page.media_type != "text/html":
            return False
        is_table = tag_matches(_TABLE, content, *_TABLES)
        if is_table and tag_matches(_BODY, content, "postbody"):
            return True
        is_anchored = tag_matches(_ANCHOR, content, *_ANCHORS)
        if is_anchored and (is_table or OFFERS.search(content) is not None):
            return True
        return tag_matches(_POST, content, *_SIGNS)

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        places = Places(page.content)
        about = read_thread(soup, page)
        posts = list(_posts(soup, about, places))
        tree = read_tree(soup)
        if tree is not None:
            posts = tree.ordered(posts)
            about = replace(about, stated_count=len(tree.parents) if tree.is_whole else about.stated_count)
        comments, defects = comments_of(posts, page, language_of(soup))
        yield replace(about, comments=comments, defects=(*defects, *page_defects(page, comments, places)))


def _posts(soup: BeautifulSoup, about: Thread, places: Places) -> Iterator[Post]:
    """The posts that a page shows, and those that it keeps in a script beside them."""
    items = find_posts(soup, post_number)
    base = base_of(soup, about.url)
    if not items.shown and soup.find("a", attrs={"name": _ANCHORED}):
        yield from row_posts(soup, base, about, places)
        return
    if not items.shown:
        for place, item in enumerate(find_posts(soup, printed_number).shown):
            yield printed_post(item, about, is_first=place == 0)
        return
    reader = PostReader(base, about, places)
    yield from filter(None, map(reader.post, items.shown))
    # Styles wrap advertisements as a post that stands above them, too; they have no words.
    repeated = filter(None, map(reader.post, items.repeated))
    yield from (post for post in repeated if post.words.text)
    known = {item.number for item in items.shown}
    yield from filter(None, (reader.post(item) for item in cached_items(soup) if item.number not in known))
