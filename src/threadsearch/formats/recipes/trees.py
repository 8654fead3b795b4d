"""Selectors for whom comments answer, for what the generic reader found on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from bs4 import Tag

from threadsearch.formats.recipes.laid import NEAR, Laid
from threadsearch.formats.recipes.proposing import Counts, Sought, propose
from threadsearch.formats.recipes.values import indent_of

_INDENTING = ("style", "class", "width", "aria-level", "indent", "depth")
_HIGHEST = 40  # tags above a reply that may be a box of replies

Settings = Mapping[str, str | bool]
"""Keys of a recipe with their values."""


def trees_of(laid: Laid) -> Iterator[Settings]:
    """What may tell whom comments answer, to be tried one after another."""
    if any(found.parent is not None for found in laid.marks.comments):
        yield {"nested": True}
    if any(found.parent is not None for found in laid.marks.comments) and laid.is_aligned:
        yield from _stated_parents(laid)
        yield from _boxes(laid)
        yield from _indents(laid)
    yield {}


def _stated_parents(laid: Laid) -> Iterator[Settings]:
    shift = len(laid.blocks) - len(laid.marks.comments)
    keys = [mark.native_id for mark in laid.marks.comments]
    wanted = [None] * shift + [keys[mark.parent] if mark.parent is not None else None for mark in laid.marks.comments]
    for selector, name, _ in laid.naming_ways(wanted):
        yield {"parent-attribute": name} | ({"parent": selector} if selector else {})


def _boxes(laid: Laid) -> Iterator[Settings]:
    """Tags that hold the replies to the comment before them."""
    every = list(laid.soup.find_all())
    inside = [{id(tag) for tag in _above(block.tops[0])} for block in laid.blocks[-len(laid.marks.comments) :]]
    boxes: dict[int, Tag] = {}
    for order, mark in enumerate(laid.marks.comments):
        if mark.parent is not None:
            top = laid.blocks[order - len(laid.marks.comments)].tops[0]
            apart = [tag for tag in _above(top) if id(tag) not in inside[mark.parent]]
            boxes.update({id(tag): tag for tag in apart[-1:]})
    proposal = propose(laid.soup, Sought([every], [list(boxes.values())], Counts.ALL), ()) if boxes else None
    if proposal is not None and not proposal.wrong:
        yield {"replies": proposal.text}


def _indents(laid: Laid) -> Iterator[Settings]:
    for name in _INDENTING:
        wanted = [
            [tag for tag in islice(block.own, NEAR) if tag.has_attr(name) and indent_of(tag, name) is not None][:1]
            for block in laid.blocks
        ]
        if all(not tags or tags[0] is block.tops[0] for tags, block in zip(wanted, laid.blocks, strict=True)):
            if any(wanted):
                yield {"indent-attribute": name}
        elif (proposal := laid.propose(wanted)) is not None:
            yield {"indent": proposal.text, "indent-attribute": name}
    levels = Counter(name for block in laid.blocks for tag in block.own[:1] for name in tag.attrs if "data-" in name)
    yield from ({"indent-attribute": name} for name in sorted(levels) if levels[name] == len(laid.blocks))


def _above(tag: Tag) -> list[Tag]:
    return list(islice(tag.parents, _HIGHEST))
