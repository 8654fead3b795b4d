"""What the page says about the topic: its title, where it is, how many posts and pages it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import is_web, original
from threadsearch.formats.html import Items, attribute, classes, head_title, text_of
from threadsearch.formats.html.boards import QUERY, Topic, without_parameters
from threadsearch.formats.html.forum import base_of, canonical, numbers_in
from threadsearch.model import Page

_OF_TOPIC = re.compile(  # PHP-Nuke names phpBB's own file: "modules.php?name=Forums&file=viewtopic&t=12"
    rf"(?:viewtopic\.php{QUERY}|file=viewtopic)(?:[^#]{{0,500}}[&;])?t=(\d+)"
    r"|(?:^|[-/])(?:v?t|f?topic|ftopict-|viewtopic-t-|about)(\d+)(?:[-.p]|$)"
)
_PART = re.compile(r"(?<=/t)(\d+)p\d+(?=-)")  # Forumotion's "/t12p15-tea"
NOISE = {"start", "sid", "hilit", "view", "st", "sk", "sd", "postdays", "postorder", "highlight", "f", "amp"}
"""The parameters that say how a page was reached."""
_COUNT = re.compile(  # "48 posts", "Posty: 48 •", "[ Beiträge: 48 ]", "記事 48 件", "48개의 글"
    r"(?:^|[\[•]\s?)(?:[^\W\d]{1,20}:\s|記事 )?(\d[\d.,]*)(?:\s+[^\W\d]|개|\s?[•\]])"
)
_TITLES = {"titles", "maintitle", "topictitle"}
_BEFORE = re.compile(r"^.{0,60}?(?:\s+•\s+|\s+::\s+|\s+-\s+)(?:(?:View topic|[^-•:]{1,40})\s+-\s+)?")


def read_topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """Read what stands around the posts."""
    outside = items.outside
    own = canonical(soup, page)
    base = base_of(soup, page.url or own)
    heading = _title_link(outside)
    link = heading or (None if _OF_TOPIC.search(own or "") else _own_link(items))
    linked = original(attribute(link, "href"), base) if link is not None else None
    address = next((url for url in (linked, own) if url and _OF_TOPIC.search(url)), None) or own
    found = _OF_TOPIC.search(address or "") or (_OF_TOPIC.search(attribute(link, "href")) if link is not None else None)
    hidden = next(
        (attribute(tag, "value") for tag in outside if tag.name == "input" and attribute(tag, "name") == "t"), ""
    )
    number = hidden or next(filter(None, found.groups()), None) if found else hidden or None
    current, pages = _paging(outside)
    return Topic(
        title=_title(heading, _head_title(soup)),
        url=_PART.sub(r"\1", without_parameters(address, NOISE | {"p"} if number else {"sid", "start"}))
        if address
        else None,
        key=number,
        stated_count=_stated_count(outside),
        page=current,
        pages=pages,
    )


def _title_link(outside: Sequence[Tag]) -> Tag | None:
    """The heading that links to the topic itself."""
    links = [tag for tag in outside if tag.name == "a"]
    marked = [tag for tag in links if not _TITLES.isdisjoint(classes(tag)) or _in_title(tag)]
    found = next((tag for tag in marked if text_of(tag) and _OF_TOPIC.search(attribute(tag, "href"))), None)
    return found or next((tag for tag in links if text_of(tag) == attribute(tag, "href") and _in_header(tag)), None)


def _own_link(items: Items) -> Tag | None:
    """The link of the first post to itself, where that names the topic: "viewtopic.php?f=2&t=8#p12"."""
    for item in items.shown[:1]:
        links = (tag for tag in item.own if tag.name == "a")
        own = (link for link in links if attribute(link, "href").endswith((f"#p{item.number}", f"#{item.number}")))
        return next((link for link in own if _OF_TOPIC.search(attribute(link, "href"))), None)
    return None


def _in_header(link: Tag) -> bool:
    """Whether this is the address below the title that the view for printers begins with."""
    above = link.parent
    title = above.find_previous_sibling() if above is not None else None
    return title is not None and title.name == "h2" and bool(_OF_TOPIC.search(attribute(link, "href")))


def _in_title(link: Tag) -> bool:
    parent = link.parent
    return parent is not None and parent.name in ("h1", "h2", "h3") and "first" not in classes(parent)


def _title(link: Tag | None, title: str | None) -> str | None:
    """The heading; the page's own title where that is an address, or a reply's that answers the topic ("Re: Bread")."""
    heading = text_of(link)
    is_reply = heading.lower().startswith("re: ") and heading[4:].casefold() == (title or "").casefold()
    return heading if heading and not is_web(heading) and not is_reply else title


def _head_title(soup: BeautifulSoup) -> str | None:
    """The page's own title without the site's name and "View topic"."""
    title = head_title(soup)
    return (_BEFORE.sub("", title) or title) if title else None


def _stated_count(outside: Sequence[Tag]) -> int | None:
    """How many posts the page claims: "48 posts" or "Posty: 48" before the pages, "[ 48 posts ]" in subsilver2."""
    for tag in outside:
        if "pagination" in classes(tag) or (tag.name == "td" and "gensmall" in classes(tag)):
            found = _COUNT.search(text_of(tag))
            if found:
                return int(re.sub(r"\D", "", found[1]))
    return None


def _paging(outside: Sequence[Tag]) -> tuple[int | None, int | None]:
    """Which page this is, and how many there are."""
    return next(_pagers(outside), (None, None))


def _pagers(outside: Sequence[Tag]) -> Iterator[tuple[int, int]]:
    for tag in outside:
        bold = [child for child in tag.children if isinstance(child, Tag) and child.name in ("strong", "b")]
        if len(bold) == 2 and _is_pager(tag):  # noqa: PLR2004 - "Page <b>1</b> of <b>10</b>"
            numbers = numbers_in(f"{text_of(bold[0])} {text_of(bold[1])}")
            if len(numbers) == len(bold) and 0 < numbers[0] <= numbers[1]:
                yield numbers[0], numbers[1]
        elif len(bold) == 1 and text_of(bold[0]).isdecimal() and _is_row_of_pages(tag):
            numbers = numbers_in(text_of(tag))
            yield int(text_of(bold[0])), max(numbers)
        elif "pagination" in classes(tag):
            entries = [(item, text_of(item)) for item in tag.find_all("li")]
            numbers = [int(text) for _, text in entries if text.isdecimal()]
            current = [int(text) for item, text in entries if text.isdecimal() and "active" in classes(item)]
            if current:
                yield current[0], max(numbers)


def _is_pager(tag: Tag) -> bool:
    boxes = (tag, tag.parent) if tag.parent is not None else (tag,)
    return any(not {"pagination", "nav", "gensmall", "pages", "page-number"}.isdisjoint(classes(box)) for box in boxes)


def _is_row_of_pages(tag: Tag) -> bool:
    """Whether this is Forumotion's "Page 2 of 3  1, <b>2</b>, 3"."""
    boxes = (tag, tag.parent) if tag.parent is not None else (tag,)
    return any(not {"pagination", "paging"}.isdisjoint(classes(box)) for box in boxes) and tag.find("li") is None
