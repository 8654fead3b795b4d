"""What formats that read HTML share.

``tree.py`` parses pages and walks through them, ``text.py`` and ``lines.py`` make text of markup, ``places.py`` finds
the lines on which things stand. ``items.py`` tells which tags belong to which comment, ``heads.py`` reads what a page's
head says, ``stamps.py`` its dates, and ``signs.py`` is for a look at a page before it is read.
"""

from threadsearch.formats.html.finding import outermost, within
from threadsearch.formats.html.heads import head_title, is_cut_off, language_of, metas
from threadsearch.formats.html.items import Item, Items, ends_in, find_items, first_with, label_of, text_of
from threadsearch.formats.html.lines import Rendered
from threadsearch.formats.html.places import Places
from threadsearch.formats.html.signs import first_match, holds_any, is_in_tag, lowered, tag_matches
from threadsearch.formats.html.stamps import Stamps, of_epoch
from threadsearch.formats.html.text import render
from threadsearch.formats.html.tree import Step, attribute, classes, is_hidden, is_text, one_line, parse_html, walk

__all__ = [
    "Item",
    "Items",
    "Places",
    "Rendered",
    "Stamps",
    "Step",
    "attribute",
    "classes",
    "ends_in",
    "find_items",
    "first_match",
    "first_with",
    "head_title",
    "holds_any",
    "is_cut_off",
    "is_hidden",
    "is_in_tag",
    "is_text",
    "label_of",
    "language_of",
    "lowered",
    "metas",
    "of_epoch",
    "one_line",
    "outermost",
    "parse_html",
    "render",
    "tag_matches",
    "text_of",
    "walk",
    "within",
]
