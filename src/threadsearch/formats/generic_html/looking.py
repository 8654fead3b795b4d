"""The list of comments on a page: of those that it may have, the first that looks like one when it is read."""

from __future__ import annotations

from bs4 import BeautifulSoup

from threadsearch.errors import UnclaimedPage
from threadsearch.formats.generic_html.choosing import readings
from threadsearch.formats.generic_html.confidence import LEAST
from threadsearch.formats.generic_html.dates import dates_on
from threadsearch.formats.generic_html.finds import Find, find_in
from threadsearch.formats.generic_html.lists import candidates_of
from threadsearch.formats.generic_html.opening import opening_of
from threadsearch.formats.generic_html.outline import Outline, outline_of
from threadsearch.formats.generic_html.ruled import frame_entries
from threadsearch.model import Page

ADVICE = "`threadsearch parse --explain` shows what was found; `threadsearch recipe` lets you say where things stand."


def find_on(page: Page, soup: BeautifulSoup, least: float = LEAST) -> tuple[Outline, Find]:
    """The page's outline and the list found in it; ``UnclaimedPage`` says why there is none. It changes the tree.

    ``least`` is how sure it must be that these are comments, from 0 to 1.
    """
    frame_entries(soup)
    out = outline_of(soup)
    dates = dates_on(page, out)
    doubts: list[str] = []
    for reading in readings(out, candidates_of(out, dates)):
        reading.opening = opening_of(soup, out, reading, dates)
        find = find_in(out, reading)
        if find.evidence.confidence >= least:
            return out, find
        doubts.append(find.doubt())
        reading.candidate.let_go()
        del reading, find  # before others are read: they may be as large as the page
    reason = doubts[0] if doubts else "nothing on it repeats as comments do"
    raise UnclaimedPage(page.source, reason, advice=ADVICE)
