"""Selectors for what the generic reader found on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bs4 import Tag

from threadsearch.addresses import original
from threadsearch.formats.generic_html.selectors import Marked
from threadsearch.formats.generic_text.furniture import stated_count
from threadsearch.formats.html.forum import epoch_stamp
from threadsearch.formats.html.items import text_of
from threadsearch.formats.html.tree import attribute, one_line
from threadsearch.formats.recipes.blocks import blocks_on
from threadsearch.formats.recipes.laid import Laid
from threadsearch.formats.recipes.proposing import Counts, Proposal, Sought, name_of, propose
from threadsearch.formats.recipes.recipe import Extends, Recipe
from threadsearch.formats.recipes.selectors import Selector
from threadsearch.model import Thread

_ENOUGH = 0.9  # share of the comments that a selector of blocks must match
_BESIDE = 0.2  # as many other tags may match it
_NOTHING = Marked([], [], None, None, None, "", (), [], [], [], None, None)  # for a block that was not found
_LONGEST = 60  # characters of a line that counts comments
_LOOKED_AT = 30  # blocks of which it is told what stands in them
_MOST_TAGS = 200  # of such a block
_SHOWN = 60  # characters of such a text
_LISTED = 15


@dataclass(slots=True)
class Draft:
    """What a recipe may say: its ``settings``, and other selectors that would do as well, by key.

    ``inside`` is what stands in the blocks: a selector, and the first text that it matches.
    """

    settings: dict[str, str | bool] = field(default_factory=dict)
    others: dict[str, tuple[str, ...]] = field(default_factory=dict)
    inside: list[tuple[str, str]] = field(default_factory=list)

    def put(self, key: str, proposal: Proposal | None) -> None:
        """Take a proposal for a key, if there is one."""
        if proposal is not None:
            self.settings[key] = proposal.text
            self.others[key] = proposal.others


@dataclass(slots=True)
class Drafting:
    """Drafts a recipe for a page of which ``thread`` is what was read.

    ``lift`` is how many tags above what was found a block begins. ``laid`` has what was found, and the blocks as soon
    as they are.
    """

    laid: Laid
    thread: Thread
    base: str | None
    lift: int

    def draft(self) -> Draft | None:
        """All but whom comments answer; ``None`` if no selector tells the blocks."""
        draft = Draft()
        if not self._find_blocks(draft):
            return None
        self._put_fields(draft)
        self._put_rest(draft)
        self._put_names(draft)
        self._put_count(draft)
        draft.inside = self._inside()
        return draft

    def _find_blocks(self, draft: Draft) -> bool:
        every = list(self.laid.soup.find_all())
        for extends in (Extends.BEHIND, Extends.BEFORE) if self.laid.marks.is_run else (None,):
            at = -1 if extends is Extends.BEFORE else 0
            heads = [_lifted(found.tops[at], self.lift) for found in self.laid.marks.comments]
            tags = [tag for tag in heads if tag is not None]
            if len(set(map(id, tags))) < len(heads):
                continue
            proposal = propose(self.laid.soup, Sought([every], [tags], Counts.ALL), ())
            if proposal is None or proposal.right < _ENOUGH * len(tags) or proposal.wrong > _BESIDE * len(tags):
                continue
            draft.put("block", proposal)
            if extends is not None:
                draft.settings["extends"] = str(extends)
            opening = self.laid.marks.opening
            if opening is not None:
                draft.put("opening", propose(self.laid.soup, Sought([every], [opening.tops], Counts.ALL), ()))
            self._read_blocks(draft)
            by_tag = {id(tag): found for tag, found in zip(tags, self.laid.marks.comments, strict=True)}
            self.laid.found = [
                by_tag.get(id(block.tops[at]), opening if block.is_opening else None) or _NOTHING
                for block in self.laid.blocks
            ]
            return True
        return False

    def _read_blocks(self, draft: Draft) -> None:
        block, opening = (
            Selector(str(draft.settings[key])) if key in draft.settings else None for key in ("block", "opening")
        )
        assert block is not None  # noqa: S101 - it was put there before
        extends = Extends(str(draft.settings["extends"])) if "extends" in draft.settings else None
        self.laid.blocks = blocks_on(
            self.laid.soup, Recipe(name="draft", extends=extends, block=block, opening=opening)
        ).listed
        self.laid.scopes = {id(top) for block in self.laid.blocks for top in block.tops}

    def _put_fields(self, draft: Draft) -> None:
        found = self.laid.found
        draft.put("author", self.laid.propose(self.laid.saying(mark.author for mark in found)))
        if "author" not in draft.settings:
            named = Counter(_naming(mark) for mark in found)
            attr = max(named, key=lambda name: (named[name], name), default="")
            if attr:
                draft.settings["author-attribute"] = attr
        dated = zip(found, self.laid.saying(mark.date for mark in found), strict=True)
        # A date for machines is said by its own tag alone.
        draft.put("date", self.laid.propose(tags[:1] if mark.date_machine else tags for mark, tags in dated))
        machine = Counter(name for mark in found for name in _dating(mark))
        if machine and "date" in draft.settings:
            draft.settings["date-attribute"] = max(machine, key=lambda name: (machine[name], name))
        whole = (
            not mark.tops or _are_same(mark.bodies, block.tops)
            for mark, block in zip(found, self.laid.blocks, strict=True)
        )
        if not all(whole):
            draft.put("body", self.laid.propose((mark.bodies for mark in found), Counts.OUTERMOST))

    def _put_rest(self, draft: Draft) -> None:
        """What stands in the words and is none of them, and the quotes among them."""
        found = self.laid.found
        for key, parts in (
            ("head", [[t for t in mark.heads if t is not mark.author and t is not mark.date] for mark in found]),
            ("without", [mark.labels for mark in found]),
            ("quote", [[tag for tag in mark.quotes if tag.name != "blockquote"] for mark in found]),
        ):
            inside = [_within(mark.bodies, block.own) for mark, block in zip(found, self.laid.blocks, strict=True)]
            if any(parts):
                draft.put(key, propose(self.laid.soup, Sought(inside, parts, Counts.OUTERMOST), self.laid.scopes))

    def _put_names(self, draft: Draft) -> None:
        """The native id, and the address."""
        ids = [mark.native_id for mark in self.laid.found]
        ways = self.laid.naming_ways(ids)
        for selector, name, others in ways:
            draft.settings["id-attribute"] = name
            if selector:
                draft.settings["id"], draft.others["id"] = selector, others
            break
        urls = [comment.url for comment in self.thread.comments]
        links = [
            [
                tag
                for tag in block.own
                if url and tag.name == "a" and original(attribute(tag, "href"), self.base) == url
            ][:1]
            for block, url in zip(self.laid.blocks, urls, strict=False)
        ]
        if self.laid.is_aligned and len(links) == len(self.laid.blocks):
            draft.put("permalink", self.laid.propose(links))

    def _inside(self) -> list[tuple[str, str]]:
        """What stands in several blocks, in the order of the first."""
        texts: dict[str, str] = {}
        times: Counter[str] = Counter()
        for block in self.laid.blocks[:_LOOKED_AT]:
            names: dict[str, Tag] = {}
            for tag in block.own[:_MOST_TAGS]:
                if id(tag) not in self.laid.scopes and ("class" in tag.attrs or not tag.find_all(limit=1)):
                    names.setdefault(name_of(tag), tag)
            times.update(list(names))
            for name, tag in names.items():
                if name not in texts and (text := text_of(tag)):
                    texts[name] = next(iter(first_words([text], _SHOWN)), "")
        several = (row for row in texts.items() if times[row[0]] > 1 or len(self.laid.blocks) == 1)
        return list(islice(several, _LISTED))

    def _put_count(self, draft: Draft) -> None:
        inside = {id(tag) for block in self.laid.blocks for tag in block.own}
        every = [tag for tag in self.laid.soup.find_all() if id(tag) not in inside]
        for tag in every if self.thread.stated_count is not None else ():
            line = text_of(tag)
            if len(line) <= _LONGEST and stated_count(line) == self.thread.stated_count:
                draft.put("count", propose(self.laid.soup, Sought([every], [[tag]], Counts.FIRST), ()))
                break
        headings = self.laid.soup.find_all("h1", limit=1)
        if any(text_of(heading) == self.thread.title for heading in headings):
            draft.settings["title"] = "h1"


def _lifted(tag: Tag, steps: int) -> Tag | None:
    for _ in range(steps):
        if tag.parent is None or tag.parent.name in ("body", "html") or tag.parent.parent is None:
            return None
        tag = tag.parent
    return tag


def _naming(mark: Marked) -> str:
    """The attribute of a comment's own tag that says its author."""
    attrs = mark.tops[0].attrs if mark.tops else {}
    return next((name for name in attrs if mark.author_name and attribute(mark.tops[0], name) == mark.author_name), "")


def _dating(mark: Marked) -> Iterator[str]:
    """The attributes of a date's tag that say it for machines."""
    for name in mark.date.attrs if mark.date is not None and mark.date_machine else ():
        value = attribute(mark.date, name)  # type: ignore[arg-type]  # there is one
        if value and mark.date_machine[0] in (value, epoch_stamp(value)):
            yield name


def _are_same(some: Sequence[Tag], others: Sequence[Tag]) -> bool:
    return [id(tag) for tag in some] == [id(tag) for tag in others]


def _within(tops: Sequence[Tag], own: Sequence[Tag]) -> list[Tag]:
    """Those of a comment's tags that stand in its words."""
    inside = set(map(id, tops))
    found = []
    for tag in own:
        if id(tag.parent) in inside:
            inside.add(id(tag))
            found.append(tag)
    return found


def first_words(texts: Iterable[str], most: int) -> list[str]:
    """The beginnings of the first few texts."""
    shown = (one_line(text) for text in texts if text.strip())
    return [text if len(text) <= most else text[:most].rstrip() + "…" for text in islice(shown, 3)]
