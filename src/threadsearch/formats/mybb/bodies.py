"""The words of a post."""

from __future__ import annotations

from bs4 import Tag

from threadsearch.formats.html import Rendered, classes
from threadsearch.formats.html.boards import clear_labels, rename, silence_pictures
from threadsearch.formats.html.forum import having, words_of

_FURNITURE = having("signature", "post_meta", "title", "attachments", "quick_jump", "post_edit", "spoiler_title")


def post_words(body: Tag, base: str | None) -> Rendered:
    """The words, with quotes as quotes."""
    silence_pictures(body)
    for cite in body.find_all("cite"):
        for date in cite.find_all("span"):
            date.insert_after(" ")  # it floats to the other side of the name
    clear_labels(tag for tag in body.find_all(["cite", "div"]) if tag.name == "cite" or "quote_header" in classes(tag))
    rename(body, ["cite"], "div")
    rename(body, ["code"], "pre")
    for box in body.find_all("fieldset"):  # the list of attached files
        box.extract()
    return words_of(body, is_quote=having("quote_body"), is_furniture=_FURNITURE, base=base)
