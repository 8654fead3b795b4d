"""The words of a vBulletin post."""

from __future__ import annotations

import re

from bs4 import Tag
from bs4.element import PageElement

from threadsearch.formats.html import Rendered, attribute, classes, text_of
from threadsearch.formats.html.boards import clear_labels
from threadsearch.formats.html.forum import having, lead_nowhere, words_of

_OF_A_POST = re.compile(r"#post\d|[?&]p=\d|-post\d+\.html")
_ATTACHED = re.compile(r"\battachment\.php\?|\bfiledata/fetch\?|/attachments?/")
_BOXES = {"alt2", "bbcodeblock", "bbcodestyle"}  # the sunken ones
_DEEPEST = 4  # a table, its body, its row, and the cell that has a quote
_is_marked_quote = having("bbcode_quote")
_is_block = having("bbc-block")  # as Something Awful marks quotes and code
_is_block_of_code = having("code", "php")
_is_marked = having(
    *("editedby", "b-post__edit", "signature", "attachments", "bbcode_quote_container", "js-post-edit-note"),
    "bbcode_description",
)


def post_words(body: Tag, base: str | None) -> Rendered:
    """The words, with quotes as quotes."""
    for content in body.find_all("blockquote", class_=["postcontent", "restore"]):  # version 4's wrapper of every post
        content.name = "div"
    lead_nowhere(body.find_all("div", class_="bbcode_postedby"))
    clear_labels(heading for heading in body.find_all("h4") if heading.parent is not None and _is_block(heading.parent))
    for image in body.find_all("img", src=_ATTACHED):
        image["alt"] = ""  # "Click image for larger version. Name: ..."
    return words_of(body, is_quote=_is_quote, is_furniture=_is_furniture, base=base)


def _is_quote(tag: Tag) -> bool:
    is_block = _is_block(tag) and not _is_block_of_code(tag)
    return is_block or _is_marked_quote(tag) or _is_unmarked_quote(tag)


def _is_unmarked_quote(tag: Tag) -> bool:
    """Whether this is version 3's quote: a small label, and below it a sunken table cell that is no code."""
    if tag.name not in ("div", "blockquote"):
        return False
    parts = [child for child in tag.children if isinstance(child, Tag)]
    if len(parts) != 2 or not _is_label(parts[0]):  # noqa: PLR2004 - the label and the box
        return False
    if _is_button(parts[0]):
        return False
    box: Tag | None = parts[1]
    for _ in range(_DEEPEST):
        if box is None or box.name in ("pre", "code"):
            return False
        inner = next((child for child in box.children if isinstance(child, Tag)), None)
        if not _BOXES.isdisjoint(classes(box)):
            return inner is None or inner.name not in ("pre", "code")
        box = inner
    return False


def _is_label(tag: Tag) -> bool:
    """Whether this is the line above a quote or code, "Quote:"."""
    is_small = "smallfont" in classes(tag) or any(
        isinstance(part, Tag) and part.name == "label" for part in tag.children
    )
    return is_small and text_of(tag).endswith(":")


def _is_button(label: Tag) -> bool:
    """Whether the label is that of words which would spoil a story, with a button that shows them."""
    return label.find("input") is not None


def _is_furniture(tag: Tag) -> bool:
    """Whether this is no part of the words: a notice, a quote's or a code's label, the icons beside whom it quotes."""
    parent = tag.parent
    if _is_marked(tag) or parent is None:
        return True
    if tag.name == "h5":
        return _is_block(parent)  # "code:"
    if tag.name == "a":
        return _OF_A_POST.search(attribute(tag, "href")) is not None and not text_of(tag)  # an arrow to what is quoted
    if tag.name == "img":
        above = (parent, parent.parent) if parent.parent is not None else (parent,)
        return any("bbcode_postedby" in classes(box) for box in above)
    if tag.name != "div" or not _is_label(tag):
        return False
    is_quote = parent.name == "blockquote" and _is_unmarked_quote(parent)
    return is_quote or _is_button(tag) or _is_code(tag.find_next_sibling())


def _is_code(box: PageElement | None) -> bool:
    """Whether this is the box below the label of code, which for PHP has the code in it."""
    if not isinstance(box, Tag) or box.name in ("pre", "code"):
        return box is not None
    first = next((child for child in box.children if isinstance(child, Tag)), None)
    return not _BOXES.isdisjoint(classes(box)) and first is not None and first.name == "code"
