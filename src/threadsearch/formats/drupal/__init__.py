"""HTML pages of Drupal sites: articles with comments, and the topics of its forum.

Drupal prints each comment behind an anchor with its number, or gives its element the number, and stands replies in
boxes of their own, which open behind the comment that they answer::

    <a id="comment-12"></a><div class="comment"> ... </div>          Drupal 4.7 to 7
    <div class="indented"><a id="comment-13"></a> ... </div>         a reply to 12
    <article id="comment-12" class="comment js-comment">...</article>    Drupal 8 and later

``outline.py`` finds these and who stands below whom, ``submitted.py`` reads the line with author and date,
``comment.py`` a comment, and ``article.py`` what the page says about the thread.

A page is claimed if it shows a comment, or a forum topic: its opening post is one of its posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from threadsearch.formats.drupal.article import read_article
from threadsearch.formats.drupal.comment import read_comments
from threadsearch.formats.drupal.outline import outline
from threadsearch.formats.html import lowered, parse_html, tag_matches
from threadsearch.model import Page, Thread

# Everything is searched in lower case, which Python does several times as fast as regardless of case.
_COMMENT = re.compile(
    r"<(?:a|span)\b[^<>]{0,200}\bid\s*=\s*[\"']?comment-\d+[\"']?[^<>]{0,200}>\s*</(?:a|span)>"
    r"|<(?:article|div|li|section)\b[^<>]*?\bid\s*=\s*[\"']?comment-\d+[\"'\s>]"
    r"|<(?:article|div|li)\b[^<>]*?\bclass\s*=\s*[\"'](?:[^\"'<>]*\s)?js-comment[\s\"']"
)
_TOPIC = re.compile(r"<[a-z][^<>]*\bclass\s*=\s*[\"'][^\"'<>]*\b(?:forum-topic-navigation|node-(?:-?type-)?forum)\b")
_TOPIC_WORDS = ("forum-topic-navigation", "node-forum", "-type-forum")
# Drupal's signs anywhere on a page, and in its tags: each with a word that stands in whatever it matches.
_SIGNS = (
    ("/misc/drupal.", re.compile(r"/misc/drupal\.(?:js|css)\b")),
    ("/comment/reply/", re.compile(r"/comment/reply/\d+")),
    ("/modules/", re.compile(r"/modules/(?:node|system|comment)/")),
    ("drupal", re.compile(r"content=[\"']drupal\b")),
    ("drupal.", re.compile(r"drupal(?<!\wdrupal)\.(?:settings|behaviors|extend)")),
)
_TAG_SIGNS = (
    ("data-drupal-", re.compile(r"<[a-z][^<>]*\bdata-drupal-")),
    ("/sites/", re.compile(r"<[a-z][^<>]*/sites/[\w.-]+/(?:files|modules|themes)/")),
    ("name-comment-body", re.compile(r"<[a-z][^<>]*\bclass\s*=\s*[\"'][^\"'<>]*\bfield-{1,2}name-comment-body\b")),
    ("comment_forbidden", re.compile(r"<[a-z][^<>]*\bclass\s*=\s*[\"'][^\"'<>]*\bcomment_forbidden\b")),
    ("comment-by-anonymous", re.compile(r"<[a-z][^<>]*\bclass\s*=\s*[\"'][^\"'<>]*\bcomment-by-anonymous\b")),
)
_WORDPRESS = re.compile(r"<link\b[^<>]*/wp-(?:content|includes)/")
_MADE_BY_WORDPRESS = re.compile(r"content=[\"']wordpress\b")


class Drupal:
    """Reads the comments and forum topics of Drupal sites, from Drupal 4.7 on."""

    name = "drupal"
    description = "HTML of Drupal sites: comments below articles, forum topics"
    media_types = ("text/html",)
    signs = (
        "drupal",
        "/comment/reply/",
        "/modules/",
        "/sites/",
        "name-comment-body",
        "comment_forbidden",
        "comment-by-anonymous",
    )

    def detect(self, page: Page) -> bool:
        """Claim HTML that shows signs of Drupal, and a comment or a forum topic."""
        if page.media_type != "text/html":
            return False
        content = lowered(page.content)
        if not (
            tag_matches(_COMMENT, content, "comment-", "js-comment") or tag_matches(_TOPIC, content, *_TOPIC_WORDS)
        ):
            return False
        if not _is_signed(content):
            return False
        return not (_MADE_BY_WORDPRESS.search(content) or tag_matches(_WORDPRESS, content, "/wp-"))

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        found = outline(soup)
        article = read_article(soup, found, page)
        yield article.thread(read_comments(found, article, page))


def _is_signed(content: str) -> bool:
    """Whether a page, given in lower case, shows a sign of Drupal."""
    if any(tag_matches(pattern, content, word) for word, pattern in _TAG_SIGNS):
        return True
    return any(word in content and pattern.search(content) for word, pattern in _SIGNS)
