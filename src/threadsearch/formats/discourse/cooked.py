"""What Discourse makes of a post's Markdown ("cooked"), as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag

from threadsearch.formats.html import Rendered, attribute, classes
from threadsearch.formats.html.forum import having, lead_nowhere, words_of

# What stands in place of a post that its author took back.
_TAKEN_BACK = re.compile(r"\((?:post|topic) (?:deleted|withdrawn) by author\b[^()]*\)")
_is_furniture = having(
    *("quote-controls", "meta", "clicks", "badge-notification", "anchor", "codeblock-button-wrapper"),
    *("cooked-selection-barrier", "post-likes", "lazyload-placeholder", "d-icon"),
)


def cooked_words(body: Tag, base: str | None) -> Rendered:
    """The words of a post; its quotes of other posts, built of ``<aside>``, are quotes."""
    labels = (label for quote in body.find_all("aside", class_="quote") for label in _parts(quote, "title"))
    lead_nowhere(list(labels))
    return words_of(body, is_quote=_is_quote, is_furniture=_is_unspoken, base=base)


def is_taken_back(words: Rendered) -> bool:
    """Whether these words say that the post is gone."""
    return _TAKEN_BACK.fullmatch(words.text) is not None


def _is_quote(tag: Tag) -> bool:
    return tag.name == "aside" and "quote" in classes(tag)


def _parts(box: Tag, name: str) -> Iterator[Tag]:
    """The tags of this class right in a box."""
    return (child for child in box.children if isinstance(child, Tag) and name in classes(child))


def _is_unspoken(tag: Tag) -> bool:
    """Whether this is no part of the words: a button, a count, somebody's picture, an image's file name."""
    if tag.name == "img":
        return "emoji" not in classes(tag)
    return _is_furniture(tag) or _is_previewed(tag) or attribute(tag, "aria-hidden") == "true"


def _is_previewed(tag: Tag) -> bool:
    """Whether this is what a link's preview ("onebox") shows of the page that it leads to, except for its title."""
    names = classes(tag.parent) if tag.parent is not None else []
    if "onebox" in names:
        return tag.name == "header"
    return "onebox-body" in names and tag.name in ("p", "pre")
