"""Selectors for what the generic reader found on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original
from threadsearch.formats.generic_html.selectors import Marked, Marks
from threadsearch.formats.generic_text.furniture import stated_count
from threadsearch.formats.html.forum import epoch_stamp
from threadsearch.formats.html.items import text_of
from threadsearch.formats.html.tree import attribute, one_line
from threadsearch.formats.recipes.blocks import Block, blocks_on
from threadsearch.formats.recipes.proposing import Counts, Proposal, Sought, name_of, propose
from threadsearch.formats.recipes.recipe import Extends, Recipe
from threadsearch.formats.recipes.selectors import Selector
from threadsearch.formats.recipes.values import id_of, indent_of
from threadsearch.model import Thread

_NEAR = 40  # tags of a comment that may have its id, or its parent's
_INDENTING = ("style", "class", "width", "aria-level", "indent", "depth")
_ENOUGH = 0.9  # share of the comments that a selector of blocks must match
_BESIDE = 0.2  # as many other tags may match it
_NOTHING = Marked([], [], None, None, None, "", (), [], [], [], None, None)  # for a block that was not found
_SAME = 4  # tags around one that may say the same
_HIGHEST = 5  # tags above a reply that may be a box of replies
_LONGEST = 60  # characters of a line that counts comments
_LOOKED_AT = 30  # blocks of which it is told what stands in them
_MOST_TAGS = 200  # of such a block
_SHOWN = 60  # characters of such a text
_LISTED = 15
_TRIED = 4  # ways of telling one thing

Settings = Mapping[str, str | bool]
"""Keys of a recipe with their values."""


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
    """Drafts a recipe for a page of which ``marks`` are what was found and ``thread`` is what was read.

    ``lift`` is how many tags above what was found a block begins. ``found`` has what was found in each block.
    """

    soup: BeautifulSoup
    marks: Marks
    thread: Thread
    base: str | None
    lift: int
    blocks: list[Block] = field(default_factory=list)
    scopes: set[int] = field(default_factory=set)
    found: list[Marked] = field(default_factory=list)

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

    def trees(self) -> Iterator[Settings]:
        """What may tell whom comments answer, to be tried one after another."""
        if any(found.parent is not None for found in self.marks.comments):
            yield {"nested": True}
        if any(found.parent is not None for found in self.marks.comments) and self._is_aligned:
            yield from self._stated_parents()
            yield from self._boxes()
            yield from self._indents()
        yield {}

    def _find_blocks(self, draft: Draft) -> bool:
        every = list(self.soup.find_all())
        for extends in (Extends.BEHIND, Extends.BEFORE) if self.marks.is_run else (None,):
            heads = [
                _lifted(found.tops[-1 if extends is Extends.BEFORE else 0], self.lift) for found in self.marks.comments
            ]
            tags = [tag for tag in heads if tag is not None]
            if len(set(map(id, tags))) < len(heads):
                continue
            proposal = propose(self.soup, Sought([every], [tags], Counts.ALL), ())
            if proposal is None or proposal.right < _ENOUGH * len(tags) or proposal.wrong > _BESIDE * len(tags):
                continue
            draft.put("block", proposal)
            if extends is not None:
                draft.settings["extends"] = str(extends)
            opening = self.marks.opening
            if opening is not None:
                draft.put("opening", propose(self.soup, Sought([every], [opening.tops], Counts.ALL), ()))
            self._read_blocks(draft)
            by_tag = {id(tag): found for tag, found in zip(tags, self.marks.comments, strict=True)}
            at = -1 if extends is Extends.BEFORE else 0
            self.found = [
                by_tag.get(id(block.tops[at]), opening if block.is_opening else None) or _NOTHING
                for block in self.blocks
            ]
            return True
        return False

    def _read_blocks(self, draft: Draft) -> None:
        block, opening = (
            Selector(str(draft.settings[key])) if key in draft.settings else None for key in ("block", "opening")
        )
        assert block is not None  # noqa: S101 - it was put there before
        extends = Extends(str(draft.settings["extends"])) if "extends" in draft.settings else None
        self.blocks = blocks_on(self.soup, Recipe(name="draft", extends=extends, block=block, opening=opening)).listed
        self.scopes = {id(top) for block in self.blocks for top in block.tops}

    @property
    def _is_aligned(self) -> bool:
        """Whether the blocks are what was found, no more and no less."""
        return self.found[-len(self.marks.comments) :] == self.marks.comments

    def _propose(self, wanted: Iterable[Sequence[Tag]], counts: Counts = Counts.FIRST) -> Proposal | None:
        listed = list(wanted)
        if not any(listed):
            return None
        sought = Sought([block.own for block in self.blocks], listed, counts)
        return propose(self.soup, sought, self.scopes)

    def _put_fields(self, draft: Draft) -> None:
        found = self.found
        draft.put("author", self._propose(self._saying(mark.author for mark in found)))
        if "author" not in draft.settings:
            named = Counter(_naming(mark) for mark in found)
            attr = max(named, key=lambda name: (named[name], name), default="")
            if attr:
                draft.settings["author-attribute"] = attr
        dated = zip(found, self._saying(mark.date for mark in found), strict=True)
        # A date for machines is said by its own tag alone.
        draft.put("date", self._propose(tags[:1] if mark.date_machine else tags for mark, tags in dated))
        machine = Counter(name for mark in found for name in _dating(mark))
        if machine and "date" in draft.settings:
            draft.settings["date-attribute"] = max(machine, key=lambda name: (machine[name], name))
        whole = (
            not mark.tops or _are_same(mark.bodies, block.tops) for mark, block in zip(found, self.blocks, strict=True)
        )
        if not all(whole):
            draft.put("body", self._propose((mark.bodies for mark in found), Counts.OUTERMOST))

    def _saying(self, tags: Iterable[Tag | None]) -> Iterator[list[Tag]]:
        """Each tag with those around it in its block that say the same."""
        for tag, block in zip(tags, self.blocks, strict=True):
            own = set(map(id, block.own)) - self.scopes
            around = islice((tag, *tag.parents), _SAME) if tag is not None else ()
            said = text_of(tag)
            yield [outer for outer in around if outer is tag or (id(outer) in own and text_of(outer) == said)]

    def _put_rest(self, draft: Draft) -> None:
        """What stands in the words and is none of them, and the quotes among them."""
        found = self.found
        for key, parts in (
            ("head", [[t for t in mark.heads if t is not mark.author and t is not mark.date] for mark in found]),
            ("without", [mark.labels for mark in found]),
            ("quote", [[tag for tag in mark.quotes if tag.name != "blockquote"] for mark in found]),
        ):
            inside = [_within(mark.bodies, block.own) for mark, block in zip(found, self.blocks, strict=True)]
            if any(parts):
                draft.put(key, propose(self.soup, Sought(inside, parts, Counts.OUTERMOST), self.scopes))

    def _put_names(self, draft: Draft) -> None:
        """The native id, and the address."""
        ids = [mark.native_id for mark in self.found]
        ways = self._naming_ways(ids)
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
            for block, url in zip(self.blocks, urls, strict=False)
        ]
        if self._is_aligned and len(links) == len(self.blocks):
            draft.put("permalink", self._propose(links))

    def _inside(self) -> list[tuple[str, str]]:
        """What stands in several blocks, in the order of the first."""
        texts: dict[str, str] = {}
        times: Counter[str] = Counter()
        for block in self.blocks[:_LOOKED_AT]:
            names: dict[str, Tag] = {}
            for tag in block.own[:_MOST_TAGS]:
                if id(tag) not in self.scopes and ("class" in tag.attrs or not tag.find_all(limit=1)):
                    names.setdefault(name_of(tag), tag)
            times.update(list(names))
            for name, tag in names.items():
                if name not in texts and (text := text_of(tag)):
                    texts[name] = next(iter(first_words([text], _SHOWN)), "")
        several = (row for row in texts.items() if times[row[0]] > 1 or len(self.blocks) == 1)
        return list(islice(several, _LISTED))

    def _put_count(self, draft: Draft) -> None:
        inside = {id(tag) for block in self.blocks for tag in block.own}
        every = [tag for tag in self.soup.find_all() if id(tag) not in inside]
        for tag in every if self.thread.stated_count is not None else ():
            line = text_of(tag)
            if len(line) <= _LONGEST and stated_count(line) == self.thread.stated_count:
                draft.put("count", propose(self.soup, Sought([every], [[tag]], Counts.FIRST), ()))
                break
        headings = self.soup.find_all("h1", limit=1)
        if any(text_of(heading) == self.thread.title for heading in headings):
            draft.settings["title"] = "h1"

    def _naming_ways(self, ids: Sequence[str | None]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """The attributes that say these ids, the commonest first: the selector of the tag, and the attribute."""
        tags: dict[tuple[str, bool], dict[int, Tag]] = {}
        for order, (block, wanted) in enumerate(zip(self.blocks, ids, strict=False)):
            for tag in islice(block.own, _NEAR) if wanted is not None else ():
                for name in tag.attrs:
                    if name not in ("class", "style") and _number(tag, name) == wanted:
                        tags.setdefault((name, id(tag) in self.scopes), {}).setdefault(order, tag)
        ranked = sorted(tags, key=lambda way: (-len(tags[way]), way[0] != "id", not way[1], way))
        for name, is_own in ranked[:_TRIED]:
            if is_own:
                yield "", name, ()
                continue
            held = tags[name, is_own]
            proposal = self._propose([held[order]] if order in held else [] for order in range(len(self.blocks)))
            if proposal is not None:
                yield proposal.text, name, proposal.others

    def _stated_parents(self) -> Iterator[Settings]:
        shift = len(self.blocks) - len(self.marks.comments)
        keys = [mark.native_id for mark in self.marks.comments]
        wanted = [None] * shift + [
            keys[mark.parent] if mark.parent is not None else None for mark in self.marks.comments
        ]
        for selector, name, _ in self._naming_ways(wanted):
            yield {"parent-attribute": name} | ({"parent": selector} if selector else {})

    def _boxes(self) -> Iterator[Settings]:
        """Tags that hold the replies to the comment before them."""
        every = list(self.soup.find_all())
        inside = [{id(tag) for tag in _above(block.tops[0])} for block in self.blocks[-len(self.marks.comments) :]]
        boxes: dict[int, Tag] = {}
        for order, mark in enumerate(self.marks.comments):
            if mark.parent is not None:
                top = self.blocks[order - len(self.marks.comments)].tops[0]
                apart = [tag for tag in _above(top) if id(tag) not in inside[mark.parent]]
                boxes.update({id(tag): tag for tag in apart[-1:]})
        proposal = propose(self.soup, Sought([every], [list(boxes.values())], Counts.ALL), ()) if boxes else None
        if proposal is not None and not proposal.wrong:
            yield {"replies": proposal.text}

    def _indents(self) -> Iterator[Settings]:
        for name in _INDENTING:
            wanted = [
                [tag for tag in islice(block.own, _NEAR) if tag.has_attr(name) and indent_of(tag, name) is not None][:1]
                for block in self.blocks
            ]
            if all(not tags or tags[0] is block.tops[0] for tags, block in zip(wanted, self.blocks, strict=True)):
                if any(wanted):
                    yield {"indent-attribute": name}
            elif (proposal := self._propose(wanted)) is not None:
                yield {"indent": proposal.text, "indent-attribute": name}
        levels = Counter(
            name for block in self.blocks for tag in block.own[:1] for name in tag.attrs if "data-" in name
        )
        yield from ({"indent-attribute": name} for name in sorted(levels) if levels[name] == len(self.blocks))


def _lifted(tag: Tag, steps: int) -> Tag | None:
    for _ in range(steps):
        if tag.parent is None or tag.parent.name in ("body", "html") or tag.parent.parent is None:
            return None
        tag = tag.parent
    return tag


def _number(tag: Tag, name: str) -> str:
    """The id that an attribute says, or nothing."""
    known = id_of(tag, name)
    return known[1] if known is not None else ""


def _above(tag: Tag) -> list[Tag]:
    return list(islice(tag.parents, _HIGHEST * 8))


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
