"""What a page of a XenForo forum says about its thread."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import site_of
from threadsearch.formats.html import Item, Items, attribute, classes, head_title, metas, one_line, render, text_of
from threadsearch.formats.html.forum import canonical, having, numbers_in, page_and_pages, whole_number
from threadsearch.model import Comment, Defect, Page, Thread

_THREAD = re.compile(r"threads/(?:[^/?#]*\.)?(\d+)(?=[/?#]|$)")
_PAGE = re.compile(r"/page-(\d{1,9})/?$")
_REPLIES = re.compile(r"^([\d.,]{1,9})\s+repl", re.IGNORECASE)
_CONTENT_KEY = re.compile(r"thread-(\d+)")
_is_label = having("label", "label-append", "prefix", "messagecard__thread-prefix")


@dataclass(frozen=True, slots=True)
class About:
    """The thread's record as far as the page tells it; ``page_url`` is the page's own address."""

    title: str | None
    page_url: str | None
    key: str | None
    stated_count: int | None
    page: int | None
    pages: int | None
    first: Item | None

    @property
    def url(self) -> str | None:
        """The address of the thread's first page."""
        return _PAGE.sub("/", self.page_url) if self.page_url else None

    def thread(self, comments: tuple[Comment, ...], defects: tuple[Defect, ...]) -> Thread:
        """The thread, with its posts."""
        return Thread(
            comments=comments,
            key=self.key,
            title=self.title,
            url=self.url,
            site=site_of(self.url),
            stated_count=self.stated_count,
            page=self.page,
            pages=self.pages,
            defects=defects,
        )


def read_thread(soup: BeautifulSoup, items: Items, page: Page) -> About:
    """Read what stands around the posts."""
    url = canonical(soup, page)
    number, pages = _paging(soup)
    stated = _PAGE.search(url or "")
    return About(
        title=_title(soup),
        page_url=url.partition("#")[0] if url else None,
        key=_key(soup, url, items),
        stated_count=_stated_count(soup),
        page=number or (int(stated[1]) if stated else None),
        pages=pages,
        first=items.shown[0] if items.shown else None,
    )


def _title(soup: BeautifulSoup) -> str | None:
    """The thread's title, without the labels before it."""
    boxes = soup.find_all(class_=re.compile(r"^(?:p-title-value|MessageCard__thread-title|titleBar)$"))
    headings = [tag for box in boxes for tag in ([box] if box.name == "h1" else box.find_all("h1"))]
    shown = (one_line(render([tag], without=_is_label).text) for tag in headings)
    return next((text for text in shown if text), None) or metas(soup).get("og:title") or head_title(soup)


def _key(soup: BeautifulSoup, url: str | None, items: Items) -> str | None:
    """The thread's number: as the page's own tag has it, else as its address or its posts' addresses do."""
    stated = (_CONTENT_KEY.fullmatch(attribute(tag, "data-content-key")) for tag in soup.find_all("html"))
    links = (attribute(tag, "href") for item in items.shown[:1] for tag in item.own if tag.name == "a")
    of_posts = (_THREAD.search(link) for link in links if "post-" in link)
    return next((match[1] for match in (*stated, _THREAD.search(url or ""), *of_posts) if match), None)


def _paging(soup: BeautifulSoup) -> tuple[int | None, int | None]:
    """Which page this is, and of how many, as the pager above the posts says."""
    for tag in soup.find_all(class_=re.compile(r"^(?:PageNav|pageNav|pageNavSimple-el--current|pageNavHeader)$")):
        current, last = (whole_number(attribute(tag, name)) for name in ("data-page", "data-last"))
        if current is not None and last is not None:
            return current, last
        numbers = page_and_pages(text_of(tag)) if "pagenav" not in classes(tag) else _numbered(tag)
        if numbers[0] is not None:
            return numbers
    return None, None


def _numbered(pager: Tag) -> tuple[int | None, int | None]:
    """The current page and the last one of a row of numbers."""
    current = pager.find(class_="pageNav-page--current")
    here = numbers_in(text_of(current)) if isinstance(current, Tag) else []
    every = [number for tag in pager.find_all(class_="pageNav-page") for number in numbers_in(text_of(tag))]
    return (here[0], max(every)) if len(here) == 1 else (None, None)


def _stated_count(soup: BeautifulSoup) -> int | None:
    """How many posts the thread has, where the page counts its replies, as Fora's layout does."""
    for tag in soup.find_all(class_="icon-with-text"):
        match = _REPLIES.match(text_of(tag))
        if match:
            return int("0" + re.sub(r"\D", "", match[1])) + 1  # the opening post is one too
    return None
