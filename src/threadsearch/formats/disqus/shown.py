"""Posts as Disqus's markup shows them, in the frame and, before 2012, in the page itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import is_web, site_of
from threadsearch.formats.disqus.loaded import with_targets
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    classes,
    head_title,
    is_hidden,
    label_of,
    metas,
    render,
    text_of,
)
from threadsearch.formats.html.boards import own_head
from threadsearch.formats.html.forum import Post, canonical, find_posts, having, numbers_in
from threadsearch.model import Defect, Page, ParentSource, State

_POST = re.compile(r"(?:post|dsq-comment)-([0-9]{1,18})")
_FRAGMENT = re.compile(r"#comment-([0-9]{1,18})$")
_DEPTH = re.compile(r"dsq-depth-([0-9]{1,4})")
_BODIES = ("post-message", "dsq-comment-text", "dsq-comment-message")
_AUTHORS = ("author", "dsq-commenter-name", "dsq-comment-cite")
_COUNT = "comment-count"
_COUNT_IDS = ("dsq-num-posts", "dsq-comments-count")
_MORE = {"more-posts", "show-children"}  # what buttons that load comments do
_MORE_BUTTON = "dsq-paginate-append-button"
_is_furniture = having("see-more", "dsq-comment-truncate-expand")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the page says of the thread; in a frame, its address does."""

    url: str | None = None
    title: str | None = None
    forum: str | None = None
    stated: int | None = None


def find_shown(soup: BeautifulSoup) -> Items:
    """The posts that the page shows."""
    return find_posts(soup, _wraps)


def _wraps(tag: Tag) -> str | None:
    if tag.name != "li":
        return None
    match = _POST.fullmatch(attribute(tag, "id"))
    if match is None or (attribute(tag, "id").startswith("post-") and "post" not in classes(tag)):
        return None
    return match[1]


def surroundings(items: Items, soup: BeautifulSoup, page: Page) -> Surroundings:
    """What the page around the posts says."""
    stated = _stated(items)
    if site_of(page.url) not in ("disqus.com", "embed.disqus.com"):
        return Surroundings(canonical(soup, page), metas(soup).get("og:title") or _title(soup), stated=stated)
    asked = parse_qs(urlsplit(page.url or "").query)
    said = {name: next(iter(asked.get(name, ())), None) for name in ("t_u", "t_d", "t_t", "f")}
    host = said["t_u"] if said["t_u"] and is_web(said["t_u"]) else page.url
    return Surroundings(host, said["t_t"] or said["t_d"] or _title(soup), said["f"], stated)


def _title(soup: BeautifulSoup) -> str | None:
    """The page's title, unless it is the frame's own."""
    title = head_title(soup)
    return None if title == "Disqus Comments" else title


def _stated(items: Items) -> int | None:
    """How many comments the page counts: "27 comments"."""
    for tag in items.outside:
        is_count = _COUNT in classes(tag) or attribute(tag, "data-role") == "post-count"
        if (is_count or attribute(tag, "id") in _COUNT_IDS) and (numbers := numbers_in(label_of(tag))):
            return numbers[0]
    return None


def read_shown(items: Items, around: Surroundings, places: Places) -> Iterator[Post]:
    """The posts, each with the parent that it names, or that it stands in or below."""
    keys = items.keys()
    open_posts: list[tuple[int, str]] = []  # by depth, where replies are indented without being nested
    for item in items.shown:
        body = item.first(*_BODIES)
        above = keys.get(id(item.above)) or _above(item, open_posts)
        named = _named_parent(item, body)
        words = with_targets(render([body], without=_is_furniture, base=around.url)) if body is not None else Rendered()
        author = item.first(*_AUTHORS) or _with_id(item, "dsq-author-user-")
        # Whoever has no account is a guest by name; a post of nobody's is the notice that one was removed.
        is_gone = author is None and body is not None
        yield Post(
            words=words,
            author=text_of(author) or None,
            dates=tuple(filter(None, (attribute(tag, "title") for tag in _dated(item)))),
            shown=next((text_of(tag) for tag in _dated(item)), ""),
            native_id=item.number,
            locator=places.of_id(attribute(item.tag, "id")),
            state=State.DELETED if is_gone else State.LIVE,
            parent=named or above,
            parent_source=ParentSource.EXPLICIT if named else ParentSource.NESTING if above else None,
        )


def _above(item: Item, open_posts: list[tuple[int, str]]) -> str | None:
    """The post that one of this depth stands below."""
    depth = next((int(match[1]) for name in classes(item.tag) if (match := _DEPTH.fullmatch(name))), None)
    if depth is None or item.number is None:
        return None
    while open_posts and open_posts[-1][0] >= depth:
        open_posts.pop()
    above = open_posts[-1][1] if open_posts else None
    open_posts.append((depth, item.number))
    return above


def _named_parent(item: Item, body: Tag | None) -> str | None:
    """The post that the head of this one links to: "in reply to NAME"."""
    linked = (_FRAGMENT.search(attribute(tag, "href")) for tag in own_head(item, body) if tag.name == "a")
    return next((match[1] for match in linked if match and match[1] != item.number), None)


def _with_id(item: Item, start: str) -> Tag | None:
    return next((tag for tag in item.own if attribute(tag, "id") == f"{start}{item.number}"), None)


def _dated(item: Item) -> Iterator[Tag]:
    """The tags that may hold the date: the marked ones, then what links to the post itself."""
    yield from (tag for tag in item.own if "time-ago" in classes(tag) or "dsq-comment-date" in classes(tag))
    box = item.first("dsq-comment-header-time", "dsq-comment-meta")
    tags = [*box.find_all("a"), box] if box is not None else []
    for tag in tags:
        match = _FRAGMENT.search(attribute(tag, "href"))
        if match is None or match[1] == item.number:
            yield tag


def stubs(items: Items, places: Places) -> Iterator[Defect]:
    """The buttons that would load more comments, each with its place."""
    for item in items.shown:
        yield from (_stub(tag, places.of_id(attribute(item.tag, "id"))) for tag in item.own if _loads(tag))
    yield from (_stub(tag, places.last) for tag in items.outside if _loads(tag))


def _stub(tag: Tag, place: str) -> Defect:
    return Defect(f"comments that were not loaded: {label_of(tag)!r}", place)


def _loads(tag: Tag) -> bool:
    does_load = attribute(tag, "data-action") in _MORE or _MORE_BUTTON in classes(tag)
    return does_load and not is_hidden(tag)
