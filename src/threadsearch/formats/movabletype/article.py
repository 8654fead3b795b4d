"""A Movable Type or TypePad entry, and what the page says about its comments."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import site_of
from threadsearch.formats.html import (
    Items,
    Places,
    Rendered,
    Stamps,
    attribute,
    classes,
    first_with,
    head_title,
    language_of,
    metas,
    render,
    text_of,
)
from threadsearch.model import Comment, Page, Thread

_COUNT = re.compile(r"(?<!\d)\d[\d,.]{0,12}(?!\d)")
# Below the entry, where version 2 and TypePad print no date in a tag of its own.
_SIGNED = re.compile(r"Posted by (\S.{0,60}?)(?: (?:at|on) |\s*\|)(.*?\d[^|]{0,60})?", re.IGNORECASE)


def read_thread(items: Items, soup: BeautifulSoup, page: Page, comments: tuple[Comment, ...], places: Places) -> Thread:
    """The thread: the entry, and these comments."""
    tags = items.outside
    body_tag = first_with(tags, "asset-body", "entry-body", "entry-content", "blogbody")
    body = render([body_tag], without=_heads, base=page.url) if body_tag is not None else Rendered()
    heading = first_with(tags, "comments-header", "comments-head") or _comments_heading(tags)
    title = first_with(tags, "asset-name", "entry-title", "entry-header")
    title = title if title is not None else next((tag for tag in tags if _is_title(tag)), None)
    made = next((tag for tag in tags if tag.name in ("abbr", "time") and "published" in classes(tag)), None)
    signed = _SIGNED.match(text_of(first_with(tags, "posted", "post-footers")))
    posted = (signed[2] or "").strip() if signed else ""
    day = text_of(first_with(tags, "date-header")) or posted
    author = next((tag for tag in tags if "author" in classes(tag)), None)
    count = _COUNT.search(text_of(heading))
    machine = attribute(made, "title") or attribute(made, "datetime") if made is not None else ""
    return Thread(
        comments=comments,
        title=text_of(title) or metas(soup).get("og:title") or head_title(soup),
        url=page.url,
        site=site_of(page.url),
        author=text_of(author) or (signed[1] if signed else None),
        created=Stamps(page, language=language_of(soup)).read(machine, posted, shown=text_of(made) or day),
        text=body.text,
        links=body.links,
        stated_count=int(re.sub(r"\D", "", count[0])) if count else None,
        defects=tuple(items.defects(page, places)),
    )


def _is_title(tag: Tag) -> bool:
    """Whether this is the entry's title in the templates of version 2."""
    return tag.name in ("h2", "h3") and "title" in classes(tag)


def _heads(tag: Tag) -> bool:
    """Whether a tag in the entry's box holds its title, or the line below it."""
    return _is_title(tag) or "posted" in classes(tag)


def _comments_heading(tags: list[Tag]) -> Tag | None:
    """The heading of the box with the comments, where no class names it."""
    headings = ((tag, tag.parent) for tag in tags if tag.name in ("h2", "h3"))
    return next((tag for tag, box in headings if box is not None and attribute(box, "id") == "comments"), None)
