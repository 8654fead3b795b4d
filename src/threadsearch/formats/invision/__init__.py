"""HTML pages of topics on Invision's forums (Invision Power Board, IPS Community Suite), versions 1 to 5.

A post is numbered in all of them, and its words have a class of their own::

    <table><tr><td><a name="entry12"></a><span class="normalname"> ... <div class="postcolor">        1 and 2
    <div class="post_block" id="post_id_12"> ... <p class="posted_info"> ... <div class="entry-content">  3
    <article id="elComment_12" class="cPost"> ... <time> ... <div data-role="commentContent">         4
    <article id="elComment_12" class="ipsEntry"> ... <time> ... <div data-role="commentContent">      5
    <div class="postwrapper"><div class="posttopbar"><div class="postname"> ... <div class="postcontent">  2, low-fi
    <td bgcolor="#EEEEEE"><font><b>Posted by: Ann</b> on May 12 2003, 10:12 AM                        1, for printers

Comments on what else these sites publish, as entries of blogs, are numbered like posts and read like them.

``posts.py`` reads the posts, ``bodies.py`` their words, ``topic.py`` what the page says about the topic, and
``printed.py`` all of that in the view for printers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from threadsearch.formats.html import holds_any, is_in_tag, tag_matches
from threadsearch.formats.html.boards import read_board
from threadsearch.formats.invision.posts import find_posts, read_post
from threadsearch.formats.invision.printed import find_printed, printed_post, printed_topic
from threadsearch.formats.invision.topic import read_topic
from threadsearch.model import Page, Thread

_POST = re.compile(
    r"<\w+\b[^<>]*\bid\s*=\s*[\"']?elComment_\d|<div class=[\"']?postwrapper[\"']?>\s*<div class=[\"']?posttopbar"
)
# Other sites number their own boxes so too, so one of the names that stand around it in version 3 has to be there.
_POST_3 = re.compile(r"<(?!(?i:input|label)\b)\w+\b[^<>]*\bid\s*=\s*[\"']?post_id_\d")
_NAMES_3 = ("post_block", "posted_info", "ipbwrapper", "ipboard_body")
_PRINTED = re.compile(r"<td bgcolor=[\"']?#EEEEEE[\"']?>\s*<(?:font|span)\b[^<>]*><b>[^<>:]{1,40}: ", re.IGNORECASE)
_POWERED = ("[Powered by Invision", "[Powered by IB Forums")  # in the title, since version 1.2 and before
_SIGNS = ("elComment_", "postwrapper")
_ANCHOR = re.compile(r"<a\s+name=[\"']?entry\d", re.IGNORECASE)
_ANCHORS = ("name='entry", 'name="entry', "name=entry")


class Invision:
    """Reads topics of Invision's forums."""

    name = "invision"
    description = "HTML of topics on Invision's forums (IPB, IPS)"
    media_types = ("text/html",)
    signs = (*_SIGNS, "post_id_", *_ANCHORS, *_POWERED)

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a post stands as one of the versions prints it."""
        content = page.content
        if page.media_type != "text/html":
            return False
        is_old = "postcolor" in content and tag_matches(_ANCHOR, content, *_ANCHORS)
        is_3 = tag_matches(_POST_3, content, "post_id_") and is_in_tag(content, *_NAMES_3)
        return is_old or is_3 or tag_matches(_POST, content, *_SIGNS) or _is_printed(content)

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        if _is_printed(page.content):
            yield read_board(page, find_printed, printed_topic, printed_post)
        else:
            yield read_board(page, find_posts, read_topic, read_post)


def _is_printed(content: str) -> bool:
    return holds_any(content, _POWERED) and _PRINTED.search(content) is not None
