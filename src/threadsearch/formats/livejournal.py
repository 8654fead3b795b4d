"""HTML pages of LiveJournal, and of Dreamwidth, which runs on the same program.

Journals look as their owners like; what lasts are the numbers, and the link of each comment to its parent::

    <div id="ljcmt12" style="margin-left: 25px"> or <table id="ljcmt12">          LiveJournal, most layouts
    <div class="b-tree-twig-2"> <div class="b-leaf" id="t12">                     LiveJournal since 2012
    <div id="cmt12" class="dwexpcomment" style="margin-left: 25px">               Dreamwidth

Where nobody links the parent, the comment stands below the last one that is indented less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original, site_of
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    Stamps,
    attribute,
    classes,
    find_items,
    first_with,
    head_title,
    language_of,
    metas,
    parse_html,
    render,
    text_of,
)
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread, Timestamp

_BOX = re.compile(
    r"<(?:div|table|li|article)\b[^<>]*?\bid\s*=\s*[\"']?(?:ljcmt\d+[\"'\s>]|t\d+[\"'][^<>]*\bb-leaf\b|cmt\d+[\"'\s>])"
    r"|<div\b[^<>]*\bb-leaf\b[^<>]*\bid\s*=\s*[\"']?t\d",
    re.IGNORECASE,
)
_SIGNS = ("ljcmt", "b-leaf", "dwexpcomment", "ljuser")
_NUMBER = re.compile(r"(?:ljcmt|cmt|t)(\d+)")
_THREAD = re.compile(r"[?&]thread=(\d+)|#(?:t|cmt)(\d+)$")
_INDENT = re.compile(r"margin-left\s*:\s*(\d+)")
_TWIG = re.compile(r"b-tree-twig-(\d+)")
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d \d\d?:\d\d(?::\d\d)?\s*(?:[ap]m)?\s*(?:\(?UTC\)?|\(local\))?"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4},? (?:at )?\d\d?:\d\d(?::\d\d)?\s*(?:[ap]m)?\s*\(?(?:UTC)?\)?",
    re.IGNORECASE,
)
_STAMPS = ("b-leaf-createdtime", "datetime", "comment-date", "commentdate", "date")
_BODIES = ("b-leaf-article", "comment-content", "comment-text", "talk-comment-box", "commenttext", "comment_text")
_POSTS = ("b-singlepost-body", "entry-content", "aentry-post__text", "entry-text", "entry_text", "asset-body")
_GONE = re.compile(r"\(?(?:Deleted comment|Deleted post|Screened comment|Suspended comment)\)?", re.IGNORECASE)
_ENTRY = re.compile(r"/(\d+)\.html")
_ACTS = {"comment-meta", "b-leaf-actions", "talk-comment-head", "footer", "comment-interaction-links", "header"}
_NEAREST = 4  # tags from a comment up to the one that is indented


class LiveJournal:
    """Reads the comments of LiveJournal and Dreamwidth."""

    name = "livejournal"
    description = "HTML of LiveJournal and Dreamwidth entries with their comments"

    def detect(self, page: Page) -> bool:
        """Claim HTML with a comment's numbered box and one of the program's own names."""
        content = page.content
        is_signed = page.media_type == "text/html" and any(sign in content for sign in _SIGNS)
        return is_signed and _BOX.search(content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        items = find_items(soup, _wraps)
        places = Places(page.content)
        stamps = Stamps(page, (_date_of(item) for item in items.shown), language_of(soup))
        comments = tuple(_comments(items, page, stamps, places))
        yield _thread(items, soup, page, comments, (*items.defects(page, places), *_folded(comments)))


def _wraps(tag: Tag) -> str | None:
    match = _NUMBER.fullmatch(attribute(tag, "id")) if tag.name in ("div", "table", "li", "article") else None
    if match is None:
        return None
    name = attribute(tag, "id")
    is_own = name.startswith("ljcmt") or not {"b-leaf", "dwexpcomment"}.isdisjoint(classes(tag))
    return match[1] if is_own else None


def _comments(items: Items, page: Page, stamps: Stamps, places: Places) -> Iterator[Comment]:
    keys, wrappers = items.keys(), items.wrappers
    behind = set(keys.values())
    is_named = any(item.first(*_BODIES) is not None for item in items.shown)
    path: list[tuple[int, str]] = []
    for position, item in enumerate(items.shown):
        key, indent = keys[id(item)], _indent(item)
        behind.discard(key)
        while path and path[-1][0] >= indent:
            path.pop()
        nested = keys.get(id(item.above)) or (path[-1][1] if path else None)
        path.append((indent, key))
        stated = _parent_link(item)
        is_stated = stated is not None and stated not in behind and stated != item.number
        words = _words(item, wrappers, page, is_named=is_named)
        is_deleted = _GONE.fullmatch(words.text) is not None
        parent = stated if is_stated else nested
        source = ParentSource.EXPLICIT if is_stated else ParentSource.NESTING
        shown = _date_of(item)
        yield Comment(
            position=position,
            text="" if is_deleted else words.text,
            author=_author(item),
            created=stamps.read(shown) if shown else None,
            native_id=item.number,
            parent=parent,
            parent_source=source if parent else None,
            url=_permalink(item, page),
            links=() if is_deleted else words.links,
            locator=places.of_id(attribute(item.tag, "id")),
            state=State.DELETED if is_deleted else State.LIVE,
        )


def _indent(item: Item) -> int:
    """How far a comment is indented: in pixels, or in levels; each page has one of the two."""
    for tag in (item.tag, *(parent for parent, _ in zip(item.tag.parents, range(_NEAREST), strict=False))):
        level = next((int(match[1]) for name in classes(tag) if (match := _TWIG.fullmatch(name))), None)
        if level is not None:
            return level
        if match := _INDENT.search(attribute(tag, "style")):
            return int(match[1])
    return 0


def _parent_link(item: Item) -> str | None:
    """The comment that the link "Parent" leads to."""
    for tag in item.own:
        is_named = "commentparent" in classes(tag) or "comment-parent" in classes(tag)
        link = tag.find("a") if is_named and tag.name != "a" else tag
        if isinstance(link, Tag) and link.name == "a" and (is_named or text_of(link).casefold() == "parent"):
            match = _THREAD.search(attribute(link, "href"))
            return (match[1] or match[2]) if match else None
    return None


def _words(item: Item, wrappers: set[int], page: Page, *, is_named: bool) -> Rendered:
    """The comment's words. Where the page names their places, a comment without one is folded, or a notice."""
    body = item.first(*_BODIES)
    if body is None and is_named and not _GONE.fullmatch(text_of(item.tag)):
        return Rendered()

    def is_furniture(tag: Tag) -> bool:
        if id(tag) in wrappers or not _ACTS.isdisjoint(classes(tag)):
            return True
        return tag.name == "p" and any("replyto=" in attribute(link, "href") for link in tag.find_all("a"))

    return render([body if body is not None else item.tag], without=is_furniture, base=page.url)


def _author(item: Item) -> str | None:
    """The account's name; "Anonymous", as printed, for those who have none."""
    account = item.first("ljuser", "i-ljuser")
    if account is not None:
        return attribute(account, "data-ljuser") or attribute(account, "lj:user") or text_of(account) or None
    line = item.first("b-leaf-username", "comment-poster", "talk-comment-head", "comment-head")
    return "Anonymous" if "nonymous" in text_of(line) else None


def _date_of(item: Item) -> str:
    """The date as printed, wherever in the line above the words it is."""
    for tag in (item.first(*_STAMPS), item.first("talk-comment-head", "comment-head", "header")):
        if tag is not None and (match := _DATE.search(text_of(tag))):
            return match[0].strip()
    return ""


def _permalink(item: Item, page: Page) -> str | None:
    for tag in item.own:
        match = _THREAD.search(attribute(tag, "href")) if tag.name == "a" else None
        if match and (match[1] or match[2]) == item.number and "replyto=" not in attribute(tag, "href"):
            return original(attribute(tag, "href"), page.url)
    return None


def _thread(
    items: Items, soup: BeautifulSoup, page: Page, comments: tuple[Comment, ...], defects: Iterable[Defect]
) -> Thread:
    tags = items.outside
    url = re.split(r"[?#]", page.url)[0] if page.url else None
    number = _ENTRY.search(url or "")
    body_tag = first_with(tags, *_POSTS)
    body = render([body_tag], base=url) if body_tag is not None else Rendered()
    title = first_with(tags, "b-singlepost-title", "entry-title", "aentry-post__title", "asset-name", "subject")
    account = first_with(tags, "ljuser", "i-ljuser")
    counted = re.search(r"\d+", text_of(first_with(tags, "b-xylem-cells-count", "comment-count", "comments-count")))
    return Thread(
        comments=comments,
        key=number[1] if number else None,
        title=text_of(title) or metas(soup).get("og:title") or head_title(soup),
        url=url,
        site=site_of(url),
        author=(attribute(account, "data-ljuser") or attribute(account, "lj:user") or text_of(account) or None)
        if account is not None
        else None,
        created=_posted(tags, page),
        text=body.text,
        links=body.links,
        stated_count=int(counted[0]) if counted else None,
        defects=tuple(defects),
    )


def _folded(comments: tuple[Comment, ...]) -> Iterator[Defect]:
    count = sum(not comment.text and comment.state is State.LIVE for comment in comments)
    if count:
        yield Defect(f"comments folded to a line, without their words: {count}")


def _posted(tags: list[Tag], page: Page) -> Timestamp | None:
    """When the entry was posted."""
    tag = first_with(tags, "b-singlepost-author-date", "published", "datetime", "entry-date", "dt-published")
    stated = attribute(tag, "datetime") or attribute(tag, "title") if tag is not None else ""
    return Stamps(page).read(stated, shown=text_of(tag))
