"""Comments as YouTube's pages show them, in the markup of every time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

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
    is_hidden,
    label_of,
    text_of,
    walk,
)
from threadsearch.formats.html.forum import Post
from threadsearch.formats.youtube.loaded import amount_in, parent_of, unloaded
from threadsearch.formats.youtube.video import spoken
from threadsearch.model import Defect, ParentSource

_BASE = "https://www.youtube.com/"
_COMMENT_TAGS = {"ytd-comment-renderer", "ytd-comment-view-model"}
_COMMENT_NAMES = {"comment-renderer", "comment-item", "watch-comment-entry"}
_THREAD_NAMES = {"comment-thread-renderer", "comment-entry"}
_LINKED = re.compile(r"[?&]lc=([\w.-]+)")
_ANCHOR = re.compile(r"(?:comment-|cid_)([\w.-]+)")
_MARK = re.compile(r"(?:\blc=|\bdata-c?id=[\"']?|\bid=[\"']?(?:comment-|cid_))([\w.-]+)")
_AUTHORS = ("comment-author-text", "user-name", "yt-user-name", "watch-comment-auth", "author")
_DATES = ("published-time-text", "comment-renderer-time", "time", "watch-comment-time")
_BODIES = ("comment-renderer-text-content", "comment-text-content", "comment-text", "watch-comment-body")
_OPENERS = {"comment-replies-renderer-expander-down", "load-comments"}
_LOADER = "ytd-continuation-item-renderer"
_LOADER_DEPTH = 5  # tags between it and the list that it continues


def find_shown(soup: BeautifulSoup) -> Items:
    """The comments of a page. A thread's tag stands for the comment that opens it, and so do the replies' parents."""
    outline = _Outline()
    for step in walk(soup):
        if isinstance(step.node, Tag):
            outline.see(step.node, enters=step.enters)
    return find_items(soup, outline.wraps)


@dataclass(slots=True)
class _Outline:
    """Which comment opens each thread, and which number each comment has; found in one walk."""

    _heads: dict[int, Tag] = field(default_factory=dict)  # by the thread's tag
    _numbers: dict[int, str] = field(default_factory=dict)
    _opening: set[int] = field(default_factory=set)
    _threads: list[Tag] = field(default_factory=list)  # that are open
    _comments: list[Tag] = field(default_factory=list)  # that are open

    def see(self, tag: Tag, *, enters: bool) -> None:
        """Take in a tag, and again when it is left."""
        if not enters:
            for waiting in (self._threads, self._comments):
                if waiting and waiting[-1] is tag:
                    waiting.pop()
        elif _is_thread(tag):
            self._threads.append(tag)
        elif _is_comment(tag):
            self._comments.append(tag)
            number = attribute(tag, "data-cid") or attribute(tag, "data-id") or _anchor(tag)
            if number:
                self._numbers[id(tag)] = number
            if self._threads and id(self._threads[-1]) not in self._heads:
                self._heads[id(self._threads[-1])] = tag
                self._opening.add(id(tag))
        elif self._comments and tag.name == "a" and (match := _LINKED.search(attribute(tag, "href"))):
            self._numbers.setdefault(id(self._comments[-1]), match[1])

    def wraps(self, tag: Tag) -> str | None:
        """The number of the comment that a tag wraps, or that opens the thread which it is."""
        comment = self._heads.get(id(tag), None if id(tag) in self._opening or not _is_comment(tag) else tag)
        return None if comment is None else self._numbers.get(id(comment), "")


def _is_thread(tag: Tag) -> bool:
    return tag.name == "ytd-comment-thread-renderer" or not _THREAD_NAMES.isdisjoint(classes(tag))


def _is_comment(tag: Tag) -> bool:
    if tag.name in _COMMENT_TAGS:
        return True
    names = classes(tag)
    return not _COMMENT_NAMES.isdisjoint(names) or (tag.name == "li" and "comment" in names and tag.has_attr("data-id"))


def _anchor(tag: Tag) -> str:
    match = _ANCHOR.fullmatch(attribute(tag, "id"))
    return match[1] if match else ""


class CommentPlaces(Places):
    """Where comments stand: the app gives all of them the same ids, so that only their numbers tell."""

    def __init__(self, content: str) -> None:
        super().__init__(content)
        self._marks: dict[str, int] = {}
        for match in _MARK.finditer(content):
            self._marks.setdefault(match[1], match.start())

    def of(self, item: Item) -> str:
        """The locator of the first mark of a comment's number, or an empty one."""
        at = self._marks.get(item.number or "")
        return "" if at is None else self.at(at)


def permalinks(items: Items) -> Iterator[str]:
    """The addresses of the comments, which name the video."""
    return (link for item in items.shown if (link := _permalink(item)) is not None)


def _permalink(item: Item) -> str | None:
    linked = (attribute(tag, "href") for tag in item.own if tag.name == "a")
    return next((original(href, _BASE) for href in linked if _LINKED.search(href)), None)


def read_shown(items: Items, base: str | None, places: CommentPlaces) -> Iterator[Post]:
    """The comments, each with the one that it replies to: by its number, or below it in a thread."""
    keys = items.keys()
    for item in items.shown:
        body = _part(item, "content-text", _BODIES)
        above, named = keys.get(id(item.above)), parent_of(item.number)
        yield Post(
            words=spoken(body, base or _BASE) if body is not None else Rendered(),
            author=text_of(_part(item, "author-text", _AUTHORS)) or None,
            shown=_date(item),
            native_id=item.number,
            url=_permalink(item),
            locator=places.of(item),
            parent=above or named,
            parent_source=_source(above, named),
        )


def _source(above: str | None, named: str | None) -> ParentSource | None:
    if above is None and named is None:
        return None
    return ParentSource.EXPLICIT if named and above in (None, named) else ParentSource.NESTING


def _part(item: Item, name: str, names: tuple[str, ...]) -> Tag | None:
    return next((tag for tag in item.own if attribute(tag, "id") == name), None) or item.first(*names)


def _date(item: Item) -> str:
    """The age that people see: "2 years ago (edited)"; before 2010 in brackets."""
    shown = text_of(_part(item, "published-time-text", _DATES))
    return shown[1:-1].strip() if shown.startswith("(") and shown.endswith(")") else shown


def stated_count(items: Items) -> int | None:
    """How many comments the page counts, where it says so exactly: "1,234 Comments"."""
    for tag in items.outside:
        href = attribute(tag, "href") if tag.name == "a" else ""
        is_count = tag.name == "ytd-comments-header-renderer" or "comment-section-header-renderer" in classes(tag)
        if is_count or "/all_comments" in href or attribute(tag, "id") == "watch-comment-count":
            count, is_exact = amount_in(label_of(tag))
            if count is not None and is_exact:
                return count
    return None


def stubs(items: Items, places: CommentPlaces) -> Iterator[Defect]:
    """What the page would load: replies that nobody opened, and the list's end."""
    below: Counter[int] = Counter(id(item.above) for item in items.shown if item.above is not None)
    under: Counter[str | None] = Counter(parent_of(item.number) for item in items.shown)  # of all depths
    for item in items.shown:
        labels = (label_of(tag) or attribute(tag, "aria-label") for tag in item.own if _opens(tag))
        label = next(filter(None, labels), None)
        if label is not None:
            yield from unloaded(label, max(below[id(item)], under[item.number or ""]), places.of(item))
    if any(_continues(tag) for tag in items.outside):
        yield Defect("more comments follow, which were not loaded", places.last)


def _opens(tag: Tag) -> bool:
    return attribute(tag, "id").startswith("more-replies") or not _OPENERS.isdisjoint(classes(tag))


def _continues(tag: Tag) -> bool:
    if tag.name == _LOADER:
        return any(box.name == "ytd-comments" for box in islice(tag.parents, _LOADER_DEPTH))
    return "comment-section-renderer-paginator" in classes(tag) and not is_hidden(tag)
