"""Site recipes: where things stand on the pages of a site, as the people say who want to read them.

::

    selectors.py   CSS selectors, matched in linear time
    recipe.py      a recipe, and its file
    blocks.py      which tags belong to which comment
    values.py      what a tag says: a name, a date, an id
    posts.py       comments as posts
    proposing.py   selectors for tags that were found
    laid.py        the blocks of a page, among which these are sought
    drafting.py    selectors for all but the tree
    trees.py       selectors for the tree
    writing.py     a recipe written from what the generic reader found

A page that a recipe is for is read by it alone: what it can't find is said, and no other format guesses at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup

from threadsearch.addresses import site_of
from threadsearch.errors import UnclaimedPage
from threadsearch.formats.base import Format
from threadsearch.formats.generic_html.pages import title_of
from threadsearch.formats.html.forum import (
    base_of,
    canonical,
    comments_of,
    numbers_in,
    page_and_pages,
    page_defects,
)
from threadsearch.formats.html.heads import language_of
from threadsearch.formats.html.items import text_of
from threadsearch.formats.html.places import Places
from threadsearch.formats.html.tree import parse_html
from threadsearch.formats.recipes.blocks import Blocks, blocks_on
from threadsearch.formats.recipes.posts import Posts, defects_of
from threadsearch.formats.recipes.recipe import Recipe, load, told
from threadsearch.model import Defect, Layout, Page, Thread

__all__ = ["ByRecipe", "Recipe", "load", "reader_for"]

_PER_BLOCK = {"author", "date", "body", "head", "without", "quote", "id", "permalink", "parent", "indent"}


class ByRecipe:
    """Reads the pages that a recipe is for."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.name = f"recipe:{recipe.name}"
        self.description = f"pages that {recipe.source or 'a recipe'} describes"
        self._claims = [re.compile(_pattern(page), re.IGNORECASE | re.DOTALL).fullmatch for page in recipe.pages]

    def detect(self, page: Page) -> bool:
        """Claim HTML of the hosts and addresses that the recipe names, or any HTML if it names none."""
        if page.media_type != "text/html":
            return False
        return not self._claims or any(claims(page.url or "") for claims in self._claims)

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page; ``UnclaimedPage`` if the recipe's block matches nothing."""
        soup = parse_html(page)
        language, title = language_of(soup), title_of(soup)
        blocks = blocks_on(soup, self.recipe)
        if not blocks.listed:
            reason = f"{self.recipe.source or self.name}: block = {self.recipe.block.text!r} matches nothing on it"
            raise UnclaimedPage(page.source, reason, advice="Correct the recipe, or say in it which pages it is for.")
        texts = _texts(soup, blocks)
        url, places = canonical(soup, page), Places(page.content)
        number, count = page_and_pages(texts.get("pager", ""))
        posts = Posts(page, self.recipe, soup, blocks, base_of(soup, page.url or url), places).read()
        comments, defects = comments_of(posts, page, language)
        opening = comments[0] if comments and blocks.listed[0].is_opening else None
        missing = [Defect(message) for message in defects_of(self.recipe, blocks)]
        yield Thread(
            comments,
            title=texts.get("title") or title,
            url=url,
            site=self.recipe.site or site_of(url),
            author=opening.author if opening is not None else None,
            created=opening.created if opening is not None else None,
            stated_count=next(iter(numbers_in(texts.get("count", ""))), None),
            page=number,
            pages=count,
            defects=(*defects, *missing, *page_defects(page, comments, places)),
            layout=_layout(self.recipe, blocks),
        )


def reader_for(page: Page, recipes: Sequence[Recipe]) -> Format | None:
    """What reads a page by the first of these recipes that is for it, if any is."""
    readers = (ByRecipe(recipe) for recipe in recipes)
    return next((reader for reader in readers if reader.detect(page)), None)


def _pattern(page: str) -> str:
    """A pattern for addresses, of a host ("notes.example", with or without "www.") or an address with ``*``."""
    page = page.strip()
    if "/" not in page:
        return rf"https?://(?:www\.)?{_glob(page.removeprefix('www.'))}(?::\d+)?(?:[/?#].*)?"
    return _glob(page) if "://" in page else f"https?://{_glob(page)}"


def _glob(text: str) -> str:
    first, *others = map(re.escape, re.split(r"\*+", text))
    if not others:
        return first
    *between, last = others  # the first place will do for what stands between two stars, and only that one is tried
    return f"{first}{''.join(f'(?>.*?{part})' for part in between)}.*{last}"


def _texts(soup: BeautifulSoup, blocks: Blocks) -> dict[str, str]:
    """What the first tag says that each of the page's own selectors matches."""
    wanted = {key: blocks.found[key] for key in ("title", "count", "pager") if key in blocks.found}
    texts: dict[str, str] = {}
    for tag in soup.find_all() if wanted else ():
        for key, tags in wanted.items():
            if key not in texts and id(tag) in tags:
                texts[key] = text_of(tag)
    return texts


def _layout(recipe: Recipe, blocks: Blocks) -> Layout:
    rows = []
    for key, text in told(recipe):
        times = f", {len(blocks.listed)} of them" if key == "block" else ""
        if key in _PER_BLOCK and key in blocks.found:
            matched = sum(block.first(blocks.found[key]) is not None for block in blocks.listed)
            times = f", in {matched} of {len(blocks.listed)}"
        rows.append((key, text + times))
    return tuple(rows)
