"""Comments as Livefyre's widgets show them: below an article, or beside its paragraphs (Sidenotes).

::

    <article class="fyre-comment-article" data-message-id="123"> ... </article>
    <article class="lf-comment" id="123"> ... </article>                          beside paragraphs, without dates
"""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    classes,
    first_with,
    is_hidden,
    label_of,
    render,
    text_of,
)
from threadsearch.formats.html.forum import Post, find_posts, numbers_in
from threadsearch.model import Defect, ParentSource, State

_MORE = "fyre-stream-more"


def find_shown(soup: BeautifulSoup) -> Items:
    """The comments that the page shows."""
    return find_posts(soup, _wraps)


def _wraps(tag: Tag) -> str | None:
    names = classes(tag)
    if "fyre-comment-article" in names:
        return attribute(tag, "data-message-id")
    return attribute(tag, "id") if tag.name == "article" and "lf-comment" in names else None


def read_shown(items: Items, base: str | None, places: Places) -> Iterator[Post]:
    """The comments, each with the one that it stands in."""
    keys = items.keys()
    for item in items.shown:
        body = item.first("fyre-comment", "lf-comment-body")
        above = keys.get(id(item.above))
        date = item.first("fyre-comment-date")
        yield Post(
            words=render([body], base=base) if body is not None else Rendered(),
            author=text_of(item.first("fyre-comment-username", "lf-comment-author-name")) or None,
            dates=tuple(filter(None, _dates(item, date))),
            shown=text_of(date),
            native_id=item.number,
            locator=places.of_id(item.number or ""),
            state=State.LIVE if item.first("fyre-comment-deleted") is None else State.DELETED,
            parent=above,
            parent_source=ParentSource.NESTING if above else None,
        )


def _dates(item: Item, date: Tag | None) -> Iterator[str]:
    """The texts for machines."""
    yield from (attribute(tag, "content") for tag in item.own if attribute(tag, "itemprop") == "dateCreated")
    if date is not None:
        yield from (attribute(date, name) for name in ("datetime", "title"))


def stated_count(items: Items) -> int | None:
    """How many comments the widget counts: "27 comments"."""
    box = first_with(items.outside, "fyre-comment-count", "fyre-stream-stats")
    return next(iter(numbers_in(text_of(box))), None)


def stubs(items: Items, places: Places) -> Iterator[Defect]:
    """The button that would load more comments."""
    for tag in (tag for tag in items.outside if _MORE in classes(tag)):
        if not is_hidden(tag):
            yield Defect(f"comments that were not loaded: {label_of(tag)!r}", places.last)
