"""What markup says of things: types, properties, and which thing stands in which.

Every syntax is read into the same: a ``Thing`` with its properties in lower case and without their vocabulary, so that
``schema:dateCreated``, ``itemprop="dateCreated"`` and a key in JSON-LD are one. A property's value is text, another
thing, or the tag that bears it, since a comment's paragraphs, quotes and links are in the tag only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bs4 import Tag

from threadsearch.formats.html import attribute, is_text, one_line, walk

_LONGEST_LABEL = 200  # characters; a name or a date that is longer is something else
_MOST_STEPS = 100  # of a walk through a label's tags


@dataclass(slots=True, eq=False)
class Thing:
    """Something that the markup names. ``name`` is its stated id; ``link`` the property by which ``above`` holds it.

    ``tag`` wraps it, in HTML; in JSON, ``locator`` is where its script stands.
    """

    types: frozenset[str]
    name: str = ""
    above: Thing | None = None
    link: str = ""
    tag: Tag | None = None
    locator: str = ""
    values: dict[str, list[Value]] = field(default_factory=dict)

    def add(self, name: str, value: Value) -> None:
        """Give it one more value of a property; a thing in it that no property names has the property ""."""
        self.values.setdefault(name, []).append(value)

    def all(self, *names: str) -> Iterator[Value]:
        """The values of these properties, in the order of the names."""
        return (value for name in names for value in self.values.get(name, ()))

    def is_a(self, types: frozenset[str]) -> bool:
        """Whether it has one of these types."""
        return not self.types.isdisjoint(types)


Value = str | Tag | Thing


def local(name: str) -> str:
    """A type's or a property's own name.

    >>> local("https://schema.org/DiscussionForumPosting"), local("schema:dateCreated")
    ('discussionforumposting', 'datecreated')
    """
    name = name.rstrip("/#: ")
    return name[max(map(name.rfind, "/#:")) + 1 :].lower()


def label(value: Value, is_foreign: Callable[[Tag], bool] = lambda _: False) -> str:
    """A value as a short text on one line: what the page keeps for machines, else what people see.

    Tags that are ``is_foreign``, such as the comments within a comment, are left out.
    """
    if isinstance(value, Thing):
        return ""
    if isinstance(value, str):
        return one_line(value)[:_LONGEST_LABEL]
    return (attribute(value, "content") or seen(value, is_foreign))[:_LONGEST_LABEL]


def seen(tag: Tag, is_foreign: Callable[[Tag], bool] = lambda _: False) -> str:
    """What people see of a tag, on one line, if it is short."""
    texts: list[str] = []
    length = 0
    for number, step in enumerate(walk(tag, lambda inner: not is_foreign(inner))):
        if not isinstance(step.node, Tag) and is_text(step.node):
            texts.append(str(step.node))
            length += len(one_line(texts[-1]))
        if length > _LONGEST_LABEL or number > _MOST_STEPS:
            return ""
    return one_line("".join(texts))


def address(value: Value, is_foreign: Callable[[Tag], bool] = lambda _: False) -> str:
    """A value as the address or the id that it names, as written; of tags that are ``is_foreign``, nothing."""
    if isinstance(value, Thing):
        urls = (address(url, is_foreign) for url in value.all("url") if not isinstance(url, Thing))
        return value.name or next(filter(None, urls), "")
    if isinstance(value, str):
        return value.strip()
    stated = (attribute(value, name) for name in ("resource", "href", "content", "src"))
    return next(filter(None, stated), "") or seen(value, is_foreign)
