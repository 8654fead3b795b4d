"""HTML pages of threads on Discuz! forums, versions 6 to X3.

A post's box and its words are numbered in most of them::

    <table id="pid12"> ... <td class="postauthor"><cite><a>Ann</a></cite> ... 发表于 2007-7-5 17:33
    ... <div id="postmessage_12" class="t_msgfont">                                                  Discuz! 6 and 7
    <div id="post_12"><table id="pid12" class="plhin"> ... <div class="authi"><a class="xw1">Ann</a> ...
    <em id="authorposton12">发表于 <span title="2011-7-5 17:33:10">3 天前</span></em>
    ... <td class="t_f" id="postmessage_12">                                                         Discuz! X
    <div id="comment_12" class="cm"> ... <div class="pstl"><div class="psta"> ... <div class="psti">  remarks on a post
    <div class="plc cl" id="pid12"> ... <ul class="authi"> ... <div class="message">                 for phones
    <p class="author"><strong>Ann</strong> 发表于 2007-7-5 17:33</p><h3>Tea</h3> ...                  the archiver
    <hr noshade ...><b>作者: </b>Ann <b>时间: </b>2007-7-5 17:33<br /> ...                            for printers

``posts.py`` reads the posts, ``phones.py`` those for phones, ``plain.py`` those of the last two, which are
parted by nothing but their heads, ``bodies.py`` the words of all, and ``topic.py`` what the page says about the thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from threadsearch.formats.discuz.phones import find_on_phone, is_for_phones, phone_post, phone_topic
from threadsearch.formats.discuz.plain import (
    find_plain,
    is_archived,
    is_printed,
    plain_post,
    plain_topic,
    with_boxes,
)
from threadsearch.formats.discuz.posts import find_posts, read_post
from threadsearch.formats.discuz.topic import read_topic
from threadsearch.formats.html import tag_matches
from threadsearch.formats.html.boards import read_board
from threadsearch.model import Page, Thread

_POST = re.compile(r"<(?:td|div)\b(?=[^<>]*\bid\s*=\s*[\"']?postmessage_\d+[\"'\s>])[^<>]*>")


class Discuz:
    """Reads threads of Discuz! forums, with the remarks that stand below a post."""

    name = "discuz"
    description = "HTML of threads on Discuz! forums"
    media_types = ("text/html",)
    signs = ("postmessage_", "plc cl", "Discuz! Archiver", "<hr noshade")
    version = 2

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a post stands as one of the templates prints it."""
        content = page.content
        if page.media_type != "text/html":
            return False
        is_full = tag_matches(_POST, content, "postmessage_")
        return is_full or is_for_phones(content) or is_archived(content) or is_printed(content)

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        content = page.content
        if tag_matches(_POST, content, "postmessage_"):
            yield read_board(page, find_posts, read_topic, read_post)
        elif is_for_phones(content):
            yield read_board(page, find_on_phone, phone_topic, phone_post)
        else:
            yield read_board(with_boxes(page), find_plain, plain_topic, plain_post)
