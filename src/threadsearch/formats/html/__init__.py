"""What formats that read HTML share.

``tree.py`` parses pages and walks through them, ``text.py`` makes text of markup, ``places.py`` finds the lines on
which things stand.
"""

from threadsearch.formats.html.places import Places
from threadsearch.formats.html.text import Rendered, render
from threadsearch.formats.html.tree import Step, attribute, classes, is_text, one_line, parse_html, walk

__all__ = [
    "Places",
    "Rendered",
    "Step",
    "attribute",
    "classes",
    "is_text",
    "one_line",
    "parse_html",
    "render",
    "walk",
]
