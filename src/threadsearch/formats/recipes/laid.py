"""The blocks of a page, with what was found in each: what a recipe's selectors are sought among."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.generic_html.selectors import Marked, Marks
from threadsearch.formats.html.items import text_of
from threadsearch.formats.recipes.blocks import Block
from threadsearch.formats.recipes.proposing import Counts, Proposal, Sought, propose
from threadsearch.formats.recipes.values import id_of

NEAR = 40
"""Tags of a comment that may have its id, or its parent's."""

_SAME = 4  # tags around one that may say the same
_TRIED = 4  # ways of telling one thing


@dataclass(slots=True)
class Laid:
    """A page's blocks in page order, what was ``found`` in each, and the tags that they are, as ``scopes``.

    ``marks`` is what was found of the comments, of which a block may hold none, or one that the list does not have.
    """

    soup: BeautifulSoup
    marks: Marks
    blocks: list[Block] = field(default_factory=list)
    scopes: set[int] = field(default_factory=set)
    found: list[Marked] = field(default_factory=list)

    @property
    def is_aligned(self) -> bool:
        """Whether the blocks are what was found, no more and no less."""
        return self.found[-len(self.marks.comments) :] == self.marks.comments

    def propose(self, wanted: Iterable[Sequence[Tag]], counts: Counts = Counts.FIRST) -> Proposal | None:
        """A selector for these tags of each block."""
        listed = list(wanted)
        if not any(listed):
            return None
        sought = Sought([block.own for block in self.blocks], listed, counts)
        return propose(self.soup, sought, self.scopes)

    def saying(self, tags: Iterable[Tag | None]) -> Iterator[list[Tag]]:
        """Each tag with those around it in its block that say the same."""
        for tag, block in zip(tags, self.blocks, strict=True):
            own = set(map(id, block.own)) - self.scopes
            around = islice((tag, *tag.parents), _SAME) if tag is not None else ()
            said = text_of(tag)
            yield [outer for outer in around if outer is tag or (id(outer) in own and text_of(outer) == said)]

    def naming_ways(self, ids: Sequence[str | None]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """The attributes that say these ids, the commonest first: the selector of the tag, and the attribute."""
        tags: dict[tuple[str, bool], dict[int, Tag]] = {}
        for order, (block, wanted) in enumerate(zip(self.blocks, ids, strict=False)):
            for tag in islice(block.own, NEAR) if wanted is not None else ():
                for name in tag.attrs:
                    if name not in ("class", "style") and _number(tag, name) == wanted:
                        tags.setdefault((name, id(tag) in self.scopes), {}).setdefault(order, tag)
        ranked = sorted(tags, key=lambda way: (-len(tags[way]), way[0] != "id", not way[1], way))
        for name, is_own in ranked[:_TRIED]:
            if is_own:
                yield "", name, ()
                continue
            held = tags[name, is_own]
            proposal = self.propose([held[order]] if order in held else [] for order in range(len(self.blocks)))
            if proposal is not None:
                yield proposal.text, name, proposal.others


def _number(tag: Tag, name: str) -> str:
    """The id that an attribute says, or nothing."""
    known = id_of(tag, name)
    return known[1] if known is not None else ""
