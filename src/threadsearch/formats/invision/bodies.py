"""The words of a post."""

from __future__ import annotations

import re

from bs4 import Comment, NavigableString, Tag

from threadsearch.formats.html import Rendered, attribute, classes, text_of
from threadsearch.formats.html.boards import begin_with, clear_labels, silence_pictures
from threadsearch.formats.html.forum import having, words_of

_RULE = re.compile(r"\s*-{10,}\s*")
_LABELS = having("quotetop", "citation", "ipsquote_citation")
_BOXES = ("quotemain", "blockquote", "ipsblockquote", "quote")
_CODES = ("codemain", "sqlmain", "htmlmain", "xmlmain")
_CODE_HEADS = {"codetop", "sqltop", "htmltop", "xmltop"}
_BARE = re.compile(r"\w+\s?:?")
_MARKED = having(
    *(
        "signature",
        "edit",
        "ipsspoiler_header",
        "ipsedited",
        "attach",
        "post_controls",
        "ipslikebar",
        "bbc_spoiler_show",
    ),
    *_CODE_HEADS,
)
_is_quote = having("quotemain", "blockquote", "ipsblockquote", "ipsquote")


def post_words(body: Tag, base: str | None) -> Rendered:
    """The words, without signature and notes, with quotes as quotes."""
    _cut_signature(body)
    _spell_faces(body)
    silence_pictures(body)
    labels = body.find_all(_LABELS)
    clear_labels(labels)
    for label in labels:
        box = label.find_next_sibling()
        if isinstance(box, Tag) and not {"quotemain", "blockquote"}.isdisjoint(classes(box)):
            begin_with(box, label)
    _mark_tables(body)
    for box in body.find_all(class_=_CODES):
        box.name = "pre"
    return words_of(body, is_quote=_is_quote, is_furniture=_is_furniture, base=base)


def _is_furniture(tag: Tag) -> bool:
    return _MARKED(tag) or "data-excludequote" in tag.attrs


def _cut_signature(body: Tag) -> None:
    """Take away the signature and what follows it, where it stands below a line of dashes in the same cell.

    BeautifulSoup looks for a node among all its siblings to take it out, which would take square time.
    """
    for at, node in enumerate(body.contents):
        if isinstance(node, NavigableString) and not isinstance(node, Comment) and _RULE.fullmatch(node):
            if at:
                body.contents[at - 1].next_sibling = None
            del body.contents[at:]
            return


def _spell_faces(body: Tag) -> None:
    """Give the faces of versions 1 and 2 the letters that were typed for them: ``<!--emo&:)--><img ...>``."""
    for image in body.find_all("img"):
        note = image.previous_sibling
        if isinstance(note, Comment) and note.startswith("emo&"):
            image["alt"] = note.removeprefix("emo&")
            image["class"] = ["smiley"]


def _mark_tables(body: Tag) -> None:
    """Make quotes and code of the tables in which version 1 prints them, with their labels in the row above."""
    rows: set[int] = set()  # whose label was taken
    for cell in body.find_all("td", id=["QUOTE", "CODE", "SQL", "HTML"]):
        label = _label_above(cell.parent) if cell.parent is not None and id(cell.parent) not in rows else None
        rows.add(id(cell.parent))
        if attribute(cell, "id") == "QUOTE":
            cell.name = "blockquote"
            if label is not None and not _BARE.fullmatch(text_of(label)):
                begin_with(cell, label)
        else:
            cell.name = "pre"
        if label is not None:
            label.clear()


def _label_above(row: Tag) -> Tag | None:
    """The first cell of the row directly before this one."""
    above = row.previous_sibling
    while above is not None and not isinstance(above, Tag):
        above = above.previous_sibling
    if above is None or above.name != "tr":
        return None
    return next((cell for cell in above.children if isinstance(cell, Tag) and cell.name == "td"), None)
