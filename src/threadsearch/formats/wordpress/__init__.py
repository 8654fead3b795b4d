"""HTML pages with the comment list of a WordPress site.

WordPress prints comments through ``wp_list_comments``, and themes and plug-ins put their own markup inside. What they
leave alone is the wrapper of each comment, and that is what is relied on::

    <li id="comment-12" class="comment even thread-even depth-1"> ... </li>   WordPress: number, kind, depth
    <div id="wpd-comm-12_7" class="comment depth-2 wpd-comment"> ... </div>   wpDiscuz: the parent too
    <div id="comment-12"> ... </div>                                          Epoch, and themes from before 2.7

``outline.py`` finds these wrappers and their order, ``comment.py`` reads one of them, ``bylines.py`` the lines that
tell authors where no tag does, ``article.py`` what the page says about the thread.

A page is claimed if it shows at least one comment. A WordPress page whose comments a script would have loaded, or that
has none, is not: an empty thread would claim that nobody has commented, which the page does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from threadsearch.formats.html import Places, attribute, holds_any, is_in_tag, lowered, parse_html, tag_matches
from threadsearch.formats.wordpress.article import read_article
from threadsearch.formats.wordpress.comment import CommentReader
from threadsearch.formats.wordpress.outline import Outline, outline
from threadsearch.model import Defect, Page, Thread

# The class attribute that comment_class() prints, wherever it stands in the tag. Disqus has depths of its own.
_WRAPPER = re.compile(
    r"<(?:li|div|article|section|dt|tr)\b[^<>]*?\bclass\s*=\s*"
    r"(?:\"(?=[^\"<>]*\b(?<!dsq-)depth-\d)[^\"<>]*\b(?:comment|review|pingback|trackback)[\s\"]"
    r"|'(?=[^'<>]*\b(?<!dsq-)depth-\d)[^'<>]*\b(?:comment|review|pingback|trackback)[\s'])",
    re.IGNORECASE,
)
# An empty one is an anchor, which Disqus puts before its comments.
_NUMBERED = re.compile(
    r"<(?:li|div|article|section|dt|tr)\b[^<>]*?\bid\s*=\s*[\"']?(?:li-|div-)?comment-\d(?![^<>]*>\s*</div>)",
    re.IGNORECASE,
)
# An anchor with the number, where the list's items have none.
_ANCHORED = re.compile(r"<a\b[^<>]*?\bname\s*=\s*[\"']?comment-\d+[\"'\s>]", re.IGNORECASE)
# Other systems number their comments so as well; these stand in WordPress's own tags, in the comments or around them.
_SIGNS = (
    *("commentmetadata", "comment-reply-link", "wpdiscuz", "epoch-comment", "/wp-comments-post.php", "replytocom="),
    *("comment-author vcard", "commentlist", "comment-list", "/wp-content/themes/", 'content="WordPress'),
)
# Drupal and Movable Type, which number their comments so too; searched in lower case.
_OTHERS = re.compile(r"content=[\"'](?:drupal|movable ?type|typepad)\b")
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_TAIL = 1000  # characters; what servers and archives add below a page


class WordPress:
    """Reads the comment lists of WordPress sites, and of the themes and plug-ins that rename things in them."""

    name = "wordpress"
    description = "HTML of WordPress comment lists, wpDiscuz and Epoch among them"
    media_types = ("text/html",)
    signs = ("depth-", *_SIGNS)

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a comment's wrapper stands."""
        content = page.content
        if page.media_type != "text/html":
            return False
        has_depths = tag_matches(_WRAPPER, content, "depth-")
        shows_comment = has_depths or (is_in_tag(content, *_SIGNS) and _is_numbered(content))
        return shows_comment and not _is_anothers(lowered(content))

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        found = outline(soup)
        language = next((attribute(tag, "lang") for tag in soup.find_all("html") if attribute(tag, "lang")), None)
        article = read_article(soup, found, page, language)
        reader = CommentReader(page, found.nodes, article.url, language)
        comments = reader.read()
        defects = [*_page_defects(page, found), *reader.defects]
        yield replace(article, comments=comments, defects=tuple(defects))


def _is_numbered(content: str) -> bool:
    return tag_matches(_NUMBERED, content, "comment-") or tag_matches(_ANCHORED, content, "comment-")


def _is_anothers(content: str) -> bool:
    """Whether another system made a page, given in lower case."""
    if holds_any(content, ("/misc/drupal.js", "drupal.settings")) or is_in_tag(content, "data-drupal-"):
        return True
    return _OTHERS.search(content) is not None


def _page_defects(page: Page, found: Outline) -> Iterator[Defect]:
    """Damage of the page and of its list as a whole."""
    places = Places(page.content)
    if found.ends_inside and not _END.search(page.content[-_TAIL:]):
        yield Defect("the page ends inside a comment", places.last)
    if not found.nodes:
        yield Defect("no comment can be made out")
    for node in found.repeated:
        message = f"comment {node.number} stands on the page more than once; the first was taken"
        yield Defect(message, places.of_id(attribute(node.tag, "id")))
