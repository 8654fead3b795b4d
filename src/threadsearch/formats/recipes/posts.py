"""A page's blocks as posts, by a recipe: who, when, what, and whom they answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple
from urllib.parse import urldefrag

from bs4 import BeautifulSoup, NavigableString, Tag

from threadsearch.addresses import original
from threadsearch.formats.generic_html.words import is_removal
from threadsearch.formats.html.boards import silence_pictures
from threadsearch.formats.html.forum import Post, mark_quotes
from threadsearch.formats.html.lines import Rendered
from threadsearch.formats.html.places import Places
from threadsearch.formats.html.text import render_headed
from threadsearch.formats.html.tree import attribute, one_line
from threadsearch.formats.recipes.blocks import Block, Blocks
from threadsearch.formats.recipes.recipe import Recipe
from threadsearch.formats.recipes.values import author_of, date_of, id_of, indent_of, parent_of
from threadsearch.model import Kind, Page, ParentSource, State

_NEAR = 40  # tags of a comment that may have an id that tells its line


class _Parent(NamedTuple):
    key: str
    source: ParentSource


@dataclass(slots=True)
class Posts:
    """Reads the posts of one page. ``base`` is the address that its links are relative to."""

    page: Page
    recipe: Recipe
    soup: BeautifulSoup
    blocks: Blocks
    base: str | None
    places: Places
    _heads: set[int] = field(init=False)
    _others: set[int] = field(init=False)

    def __post_init__(self) -> None:
        """Tell what is no words once for all."""
        found = self.blocks.found
        self._heads = found.get("head", set())
        self._others = found["block"] | found.get("opening", set()) | found.get("without", set())

    def read(self) -> list[Post]:
        """The posts, in page order. It changes the tree."""
        found = self.blocks.found
        quotes = found.get("quote", set())
        mark_quotes(self.soup, lambda tag: id(tag) in quotes)
        silence_pictures(self.soup)
        ids = [self._id(block) for block in self.blocks.listed]
        parents = self._parents(ids)
        return [
            self._post(block, known[1] if known is not None else None, parent)
            for block, known, parent in zip(self.blocks.listed, ids, parents, strict=True)
        ]

    def _post(self, block: Block, native_id: str | None, parent: _Parent | None) -> Post:
        author = self._tag(block, "author")
        date = self._tag(block, "date")
        link = self._tag(block, "permalink")
        dates, shown = date_of(date, self.recipe.date_attribute, self.page) if date is not None else ((), "")
        name = author_of(author, self.recipe.author_attribute, self.page) if author is not None else None
        words = self._words(block, author, name, date, shown)
        return Post(
            words,
            author=name,
            dates=dates,
            shown=shown,
            native_id=native_id,
            url=self._address(attribute(link, "href")) if link is not None else None,
            locator=self._locator(block),
            kind=Kind.POST if block.is_opening else Kind.COMMENT,
            state=State.DELETED if is_removal(words.text) else State.LIVE,
            parent=parent.key if parent is not None else None,
            parent_source=parent.source if parent is not None else None,
        )

    def _tag(self, block: Block, key: str) -> Tag | None:
        """The tag of a field; the block's own where the recipe names just an attribute."""
        if key in self.blocks.found:
            return block.first(self.blocks.found[key])
        return block.tops[0] if getattr(self.recipe, f"{key}_attribute", None) else None

    def _words(self, block: Block, author: Tag | None, name: str | None, date: Tag | None, shown: str) -> Rendered:
        found = self.blocks.found
        tops = block.outermost(found["body"]) if "body" in found else block.tops
        heads = [tag for tag in (author, date) if tag is not None]
        headings = {id(tag) for tag in heads} | {id(tag) for tag in block.own if id(tag) in self._heads}
        for tag, text in ((author, name), (date, shown)):
            if tag is not None and any(tag is top for top in tops):
                _take_out(tag, text)
        for top in tops:
            headings.discard(id(top))
            if top.name == "blockquote":
                top.name = "div"  # all of the comment stands in it

        def is_other(tag: Tag) -> bool:
            return id(tag) in self._others

        return render_headed(tops, without=is_other, headings=frozenset(headings), base=self.base)

    def _id(self, block: Block) -> tuple[str, str] | None:
        tag = self._tag(block, "id")
        return id_of(tag, self.recipe.id_attribute) if tag is not None else None

    def _parents(self, ids: list[tuple[str, str] | None]) -> list[_Parent | None]:
        listed = self.blocks.listed
        keys = {
            id(block): known[1] if known is not None else f"@{order}"
            for order, (block, known) in enumerate(zip(listed, ids, strict=True))
        }
        by_value = {text: known[1] for known in ids if known is not None for text in reversed(known)}
        indented = self._indented() if self._has("indent") else {}
        parents: list[_Parent | None] = []
        for block in listed:
            stated = self._stated(block, by_value)
            if stated is not None and stated != keys[id(block)]:
                parents.append(_Parent(stated, ParentSource.EXPLICIT))
                continue
            above = block.above if self.recipe.nested else None
            above = next((other for other in (above, block.box, indented.get(id(block))) if other is not None), None)
            is_reply = above is not None and not above.is_opening
            parents.append(_Parent(keys[id(above)], ParentSource.NESTING) if is_reply else None)
        return parents

    def _stated(self, block: Block, by_value: dict[str, str]) -> str | None:
        """The key of the comment that a block names; of one on another page the number in the id."""
        tag = self._tag(block, "parent")
        named = parent_of(tag, self.recipe.parent_attribute) if tag is not None and by_value else None
        if named is None:
            return None
        value, number = named
        return by_value.get(value) or (by_value.get(number, number) if number is not None else None)

    def _indented(self) -> dict[int, Block]:
        """For each block that is set in the latest one before it that is set in less, by its ``id()``."""
        found: dict[int, Block] = {}
        open_ones: list[tuple[float, Block]] = []
        for block in self.blocks.listed:
            if block.is_opening:
                continue
            tag = self._tag(block, "indent")
            width = indent_of(tag, self.recipe.indent_attribute) if tag is not None else None
            while open_ones and open_ones[-1][0] >= (width or 0.0):
                open_ones.pop()
            if open_ones:
                found[id(block)] = open_ones[-1][1]
            open_ones.append((width or 0.0, block))
        return found

    def _has(self, key: str) -> bool:
        return key in self.blocks.found or bool(getattr(self.recipe, f"{key}_attribute"))

    def _address(self, href: str) -> str | None:
        if href.startswith("#"):
            return f"{urldefrag(self.base).url}{href}" if self.base else None
        return original(href, self.base)

    def _locator(self, block: Block) -> str:
        """The line of the first id or named anchor in a block."""
        for tag in islice(block.own, _NEAR):
            place = self.places.of_id(attribute(tag, "id")) or (
                self.places.of_name(attribute(tag, "name")) if tag.name == "a" else ""
            )
            if place:
                return place
        return ""


def defects_of(recipe: Recipe, blocks: Blocks) -> Iterator[str]:
    """The selectors of what every comment, or every page, should have that match nothing."""
    for key in ("author", "date", "body", "id", "permalink", "title"):
        selector = recipe.selectors.get(key)
        if selector is None:
            continue
        wanted = blocks.found[key]
        if not (wanted if key == "title" else any(block.first(wanted) for block in blocks.listed)):
            where = "on the page" if key == "title" else f"in {len(blocks.listed)} comments"
            yield f"{recipe.source}: {key} = {selector.text!r} matches nothing {where}"


def _take_out(tag: Tag, text: str | None) -> None:
    """Take the author's text, or the date's, out of the words that it stands right among."""
    for node in list(tag.contents):
        if text and isinstance(node, NavigableString) and text in one_line(node):
            node.extract()
            break
