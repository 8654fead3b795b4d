"""HTML pages of Slashdot, and of sites that run on Slash (the version of 2006 and later).

Each comment is a list item, ``<li id="tree_12" class="comment">``, with the list of its replies in it. Comments below
the reader's threshold are folded to a line that has just their subject and author; their words aren't on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    one_line,
    parse_html,
    render,
    text_of,
)
from threadsearch.model import Comment, Defect, Page, ParentSource, Thread, Timestamp

_COMMENT = re.compile(r"<li\b[^<>]*\bid=[\"']?tree_\d+[\"'\s>]", re.IGNORECASE)
_NUMBER = re.compile(r"tree_(\d+)")
_BEHIND_NAME = re.compile(
    r"\s+(?:\(\s*\d+\s*\)|writes:?|on \w+day\b|alter relationship|Alter Relationship).*", re.DOTALL
)
_STORY = re.compile(r"/story/((?:\d+/)+\d+)|[?&]sid=([\d/]{6,})")
_DATE = re.compile(r"\bon\s+(\w+day,?\s+\w+\s+\d{1,2},?(?:\s+\d{4})?,?\s+@?\s*\d{1,2}:\d\d\s*[AP]M)", re.IGNORECASE)
_COUNT = re.compile(r"\d[\d,]*")


class Slashdot:
    """Reads the comments of Slashdot."""

    name = "slashdot"
    description = "HTML of Slashdot stories with their comments"

    def detect(self, page: Page) -> bool:
        """Claim HTML with a comment's list item and one of Slash's names in it."""
        content = page.content
        is_signed = page.media_type == "text/html" and ("commentTop" in content or "comment_top_" in content)
        return is_signed and _COMMENT.search(content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        items = find_items(soup, _wraps)
        places, stamps = Places(page.content), Stamps(page)
        comments = tuple(_comments(items, page, stamps, places))
        yield _thread(items, soup, page, comments, places)


def _wraps(tag: Tag) -> str | None:
    match = _NUMBER.fullmatch(attribute(tag, "id")) if tag.name == "li" else None
    return match[1] if match else None


def _comments(items: Items, page: Page, stamps: Stamps, places: Places) -> Iterator[Comment]:
    keys, wrappers = items.keys(), items.wrappers
    for position, item in enumerate(items.shown):
        words = _words(item, wrappers, page)
        parent = keys.get(id(item.above))
        link = next((tag for tag in item.own if attribute(tag, "id") == f"comment_link_{item.number}"), None)
        yield Comment(
            position=position,
            text=words.text,
            author=_author(first_with(item.own, "by", "details", "otherdetails")),
            created=_created(first_with(item.own, "details", "otherdetails"), stamps),
            native_id=item.number,
            parent=parent,
            parent_source=ParentSource.NESTING if parent else None,
            url=original(attribute(link, "href"), page.url) if link is not None else None,
            links=words.links,
            locator=places.of_id(f"tree_{item.number}"),
        )


def _words(item: Item, wrappers: set[int], page: Page) -> Rendered:
    body = next((tag for tag in item.own if attribute(tag, "id") == f"comment_body_{item.number}"), None)
    body = body if body is not None else item.first("commentbody")
    if body is None:
        return Rendered()

    for quote in body.find_all("div", class_="quote"):
        quote.name = "blockquote"

    def is_furniture(tag: Tag) -> bool:
        return id(tag) in wrappers or not {"quotelink", "sig", "commentsub"}.isdisjoint(classes(tag))

    return render([body], without=is_furniture, base=page.url)


def _author(line: Tag | None) -> str | None:
    """The name in a line ("by NAME (1234) on Thursday ..."), without the account's number."""
    link = line.find("a") if line is not None else None
    if isinstance(link, Tag) and "~" in attribute(link, "href"):
        return _BEHIND_NAME.sub("", text_of(link)) or None
    name = _BEHIND_NAME.sub("", re.sub(r"^by\s+", "", text_of(line)))
    return name or None


def _created(line: Tag | None, stamps: Stamps) -> Timestamp | None:
    printed = _DATE.search(text_of(line))
    return stamps.read(printed[1].replace("@", " ").replace("  ", " "), shown=one_line(printed[1])) if printed else None


def _thread(items: Items, soup: BeautifulSoup, page: Page, comments: tuple[Comment, ...], places: Places) -> Thread:
    article = next((tag for tag in items.outside if tag.name == "article"), None)
    tags = article.find_all() if article is not None else items.outside
    body_tag = first_with(tags, "body", "p", "intro")
    body = render([body_tag], base=page.url) if body_tag is not None else Rendered()
    time = next((tag for tag in tags if tag.name == "time"), None)
    title = first_with(tags, "story-title", "title")
    named = first_with(tags, "story-byline")
    counted = _COUNT.search(text_of(first_with(items.outside, "totalcommentcnt", "commentcnt", "comment-bubble")))
    story = _STORY.search(page.url or "")
    printed = _DATE.search(text_of(time))
    return Thread(
        comments=comments,
        key=next(filter(None, story.groups()), None) if story else None,
        title=text_of(title) or head_title(soup),
        url=page.url,
        site=site_of(page.url),
        author=_poster(named),
        created=Stamps(page).read(printed[1].replace("@", " ") if printed else "", shown=text_of(time)),
        text=body.text,
        links=body.links,
        stated_count=int(counted[0].replace(",", "")) if counted else None,
        defects=(*items.defects(page, places), *_folded(comments)),
    )


def _poster(line: Tag | None) -> str | None:
    match = re.match(r"Posted\s+by\s+(\S+)", text_of(line))
    return match[1] if match else None


def _folded(comments: tuple[Comment, ...]) -> Iterator[Defect]:
    count = sum(not comment.text for comment in comments)
    if count:
        yield Defect(f"comments folded to a line, without their words: {count}")
