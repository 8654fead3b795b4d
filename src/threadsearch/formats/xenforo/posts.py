"""One post of a XenForo thread."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag

from threadsearch.addresses import original
from threadsearch.formats.html import Item, Places, Rendered, attribute, classes, text_of, within
from threadsearch.formats.html.forum import (
    Post,
    epoch_stamp,
    having,
    lead_nowhere,
    numbers_in,
    whole_number,
    words_of,
)
from threadsearch.formats.xenforo.thread import About
from threadsearch.model import Defect, Kind, ParentSource, State

_ID = re.compile(r"(?:js-)?post-(\d+)")
_REPLIES_TO = re.compile(r"js-new-reply-container-(\d+)")
_NAMES = ("messagecard__user-info__name", "message-name", "username", "author")
_STAMPED = ("message-attribution", "message-date", "messagedetails", "messagemeta", "messagecard__nested-postbit")
_PERMALINKS = {"datepermalink", "postnumber"}
_DELETED = {"deleted", "message--deleted", "deletednotice", "messagenotice--deleted"}
_LABELS = {"type", "bbcodeblock-title"}  # "Code:"
_LABEL = re.compile(r"^(?:attribution|bbCodeBlock-title)$")
_is_code = having("bbcodeblock--code", "bbcodecode", "bbcodephp", "bbcodehtml")
_is_quote = having("bbcodeblock--quote", "bbcodequote")
_is_marked = having(
    *("bbcodeblock-expandlink", "bbcodeblock-shrinklink", "quoteexpand", "bbcodespoiler-button"),
    *("message-signature", "message-lastedit", "message-attachments", "editdate", "js-selecttoquoteend"),
    *("messagetextendmarker", "u-anchortarget", "bbcodeblock-icon"),
    *("contentrow-figure", "contentrow-snippet", "contentrow-minor"),  # of a link's preview, all but the link
    *("bbimage", "bbcodeimage", "lbimage", "attachment-icon"),  # what stands for these is the name of a file
)


def post_number(tag: Tag) -> str | None:
    """The number of the post that a tag wraps; ``None`` for other tags."""
    if tag.name not in ("article", "div", "li"):
        return None
    match = _ID.fullmatch(attribute(tag, "id"))
    if match is None:  # a copy that lost its ids
        match = _ID.fullmatch(attribute(tag, "data-content")) if "js-post" in classes(tag) else None
        return match[1] if match else None
    is_post = match[0].startswith("js-") or (tag.name == "li" and "message" in classes(tag))
    is_inner = tag.parent is not None and attribute(tag.parent, "id") == match[0]  # Fora's layout wraps replies twice
    return match[1] if is_post and not is_inner else None


def _is_furniture(tag: Tag) -> bool:
    """Whether this is no part of a post's words: a button, a label, an arrow that leads to what is quoted."""
    is_arrow = "attributionlink" in classes(tag) and not re.search(r"\w", text_of(tag))
    is_label = tag.parent is not None and _is_code(tag.parent) and not _LABELS.isdisjoint(classes(tag))
    return is_arrow or is_label or _is_marked(tag)


class PostReader:
    """Reads the posts of one page, whose links are relative to ``base``."""

    def __init__(self, base: str | None, about: About, places: Places) -> None:
        self._base = base
        self._about = about
        self._places = places

    def post(self, item: Item) -> Post:
        """What a post's wrapper holds."""
        body = _body(item)
        links = list(_permalinks(item))
        dates = list(_dates(item, links))
        parent = _parent(item)
        return Post(
            words=_words(body, self._base) if body is not None else Rendered(),
            author=_author(item),
            dates=tuple(text for tag in dates for text in _machine_dates(tag)),
            shown=next((text for tag in dates if (text := text_of(tag))), ""),
            native_id=item.number,
            url=self._url(item, links),
            locator=self._places.of_id(attribute(item.tag, "id")),
            kind=Kind.POST if self._opens(item) else Kind.COMMENT,
            parent=parent,
            parent_source=ParentSource.NESTING if parent else None,
            state=State.DELETED if _is_deleted(item, body) else State.LIVE,
        )

    def _url(self, item: Item, links: list[Tag]) -> str | None:
        """The post's own address: as the page links it, else the page's with the post's number."""
        stated = (original(attribute(link, "href"), self._base) for link in links if _leads_to(link, item))
        address = next((url for url in stated if url), None)
        return address or (f"{self._about.page_url}#post-{item.number}" if self._about.page_url else None)

    def _opens(self, item: Item) -> bool:
        """Whether this is the thread's opening post: its number says so, or its place on the first page."""
        for link in _permalinks(item):
            if text_of(link).startswith("#"):
                return numbers_in(text_of(link)) == [1]
        # Every page of an article's thread begins with the article.
        is_there = self._about.page in (None, 1) or "message--article" in classes(item.tag)
        return item is self._about.first and is_there


def unloaded(tag: Tag, places: Places) -> Defect | None:
    """What Fora's layout says of replies that it loads on demand, if the page lacks some."""
    loaded, total = (whole_number(attribute(tag, name)) for name in ("posts-loaded", "total-reply-count"))
    if loaded is None or total is None or loaded >= total:
        return None
    number = attribute(tag, "parent-post")
    message = f"{total - loaded} replies to post {number} were not loaded"
    return Defect(message, places.of_id(f"js-post-{number}"))


def _parent(item: Item) -> str | None:
    """The number of the post below which Fora's layout shows this one."""
    box = item.tag.parent
    if box is None or "js-nested-children-container" not in classes(box):
        return None
    head = next((child for child in box.children if isinstance(child, Tag)), None)
    match = _REPLIES_TO.fullmatch(attribute(head, "id")) if head is not None else None
    return match[1] if match else None


def _author(item: Item) -> str | None:
    """The name that the wrapper states, else the one that is shown."""
    return attribute(item.tag, "data-author") or text_of(item.first(*_NAMES)) or None


def _permalinks(item: Item) -> Iterator[Tag]:
    """The links to the post itself, in page order. Those of an opening post may lead to the thread."""
    for tag in item.own:
        if tag.name == "a" and (_leads_to(tag, item) or not _PERMALINKS.isdisjoint(classes(tag))):
            yield tag


def _leads_to(link: Tag, item: Item) -> bool:
    return attribute(link, "href").endswith(f"post-{item.number}")


def _dates(item: Item, links: list[Tag]) -> Iterator[Tag]:
    """The tags that may hold the date, surest first: what links to the post does, and so does its line."""
    lines = ([tag for tag in item.own if name in classes(tag)] for name in _STAMPED)
    for boxes in (links, *lines):
        yield from (tag for tag in within(boxes, ["time", "abbr", "span"]) if _is_date(tag))
    yield from (tag for tag in item.own if attribute(tag, "itemprop") == "datePublished")


def _is_date(tag: Tag) -> bool:
    return tag.name == "time" or "datetime" in classes(tag)


def _machine_dates(tag: Tag) -> Iterator[str]:
    """What a date's tag says besides the words that people see, the surest first."""
    texts = (attribute(tag, "datetime"), epoch_stamp(attribute(tag, "data-time")), attribute(tag, "content"))
    yield from (text for text in (*texts, attribute(tag, "title")) if text)


def _body(item: Item) -> Tag | None:
    """The tag with the post's words."""
    body = item.first("messagetext", "message-body")
    if body is None:
        return None
    wrapped = body.find(class_="bbWrapper")
    return wrapped if isinstance(wrapped, Tag) else body


def _words(body: Tag, base: str | None) -> Rendered:
    lead_nowhere(body.find_all("div", class_=_LABEL))
    return words_of(body, is_quote=_is_quote, is_furniture=_is_furniture, base=base)


def _is_deleted(item: Item, body: Tag | None) -> bool:
    """Whether the page shows a notice instead of the post."""
    if not _DELETED.isdisjoint(classes(item.tag)):
        return True
    return body is None and item.first("messagenotice", "deletednotice", "nested-message-deleted") is not None
