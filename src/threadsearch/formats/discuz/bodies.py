"""The words of a post."""

from __future__ import annotations

import re

from bs4 import NavigableString, Tag

from threadsearch.formats.html import Rendered, attribute, classes, outermost, text_of, within
from threadsearch.formats.html.boards import clear_labels
from threadsearch.formats.html.forum import having, words_of

_ANSWERED = re.compile(r"[?&;]pid=(\d+)")  # where a quote leads
_FURNITURE = having("jammer", "pstatus", "aimg_tip", "attach_popup", "t_attach")
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_EDITED = re.compile(r"\s*(?:本帖最后由|本帖最後由|This post was last edited by)\s.*", re.DOTALL | re.IGNORECASE)


def post_words(body: Tag, base: str | None) -> Rendered:
    """The words, with quotes as quotes, and without notes of changes and what is strewn among them."""
    quotes = list(outermost(body.find_all(class_="quote")))
    clear_labels(within(quotes, "h5"))
    for link in within(quotes, "a", href=_ANSWERED):  # it is the forum's, not the writer's
        del link["href"]
    _cut_note(body)
    return words_of(body, is_quote=_is_quote, is_furniture=_is_furniture, base=base)


def _cut_note(body: Tag) -> None:
    """Take away the note of who changed a post in versions 6 and 7: "[<i> 本帖最后由 Ann 于 ... 编辑 </i>]"."""
    for note in body.find_all("i", recursive=False):
        before, behind = note.previous_sibling, note.next_sibling
        if not isinstance(before, NavigableString) or not isinstance(behind, NavigableString):
            continue
        if before.endswith("[") and behind.startswith("]") and _EDITED.fullmatch(text_of(note)):
            before.replace_with(before.removesuffix("["))
            behind.replace_with(behind.removeprefix("]"))
            note.clear()
            return  # there is one: to replace a text, it is searched for among its siblings


def _is_quote(tag: Tag) -> bool:
    return tag.name == "div" and "quote" in classes(tag)


def _is_furniture(tag: Tag) -> bool:
    """Notices of editing, words that nobody sees, the button that copies code, and on phones a warning."""
    is_button = tag.name == "em" and tag.parent is not None and "blockcode" in classes(tag.parent)
    is_warning = tag.name == "span" and "quote" in classes(tag)
    return is_button or is_warning or _FURNITURE(tag) or _UNSEEN.search(attribute(tag, "style")) is not None


def answered_in(body: Tag | None) -> str | None:
    """The number of the post that the words begin with a quote of."""
    quote = body.find("div", class_="quote") if body is not None else None
    links = quote.find_all("a", href=True) if isinstance(quote, Tag) else []
    found = (_ANSWERED.search(attribute(link, "href")) for link in links)
    return next((match[1] for match in found if match), None)
