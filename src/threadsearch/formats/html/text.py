"""Markup as text, the way people see it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from bs4 import Tag
from bs4.element import PageElement

from threadsearch.formats.html.lines import LINES, TOLD, UNSEEN, Rendered, Writer
from threadsearch.formats.html.tree import attribute, is_text


def render(
    tops: Iterable[PageElement],
    *,
    without: Callable[[Tag], bool] = lambda _: False,
    headings: frozenset[int] = frozenset(),
    base: str | None = None,
    most: int = sys.maxsize,
) -> Rendered:
    """The text that people see in these nodes, which are shown one below the other.

    Tags for which ``without`` is true are left out. So are those whose ``id()`` is in ``headings``, and the rest of
    the line that such a tag stands on: a line that holds a comment's author or date is no part of its words.
    ``most`` is how many nodes of each of these are looked at.
    """
    writer = Writer(base)

    def is_shown(tag: Tag) -> bool:
        if id(tag) in headings:
            writer.spoil_line(tag.name)
            return False
        if tag.name == "iframe":
            writer.link(attribute(tag, "src"))
        return tag.name not in UNSEEN and not without(tag)

    for top in tops:
        writer.end_line()
        _write(top, writer, is_shown, most)
    return writer.finish()


def render_headed(
    tops: Sequence[PageElement], *, without: Callable[[Tag], bool], headings: frozenset[int], base: str | None
) -> Rendered:
    """As ``render``; of what stands on the lines of its headings, as in chats, what is beside these is shown."""
    rendered = render(tops, without=without, headings=headings, base=base)
    if rendered.text or not headings:
        return rendered
    return render(tops, without=lambda tag: id(tag) in headings or without(tag), base=base)


def _write(top: PageElement, writer: Writer, is_shown: Callable[[Tag], bool], most: int) -> None:
    """Write what a node holds, as ``walk`` goes through it: most of what readers do is done here, so without steps."""
    waiting: list[PageElement | str] = [top]  # a text that is no node is the name of a tag that ends
    while waiting:
        node = waiting.pop()
        if not isinstance(node, PageElement):
            writer.leave(node)
            continue
        most -= 1
        if most < 0:
            continue  # what is open is still to be left
        if isinstance(node, Tag):
            if node is not top and not is_shown(node):
                continue
            name = node.name
            if name in TOLD and not (node is top and name in LINES):  # an item shown alone has no bullet
                writer.enter(name, partial(attribute, node))
                waiting.append(name)
            waiting += node.contents[:most][::-1]
        elif is_text(node):
            writer.write(str(node))
