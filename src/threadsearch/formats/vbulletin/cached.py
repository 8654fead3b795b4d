r"""The posts that the threaded mode of versions 3 and 4 keeps in a script, to show them without another page.

Each is its whole markup, in strings that are put together::

    pd[13] = '<table id="post13" ... >It\'s ripe.<\/scr' + 'ipt>';
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup

from threadsearch.formats.html import Item, parse_html
from threadsearch.formats.html.forum import find_posts
from threadsearch.formats.vbulletin.posts import post_number
from threadsearch.model import Page

_CACHED = re.compile(r"\bpd\[\d{1,12}\]\s*=\s*(?=')")
_PIECE = re.compile(r"'((?:[^'\\]++|\\.)*+)'\s*(\+\s*(?='))?", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BREAKS = {"n": "\n", "r": "\r"}


def cached_items(soup: BeautifulSoup) -> list[Item]:
    """The posts that a page keeps in its scripts."""
    scripts = (script.string or "" for script in soup.find_all("script"))
    # Thousands of them are read in no time only as one page.
    markup = "\n".join(literal for text in scripts if "pd[" in text for literal in _literals(text))
    return find_posts(parse_html(Page("", markup, "text/html")), post_number).shown if markup else []


def _literals(text: str) -> Iterator[str]:
    """The strings that posts are kept in. One that doesn't end is the script's last."""
    start = _CACHED.search(text)
    while start is not None:
        pieces, at, goes_on = [], start.end(), True
        while goes_on:
            piece = _PIECE.match(text, at)
            if piece is None:
                return
            pieces.append(piece[1])
            at, goes_on = piece.end(), piece[2] is not None
        yield _ESCAPED.sub(lambda escaped: _BREAKS.get(escaped[1], escaped[1]), "".join(pieces))
        start = _CACHED.search(text, at)
