"""Which of a comment's tags holds its words, and which do not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import Tag

from threadsearch.formats.html import attribute, text_of
from threadsearch.formats.wordpress.outline import Node
from threadsearch.formats.wordpress.tags import Tags, ends_of
from threadsearch.model import Kind

# The surest name first; names are as ``plain_classes`` gives them.
_BODIES = (
    *("comment-text", "commenttext", "comment-txt", "comment-content", "commentcontent", "comment-entry"),
    *("commententry", "comment-copy", "comment-message", "comment-description", "comment-main-content"),
    *("comment-body-text", "comment-item-text", "comment-comment", "format-text"),
)
NEVER_WORDS = {
    *("reply", "comment-reply", "comment-edit", "edit", "edit-link", "says", "avatar", "gravatar"),
    *("comment-author", "comment-metadata", "comment-actions", "screen-reader-text"),
    *("children", "comment-respond", "comment-edit-reply-wrap", "comment-avatar"),
    *("bypostauthor-label", "post-author", "says-label", "comment-tools", "comment-controls", "comment-options"),
}
"""Parts that are no words of the comment's, by their whole class or a word of it."""

FURNITURE = NEVER_WORDS | {"comment-meta", "commentmetadata", "comment-header", "comment-footer"}
"""The same, and parts that are no words on most pages."""

IN_AUTHOR_BOX = NEVER_WORDS - {"comment-author"}
"""The same, where a theme puts the author's box around the whole comment."""

_BODY_PROPERTIES = {"text", "commentText", "description"}
_BODY_ID = re.compile(r"comment[-_]?(?:body|text|content|entry)[-_](\d+)")
_ENOUGH = 2  # comments, to see that each of them stands in a quote


def find_body(own: Tags, node: Node) -> tuple[int | None, int]:
    """Where in a comment's own tags the one that holds the words stands, and where its parts end."""
    ends = ends_of([level for _, level in node.own])
    # The surest of them; of those that stand in each other, the inner one.
    at, end = None, len(ends)
    while (place := own.first_having(_BODIES, 1 if at is None else at + 1, end)) is not None:
        at, end = place, ends[place]
    if at is None:
        at = next((place for place, tag in enumerate(own.listed) if _says_it_is_the_body(tag, node)), None)
        end = 0 if at is None else ends[at]
    # A paragraph that a theme puts around the words ends where the first of theirs begins.
    is_left_empty = at is not None and own.listed[at].name == "p" and not text_of(own.listed[at])
    return (None, 0) if is_left_empty else (at, end)


def _says_it_is_the_body(tag: Tag, node: Node) -> bool:
    """Whether a tag that no class tells is the body by its id or what it says to machines."""
    match = _BODY_ID.fullmatch(attribute(tag, "id"))
    return bool(match and match[1] == node.number) or attribute(tag, "itemprop") in _BODY_PROPERTIES


def unbox_quotes(nodes: Sequence[Node]) -> None:
    """Make plain boxes of the quotes that some themes set everybody's words in, whoever is quoted in them."""
    boxes = [_quote_around(node) for node in nodes if node.kind is Kind.COMMENT]
    found = [box for box in boxes if box is not None]
    # In what people write, no tag has a class.
    if found and len(found) == len(boxes) and (len(found) >= _ENOUGH or attribute(found[0], "class")):
        for box in found:
            box.name = "div"


def _quote_around(node: Node) -> Tag | None:
    """The quote that holds all of a comment's paragraphs, if there is one."""
    ends = ends_of([level for _, level in node.own])
    at = next((place for place, (tag, _) in enumerate(node.own) if tag.name == "blockquote"), None)
    if at is None:
        return None
    beside = (tag for tag, _ in [*node.own[:at], *node.own[ends[at] :]])
    is_alone = not any(tag.name == "blockquote" or (tag.name == "p" and not tag.attrs) for tag in beside)
    return node.own[at][0] if is_alone else None
