"""A page's comments by a recipe: which tags belong to which of them, and whom they answer by where they stand."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html.finding import outermost
from threadsearch.formats.html.items import find_items
from threadsearch.formats.recipes.recipe import Extends, Recipe
from threadsearch.formats.recipes.selectors import matches


@dataclass(slots=True, eq=False)
class Block:
    """One comment: its tags, one below the other, and all tags in them without those of blocks in it (``own``).

    ``above`` is the block that it is nested in, ``box`` the one whose box of replies it stands in.
    """

    tops: list[Tag]
    own: list[Tag] = field(default_factory=list)
    above: Block | None = None
    box: Block | None = None
    is_opening: bool = False

    def first(self, wanted: Container[int]) -> Tag | None:
        """The first of its tags among these, given by their ``id()``."""
        return next((tag for tag in self.own if id(tag) in wanted), None)

    def outermost(self, wanted: Container[int]) -> list[Tag]:
        """Its tags among these that stand in no other of them."""
        found: list[Tag] = []
        inside: set[int] = set()
        for tag in self.own:
            if id(tag.parent) in inside:
                inside.add(id(tag))
            elif id(tag) in wanted:
                inside.add(id(tag))
                found.append(tag)
        return found


@dataclass(slots=True)
class Blocks:
    """A page's blocks in page order, and the tags that match each selector, by their ``id()``."""

    listed: list[Block]
    found: dict[str, set[int]]


def blocks_on(soup: BeautifulSoup, recipe: Recipe) -> Blocks:
    """Find the blocks, in time linear in the page's size."""
    selectors = recipe.selectors
    heads = matches(soup, {key: selectors.pop(key) for key in ("block", "opening") if key in selectors})
    wrapping = heads["block"] | heads.get("opening", set())
    find = _runs(recipe.extends) if recipe.extends is not None else _nested
    listed = find(soup, wrapping)
    for block in listed:
        block.is_opening = id(block.tops[0]) not in heads["block"]
    scopes = {id(top) for block in listed for top in block.tops}
    found = {**heads, **matches(soup, selectors, scopes)}
    if recipe.replies is not None:
        _box(soup, listed, found["replies"])
    return Blocks(listed, found)


def _nested(soup: BeautifulSoup, wrapping: Container[int]) -> list[Block]:
    items = find_items(soup, lambda tag: "" if id(tag) in wrapping else None)
    blocks = {id(item): Block([item.tag], item.own) for item in items.shown}
    for item in items.shown:
        blocks[id(item)].above = blocks[id(item.above)] if item.above is not None else None
    return list(blocks.values())


def _runs(extends: Extends) -> Callable[[BeautifulSoup, Container[int]], list[Block]]:
    """Finds blocks that go on in the tags beside them."""

    def find(soup: BeautifulSoup, wrapping: Container[int]) -> list[Block]:
        heads = list(outermost(tag for tag in soup.find_all() if id(tag) in wrapping))
        by_parent: dict[int, list[Tag]] = {}
        for head in heads:
            by_parent.setdefault(id(head.parent), []).append(head)
        runs = {id(head): run for siblings in by_parent.values() for head, run in _cut(siblings, extends)}
        return [
            Block(runs[id(head)], [tag for top in runs[id(head)] for tag in (top, *top.find_all())]) for head in heads
        ]

    return find


def _cut(heads: Sequence[Tag], extends: Extends) -> Iterator[tuple[Tag, list[Tag]]]:
    """The runs of the tags in one tag. The outer one, which no other ends, is as long as the longest."""
    parent = heads[0].parent
    children = [child for child in (parent.contents if parent is not None else heads) if isinstance(child, Tag)]
    where = {id(child): place for place, child in enumerate(children)}
    places = [where[id(head)] for head in heads]
    gaps = [after - before for before, after in pairwise(places)]
    longest = max(gaps, default=2)
    for head, place, before, behind in zip(heads, places, [longest, *gaps], [*gaps, longest], strict=True):
        if extends is Extends.BEHIND:
            yield head, children[place : place + behind]
        else:
            yield head, children[max(0, place - before + 1) : place + 1]


def _box(soup: BeautifulSoup, blocks: Sequence[Block], boxes: Container[int]) -> None:
    """Hang what stands in a box of replies below the latest block before the box."""
    by_tag = {id(block.tops[0]): block for block in blocks}
    latest: Block | None = None
    around: list[Tag] = [soup]
    owners: list[tuple[Tag, Block]] = []
    for tag in soup.find_all():
        while around[-1] is not tag.parent:
            if owners and owners[-1][0] is around[-1]:
                owners.pop()
            around.pop()
        around.append(tag)
        if id(tag) in boxes and latest is not None:
            owners.append((tag, latest))
        block = by_tag.get(id(tag))
        if block is not None:
            block.box = owners[-1][1] if owners else None
            latest = latest if block.is_opening else block
