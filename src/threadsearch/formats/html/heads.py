"""What a page's head says."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from threadsearch.formats.html.tree import attribute, one_line

_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_TAIL = 2000  # characters; what servers and archives add below a page


def metas(soup: BeautifulSoup) -> dict[str, str]:
    """What the ``<meta>`` tags say, by property, name or itemprop in lower case; the first of each counts."""
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = attribute(tag, "property") or attribute(tag, "name") or attribute(tag, "itemprop")
        found.setdefault(name.lower(), one_line(attribute(tag, "content")))
    return {name: content for name, content in found.items() if content}


def head_title(soup: BeautifulSoup) -> str | None:
    """What stands in ``<title>``."""
    return (one_line(soup.title.get_text()) or None) if soup.title is not None else None


def language_of(soup: BeautifulSoup) -> str | None:
    """The language that the page declares, a BCP 47 tag."""
    return next((attribute(tag, "lang") for tag in soup.find_all("html") if attribute(tag, "lang")), None)


def is_cut_off(content: str) -> bool:
    """Whether the page breaks off: its end is missing."""
    return _END.search(content[-_TAIL:]) is None
