"""The posts of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    classes,
    find_items,
    first_with,
    one_line,
    render,
    text_of,
    within,
)
from threadsearch.formats.html.boards import Topic, own_head, place_of
from threadsearch.formats.html.forum import Post, having
from threadsearch.formats.invision.bodies import post_words

_ID = re.compile(r"(?:elComment|post_id)_(\d+)")
_NAME = re.compile(r"entry(\d+)")
_HIGHEST = 6  # levels between an anchor and the table of its post
_AUTHORS = ("cauthorpane_author", "ipsentry__username", "ipscomment_author", "author", "guest_name", "guest")
_OLD_AUTHORS = ("normalname", "unreg", "postname")
_BADGES = having("post_id", "ipsrepbadge", "ipsbadge", "ipsbadges", "ipsentry__group", "ipsonline")
_CLOCK = re.compile(r"\d[:.h]\d\d")
_LABEL = re.compile(r"^[^\W\d]+(?:\s+[^\W\d]+)?\s*[:,]\s+(?=\S*\d|\w+\s)")  # "Posted: May 12 2003"
_POSTED = re.compile(r"^(?:posted|geschrieben|posté|escrito|enviado|inviato|отправлено)\s+", re.IGNORECASE)


def find_posts(soup: BeautifulSoup) -> Items:
    """The posts, by their numbers; the low-fi version numbers none."""
    tables = dict(_tables(soup))

    def wraps(tag: Tag) -> str | None:
        number = _ID.fullmatch(attribute(tag, "id"))
        if number and tag.name not in ("input", "label"):
            return number[1]
        return "" if "postwrapper" in classes(tag) else tables.get(id(tag))

    return find_items(soup, wraps)


def _tables(soup: BeautifulSoup) -> Iterator[tuple[int, str]]:
    """The tables of the posts of versions 1 and 2, by their ``id()``: those around a named anchor."""
    for anchor in soup.find_all("a", attrs={"name": _NAME}):
        number = _NAME.fullmatch(attribute(anchor, "name"))
        above = (parent for parent, _ in zip(anchor.parents, range(_HIGHEST), strict=False))
        table = next((parent for parent in above if parent.name == "table"), None)
        if number and table is not None:
            yield id(table), number[1]


def read_post(item: Item, base: str | None, places: Places, topic: Topic) -> Post:
    """One post."""
    body = _body(item)
    head = own_head(item, body)
    dates, shown = _date(head)
    return Post(
        words=post_words(body, base) if body is not None else Rendered(),
        author=_author(head),
        dates=dates,
        shown=shown,
        native_id=item.number,
        url=_permalink(item, head, base, topic),
        locator=place_of(item, places),
        is_hidden=body is None and _is_ignored(item),
    )


def _body(item: Item) -> Tag | None:
    """The tag with the words. Version 1 prints them in pieces between the tables of its quotes."""
    marked = next((tag for tag in item.own if attribute(tag, "data-role") == "commentContent"), None)
    body = marked or item.first("ipstype_richtext", "ipsrichtext", "entry-content", "postcolor", "postcontent")
    if body is None or body.parent is None or "postcolor" not in classes(body):
        return body
    pieces = (child for child in body.parent.children if isinstance(child, Tag) and "postcolor" in classes(child))
    return body.parent if body.name == "span" or any(piece is not body for piece in pieces) else body


def _author(head: Sequence[Tag]) -> str | None:
    box = first_with(head, *_AUTHORS, *_OLD_AUTHORS)
    if box is None:
        return None
    others = {id(tag) for tag in within(box.find_all(_BADGES), "a")}
    names = [tag for tag in box.find_all("a") if text_of(tag) and id(tag) not in others]
    return (text_of(names[0]) if names else one_line(render([box], without=_BADGES).text)) or None


def _date(head: Sequence[Tag]) -> tuple[tuple[str, ...], str]:
    """What machines read of the date, and what people see."""
    for tag in head:
        if tag.name == "time" and attribute(tag, "datetime"):
            return (attribute(tag, "datetime"),), text_of(first_with(tag.find_all(), "ipstime__long") or tag)
        if tag.name == "abbr" and "published" in classes(tag):
            return (attribute(tag, "title"),), text_of(tag)
    small = (text_of(tag) for tag in head if not {"postdetails", "postdate", "posted_info"}.isdisjoint(classes(tag)))
    text = next(filter(_CLOCK.search, small), "")
    shown = _POSTED.sub("", _LABEL.sub("", text) if ":" in text.partition(" ")[0] else text)
    return ((shown,) if shown else ()), shown


def _is_ignored(item: Item) -> bool:
    names = {name for tag in item.own for name in classes(tag)}
    return not names.isdisjoint({"post_ignore", "ipscomment_ignored", "ipsentry--ignored"})


def _permalink(item: Item, head: Sequence[Tag], base: str | None, topic: Topic) -> str | None:
    """The post's own address: as the page links it, else the topic's with the post's number."""
    if item.number is None:
        return None
    own = re.compile(rf"(?:#comment-|#entry|#findComment-|[?&;](?:comment|p)=){item.number}$")
    hrefs = (attribute(tag, "href") for tag in head if tag.name == "a")
    linked = next(filter(None, (original(href, base) for href in hrefs if own.search(href))), None)
    fragment = "comment-" if attribute(item.tag, "id").startswith("elComment") else "entry"
    return linked or (f"{topic.url}#{fragment}{item.number}" if topic.url else None)
