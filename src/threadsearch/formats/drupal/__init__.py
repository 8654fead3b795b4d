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
from threadsearch.formats.html import lowered, parse_html
from threadsearch.model import Page, Thread

# Everything is searched in lower case, which Python does several times as fast as regardless of case.
_COMMENT = re.compile(
    r"<(?:a|span)\b[^<>]{0,200}\bid\s*=\s*[\"']?comment-\d+[\"']?[^<>]{0,200}>\s*</(?:a|span)>"
    r"|<(?:article|div|li|section)\b[^<>]*?\bid\s*=\s*[\"']?comment-\d+[\"'\s>]"
    r"|<(?:article|div|li)\b[^<>]*?\bclass\s*=\s*[\"'](?:[^\"'<>]*\s)?js-comment[\s\"']"
)
_TOPIC = re.compile(r"<[a-z][^<>]*\bclass\s*=\s*[\"'][^\"'<>]*\b(?:forum-topic-navigation|node-(?:-?type-)?forum)\b")
# Each with a word that stands in whatever it matches.
_SIGNS = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        ("drupal.", r"\bdrupal\.(?:settings|behaviors|extend)"),
        ("/sites/", r"<[a-z][^<>]*/sites/[\w.-]+/(?:files|modules|themes)/"),
        ("drupal", r"content=[\"']drupal\b"),
        ("data-drupal-", r"<[a-z][^<>]*\bdata-drupal-"),
        ("/modules/", r"/modules/(?:node|system|comment)/"),
        ("/misc/drupal.js", r"/misc/drupal\.js"),
        ("/comment/reply/", r"/comment/reply/\d+"),
        ("name-comment-body", r"<[a-z][^<>]*\bclass\s*=\s*[\"'][^\"'<>]*\bfield-{1,2}name-comment-body\b"),
        ("comment_forbidden", r"<[a-z][^<>]*\bclass\s*=\s*[\"'][^\"'<>]*\bcomment_forbidden\b"),
        ("comment-by-anonymous", r"<[a-z][^<>]*\bclass\s*=\s*[\"'][^\"'<>]*\bcomment-by-anonymous\b"),
    )
)
_OTHERS = re.compile(r"<link\b[^<>]*/wp-(?:content|includes)/|content=[\"']wordpress\b")


class Drupal:
    """Reads the comments and forum topics of Drupal sites, from Drupal 4.7 on."""

    name = "drupal"
    description = "HTML of Drupal sites: comments below articles, forum topics"

    def detect(self, page: Page) -> bool:
        """Claim HTML that shows signs of Drupal, and a comment or a forum topic."""
        if page.media_type != "text/html":
            return False
        content = lowered(page.content)
        if not any(word in content and pattern.search(content) for word, pattern in _SIGNS):
            return False
        # The plain searches come first since they are a hundred times as fast as the patterns.
        shows_comment = "comment" in content and _COMMENT.search(content)
        if not shows_comment and not ("forum" in content and _TOPIC.search(content)):
            return False
        return _OTHERS.search(content) is None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        found = outline(soup)
        article = read_article(soup, found, page)
        yield article.thread(read_comments(found, article, page))
