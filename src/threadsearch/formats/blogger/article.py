"""A Blogger post, and what the page says about its comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original, site_of
from threadsearch.formats.html import (
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
from threadsearch.formats.html.forum import whole_number
from threadsearch.model import Page, Thread, Timestamp

_POST_ID = re.compile(r"post-body-(\d+)")
_POST_PARAMETER = re.compile(
    r"(?:/comment(?:-iframe)?\.g\?[^\s\"'<>]{0,80}?postID=|/comment/\w{1,20}/post/\d{1,25}/)(\d{6,})"
)
_FORM = re.compile(r"/comment(?:-iframe)?\.g\?|/comment/\w{1,20}/post/")
_POST = re.compile(r"^https?://[^/?#]+/\d{4}/\d\d/[^/?#]+\.html(?:#|$)")
_COUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{3}){1,3}|\d{1,9})(?![\d.,]*\d)")
_RANGE = re.compile(r"(?<!\d)(\d{1,7})\s?[–-]\s?(\d{1,7})\s\D{1,12}\s(\d{1,7})(?!\d)")  # noqa: RUF001 - as in "1-200 of 342", in any language
_PAGE = re.compile(r"[?&]commentPage=(\d{1,5})")
_PER_PAGE = 200


def read_article(outside: list[Tag], soup: BeautifulSoup, page: Page) -> Thread:
    """The thread without its comments: the post, and how many there are by the page's own account."""
    known = metas(soup)
    body = next((tag for tag in outside if _POST_ID.fullmatch(attribute(tag, "id"))), None)
    body = body if body is not None else first_with(outside, "post-body")
    is_form = _FORM.search(page.url or "") is not None or first_with(outside, "popup") is not None
    linked = _post_linked(outside, page) if is_form else None
    url = linked[0] if linked else re.split(r"[?#]", page.url)[0] if page.url and not is_form else None
    heading = first_with(outside, "post-title", "entry-title")
    title = text_of(heading) or (linked[1] if linked else known.get("og:title")) or head_title(soup)
    count, number, pages = _paging(outside, page)
    text = render([body], base=url) if body is not None else Rendered()
    return Thread(
        comments=(),
        key=_key(body, known, page),
        title=title,
        url=url,
        site=site_of(url),
        author=_author(outside),
        created=_created(outside, Stamps(page, language=language_of(soup))),
        text=text.text,
        links=text.links,
        stated_count=count,
        page=number,
        pages=pages,
    )


def _post_linked(outside: list[Tag], page: Page) -> tuple[str, str] | None:
    """The post's address and title, by the first link to it on a page that shows its comments above the form alone.

    That page's own address is Blogger's, and the same for all posts but for its parameters.
    """
    found = ((original(attribute(tag, "href"), page.url), text_of(tag)) for tag in outside if tag.name == "a")
    led = ((url.partition("#")[0], text) for url, text in found if url and _POST.search(url))
    return next(led, None)


def _key(body: Tag | None, known: dict[str, str], page: Page) -> str | None:
    """The post's number."""
    match = _POST_ID.fullmatch(attribute(body, "id")) if body is not None else None
    found = match or _POST_PARAMETER.search(page.url or "") or _POST_PARAMETER.search(page.content)
    return known.get("postid") or (found[1] if found else None)


def _author(outside: list[Tag]) -> str | None:
    box = first_with(outside, "post-author")
    if box is None:
        return None
    name = first_with(box.find_all(), "fn")
    return text_of(name) or text_of(box) or None


def _created(outside: list[Tag], stamps: Stamps) -> Timestamp | None:
    """When the post was published: as machines read it, else the day in its heading."""
    times = [tag for tag in outside if "published" in classes(tag) or attribute(tag, "itemprop") == "datePublished"]
    for tag in times:
        for text in (attribute(tag, "title"), attribute(tag, "datetime"), attribute(tag, "content")):
            stamp = stamps.read(text, shown=text_of(tag)) if text else None
            if stamp is not None and stamp.at is not None:
                return stamp
    heading = text_of(first_with(outside, "date-header", "post-timestamp", "timestamp-link"))
    return stamps.read(heading)


def _paging(outside: list[Tag], page: Page) -> tuple[int | None, int | None, int | None]:
    """The number of comments claimed, the page's number among the pages of comments, and how many these are."""
    ranged = first_with(outside, "paging-control-container")
    if ranged is not None and (match := _RANGE.search(text_of(ranged))):
        first, total = int(match[1]), int(match[3])
        return total, (first - 1) // _PER_PAGE + 1, -(-total // _PER_PAGE)
    number = _PAGE.search(page.url or "")
    return next(_counts(outside), None), int(number[1]) if number else None, None


def _counts(outside: list[Tag]) -> Iterator[int]:
    """What the list's heading claims, else what the link to the comments does."""
    box = next((tag for tag in outside if attribute(tag, "id") == "comments"), None)
    told = whole_number(attribute(box, "data-num-comments")) if box is not None else None
    if told is not None:
        yield told
    headings = box.find_all(["h2", "h3", "h4", "h5"], limit=1) if box is not None else []
    links = [tag for tag in outside if "comment-link" in classes(tag) or "post-comment-link" in classes(tag)]
    for tag in (*headings, *links):
        if match := _COUNT.search(text_of(tag)):
            yield int(re.sub(r"\D", "", match[1]))
