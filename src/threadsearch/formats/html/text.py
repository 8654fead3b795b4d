"""Markup as text, the way people see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from bs4 import Tag
from bs4.element import PageElement

from threadsearch.formats.html.lines import LINES, UNSEEN, Rendered, Writer
from threadsearch.formats.html.tree import Step, attribute, is_text, walk


def render(
    tops: Iterable[PageElement],
    *,
    without: Callable[[Tag], bool] = lambda _: False,
    headings: frozenset[int] = frozenset(),
    base: str | None = None,
) -> Rendered:
    """The text that people see in these nodes, which are shown one below the other.

    Tags for which ``without`` is true are left out. So are those whose ``id()`` is in ``headings``, and the rest of
    the line that such a tag stands on: a line that holds a comment's author or date is no part of its words.
    """
    writer = Writer(base)

    def enter(tag: Tag) -> bool:
        if id(tag) in headings:
            writer.spoil_line(tag.name)
            return False
        if tag.name == "iframe":
            writer.link(attribute(tag, "src"))
        return tag.name not in UNSEEN and not without(tag)

    for top in tops:
        writer.end_line()
        for step in walk(top, enter):
            _take(step, writer)
    return writer.finish()


def _take(step: Step, writer: Writer) -> None:
    node = step.node
    if not isinstance(node, Tag):
        if is_text(node):
            writer.write(str(node))
    elif not step.level and node.name in LINES:
        writer.end_line()  # a list item that is shown alone has no bullet
    elif step.enters:
        writer.enter(node.name, partial(attribute, node))
    else:
        writer.leave(node.name)
