"""HTML pages of Slashdot, and of sites that run on Slash (the version of 2006 and later).

Each comment is a list item, ``<li id="tree_12" class="comment">``, with the list of its replies in it. Comments below
the reader's threshold are folded to a line that has just their subject and author; their words aren't on the page.
Until 2010 dates came without a year; the story's number begins with its day ("06/04/20/1345243"), and nobody comments
before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

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
    is_text,
    one_line,
    parse_html,
    render,
    text_of,
)
from threadsearch.model import Comment, Defect, Page, ParentSource, Thread, Timestamp

_COMMENT = re.compile(r"<li\b[^<>]*\bid=[\"']?tree_\d+[\"'\s>]", re.IGNORECASE)
_NUMBER = re.compile(r"tree_(\d+)")
_BEHIND_NAME = re.compile(
    r"\s+(?:\(\s*\d+\s*\)|\(Score:|writes:?|on \w+day\b|alter relationship|Alter Relationship).*", re.DOTALL
)
_STORY = re.compile(r"/story/((?:\d+/)+\d+)|[?&]sid=([\d/]{6,})")
_DATE = re.compile(r"\b(\w+day,?\s+\w+\s+\d{1,2},?(?:\s+\d{4})?,?\s+@?\s*\d{1,2}:\d\d\s*[AP]M)", re.IGNORECASE)
_POSTED = re.compile(r"posted\s+by\s+(\S+)", re.IGNORECASE)
_COUNT = re.compile(r"\d[\d,]*")
_STATED = re.compile(r"\|\s{0,20}(\d[\d,]*)\s{1,20}comments?\b")
_LINE_ID = re.compile(r"/comments\.pl\?[^\"'<>]*?[?&;]cid=(\d+)")
_HIDDEN = re.compile(r"(\d+)\s+(?:more )?(?:repl(?:y|ies)|comments?)\s*</a>\s*beneath your current threshold")
_SID_DAY = re.compile(r"\b(?:sid=|story/)(\d\d)/(\d\d)/(\d\d)/")
_YEARLESS = re.compile(r"(\w+day),? (\w+ \d{1,2})(?=,? @)")
_YEARS = 6  # until the same day of the year falls on the same day of the week again


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
        places = Places(page.content)
        comments = tuple(_comments(items, page, _Dates(page), places))
        yield _thread(items, soup, page, comments, places)


def _wraps(tag: Tag) -> str | None:
    """The number of the comment that a list item holds, or leads to by a line."""
    if tag.name != "li":
        return None
    match = _NUMBER.fullmatch(attribute(tag, "id"))
    link = tag.find("a", recursive=False) if not attribute(tag, "id") else None
    if isinstance(link, Tag) and re.match(r"\s*by\s", str(link.next_sibling or "")):
        match = _LINE_ID.search(attribute(link, "href"))
    return match[1] if match else None


class _Dates:
    """Reads the page's dates, those without a year by the story's day."""

    def __init__(self, page: Page) -> None:
        self._stamps = Stamps(page)
        told = _SID_DAY.search(page.url or "") or _SID_DAY.search(page.content)
        try:
            self._day = datetime.strptime("".join(told.groups()) + "+0000", "%y%m%d%z").date() if told else None
        except ValueError:
            self._day = None

    def read(self, text: str) -> Timestamp | None:
        """The date in a line ("by NAME on Thursday April 20, @09:55AM"), if there is one."""
        printed = _DATE.search(text)
        if printed is None:
            return None
        shown = one_line(printed[1])
        whole = _YEARLESS.sub(lambda match: f"{match[1]} {match[2]}, {self._year(match)}", shown)
        return self._stamps.read(whole.replace("@", " ").replace("  ", " "), shown=shown)

    def _year(self, match: re.Match[str]) -> str:
        """The first year in which this day of the week and of the year comes after the story."""
        years = range(self._day.year, self._day.year + _YEARS) if self._day else range(0)
        return next((str(year) for year in years if self._day and _falls(match, year, self._day)), "")


def _falls(match: re.Match[str], year: int, since: date) -> bool:
    try:
        day = datetime.strptime(f"{match[2]} {year} +0000", "%B %d %Y %z").date()
    except ValueError:
        return False
    return day >= since and f"{day:%A}" == match[1]


def _comments(items: Items, page: Page, dates: _Dates, places: Places) -> Iterator[Comment]:
    keys, wrappers = items.keys(), items.wrappers
    for position, item in enumerate(items.shown):
        words = _words(item, wrappers, page)
        parent = keys.get(id(item.above))
        by, details = (item.first(*names) for names in (("by", "details", "otherdetails"), ("details", "otherdetails")))
        line = text_of(details) if details is not None else _line_of(item)
        yield Comment(
            position=position,
            text=words.text,
            author=_author(by, text_of(by) if by is not None else line),
            created=dates.read(line),
            native_id=item.number,
            parent=parent,
            parent_source=ParentSource.NESTING if parent else None,
            url=_permalink(item, page),
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


def _line_of(item: Item) -> str:
    """The text of a comment that is no more than a line ("Re:Wind by rook (Score:1) Thursday April 20, @11:30AM")."""
    return one_line("".join(str(child) for child in item.tag.children if is_text(child)))


def _author(line: Tag | None, text: str) -> str | None:
    """The name in a line ("by NAME (1234) on Thursday ..."), without the account's number."""
    link = line.find("a") if line is not None else None
    if isinstance(link, Tag) and "~" in attribute(link, "href"):
        return _BEHIND_NAME.sub("", text_of(link)) or None
    return _BEHIND_NAME.sub("", re.sub(r"^by\s+", "", text)) or None


def _permalink(item: Item, page: Page) -> str | None:
    """The address that shows the comment alone."""
    links = (attribute(tag, "href") for tag in item.own if tag.name == "a")
    leading = (href for href in links if (match := _LINE_ID.search(href)) and match[1] == item.number)
    return next(filter(None, (original(href, page.url or "https:") for href in leading)), None)


def _thread(items: Items, soup: BeautifulSoup, page: Page, comments: tuple[Comment, ...], places: Places) -> Thread:
    article = next((tag for tag in items.outside if tag.name == "article"), None)
    tags = article.find_all() if article is not None else items.outside
    body_tag = first_with(tags, "body", "p", "intro")
    body = render([body_tag], base=page.url) if body_tag is not None else Rendered()
    time = next((tag for tag in tags if tag.name == "time"), None)
    title = first_with(tags, "story-title", "title", "generaltitle")
    named = text_of(first_with(tags, "story-byline", "details"))
    posted = _POSTED.match(named)
    story = _STORY.search(page.url or "") or _STORY.search(page.content)
    return Thread(
        comments=comments,
        key=next(filter(None, story.groups()), None) if story else None,
        title=text_of(title) or head_title(soup),
        url=page.url,
        site=site_of(page.url),
        author=posted[1] if posted else None,
        created=_Dates(page).read(text_of(time) or named),
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
