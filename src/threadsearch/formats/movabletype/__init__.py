"""HTML pages of Movable Type and TypePad blogs.

Their templates are the same family. A comment is a box with its number, and the line with the author and the date
stands above the words or, in the older templates, below them::

    <div class="comment" id="comment-55"> <div class="comment-header"> ... <div class="comment-content">    version 4 on
    <div class="comment" id="comment-6a00d8"> <div class="comment-content"> ... <p class="comment-footer">  TypePad
    <article class="comment" id="comment-55"> <header> ...                                                  version 6
    <div id="c55"> or <a id="c55"></a> <div class="comments-body"> ... <span class="comments-post">         version 3
    <div id="c55"> ... </div> <p class="posted">                                                            version 3
    <li> <div id="c55"> Posted by ... </div> <div> the words                                                version 3
    <div class="comment"> ... <div class="comments-post">                                                   version 2

Only version 4 and later print who answers whom ("replied to a comment from ..."). ``article.py`` reads the entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    Stamps,
    attribute,
    classes,
    find_items,
    holds_any,
    language_of,
    lowered,
    parse_html,
    render,
    text_of,
)
from threadsearch.formats.movabletype.article import read_thread
from threadsearch.model import Comment, Page, ParentSource, Thread, Timestamp

_MADE_BY = re.compile(
    r"<meta\b[^<>]*\bcontent\s*=\s*[\"'](?:Movable Type|https?://www\.(?:typepad|movabletype)\.(?:com|org))"
    r"|<(?:form|script|link|img)\b[^<>]*(?:mt-comments|mt-static/|/mt\.js|static\.typepad\.com)",
    re.IGNORECASE,
)
# What stands in whatever _MADE_BY matches, in lower case.
_WORDS = ("movable type", "movabletype", "typepad", "mt-comments", "mt-static/", "/mt.js")
_BOX = re.compile(
    r"<(?:div|article|li)\b[^<>]*\bid\s*=\s*[\"']?(?:comment-(?:\d+|6a\w{10,})|c\d+|c6a\w{10,})[\"'\s>]"
    r"|<div\b[^<>]*\bclass\s*=\s*[\"']?comments-(?:body|post)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:comment-|c)(\d+|6a\w{10,})")
_FRAGMENT = re.compile(r"#(?:comment-|c)(\d+|6a\w{10,})$")
_ACTS = {
    "commentinfo",
    "comment-footer",
    "comment-header",
    "comments-post",
    "comment-avatar",
    "user-pic",
    "comment-reply",
    "byline",
    "posted",
}
_LINES = ("comment-footer", "comments-post", "commentinfo", "comment-header", "byline", "posted")
_NAMES = ("vcard", "author", "comment-author", "commenter-name")
_AT = re.compile(r"(?<!\s)(?:\s++(?:at|on|am|le|el)\s+(?=\S*\d|\w+ \d)|\s*+\|\s*)")
_BY = re.compile(r"^(?:Posted by|Kommentiert von|Rédigé par|Publicado por)\s*:?\s+|^[^:\d]{0,40}:\s*", re.IGNORECASE)
_SAID = re.compile(r"(?<!\s)\s++(?:said|replied to|says|sagte|schrieb|a dit|dijo)\b.*", re.DOTALL)
# The name, where it stands behind the date.
_LAST = re.compile(r"^Posted\b.{0,60}\d.{0,10}?\sby\s+(\S.*)", re.IGNORECASE)
_TRACKED = re.compile(r"\W*(?:tracked on|トラックバック)", re.IGNORECASE)


class MovableType:
    """Reads the comments of Movable Type and TypePad blogs."""

    name = "movabletype"
    description = "HTML of Movable Type and TypePad entries with their comments"
    media_types = ("text/html",)
    signs = _WORDS

    def detect(self, page: Page) -> bool:
        """Claim HTML that is made by one of the two and has a comment's box."""
        content = page.content
        is_html = page.media_type == "text/html" and "/wp-content/" not in content
        return (
            is_html
            and holds_any(lowered(content), _WORDS)
            and _BOX.search(content) is not None
            and _MADE_BY.search(content) is not None
        )

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        items = _found(soup)
        places = Places(page.content)
        stamps = Stamps(page, (text for item in items.shown for text in _dates(item)), language_of(soup))
        comments = tuple(_comments(items, page, stamps, places))
        yield read_thread(items, soup, page, comments, places)


def _found(soup: BeautifulSoup) -> Items:
    """The comments' boxes; where none has a number or says that it is one by its class, those that are signed."""
    for wraps in (_wraps, _wraps_without_number):
        items = find_items(soup, wraps, _continues)
        items.shown = [item for item in items.shown if item.number or _is_signed(item)]
        if items.shown:
            break
    return items


def _wraps_without_number(tag: Tag) -> str | None:
    return "" if tag.name == "div" and "comment" in classes(tag) else None


def _continues(tag: Tag, item: Item) -> bool:
    """Whether this is the box with the words, behind the numbered one with the author in a list's item."""
    box = item.tag.parent
    return tag.name == "div" and tag.parent is box and box is not None and box.name == "li"


def _behind(item: Item) -> list[Tag]:
    """The boxes that continue the comment's own."""
    return [tag for tag in item.own if tag is not item.tag and tag.parent is item.tag.parent]


def _wraps(tag: Tag) -> str | None:
    """The number of the comment that a box holds."""
    if tag.name not in ("div", "article", "li"):
        return None
    match = _NUMBER.fullmatch(attribute(tag, "id"))
    if match:
        return _plain(match[1])
    if tag.name != "div" or "comments-body" not in classes(tag) or _is_numbered(tag.parent):
        return None
    anchor = tag.find_previous_sibling(["a", "div"])
    named = attribute(anchor, "id") or attribute(anchor, "name") if isinstance(anchor, Tag) else ""
    match = _NUMBER.fullmatch(named) if isinstance(anchor, Tag) and anchor.name == "a" else None
    return _plain(match[1]) if match else ""


def _is_signed(item: Item) -> bool:
    """Whether a box without a number holds a comment: version 2 puts the form and trackbacks into such ones, too."""
    is_form = any(tag.name in ("form", "textarea") for tag in item.own)
    line = text_of(_line(item))
    return line != "" and not is_form and not _TRACKED.match(line)


def _plain(number: str) -> str:
    """The number without the zeros that some templates put before it ("000012")."""
    return number.lstrip("0") or "0"


def _is_numbered(tag: Tag | None) -> bool:
    return tag is not None and _NUMBER.fullmatch(attribute(tag, "id")) is not None


def _comments(items: Items, page: Page, stamps: Stamps, places: Places) -> Iterator[Comment]:
    keys, wrappers = items.keys(), items.wrappers
    behind = set(keys.values())
    for position, item in enumerate(items.shown):
        behind.discard(keys[id(item)])
        stated = _replied_to(item)
        parent = stated if stated not in behind else None
        words = _words(item, wrappers, page)
        yield Comment(
            position=position,
            text=words.text,
            author=_author(item),
            created=_created(item, stamps),
            native_id=item.number,
            parent=parent,
            parent_source=ParentSource.EXPLICIT if parent else None,
            url=_permalink(item, page),
            links=words.links,
            locator=next(filter(None, (places.of_id(f"{kind}{item.number}") for kind in ("comment-", "c"))), ""),
        )


def _replied_to(item: Item) -> str | None:
    """The number of another comment that the comment's line leads to."""
    line = item.first("byline", "comment-header") or _header(item)
    links = line.find_all("a") if line is not None else []
    numbers = (_plain(match[1]) for link in links if (match := _FRAGMENT.search(attribute(link, "href"))))
    return next((number for number in numbers if number != item.number), None)


def _words(item: Item, wrappers: set[int], page: Page) -> Rendered:
    body = item.first("comment-content", "comment-body")
    tops = [body] if body is not None else _behind(item) or [item.tag]

    def is_furniture(tag: Tag) -> bool:
        return id(tag) in wrappers or tag.name == "header" or not _ACTS.isdisjoint(classes(tag))

    return render(tops, without=is_furniture, base=page.url)


def _line(item: Item) -> Tag | None:
    return item.first(*_LINES) or _header(item) or _line_below(item) or (item.tag if _behind(item) else None)


def _line_below(item: Item) -> Tag | None:
    """The line that stands below the box with the words, in templates of version 3."""
    below = item.tag.find_next_sibling()
    return below if isinstance(below, Tag) and "posted" in classes(below) else None


def _header(item: Item) -> Tag | None:
    return next((tag for tag in item.own if tag.name == "header"), None)


def _author(item: Item) -> str | None:
    """The name: what is marked as one, else what the line has before the date."""
    named = item.first(*_NAMES)
    if named is not None and text_of(named):
        return _SAID.sub("", text_of(named)).strip(" :") or None
    line = _line(item)
    if line is not None and line.name == "header":
        heading = line.find(["h2", "h3", "h4"])
        line = heading if isinstance(heading, Tag) else line
    if last := _LAST.match(text_of(line)):
        return last[1]
    links = line.find_all("a") if line is not None else []
    outside = (tag for tag in links if _leads_outside(attribute(tag, "href")))
    linked = next((text_of(tag) for tag in outside if text_of(tag)), "")
    text = _SAID.sub("", _BY.sub("", text_of(line)))
    return linked or _AT.split(text, maxsplit=1)[0].strip(" |,") or None


def _leads_outside(target: str) -> bool:
    """Whether a link may lead to its comment's author: not to a comment, and not to a script."""
    return target != "" and not _FRAGMENT.search(target) and not target.lower().startswith("javascript:")


def _dates(item: Item) -> list[str]:
    """What may be the date: as machines read it, the permalink's text, or the end of the line."""
    marked = [
        attribute(tag, name) for tag in item.own if tag.name in ("abbr", "time") for name in ("title", "datetime")
    ]
    linked = [text_of(tag) for tag in item.own if tag.name == "a" and _is_permalink(tag, item)]
    parts = _AT.split(text_of(_line(item)), maxsplit=1)
    return [text for text in (*marked, *linked, *parts[1:]) if re.search(r"\d", text)]


def _is_permalink(tag: Tag, item: Item) -> bool:
    match = _FRAGMENT.search(attribute(tag, "href"))
    return match is not None and _plain(match[1]) == item.number


def _created(item: Item, stamps: Stamps) -> Timestamp | None:
    shown = next((text_of(tag) for tag in item.own if tag.name == "a" and _is_permalink(tag, item)), "")
    shown = shown or next((text_of(tag) for tag in item.own if tag.name in ("abbr", "time")), "")
    dates = _dates(item)
    return stamps.read(*dates, shown=shown or dates[-1]) if dates else None


def _permalink(item: Item, page: Page) -> str | None:
    linked = (attribute(tag, "href") for tag in item.own if tag.name == "a" and _is_permalink(tag, item))
    found = next((address for href in linked if (address := original(href, page.url))), None)
    base = page.url.partition("#")[0] if page.url else None
    return found or (f"{base}#{attribute(item.tag, 'id')}" if base and attribute(item.tag, "id") else None)
