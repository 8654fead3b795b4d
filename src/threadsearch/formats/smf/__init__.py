"""HTML pages of topics on SMF forums (Simple Machines), versions 1.0 to 2.1.

All versions give a post's subject an id; what stands around it differs::

    <td class="windowbg"> ... <div id="subject_12"> ... <div class="post">                 SMF 1.1
    <td class="windowbg"> ... <a id="subject_12"> ... <hr /> <div>                         SMF 1.0
    <div class="post_wrapper"> ... <h5 id="subject_12"> ... <div class="inner" id="msg_12">   SMF 2.0
    <div class="windowbg" id="msg12"><div class="post_wrapper"> ... <div id="subject_12">     SMF 2.1
    <article class="post_wrapper"> ... <h2 id="subject_12"> ... <section id="msg_12">        ElkArte (of SMF 2.0)
    <div class="postheader">Title: <strong> ... </div><div class="postbody">               for printers
    Title: <b> ... <div style="margin: 0 5ex;">                                            for printers, SMF 1.1
    <p class="windowbg"><strong>Ann</strong>:<br /> ...                                      for old phones (";wap2")

``posts.py`` reads the posts, ``printed.py`` those of the view for printers, ``wireless.py`` those of the last,
``topic.py`` what the page says about the topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from threadsearch.formats.html.boards import read_board
from threadsearch.formats.smf.posts import find_posts, read_post
from threadsearch.formats.smf.printed import find_printed, printed_post, printed_topic
from threadsearch.formats.smf.topic import read_topic
from threadsearch.formats.smf.wireless import find_wireless, wireless_post, wireless_topic
from threadsearch.model import Page, Thread

_POST = re.compile(r"id(?<!\wid)\s*=\s*[\"']?(?:subject|msg)_\d+[\"'\s>]")
_PRINTED = re.compile(
    r"<(?:dt|div) class=[\"']?postheader[\"']?>[^<>]*<strong>|</b>\s*<hr\s?/?>\s*<div style=[\"']margin: 0 5ex;[\"']>"
)
_WIRELESS = re.compile(r"<p class=[\"']?windowbg2?[\"']?>\s*<(?:strong|b)>[^<>]*</(?:strong|b)>:")
_SUBJECT, _WORDS = (re.compile(rf"id(?<!\wid)\s*=\s*[\"']?{part}_\d+[\"'\s>]") for part in ("subject", "msg"))
_SIGN = re.compile(r"class\s*=\s*+[\"']?(?:[^\"'<>]{0,300}\s)?(?:post_wrapper|windowbg\d?)[\s\"'>]")


class SMF:
    """Reads topics of SMF forums."""

    name = "smf"
    description = "HTML of topics on SMF forums (Simple Machines)"
    media_types = ("text/html",)
    signs = ("subject_", "msg_", "postheader", "margin: 0 5ex;", ";wap2")

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a post's subject and its box stand."""
        content = page.content
        if page.media_type != "text/html":
            return False
        if ("subject_" in content or "msg_" in content) and _POST.search(content):
            return _SIGN.search(content) is not None or _is_themed(content)
        return _is_printed(content) or _is_wireless(content)

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        if _is_printed(page.content):
            yield read_board(page, find_printed, printed_topic, printed_post)
        elif _is_wireless(page.content):
            yield read_board(page, find_wireless, wireless_topic, wireless_post)
        else:
            yield read_board(page, find_posts, read_topic, read_post)


def _is_printed(content: str) -> bool:
    return ("postheader" in content or "5ex" in content) and _PRINTED.search(content) is not None


def _is_themed(content: str) -> bool:
    """Whether subjects and words are numbered as SMF does it, in a theme that calls everything else otherwise."""
    return "topic=" in content and all(part.search(content) for part in (_SUBJECT, _WORDS))


def _is_wireless(content: str) -> bool:
    return ";wap2" in content and _WIRELESS.search(content) is not None
