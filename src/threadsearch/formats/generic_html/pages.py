"""What a page says of its thread: the title, how many comments it claims, which page of how many it is."""

from __future__ import annotations

from bs4 import BeautifulSoup

from threadsearch.formats.generic_html.fields import Reading
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.generic_text.furniture import page_and_pages, stated_count
from threadsearch.formats.html.heads import head_title, metas
from threadsearch.formats.html.items import text_of

_MOST_HEADINGS = 3
_LONGEST = 80  # characters of a line that counts
_NEAR = 60  # texts before a list that may count it
_MOST_TEXTS = 20_000


def title_of(soup: BeautifulSoup) -> str | None:
    """The page's one heading of the first order, what it says for others to link it by, or what its window says."""
    headings = [text for tag in soup.find_all("h1", limit=_MOST_HEADINGS) if (text := text_of(tag))]
    return (headings[0] if len(headings) == 1 else None) or metas(soup).get("og:title") or head_title(soup)


def claimed_by(out: Outline, reading: Reading) -> int | None:
    """The number of comments that the text before a list claims, the nearest such; ``None`` without one."""
    first = min((first for first, _ in reading.candidate.records[0].texts), default=0)
    for at in range(first - 1, max(-1, first - 1 - _NEAR), -1):
        for line in (out.texts[at], out.text_of(out.owners[at], _LONGEST)):
            claimed = stated_count(" ".join(line.split())) if len(line) <= 2 * _LONGEST else None
            if claimed is not None:
                return claimed
    return None


def page_of_pages(out: Outline) -> tuple[int | None, int | None]:
    """Which page this is, and of how many ("Page 2 of 7")."""
    for at in range(min(len(out.texts), _MOST_TEXTS)):
        text = out.texts[at].strip()
        if len(text) <= _LONGEST and any(map(str.isdecimal, text)):
            line = text if " " in text else out.text_of(out.owners[at], _LONGEST)
            found = page_and_pages(" ".join(line.split()))
            if found is not None:
                return found
    return None, None
