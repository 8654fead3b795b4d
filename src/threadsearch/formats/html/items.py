"""Comments that a page wraps one by one: which tags belong to which of them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from threadsearch.formats.html.finding import beginning_of
from threadsearch.formats.html.heads import is_cut_off
from threadsearch.formats.html.places import Places
from threadsearch.formats.html.tree import attribute, classes, is_text, one_line, walk
from threadsearch.model import Defect, Page

_LABEL = 60  # steps, into icons among them
_LONGEST_LABEL = 500  # nodes, tags and texts
_LONGEST_TEXT = 5_000  # characters of a label, and of a comment that is taken for one


@dataclass(slots=True, eq=False)
class Item:
    """One comment's wrapper. ``own`` are the tags in it, the wrapper first, without those of comments nested in it.

    ``above`` is the comment that it is nested in, ``number`` the native id as far as the wrapper tells it.
    """

    tag: Tag
    number: str | None
    above: Item | None
    own: list[Tag] = field(default_factory=list)

    def first(self, *names: str) -> Tag | None:
        """The first tag of the comment's with the first of these classes that any has."""
        return first_with(self.own, *names)

    def attribute(self, name: str) -> str:
        """The first value of this attribute within the comment."""
        return next((value for tag in self.own if (value := attribute(tag, name))), "")


@dataclass(slots=True)
class Items:
    """A page's comments in page order, those that it shows again, and the tags that are in none of them."""

    shown: list[Item] = field(default_factory=list)
    repeated: list[Item] = field(default_factory=list)
    outside: list[Tag] = field(default_factory=list)
    ends_inside: bool = False
    """Whether the page's last text is a comment's."""

    @property
    def wrappers(self) -> set[int]:
        """The ``id()`` of every wrapper."""
        return {id(item.tag) for item in (*self.shown, *self.repeated)}

    def keys(self) -> dict[int, str]:
        """The key of each comment that is shown, by the ``id()`` of its item."""
        return {id(item): item.number or f"@{position}" for position, item in enumerate(self.shown)}

    def defects(self, page: Page, places: Places) -> Iterator[Defect]:
        """Damage of the list as a whole: its end is missing, or it has a comment twice."""
        if self.ends_inside and is_cut_off(page.content):
            yield Defect("the page ends inside a comment", places.last)
        for item in self.repeated:
            message = f"comment {item.number} stands on the page more than once; the first was taken"
            yield Defect(message, places.of_id(attribute(item.tag, "id")))


def find_items(
    soup: BeautifulSoup,
    wraps: Callable[[Tag], str | None],
    continues: Callable[[Tag, Item], bool] = lambda _tag, _item: False,
) -> Items:
    """Find the comments, in one walk.

    ``wraps`` gives for a comment's wrapper the native id, or an empty text for one that has none, and for other tags
    ``None``. ``continues`` says of a tag behind a comment whether it still belongs to it, as a ``<dd>`` to a ``<dt>``.
    Of comments with the same id, the first is shown and the others are repeated.
    """
    items = Items()
    current: Item | None = None
    latest: Item | None = None
    wrapping: set[int] = set()
    waiting: list[tuple[Tag, Item | None]] = []
    numbers: set[str] = set()
    around: list[Tag] = [soup]  # the tags that are open
    for tag in soup.find_all():
        while around[-1] is not tag.parent:
            if waiting and waiting[-1][0] is around[-1]:
                _, current = waiting.pop()
            around.pop()
        around.append(tag)
        number = wraps(tag)
        is_continued = number is None and current is None and latest is not None and continues(tag, latest)
        if number is not None or is_continued:
            waiting.append((tag, current))
            wrapping.add(id(tag))
        if number is not None:
            current = latest = Item(tag, number or None, current)
            (items.repeated if number in numbers else items.shown).append(current)
            numbers.update([number] if number else ())
        elif is_continued:
            current = latest
        (items.outside if current is None else current.own).append(tag)
    items.ends_inside = ends_in(soup, wrapping)
    _lift(items)
    return items


def ends_in(soup: BeautifulSoup, tags: Container[int]) -> bool:
    """Whether the last text that people see on a page stands in one of these tags, given by their ``id()``."""
    node: PageElement | None = soup
    while isinstance(node, Tag) and node.contents:
        node = node.contents[-1]
    while node is not None and not (is_text(node) and str(node).strip()):
        node = node.previous_element
    return node is not None and any(id(tag) in tags for tag in node.parents)


def _lift(items: Items) -> None:
    """Hang comments that stand in a repeated one below the comment that it repeats."""
    first = {item.number: item for item in items.shown if item.number}
    repeated = {id(item) for item in items.repeated}
    for item in items.shown:
        if item.above is not None and id(item.above) in repeated:
            item.above = first.get(item.above.number or "")


def first_with(tags: Iterable[Tag], *names: str) -> Tag | None:
    """The first tag with the first of these classes that any of the tags has."""
    ranks = {name: rank for rank, name in enumerate(names)}
    best: tuple[int, Tag] | None = None
    for tag in tags:
        for name in classes(tag):
            if name in ranks and (best is None or ranks[name] < best[0]):
                best = ranks[name], tag
        if best is not None and best[0] == 0:
            break
    return best[1] if best else None


def text_of(tag: Tag | None) -> str:
    """What a name, a date or another label says, on one line; empty without a tag.

    Of what is no label, since it goes on and on, the beginning: where a hostile page nests thousands of tags, the texts
    of all of them would be the square of the page.
    """
    return one_line(beginning_of(tag, nodes=_LONGEST_LABEL, characters=_LONGEST_TEXT)) if tag is not None else ""


def label_of(tag: Tag) -> str:
    """What stands on a button: the text among its first few nodes, since anything may be made a button."""
    steps = islice(walk(tag), _LABEL)
    return one_line(" ".join(str(step.node) for step in steps if is_text(step.node)))
