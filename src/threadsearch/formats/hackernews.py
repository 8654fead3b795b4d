"""HTML pages of Hacker News, and of sites that run on the same program.

The tree is printed as a flat table; a blank picture's width tells how deep a comment stands. The rows have changed less
than the names in them::

    <tr class="athing comtr" id="9224"> <tr> <td class="ind" indent="1"> <td class="default">   today
    <tr> <td><img src="s.gif" height=1 width=40></td> <td class="default">                      until 2013

so a comment is a row that has ``td.default``. A page of a single comment shows it above the table; what stands in the
table are then its replies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    of_epoch,
    one_line,
    parse_html,
    render,
    text_of,
)
from threadsearch.formats.html.forum import whole_number
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread, Timestamp

_ROW = re.compile(r"<td\b[^<>]*\bclass\s*=\s*[\"']?default\b", re.IGNORECASE)
# On lists of somebody's comments, or of the newest, which belong to many threads; the class came later than the words.
_ON_STORY = (re.compile(r"\|\s*on: <a href"), re.compile(r"\bclass\s*=\s*[\"']?onstory\b"))
_ITEM = re.compile(r"(?:^|/)item\?id=(\d+)")
_USER = re.compile(r"(?:^|/)user\?id=")
_ANCHOR = re.compile(r"#(\d+)")
_AGE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z?(?: (\d{6,12}))?")
_PRINTED_AGE = re.compile(r"(?<!\d)\d+ (?:minute|hour|day|month|year)s? ago|on [A-Z][a-z]+ \d{1,2}, \d{4}")
_COUNT = re.compile(r"(?<!\d)(\d{1,9})\s*comments?\b")
_LOST = {"[deleted]", "[flagged]", "[dead]", "[flagged] [dead]", "[delayed]"}
_HOME = "https://news.ycombinator.com/"
_INDENT = 40  # pixels a level
_NEAREST = 5  # tags from a comment's row up to the one that has its number


class HackerNews:
    """Reads the comments of Hacker News."""

    name = "hackernews"
    description = "HTML of Hacker News items with their comments"
    media_types = ("text/html",)
    signs = ("comhead",)

    def detect(self, page: Page) -> bool:
        """Claim HTML with a comment's row, unless it lists comments on many items."""
        content = page.content
        if page.media_type != "text/html" or "comhead" not in content or "item?id=" not in content:
            return False
        is_list = "fatitem" not in content and any(len(sign.findall(content)) > 1 for sign in _ON_STORY)
        return not is_list and _ROW.search(content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        items = find_items(soup, _wraps)
        places = Places(page.content)
        story = _story(items, soup, page)
        comments = _Reader(page, items, places, story.number).read()
        more = first_with(items.outside, "morelink")
        asked = re.search(r"[?&]p=(\d{1,4})\b", page.url or "")
        yield Thread(
            comments=comments,
            key=story.number,
            title=story.title,
            url=original(f"item?id={story.number}", page.url or _HOME) if story.number else page.url,
            site=site_of(page.url or _HOME),
            author=story.author,
            created=story.created,
            text=story.body.text,
            links=story.links,
            stated_count=story.stated_count,
            page=int(asked[1]) if asked else 1 if more is not None else None,
            defects=tuple(_defects(items, page, places)),
        )


def _wraps(tag: Tag) -> str | None:
    """The number of the comment whose row this is."""
    if tag.name != "tr" or not any("default" in classes(cell) for cell in tag.find_all("td", recursive=False)):
        return None
    numbered = [tag, *(parent for parent, _ in zip(tag.parents, range(_NEAREST), strict=False))]
    for row in numbered:
        if "athing" in classes(row) and attribute(row, "id").isdecimal():
            return attribute(row, "id")
    head = tag.find(class_="comhead")
    return (_linked_item(head.find_all("a")) or "") if isinstance(head, Tag) else ""


def _linked_item(links: list[Tag]) -> str | None:
    """The item that the first of the links leads to, which in a comment's line is the comment itself."""
    found = (_ITEM.search(attribute(link, "href")) for link in links)
    return next((match[1] for match in found if match), None)


def _defects(items: Items, page: Page, places: Places) -> Iterator[Defect]:
    yield from items.defects(page, places)
    if first_with(items.outside, "morelink") is not None:
        yield Defect('"More" leads to a page with more comments')


# ---------------------------------------------------------------------------------------------------------- comments


class _Reader:
    """Reads the comments of one page about the item ``story``."""

    def __init__(self, page: Page, items: Items, places: Places, story: str | None) -> None:
        self._items = items
        self._places = places
        self._story = story
        self._base = page.url or _HOME
        self._stamps = Stamps(page)
        self._keys, self._wrappers = items.keys(), items.wrappers

    def read(self) -> tuple[Comment, ...]:
        """The comments, in page order."""
        behind = set(self._keys.values())  # of the comment that is being read, itself included
        path: list[tuple[int, str]] = []  # the comments that the next one may stand below, with their levels
        comments: list[Comment] = []
        for position, item in enumerate(self._items.shown):
            level = _level(item)
            while path and path[-1][0] >= level:
                path.pop()
            parent, source = (path[-1][1], ParentSource.NESTING) if path else (None, None)
            stated = _stated_parent(item)
            if stated is not None and stated not in behind and stated != self._story:
                parent, source = stated, ParentSource.EXPLICIT
            comments.append(self._comment(position, item, parent, source))
            behind.discard(comments[-1].key)
            path.append((level, comments[-1].key))
        return tuple(comments)

    def _comment(self, position: int, item: Item, parent: str | None, source: ParentSource | None) -> Comment:
        words = self._words(item)
        is_deleted = not words.text or one_line(words.text) in _LOST
        return Comment(
            position=position,
            text="" if is_deleted else words.text,
            author=_author(item.own),
            created=_created(item.own, self._stamps),
            native_id=item.number,
            parent=parent,
            parent_source=source,
            url=original(f"item?id={item.number}", self._base) if item.number else None,
            links=() if is_deleted else words.links,
            locator=self._places.of_id(item.number) if item.number else "",
            state=State.DELETED if is_deleted else State.LIVE,
        )

    def _words(self, item: Item) -> Rendered:
        body = item.first("commtext", "comment")
        if body is None:
            return Rendered()
        # A page that breaks off may have other comments in a comment's words.
        return render([body], without=lambda tag: "reply" in classes(tag) or id(tag) in self._wrappers, base=self._base)


def _level(item: Item) -> int:
    """How deep a comment stands: the comment that a page is about is at -1, above those in the table."""
    if any("fatitem" in classes(parent) for parent, _ in zip(item.tag.parents, range(_NEAREST), strict=False)):
        return -1
    cell = item.first("ind")
    told = whole_number(attribute(cell, "indent")) if cell is not None else None
    if told is not None:
        return told
    pictures = (attribute(tag, "width") for tag in item.own if tag.name == "img")
    width = next(pictures, "")
    return (whole_number(width) or 0) // _INDENT


def _stated_parent(item: Item) -> str | None:
    """The comment that the link "parent" leads to."""
    for tag in item.own:
        if tag.name == "a" and text_of(tag) == "parent":
            match = _ANCHOR.fullmatch(attribute(tag, "href")) or _ITEM.search(attribute(tag, "href"))
            return match[1] if match else None
    return None


def _author(tags: list[Tag]) -> str | None:
    named = (tag for tag in tags if tag.name == "a" and _USER.search(attribute(tag, "href")))
    return next((text_of(tag) for tag in named), "") or None


def _created(tags: list[Tag], stamps: Stamps) -> Timestamp | None:
    """When it was written. The tooltip is in UTC, with the seconds since 1970 behind it on newer pages."""
    age = first_with(tags, "age")
    if age is None:
        printed = _PRINTED_AGE.search(text_of(first_with(tags, "comhead", "subtext")))
        return stamps.read(printed[0]) if printed else None
    match = _AGE.fullmatch(attribute(age, "title"))
    if match and match[2]:
        return of_epoch(int(match[2]), text_of(age))
    return stamps.read(f"{match[1]}Z" if match else "", shown=text_of(age))


# ------------------------------------------------------------------------------------------------------------- story


@dataclass(frozen=True, slots=True)
class _Story:
    """What was commented on: the thread's own record."""

    number: str | None
    title: str | None
    author: str | None
    created: Timestamp | None
    body: Rendered
    links: tuple[str, ...]
    stated_count: int | None


def _story(items: Items, soup: BeautifulSoup, page: Page) -> _Story:
    """The item above the comments; on a page about one comment, what its line says of the item."""
    tags = items.outside
    base = page.url or _HOME
    told = [tag for item in items.shown[:1] for tag in item.own if "onstory" in classes(tag)]
    told_link = next((tag for box in told for tag in box.find_all("a")), None)
    line = first_with(tags, "subtext")
    title_link = _title_link(tags)
    links = line.find_all("a") if line is not None else []
    number = _linked_item([told_link] if told_link is not None else links)
    if number is None and told_link is None:
        match = _ITEM.search(page.url or "")
        number = match[1] if match else None
    target = original(attribute(title_link, "href"), base) if title_link is not None else None
    is_own = target is not None and _ITEM.search(target) is not None
    body_tag = first_with(tags, "toptext") or _unnamed_text(line)
    body = render([body_tag], base=base) if body_tag is not None else Rendered()
    counted = _COUNT.search(text_of(line).replace("\xa0", " "))
    return _Story(
        number=number,
        title=text_of(told_link)
        or text_of(title_link)
        or (head_title(soup) or "").removesuffix(" | Hacker News")
        or None,
        author=_author(links),
        created=_created([line, *line.find_all()], Stamps(page)) if line is not None else None,
        body=body,
        links=((target,) if target and not is_own else ()) + body.links,
        stated_count=int(counted[1]) if counted else None,
    )


def _unnamed_text(line: Tag | None) -> Tag | None:
    """The cell with the story's own words, which until 2015 nothing marked: the rows below the line have no more."""
    rows = line.parent.find_next_siblings("tr", limit=2) if line is not None and line.parent is not None else []
    cells = (cell for row in rows if isinstance(row, Tag) for cell in row.find_all("td", recursive=False))
    return next((cell for cell in cells if text_of(cell) and cell.find(["form", "table", "input"]) is None), None)


def _title_link(tags: list[Tag]) -> Tag | None:
    """The link with the item's title, in the cell that is named for it."""
    cells = (tag for tag in tags if tag.name == "td" and "title" in classes(tag))
    links = (link for cell in cells for link in cell.find_all("a") if text_of(link))
    return next((link for link in links if "morelink" not in classes(link)), None)
