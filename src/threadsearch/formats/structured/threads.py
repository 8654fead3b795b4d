"""The threads of a page, out of what all of its syntaxes tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import site_of
from threadsearch.formats.html import Places, Stamps, classes, head_title, language_of, metas, parse_html
from threadsearch.formats.html.forum import Post, base_of, canonical, comments_of, mark_quotes, page_defects
from threadsearch.formats.structured import vocabulary as said
from threadsearch.formats.structured.discussions import Discussion, discussions_of
from threadsearch.formats.structured.drafts import Drafter
from threadsearch.formats.structured.jsonld import script_things
from threadsearch.formats.structured.keys import keyed
from threadsearch.formats.structured.marked import marked_things, microdata, microformats, rdfa
from threadsearch.formats.structured.merging import merge, opened
from threadsearch.formats.structured.things import Thing
from threadsearch.model import Defect, Kind, Page, Thread

_OTHER_PAGES = re.compile("next|prev")
_QUOTE_TAGS = ("div", "aside", "table", "fieldset")
_QUOTES = {"quote", "quotebox", "bbcodequote", "bbcode_quote", "ipsquote", "quoteblock"}


def threads_of(page: Page) -> Iterator[Thread]:
    """A thread for each work that is commented on; one without comments if there is none."""
    soup, places = parse_html(page), Places(page.content)
    mark_quotes(soup, _is_quote)
    reader = _Reader(page, soup, places)
    scripted, flaws = script_things(page.content)
    told = [reader.discussions(marked_things(soup, read)) for read in (microdata, rdfa, microformats)]
    told.append(reader.discussions(scripted))
    for number, discussions in enumerate(_together(told)):
        yield reader.thread(discussions, flaws if number == 0 else ())


def _is_quote(tag: Tag) -> bool:
    """Whether this is a quote as forums build it, which markup for machines has no word for."""
    return tag.name in _QUOTE_TAGS and not _QUOTES.isdisjoint(classes(tag))


def _together(told: Sequence[Sequence[Discussion]]) -> list[list[Discussion]]:
    """What several syntaxes tell of one discussion.

    Where one of them tells of several discussions, nothing says which of another's is which: the one that has most
    comments is believed alone.
    """
    commented = [[one for one in discussions if one.drafts] for discussions in told]
    if any(len(discussions) > 1 for discussions in commented):
        most = max(commented, key=lambda discussions: sum(len(one.drafts) for one in discussions))
        return [[one] for one in most]
    group = [one for discussions in commented for one in discussions]
    # What a syntax says of the work that others know the comments on.
    return [[*group, *(one for discussions in told if len(discussions) == 1 for one in discussions if not one.drafts)]]


class _Reader:
    """Makes threads of a page's discussions."""

    def __init__(self, page: Page, soup: BeautifulSoup, places: Places) -> None:
        self._page = page
        self._soup = soup
        self._places = places
        self._url = canonical(soup, page)
        self._base = base_of(soup, self._url)
        self._language = language_of(soup)
        self._stamps = Stamps(page, language=self._language)

    @cached_property
    def _title(self) -> str | None:
        """What the page calls itself. Asked for once: a page may tell of as many discussions as it has tags."""
        return metas(self._soup).get("og:title") or head_title(self._soup)

    @cached_property
    def _has_other_pages(self) -> bool:
        return self._soup.find(["a", "link"], rel=_OTHER_PAGES) is not None

    def discussions(self, things: Sequence[Thing]) -> list[Discussion]:
        """What one syntax tells."""
        return discussions_of(things, Drafter(things, self._base, self._places)) if things else []

    def thread(self, group: Sequence[Discussion], flaws: Sequence[Defect]) -> Thread:
        """The thread that these tell of together."""
        told = [one for one in group if one.drafts]
        merged = merge(told[0].drafts, [one.drafts for one in told[1:]], self._stamps) if told else []
        openings = [one.opening for one in group if one.opening is not None]
        posts, defects = keyed(opened(merged, openings, self._stamps))
        comments, more = comments_of(posts, self._page, self._language)
        opening = comments[0] if comments and comments[0].kind is Kind.POST else None
        works = [(one.drafter, one.work) for one in group if one.work is not None]
        article = works[0][0].draft(works[0][1]).post if works and opening is None else Post()
        titles = (drafter.title(work) for drafter, work in works)
        addresses = (drafter.address(work) for drafter, work in works)
        counts = [one.stated_count for one in group if one.stated_count is not None]
        url = next(filter(None, addresses), None) or self._url
        # One syntax may tell of a few of the comments that another has: what it counts is what it tells of.
        stated = next((count for count in sorted(counts) if count >= len(comments)), None)
        unheld = self._unheld(works, (stated or 0) - len(comments))
        return Thread(
            comments=comments,
            title=next(filter(None, titles), None) or self._title,
            url=url,
            site=site_of(url),
            author=opening.author if opening else article.author,
            created=opening.created if opening else self._stamps.read(*article.dates, shown=article.shown),
            text=article.words.text,
            links=article.words.links,
            stated_count=stated,
            defects=(*flaws, *defects, *more, *unheld, *page_defects(self._page, comments, self._places)),
        )

    def _unheld(self, works: Iterable[tuple[Drafter, Thing]], missing: int) -> Iterator[Defect]:
        """What a question's markup counts without holding it: pages mark some answers up only, and may show them all.

        Those that stand on other pages of the thread are none of this page's.
        """
        questions = [drafter.draft(work).post for drafter, work in works if work.is_a(said.QUESTIONS)]
        if missing > 0 and questions and not self._has_other_pages:
            yield Defect(f"answers that the markup counts and does not hold: {missing}", questions[0].locator)
