"""Comment lists of pages that nobody described, found by what repeats in them.

::

    ruled.py       entries that only rules part, each put into a tag
    outline.py     a page's tags and texts as lists of numbers
    dates.py       where it prints dates
    records.py     candidates for comments: tags, or runs of tags
    lists.py       candidates for lists, by what repeats around the dates
    aligned.py     a list's records side by side
    authors.py     who wrote them
    bodies.py      where their words stand
    heads.py       what stands in their words and is none
    fields.py      a list's records read: dates and authors
    saying.py      what they say
    choosing.py    which lists may be that of the comments
    opening.py     the post before the list
    identity.py    their ids and addresses
    trees.py       whom each answers
    confidence.py  how sure all of this is
    looking.py     all of this on one page
    finds.py       all that was found of a list, as people are told
    posts.py       records as posts
    stubs.py       buttons that would load more of them
    pages.py       what a page says of its thread
    words.py       words that hint at any of it
    selectors.py   the tags of all that was found, for others to say where they stand

Nearly every comment has a date, so the dates are where the search begins: of the tags around them those are candidates
that repeat, by a class, the form of an id, or just their place. A list is good if each of its records has prose, and a
date where the others have theirs. Class names and words are hints that weigh, and no condition: pages without a class
are read by their form alone. Ideas are from work on repeated records in pages (MDR: Liu, Grossman and Zhai 2003; DEPTA:
Zhai and Liu 2005) and on forums' posts (Harvest: Weichselbraun et al. 2020).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup

from threadsearch.addresses import site_of
from threadsearch.dates import read_stamp
from threadsearch.errors import UnclaimedPage
from threadsearch.formats.generic_html.confidence import LEAST
from threadsearch.formats.generic_html.finds import Find
from threadsearch.formats.generic_html.looking import ADVICE, find_on
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.generic_html.pages import claimed_by, page_of_pages, title_of
from threadsearch.formats.generic_html.posts import posts_of
from threadsearch.formats.generic_html.stubs import unloaded
from threadsearch.formats.html.forum import Post, base_of, canonical, comments_of, page_defects
from threadsearch.formats.html.heads import language_of
from threadsearch.formats.html.places import Places
from threadsearch.formats.html.tree import parse_html
from threadsearch.formats.records.settling import counted
from threadsearch.model import Defect, Page, State, Thread

_LEAST_SAID = 0.5  # share of comments with words, if they are some


class GenericHtml:
    """Reads what is laid out like a list of comments."""

    name = "generic-html"
    description = "any other HTML page with a list of comments, by what repeats in it"
    fallback = 2

    def __init__(self, least: float = LEAST) -> None:
        """``least`` is how sure it must be that these are comments, from 0 to 1."""
        self._least = least

    def detect(self, page: Page) -> bool:
        """Claim any HTML: only reading it tells whether there is a list."""
        return page.media_type == "text/html"

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page; ``UnclaimedPage`` says why there is none."""
        soup = parse_html(page)
        out, find = find_on(page, soup, self._least)
        thread = _thread(page, soup, out, find)
        if self._least:
            _doubt_silence(page, thread)
        yield thread


def _left_out(find: Find, posts: Sequence[Post]) -> tuple[Defect, ...]:
    listed = len(find.reading.fields) + (find.reading.opening is not None)
    return counted(listed - len(posts), "block", "without words among the comments, left out")


def _doubt_silence(page: Page, thread: Thread) -> None:
    """``UnclaimedPage`` if hardly any of these say a word: rows of names and dates are no comments."""
    live = [comment.text for comment in thread.comments if comment.state is State.LIVE]
    said = [bool(text) and not read_stamp(text).at for text in live]  # "Last message: 5 July" is no comment
    if sum(said) < _LEAST_SAID * len(said):
        reason = f"{len(said) - sum(said)} of the {len(said)} blocks found have an author and a date, and no words"
        raise UnclaimedPage(page.source, reason, advice=ADVICE)


def _thread(page: Page, soup: BeautifulSoup, out: Outline, find: Find) -> Thread:
    title, stated = title_of(soup), claimed_by(out, find.reading)
    number, count = page_of_pages(out)
    url, places = canonical(soup, page), Places(page.content)
    stubs = tuple(dict.fromkeys(unloaded(soup, out, find, places)))
    posts = posts_of(out, find, base_of(soup, page.url or url), places)
    comments, defects = comments_of(posts, page, language_of(soup))
    opening = comments[0] if find.reading.opening is not None and comments else None
    return Thread(
        comments,
        title=title,
        url=url,
        site=site_of(url),
        author=opening.author if opening is not None else None,
        created=opening.created if opening is not None else None,
        stated_count=stated,
        page=number,
        pages=count,
        defects=(*defects, *_left_out(find, posts), *stubs, *page_defects(page, comments, places)),
        confidence=find.evidence.confidence,
        layout=find.told(),
    )
