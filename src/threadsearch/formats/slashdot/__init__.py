"""HTML pages of Slashdot, and of sites that run on Slash.

Each comment is a list item, ``<li id="tree_12" class="comment">``, with the list of its replies in it. Comments below
the reader's threshold are folded to a line that has just their subject and author; their words aren't on the page.
Until 2010 dates came without a year; the story's number begins with its day ("06/04/20/1345243"), and nobody comments
before it.

``lines.py`` reads a comment's line of author and date, ``tables.py`` the pages of before 2006, where each comment is a
table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import site_of
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    classes,
    find_items,
    first_with,
    head_title,
    lowered,
    parse_html,
    render,
    text_of,
)
from threadsearch.formats.slashdot.lines import Dates, author_in, folded, line_of, permalink
from threadsearch.formats.slashdot.tables import find_tables, read_tables
from threadsearch.model import Comment, Defect, Page, ParentSource, Thread

_COMMENT = re.compile(r"<li\b[^<>]*\bid=[\"']?tree_\d+[\"'\s>]", re.IGNORECASE)
_NUMBER = re.compile(r"^tree_(\d+)$")
_TABLE = re.compile(r"<a\b[^<>]*\bname=[\"']?\d+[\"']?>\s*<b>[^<>]{0,200}</b>\s*</a>\s*\(Score:", re.IGNORECASE)
_STORY = re.compile(r"/story/((?:\d+/)+\d+)|[?&]sid=([\d/]{6,})")
_POSTED = re.compile(r"posted\s+by\s+(\S+)", re.IGNORECASE)
_SID = re.compile(r"\bsid=((?:\d+/)+\d+)")
_POSTED_ON = re.compile(r"Posted by\s{1,5}<a\b[^<>]{0,300}>([^<>]{1,80})</a>\s{1,5}on\s([^<>]{10,60})<", re.IGNORECASE)
_COUNT = re.compile(r"(?<!\d)\d[\d,]{0,12}(?!\d)")
_STATED = re.compile(r"(?:\|\s{0,20}|[?&]op=comments\b[^<>]{0,200}>)(\d[\d,]{0,12})\s{1,20}comments?\b")
_HIDDEN = re.compile(
    r"(?<!\d)(\d{1,6})\s{1,20}(?:more )?(?:repl(?:y|ies)|comments?)\s*</a>\s*beneath your current threshold",
    re.IGNORECASE,
)


class Slashdot:
    """Reads the comments of Slashdot."""

    name = "slashdot"
    description = "HTML of Slashdot stories with their comments"
    media_types = ("text/html",)
    signs = ("commentTop", "comment_top_", "(score:")

    def detect(self, page: Page) -> bool:
        """Claim HTML with a comment's list item and one of Slash's names in it."""
        content = page.content
        if page.media_type != "text/html":
            return False
        is_signed = "commentTop" in content or "comment_top_" in content
        return (is_signed and _COMMENT.search(content) is not None) or (
            "(score:" in lowered(content) and _TABLE.search(content) is not None
        )

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        places = Places(page.content)
        # Only pages of before the lists have tables; a table within a list is damage, and part of what it stands in.
        tables = {} if soup.find("li", id=_NUMBER) else find_tables(soup)
        if tables:
            items = find_items(soup, lambda tag: tables[id(tag)].number if id(tag) in tables else None)
            comments = tuple(read_tables(items, tables, page, places))
        else:
            items = find_items(soup, _wraps)
            comments = tuple(_comments(items, page, Dates(page), places))
        yield _thread(items, soup, page, comments, places)


def _wraps(tag: Tag) -> str | None:
    """The number of the comment that a list item holds, or leads to by a line."""
    if tag.name != "li":
        return None
    if named := attribute(tag, "id"):
        match = _NUMBER.fullmatch(named)
        return match[1] if match else None
    return folded(tag)


def _comments(items: Items, page: Page, dates: Dates, places: Places) -> Iterator[Comment]:
    keys, wrappers = items.keys(), items.wrappers
    for position, item in enumerate(items.shown):
        words = _words(item, wrappers, page)
        parent = keys.get(id(item.above))
        by, details = (item.first(*names) for names in (("by", "details", "otherdetails"), ("details", "otherdetails")))
        line = text_of(details) if details is not None else line_of(item)
        yield Comment(
            position=position,
            text=words.text,
            author=author_in(by, text_of(by) if by is not None else line),
            created=dates.read(line),
            native_id=item.number,
            parent=parent,
            parent_source=ParentSource.NESTING if parent else None,
            url=permalink(item, page),
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


def _thread(items: Items, soup: BeautifulSoup, page: Page, comments: tuple[Comment, ...], places: Places) -> Thread:
    article = next((tag for tag in items.outside if tag.name == "article"), None)
    tags = article.find_all() if article is not None else items.outside
    body_tag = first_with(tags, "body", "p", "intro")
    body = render([body_tag], base=page.url) if body_tag is not None else Rendered()
    time = next((tag for tag in tags if tag.name == "time"), None)
    title = first_with(tags, "story-title", "title", "generaltitle")
    if title is not None and "story-title" in classes(title):  # behind the link stands where the story is from
        title = next(iter(title.find_all("a", limit=1)), title)
    named = text_of(first_with(tags, "story-byline", "details"))
    posted = _POSTED.match(named)
    told = None if named else _POSTED_ON.search(page.content)
    story = _STORY.search(page.url or "") or _SID.search(page.content)
    return Thread(
        comments=comments,
        key=next(filter(None, story.groups()), None) if story else None,
        title=text_of(title) or head_title(soup),
        url=page.url,
        site=site_of(page.url),
        author=posted[1] if posted else told[1].strip() if told else None,
        created=Dates(page).read(text_of(time) or named or (told[2] if told else "")),
        text=body.text,
        links=body.links,
        stated_count=_stated(items, page),
        defects=(*items.defects(page, places), *_missing(items, comments, page, places)),
    )


def _stated(items: Items, page: Page) -> int | None:
    """The number of comments that the page claims, in a box of its own or behind the title ("| 31 comments")."""
    boxed = _COUNT.search(text_of(first_with(items.outside, "totalcommentcnt", "commentcnt", "comment-bubble")))
    behind = _STATED.search(page.content)
    told = boxed[0] if boxed else behind[1] if behind else None
    return int(told.replace(",", "")) if told else None


def _missing(items: Items, comments: tuple[Comment, ...], page: Page, places: Places) -> Iterator[Defect]:
    """What the page leaves out: the words of folded comments, the ends of long ones, those below the threshold."""
    folded = sum(not comment.text for comment in comments)
    if folded:
        yield Defect(f"comments folded to a line, without their words: {folded}")
    for item in items.shown:
        if text_of(item.first("commentshrunk")):
            yield Defect("the comment is cut short", places.of_id(f"tree_{item.number}"))
    for stub in _HIDDEN.finditer(page.content):
        yield Defect(f"comments below the threshold, not on the page: {stub[1]}", places.at(stub.start()))
