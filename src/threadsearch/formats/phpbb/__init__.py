"""HTML pages of topics on phpBB forums.

The three generations of templates, and the view for printers, mark a post so::

    <div id="p12" class="post bg1"> ... <p class="author"> ... <div class="content">      prosilver (phpBB 3)
    <a name="p12"></a><b class="postauthor"> ... <div class="postbody">                   subsilver2 (phpBB 3)
    <span class="name"><a name="12"></a> ... <span class="postbody">                      subSilver (phpBB 2)
    <td class="row-post-author"> ... <a name="12"></a> ... <div class="post-text">        richer styles of phpBB 2
    <div id="p12"> ... <div id="post_content12"> ... <div class="content">                styles of phpBB 3 of Bootstrap
    <div class="vtouter" id="p12"> ... <span class="vtdate"> ... <div class="content">    richer styles of phpBB 3
    <tbody id="post_12"> ... <p class="nick"> ... <div class="post_body" id="p-12">         TorrentPier (of phpBB 2)
    <div class="post"><h3>...<div class="date">...<div class="author">...<div class="content">    for printers

Forumotion's boards, which have grown out of phpBB, number all of their posts alike, whatever else they look like::

    <div id="p12" class="post post--12"> ... <div class="post-entry">      as prosilver; newer: <div class="topic-date">
    <tr class="post post--12"> ... <span class="postdetails">              as subSilver
    <div class="post post--12"><a name="12"></a><div class="postmain">     as PunBB
    <div class="post-wrap post--12"> ... <div class="post-content">        their own

``posts.py`` reads the posts, ``heads.py`` who wrote them and when, ``topic.py`` what the page says about the topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from threadsearch.formats.html import holds_any, tag_matches
from threadsearch.formats.html.boards import read_board
from threadsearch.formats.phpbb.posts import find_posts, read_post
from threadsearch.formats.phpbb.topic import read_topic
from threadsearch.model import Page, Thread

_PROSILVER = re.compile(
    r"<(?:div|article|li|tr)\b(?=[^<>]*\bid\s*=\s*[\"']?p\d+[\"'\s>])"
    r"(?=[^<>]*\bclass\s*=\s*[\"'](?:[^\"'<>]*\s)?(?:post|vtouter)[\s\"'])[^<>]*>"
)
_SUBSILVER = re.compile(r"<a\s+name=[\"']?p?\d++[\"']?[^<>]*>")
_PRINTED = re.compile(r"<div class=[\"']?post[\"']?>\s*<h3>[^<>]*</h3>\s*<div class=[\"']?date[\"']?>")
_TORRENTPIER = re.compile(r"<tbody\b[^<>]*\sid=[\"']?post_\d")
_NUMBERED = re.compile(r"<div\b[^<>]*\bid=[\"']?post_content\d")
_SIGNS = ("postbody", "postprofile", "post-entry", "post_content", "row-post-author", "vtouter")
_NAMED = re.compile(r"class=[\"']?(?:postauthor|name)[\"']?[^<>]{0,300}>")
_FORUMOTION = re.compile(
    r"<(?:div|tr)\b[^<>]*\bclass=[\"']post(?:-wrap)?\s(?:[^\"'<>]*\s)?post--\d|</a>\s*<div class=\"postmain\""
)


class PhpBB:
    """Reads topics of phpBB 2 and 3."""

    name = "phpbb"
    description = "HTML of topics on phpBB 2 and 3 forums, and on Forumotion's"
    media_types = ("text/html",)
    signs = ("page-number", "post--", "postmain", "poster_info", *_SIGNS)

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a post stands as one of the templates prints it."""
        content = page.content
        if page.media_type != "text/html":
            return False
        is_printed = "page-number" in content and _PRINTED.search(content)
        is_hosted = ("post--" in content or "postmain" in content) and _FORUMOTION.search(content)
        is_tracker = "poster_info" in content and tag_matches(_TORRENTPIER, content, "post_")
        if is_printed or is_hosted or is_tracker:
            return True
        if not holds_any(content, _SIGNS):
            return False
        if _PROSILVER.search(content) or tag_matches(_NUMBERED, content, "post_content"):
            return True
        is_named = ("postbody" in content and _NAMED.search(content)) or "row-post-author" in content
        return bool(is_named and _SUBSILVER.search(content))

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        yield read_board(page, find_posts, read_topic, read_post)
