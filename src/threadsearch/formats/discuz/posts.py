"""The posts of a page, and the remarks on them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.discuz.bodies import answered_in, post_words
from threadsearch.formats.discuz.heads import author_in, moment_in
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    classes,
    find_items,
    first_with,
    render,
    text_of,
)
from threadsearch.formats.html.boards import Topic, own_head, place_of
from threadsearch.formats.html.forum import Post
from threadsearch.model import ParentSource, State

_ID = re.compile(r"pid(\d+)")


def find_posts(soup: BeautifulSoup) -> Items:
    """The posts, by the tables that are numbered, and the remarks in them."""
    return find_items(soup, _number)


def _number(tag: Tag) -> str | None:
    """A post's number; remarks have none."""
    if tag.name == "table":
        number = _ID.fullmatch(attribute(tag, "id"))
        return number[1] if number else None
    box = tag.parent if "pstl" in classes(tag) else None
    return "" if box is not None and attribute(box, "id").startswith("comment_") else None


def read_post(item: Item, base: str | None, places: Places, topic: Topic) -> Post:
    """One post, or one remark."""
    if not item.number:
        return _remark(item, base)
    wanted = f"postmessage_{item.number}"
    body = next((tag for tag in item.own[1:] if attribute(tag, "id") == wanted), None)
    head = own_head(item, body)
    shown, dates = _dates(item.number, head)
    answered = answered_in(body)
    is_gone = body is None and first_with(head, "locked") is not None
    return Post(
        words=post_words(body, base) if body is not None else Rendered(),
        author=author_in(head),
        dates=dates,
        shown=shown,
        native_id=item.number,
        url=f"{topic.url}#pid{item.number}" if topic.url else None,
        locator=place_of(item, places),
        state=State.DELETED if is_gone else State.LIVE,
        parent=answered,
        parent_source=ParentSource.QUOTE if answered else None,
    )


def _remark(item: Item, base: str | None) -> Post:
    """A remark on the post that it stands in: its author beside the picture, its date behind the words."""
    named = first_with(item.own, "psta")
    names = [text_of(link) for link in named.find_all("a")] if named is not None else []
    words = first_with(item.own, "psti")
    date = next((tag for tag in item.own if "xg1" in classes(tag) and moment_in(tag)), None)
    moment = moment_in(date) if date is not None else ""
    return Post(
        words=render([words], without=lambda tag: tag is date, base=base) if words is not None else Rendered(),
        author=next(filter(None, names), None),
        dates=(moment,) if moment else (),
        shown=moment,
        parent=item.above.number if item.above is not None else None,
        parent_source=ParentSource.NESTING if item.above is not None else None,
    )


def _dates(number: str, head: Sequence[Tag]) -> tuple[str, tuple[str, ...]]:
    """The date as printed, and what may be read of it: an age has the date in a tooltip."""
    wanted = f"authorposton{number}"
    tag = next((tag for tag in head if attribute(tag, "id") == wanted), None) or first_with(head, "postinfo")
    if tag is None:
        return "", ()
    shown = moment_in(tag) or text_of(tag)
    return shown, (shown,)
