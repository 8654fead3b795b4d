"""Comment lists of pages that nobody described, found by what repeats in them.

::

    outline.py     a page's tags and texts as lists of numbers
    dates.py       where it prints dates
    records.py     candidates for comments: tags, or runs of tags
    lists.py       candidates for lists, by what repeats around the dates
    aligned.py     a list's records side by side
    authors.py     who wrote them
    bodies.py      what they say
    fields.py      a list's records read: dates, authors, words
    choosing.py    which list is that of the comments
    identity.py    their ids and addresses
    trees.py       whom each answers
    confidence.py  how sure all of this is
    posts.py       records as posts
    words.py       words that hint at any of it

Nearly every comment has a date, so the dates are where the search begins: of the tags around them those are candidates
that repeat, by a class, the form of an id, or just their place. A list is good if each of its records has prose, and a
date where the others have theirs. Class names and words are hints that weigh, and no condition: pages without a class
are read by their form alone. Ideas are from work on repeated records in pages (MDR: Liu, Grossman and Zhai 2003; DEPTA:
Zhai and Liu 2005) and on forums' posts (Harvest: Weichselbraun et al. 2020).
"""

from __future__ import annotations

from collections.abc import Iterator

from threadsearch.addresses import site_of
from threadsearch.errors import UnclaimedPage
from threadsearch.formats.generic_html.choosing import choose
from threadsearch.formats.generic_html.confidence import LEAST, Evidence, weigh
from threadsearch.formats.generic_html.dates import dates_on
from threadsearch.formats.generic_html.fields import Reading
from threadsearch.formats.generic_html.identity import names_of
from threadsearch.formats.generic_html.lists import candidates_of
from threadsearch.formats.generic_html.outline import Outline, outline_of
from threadsearch.formats.generic_html.pages import claimed_by, page_of_pages, title_of
from threadsearch.formats.generic_html.posts import posts_of
from threadsearch.formats.generic_html.trees import parents_in
from threadsearch.formats.html.forum import base_of, canonical, comments_of, page_defects
from threadsearch.formats.html.heads import language_of
from threadsearch.formats.html.places import Places
from threadsearch.formats.html.tree import parse_html
from threadsearch.model import Page, Thread

_ADVICE = "`threadsearch parse --explain` shows what was found; `threadsearch recipe` lets you say where things stand."


class GenericHtml:
    """Reads what is laid out like a list of comments."""

    name = "generic-html"
    description = "any other HTML page with a list of comments, by what repeats in it"
    fallback = 2

    def detect(self, page: Page) -> bool:
        """Claim any HTML: only reading it tells whether there is a list."""
        return page.media_type == "text/html"

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page; ``UnclaimedPage`` says why there is none."""
        soup = parse_html(page)
        out = outline_of(soup)
        reading = choose(out, candidates_of(out, dates_on(page, out)))
        if reading is None:
            raise UnclaimedPage(page.source, "nothing on it repeats as comments do", advice=_ADVICE)
        records = reading.candidate.records
        names = names_of(out, records)
        parents, tree = parents_in(out, records, names.orders)
        evidence = weigh(out, reading, names.own, tree)
        if evidence.confidence < LEAST:
            raise UnclaimedPage(page.source, _doubt(reading, evidence), advice=_ADVICE)
        title, stated = title_of(soup, out), claimed_by(out, reading)
        number, count = page_of_pages(out)
        url, places = canonical(soup, page), Places(page.content)
        posts = posts_of(out, reading, names, parents, base_of(soup, page.url or url), places)
        comments, defects = comments_of(posts, page, language_of(soup))
        yield Thread(
            comments,
            title=title,
            url=url,
            site=site_of(url),
            stated_count=stated,
            page=number,
            pages=count,
            defects=(*defects, *page_defects(page, comments, places)),
            confidence=evidence.confidence,
            layout=_layout(out, reading, evidence, tree),
        )


def _layout(out: Outline, reading: Reading, evidence: Evidence, tree: str) -> tuple[tuple[str, str], ...]:
    """What was found, for people."""
    return (
        ("block", f"{_told(reading.candidate.key)}, {len(reading.fields)} of them"),
        ("author", " > ".join(reading.author) or "not found"),
        (
            "date",
            " in ".join(filter(None, (".".join(filter(None, part)) for part in _pairs(reading.date)))) or "not found",
        ),
        ("words", " > ".join(reading.body) or "the whole block"),
        ("tree", tree or "flat"),
        ("evidence", evidence.told()),
    )


def _told(key: tuple[str, ...]) -> str:
    """A list's key as people write selectors."""
    if "+" in key:
        at = key.index("+")
        return f"{_told(key[:at])} with {_told(key[at + 1 :])} in it"
    if key[1] == "<":
        return " > ".join((*reversed(key[2:]), key[0]))
    return "".join(key)


def _pairs(key: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [key[at : at + 2] for at in range(0, len(key), 2)]


def _doubt(reading: Reading, evidence: Evidence) -> str:
    what = f"{len(reading.fields)} blocks ({_told(reading.candidate.key)})"
    return f"{what} look little like comments (confidence {evidence.confidence}: {evidence.told()})"
