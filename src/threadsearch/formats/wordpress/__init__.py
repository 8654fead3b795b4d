"""HTML pages with the comment list of a WordPress site.

WordPress prints comments through ``wp_list_comments``, and themes and plug-ins put their own markup inside. What they
leave alone is the wrapper of each comment, and that is what is relied on::

    <li id="comment-12" class="comment even thread-even depth-1"> ... </li>   WordPress: number, kind, depth
    <div id="wpd-comm-12_7" class="comment depth-2 wpd-comment"> ... </div>   wpDiscuz: the parent too
    <div id="comment-12"> ... </div>                                          Epoch, and themes from before 2.7

``outline.py`` finds these wrappers and their order, ``comment.py`` reads one of them, ``article.py`` what the page says
about the thread.

A page is claimed if it shows at least one comment. A WordPress page whose comments a script would have loaded, or that
has none, is not: an empty thread would claim that nobody has commented, which the page does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from threadsearch.formats.html import Places, attribute, parse_html
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
# Other systems number their comments so as well; these stand in WordPress's own tags, in the comments or around them.
_SIGNS = (
    *("commentmetadata", "comment-reply-link", "wpdiscuz", "epoch-comment", "/wp-comments-post.php", "replytocom="),
    *("comment-author vcard", "commentlist", "comment-list", "/wp-content/themes/", 'content="WordPress'),
)
_SIGNED_TAG = re.compile(rf"<[a-z][^<>]*(?:{'|'.join(map(re.escape, _SIGNS))})", re.IGNORECASE)
# Drupal and Movable Type, which number their comments so too.
_OTHERS = re.compile(
    r"<[a-z][^<>]*\bdata-drupal-|content=[\"'](?:Drupal|Movable ?Type|TypePad)\b|/misc/drupal\.js|Drupal\.settings",
    re.IGNORECASE,
)
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_TAIL = 1000  # characters; what servers and archives add below a page


class WordPress:
    """Reads the comment lists of WordPress sites, and of the themes and plug-ins that rename things in them."""

    name = "wordpress"
    description = "HTML of WordPress comment lists, wpDiscuz and Epoch among them"

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a comment's wrapper stands."""
        content = page.content
        if page.media_type != "text/html":
            return False
        # The plain searches come first since they are a hundred times as fast as the patterns.
        has_depths = "depth-" in content and _WRAPPER.search(content)
        is_signed = any(sign in content for sign in _SIGNS) and _SIGNED_TAG.search(content)
        return bool((has_depths or (is_signed and _NUMBERED.search(content))) and not _OTHERS.search(content))

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        found = outline(soup)
        language = next((attribute(tag, "lang") for tag in soup.find_all("html") if attribute(tag, "lang")), None)
        article = read_article(soup, found, page, language)
        reader = CommentReader(page, found.nodes, article.url, language)
        comments = reader.read()
        defects = [*_page_defects(page, found), *reader.defects]
        yield article.thread(comments, tuple(defects))


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
