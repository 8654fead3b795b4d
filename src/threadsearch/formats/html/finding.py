"""Tags that find tags fast.

BeautifulSoup's ``find_all`` can be asked for anything, and every tag that it looks at pays for that. Formats ask few
things, of whole pages and many times: for tags with one of some names, and with attributes that are there, or have a
value, or match a pattern. These are answered here, the rest is left to BeautifulSoup. The answers are the same, which a
test holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Self

from bs4 import BeautifulSoup, CData, Comment, NavigableString, Tag
from bs4.element import PageElement

_Value = str | list[str] | None
_Test = Callable[[_Value], bool]
NO_ATTRIBUTES: dict[str, Any] = {}
"""Those of all tags that have none, to which nothing is ever added: half of a page's tags have none."""
_LINKS = ("next_element", "next_sibling", "parent", "previous_element", "previous_sibling")


class Words(list[str]):
    """The words of an attribute, in a list that tags share, since a page says the same of thousands of them."""

    lowered: tuple[str, ...] | None = None
    """The same in lower case, of a list that is shared: that of classes is asked for again and again."""


class Text(NavigableString):
    """A text of a page. What it is linked to takes a tenth of the memory without a dictionary."""

    __slots__ = _LINKS


class Remark(Comment):
    """A comment in a page's markup, in as little memory."""

    __slots__ = _LINKS


class Element(Tag):
    """A tag of a page, with what differs from tag to tag kept in little memory."""

    __slots__ = (*_LINKS, "attrs", "contents", "name")

    changes: ClassVar[int] = 0
    """How often tags were put into trees or taken out of them, whichever these are."""
    MAIN_CONTENT_STRING_TYPES: ClassVar[set[type[NavigableString]]] = {NavigableString, CData, Text}

    def __setitem__(self, key: str, value: Any) -> None:  # noqa: ANN401 - as in BeautifulSoup
        """Give it an attribute, in a dictionary of its own."""
        if self.attrs is NO_ATTRIBUTES:
            self.attrs = {}
        super().__setitem__(key, value)

    def find_all(  # type: ignore[override]
        self,
        name: Any = None,  # noqa: ANN401 - as in BeautifulSoup
        attrs: Any = None,  # noqa: ANN401 - the same
        recursive: bool = True,  # noqa: FBT001, FBT002 - the same
        string: Any = None,  # noqa: ANN401 - the same
        limit: int | None = None,
        **kwargs: Any,  # noqa: ANN401 - the same
    ) -> list[Any]:
        """The tags in this one that match, in page order."""
        names, tests = _names(name), _tests(attrs, kwargs)
        if names is None or tests is None or string is not None or not recursive:
            return super().find_all(name, attrs or {}, recursive, string, limit, **kwargs)
        if not names and not tests and limit is None:
            return list(self._inside())
        found: list[Any] = []
        for tag in self._inside():
            if not names or tag.name in names:
                for attribute, test in tests:
                    if not test(tag.attrs.get(attribute)):
                        break
                else:
                    found.append(tag)
                    if len(found) == limit:
                        break
        return found

    def find(
        self,
        name: Any = None,  # noqa: ANN401 - as in BeautifulSoup
        attrs: Any = None,  # noqa: ANN401 - the same
        recursive: bool = True,  # noqa: FBT001, FBT002 - the same
        string: Any = None,  # noqa: ANN401 - the same
        **kwargs: Any,  # noqa: ANN401 - the same
    ) -> Any:  # noqa: ANN401 - the same
        """The first tag in this one that matches, or ``None``."""
        return next(iter(self.find_all(name, attrs, recursive, string, limit=1, **kwargs)), None)

    def extract(self, _self_index: int | None = None) -> Self:
        """Take it out of its tree."""
        Element.changes += 1
        return super().extract(_self_index)

    def insert(self, position: int, *new_children: Any) -> Any:  # noqa: ANN401 - as in BeautifulSoup
        """Put something in it."""
        Element.changes += 1
        return super().insert(position, *new_children)

    def _inside(self) -> Iterable[Tag]:
        """The tags in this one, in page order."""
        node, end = (self.contents[0], _last_in(self).next_element) if self.contents else (None, None)
        while node is not end and node is not None:
            if isinstance(node, Tag):
                yield node
            node = node.next_element


class Document(Element, BeautifulSoup):
    """A page's tree. Its tags are listed as they are built: to ask all of them for something is what is asked most."""

    _listed: Sequence[Tag] | None = None
    _changes = 0  # of all trees, when the tags were listed

    def list_tags(self, tags: Sequence[Tag]) -> None:
        """Be told of all tags that the tree has or will have, in page order."""
        self._listed, self._changes = tags, Element.changes

    def _inside(self) -> Iterable[Tag]:
        return super()._inside() if self._listed is None or self._changes != Element.changes else self._listed


def outermost(tags: Iterable[Tag]) -> Iterator[Tag]:
    """Those of some tags, in page order, that stand in no other of them.

    What is asked of these is asked of no tag twice, however deep a hostile page nests them.
    """
    inside: set[int] = set()
    for tag in tags:
        if id(tag) not in inside:
            inside.update(map(id, tag.find_all()))
            yield tag


def within(boxes: Iterable[Tag], *args: Any, **kwargs: Any) -> Iterator[Tag]:  # noqa: ANN401 - as find_all takes them
    """The tags that ``find_all`` would find in any of these boxes, each once: CSS's "box tag" in linear time."""
    for box in outermost(boxes):
        yield from box.find_all(*args, **kwargs)


def beginning_of(top: Tag, *, nodes: int, characters: int) -> str:
    """The text among the first so many nodes in a tag, and of it no more than so many characters."""
    inside = {id(top)}
    pieces: list[str] = []
    node = top.contents[0] if top.contents else None
    for _ in range(nodes):
        if node is None or id(node.parent) not in inside:  # what follows the tag hangs on one that was not gone through
            break
        if isinstance(node, Tag):
            inside.add(id(node))
        elif isinstance(node, NavigableString) and type(node) in Element.MAIN_CONTENT_STRING_TYPES:
            pieces.append(node)
            characters -= len(node)
            if characters < 0:
                pieces[-1] = node[:characters]
                break
        node = node.next_element
    return "".join(pieces)


def _last_in(top: Tag) -> PageElement:
    """What comes last in a tag: text, or a tag without anything in it."""
    last: PageElement = top
    while isinstance(last, Tag) and last.contents:
        last = last.contents[-1]
    return last


def _names(wanted: object) -> frozenset[str] | None:
    """The names that are asked for, empty for any; ``None`` if something else is."""
    if wanted is None or wanted is True:
        return frozenset()
    names = frozenset([wanted] if isinstance(wanted, str) else wanted if isinstance(wanted, list) else [None])
    return names if names and all(isinstance(name, str) and ":" not in name for name in names) else None


def _tests(attrs: Any, others: Mapping[str, Any]) -> list[tuple[str, _Test]] | None:  # noqa: ANN401 - the same
    """What is asked of attributes, by name; ``None`` if it is more than is answered here."""
    if attrs and not isinstance(attrs, dict):
        return None
    tests = []
    for name, wanted in (*(attrs or {}).items(), *others.items()):
        test = _test(wanted)
        if test is None:
            return None
        tests.append(("class" if name == "class_" else name, test))
    return tests


def _test(wanted: object) -> _Test | None:
    if wanted is True:
        return lambda value: value is not None
    if isinstance(wanted, str):
        return lambda value: _is(wanted, value)
    if isinstance(wanted, re.Pattern):
        return lambda value: _matches(wanted, value)
    return None


def _is(wanted: str, value: _Value) -> bool:
    if isinstance(value, list):
        return wanted in value or (len(value) != 1 and wanted == " ".join(value))
    return wanted == value


def _matches(wanted: re.Pattern[str], value: _Value) -> bool:
    """Whether the pattern occurs in a value, or in one of a list's, or in all of them side by side."""
    if isinstance(value, list):
        return any(map(wanted.search, value)) or (len(value) != 1 and wanted.search(" ".join(value)) is not None)
    return value is not None and wanted.search(value) is not None
