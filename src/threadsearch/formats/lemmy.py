"""HTML pages of Lemmy's own web interface, as a server sends them or a browser saves them.

A comment is an ``<article id="comment-12">``; it and the list of its replies stand in one list item. Dates are printed
as ages; the data that the server sends along (``window.isoData``) has them exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
    metas,
    parse_html,
    render,
    text_of,
)
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread, Timestamp

_COMMENT = re.compile(r"<(?:article|div)\b[^<>]*\bid=[\"']?comment-\d+[\"'\s>]", re.IGNORECASE)
_NUMBER = re.compile(r"comment-(\d+)")
_POST = re.compile(r"/post/(\d+)")
_DATA = re.compile(r"\"comment\":\{\"id\":(\d+),")
_DATA_END = '"creator":{'
_PUBLISHED = re.compile(r"\"published(?:_at)?\":\"(\d{4}-[^\"\\]{6,40})\"")
_PATH = re.compile(r"\"path\":\"([\d.]+)\"")
_GONE = re.compile(r"\"(?:removed|deleted)\":true")
_ZONED = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$")
_COUNT = re.compile(r"(?<!\d)(\d[\d,.]{0,12})(?!\d)")
_CREATED = re.compile(r"^created: |\n.*", re.IGNORECASE | re.DOTALL)
_NOTICES = {"removed", "deleted", "removed by mod", "deleted by creator", "permanently deleted"}


class Lemmy:
    """Reads the comments of Lemmy posts."""

    name = "lemmy"
    description = "HTML of Lemmy posts with their comments"
    media_types = ("text/html",)
    signs = ("comment-node",)

    def detect(self, page: Page) -> bool:
        """Claim HTML with a numbered comment in one of Lemmy's nodes."""
        content = page.content
        is_signed = page.media_type == "text/html" and "comment-node" in content
        return is_signed and "person-listing" in content and _COMMENT.search(content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        items = find_items(soup, _wraps)
        places, stamps = Places(page.content), Stamps(page)
        comments = tuple(_comments(items, page, stamps, places))
        yield _thread(items, soup, page, comments, (*items.defects(page, places), *_stubs(items)))


def _wraps(tag: Tag) -> str | None:
    """The number of the comment that a box holds together with its replies."""
    if tag.name not in ("li", "div") or "comment" not in classes(tag):
        return None
    nodes = (child for child in tag.find_all(["article", "div"], recursive=False) if "comment-node" in classes(child))
    matches = (_NUMBER.fullmatch(attribute(node, "id")) for node in nodes)
    return next((match[1] for match in matches if match), None)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the data beside the page tells of a comment."""

    published: str = ""
    parent: str | None = None
    is_gone: bool = False


def _data(content: str) -> dict[str, _Known]:
    """What the data tells, by the comments' numbers. It is no JSON but a script, so each comment is looked up."""
    known: dict[str, _Known] = {}
    for match in _DATA.finditer(content):
        end = content.find(_DATA_END, match.end())
        record = content[match.end() : end if end >= 0 else match.end()]
        published, path = _PUBLISHED.search(record), _PATH.search(record)
        above = path[1].split(".")[-2:-1] if path else []
        stamp = published[1] if published else ""
        stamp += "" if not stamp or _ZONED.search(stamp) else "Z"
        parent = next((number for number in above if number != "0"), None)
        known.setdefault(match[1], _Known(stamp, parent, _GONE.search(record) is not None))
    return known


def _comments(items: Items, page: Page, stamps: Stamps, places: Places) -> Iterator[Comment]:
    keys, known = items.keys(), _data(page.content)
    behind = set(keys.values())
    for position, item in enumerate(items.shown):
        told = known.get(item.number or "", _Known())
        body = item.first("md-div")
        words = render([body], base=page.url) if body is not None else Rendered()
        is_deleted = told.is_gone or not words.text or words.text.lower() in _NOTICES
        stated = told.parent if told.parent not in behind else None
        behind.discard(keys[id(item)])
        parent = stated or keys.get(id(item.above))
        source = ParentSource.EXPLICIT if stated else ParentSource.NESTING
        yield Comment(
            position=position,
            text="" if is_deleted else words.text,
            author=_author(item.own),
            created=_created(item, told, stamps),
            native_id=item.number,
            parent=parent,
            parent_source=source if parent else None,
            url=original(f"/comment/{item.number}", page.url) if page.url else None,
            links=() if is_deleted else words.links,
            locator=places.of_id(f"comment-{item.number}"),
            state=State.DELETED if is_deleted else State.LIVE,
        )


def _author(tags: list[Tag]) -> str | None:
    """The name that is shown, without the server that it is from."""
    link = first_with(tags, "person-listing")
    return text_of(link).lstrip("@") or None


def _created(item: Item, told: _Known, stamps: Stamps) -> Timestamp | None:
    time = item.first("moment-time")
    shown = text_of(time)
    tooltip = (
        _CREATED.sub("", attribute(time, "data-tippy-content") or attribute(time, "title")) if time is not None else ""
    )
    return stamps.read(told.published, tooltip, shown=shown)


def _thread(
    items: Items, soup: BeautifulSoup, page: Page, comments: tuple[Comment, ...], defects: Iterable[Defect]
) -> Thread:
    post = first_with(items.outside, "post-listing")
    tags = [post, *post.find_all()] if post is not None else []
    heading = next((tag for tag in tags if tag.name in ("h1", "h5")), None)
    title_link = heading.find("a") if heading is not None else None
    target = original(attribute(title_link, "href"), page.url) if isinstance(title_link, Tag) else None
    is_own = target is None or _POST.search(target) is not None
    body_tag = next((tag for tag in items.outside if attribute(tag, "id") == "postContent"), None)
    body = render([body_tag], base=page.url) if body_tag is not None else Rendered()
    time = first_with(tags, "moment-time")
    told = _CREATED.sub("", attribute(time, "data-tippy-content")) if time is not None else ""
    counted = next((tag for tag in tags if tag.name == "a" and "scrollToComments" in attribute(tag, "href")), None)
    count = _COUNT.search(text_of(counted))
    return Thread(
        comments=comments,
        title=text_of(heading) or metas(soup).get("og:title") or head_title(soup),
        url=page.url,
        site=site_of(page.url),
        author=_author(tags),
        created=Stamps(page).read(told, shown=text_of(time)),
        text=body.text,
        links=(() if is_own or target is None else (target,)) + body.links,
        stated_count=int(re.sub(r"\D", "", count[1])) if count else None,
        defects=tuple(defects),
    )


def _stubs(items: Items) -> Iterator[Defect]:
    """The buttons that stand in place of replies."""
    for item in items.shown:
        for tag in item.own:
            if "comment-node" in classes(tag) and not attribute(tag, "id") and tag.find("button") is not None:
                count = _COUNT.search(text_of(tag))
                yield Defect(f'"more replies" stands in place of {count[1] if count else "an unknown number"}')
