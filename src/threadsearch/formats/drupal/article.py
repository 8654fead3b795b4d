"""What the page says about the thread: its article or opening post, where it is, how many pages of comments it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import site_of
from threadsearch.formats.drupal.outline import Outline
from threadsearch.formats.drupal.submitted import printed, read_submitted
from threadsearch.formats.html import (
    Rendered,
    Stamps,
    attribute,
    classes,
    first_with,
    head_title,
    holds_any,
    language_of,
    metas,
    one_line,
    render,
    text_of,
)
from threadsearch.model import Comment, Defect, Kind, Page, Thread, Timestamp

BODY_FURNITURE = {
    *("links", "forum-topic-navigation", "user-signature", "comment-signature", "comment__links", "field__label"),
    *("field-label", "expanding-formatter-trigger", "expanding-formatter-ellipsis", "rate-widget", "fivestar-widget"),
    *("vote-form", "sharethis", "social-links", "visually-hidden", "element-invisible", "rdf-meta", "book-navigation"),
    *("comment-reply-form-wrapper", "comment-actions", "indented", "user-picture", "picture", "author-signature"),
}
_BESIDE = {
    *(
        "comments",
        "comment-wrapper",
        "comments-wrapper",
        "submitted",
        "meta",
        "terms",
        "taxonomy",
        "tags",
        "service-links",
    ),
    *(
        "node__meta",
        "node__submitted",
        "node__links",
        "field--name-comment",
        "field--type-comment",
        "region-sidebar-first",
        "field-name-taxonomy-forums",
    ),
}
_BODIES = (
    *("field--name-body", "field-name-body", "forum-post-content", "node__content", "node-content", "content"),
    *("entry-content", "node-body", "body", "article-body"),
)
_NODES = {"node", "forum-post", "top-post"}  # the last two of the module for advanced forums
_FULL = {"node--view-mode-full", "view-mode-full"}
_FORUM = re.compile(r"node-(?:-?type-)?forum|forum-topic-navigation|forum-post|forum-topic(?:-legend)?")
# Apart from each other they are found ten times as fast as they would be together. Each is looked for where one of the
# words stands that it can't do without.
_NUMBERS = (
    (("comment/reply/",), re.compile(r"comment/reply/(?:node/)?(\d+)")),
    (('"currentPath"',), re.compile(r"\"currentPath\":\"node\\?/(\d+)\"")),
    (("data-history-node-id=",), re.compile(r"data-history-node-id=[\"'](\d+)")),
    (("page-node-",), re.compile(r"page-node-(?<!\wpage-node-)(\d+)\b")),
    (("shortlink",), re.compile(r"rel=[\"']shortlink[\"'][^<>]{0,500}?/node/(\d+)")),
    (("id='node-", 'id="node-'), re.compile(r"<(?:div|article)\b[^<>]*\bid=[\"']node-(\d+)[\"']")),
    (("<form",), re.compile(r"<form\b[^<>]*\baction=[\"'][^\"'<>]*?/node/(\d+)(?:[?#][^\"'<>]*)?[\"']")),
)
_PATH = re.compile(r"(?:^|/|[?&]q=)node/(\d+)$")
_COUNT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})++|\d++)(?![\w.,]*\d)")
_COUNTED = re.compile(r"comment|kommentar|comentari|coment[áa]rio|reacti|antwort|repl(?:y|ies)|коммент", re.IGNORECASE)
_LONGEST_HEADING = 60  # characters
_PAGE_LINK = re.compile(r"[?&]page=(?:[\d,]*,|0%2C)?(\d+)")


@dataclass(frozen=True, slots=True)
class Article:
    """The article above the comments, or a forum topic's opening post. ``key`` is the node's number.

    ``is_opened`` says that this is a topic whose opening post the page shows.
    """

    title: str | None
    url: str | None
    key: str | None
    is_opened: bool
    author: str | None
    created: Timestamp | None
    body: Rendered
    stated_count: int | None
    page: int | None
    pages: int | None
    stamps: Stamps

    def opening_post(self) -> Comment:
        """The opening post of a forum topic, which every page of the topic shows."""
        return Comment(
            position=0,
            text=self.body.text,
            author=self.author,
            created=self.created,
            native_id=f"node-{self.key}" if self.key else None,
            url=self.url,
            links=self.body.links,
            kind=Kind.POST,
        )

    def thread(self, read: tuple[tuple[Comment, ...], tuple[Defect, ...]]) -> Thread:
        """The thread, with its comments."""
        comments, defects = read
        site = site_of(self.url)
        body = Rendered() if self.is_opened else self.body
        return Thread(
            comments=comments,
            # Numbers are small: without the site, the title tells one site's node 12 from another's.
            key=self.key if site or not self.key or not self.title else f"{self.key} {self.title}",
            title=self.title,
            url=self.url,
            site=site,
            author=self.author,
            created=self.created,
            text=body.text,
            links=body.links,
            stated_count=self.stated_count,
            page=self.page,
            pages=self.pages,
            defects=defects,
        )


def read_article(soup: BeautifulSoup, found: Outline, page: Page) -> Article:
    """Read what stands around the comments."""
    outside = found.items.outside
    dated = [*outside, *(tag for item in found.items.shown for tag in item.own)]
    stamps = Stamps(page, printed(dated), language_of(soup))
    url = _thread_url(page.url)
    own = _node(outside)
    body = _body(own, found, url)
    told = read_submitted(own, stamps)
    said = metas(soup)
    machine = said.get("article:published_time") or said.get("dcterms.created") or told.machine
    current, pages = _paging(outside, page)
    return Article(
        title=_title(soup, said),
        url=url,
        key=_key(page),
        is_opened=bool(own) and any(_FORUM.fullmatch(name) for tag in outside for name in classes(tag)),
        author=told.author or said.get("dcterms.creator"),
        created=stamps.read(machine, shown=told.shown or machine),
        body=body,
        stated_count=_stated_count(outside),
        page=current,
        pages=pages,
        stamps=stamps,
    )


def _title(soup: BeautifulSoup, said: dict[str, str]) -> str | None:
    """Drupal's own "Title | Site", freed of the site."""
    title = said.get("og:title") or said.get("dcterms.title") or head_title(soup)
    site = said.get("og:site_name", "")
    if title and site and title.endswith(site):
        return title.removesuffix(site).rstrip(" |-–—") or title  # noqa: RUF001 - what stands before a site's name
    return (title.rpartition(" | ")[0] or title) if title else None


def _key(page: Page) -> str | None:
    """The node's number: the address or the page's own notes tell it."""
    stated = _PATH.search((_thread_url(page.url) or "").rstrip("/"))
    if stated:
        return stated[1]
    content = page.content
    noted = filter(None, (pattern.search(content) for words, pattern in _NUMBERS if holds_any(content, words)))
    first = min(noted, key=re.Match.start, default=None)
    return first[1] if first else None


def _thread_url(url: str | None) -> str | None:
    """The address without the page of comments and the fragment."""
    if url is None:
        return None
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "page"]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query, safe="/"), ""))


def _node(outside: Sequence[Tag]) -> list[Tag]:
    """The tags of the article, its own first, without those of the comments."""
    nodes = [tag for tag in outside if tag.name in ("div", "article", "section") and _is_node(tag)]
    full = [tag for tag in nodes if not _FULL.isdisjoint(classes(tag))]
    node = next(iter([*full, *nodes]), None)
    if node is None:
        return []
    known = {id(tag) for tag in outside}
    own = [tag for tag in node.find_all() if id(tag) in known]
    last = next((at for at, tag in enumerate(own) if attribute(tag, "id") == "comments"), len(own))
    return [node, *own[:last]]


def _is_node(tag: Tag) -> bool:
    is_named = any(name in _NODES or name.startswith("node--type-") for name in classes(tag))
    return is_named or bool(attribute(tag, "data-history-node-id"))


def _body(own: Sequence[Tag], found: Outline, base: str | None) -> Rendered:
    """The article's words."""
    body = first_with(own[1:], *_BODIES)

    def is_beside(tag: Tag) -> bool:
        names = classes(tag)
        is_other = id(tag) in found.items.wrappers or attribute(tag, "id") == "comments"
        return is_other or not BODY_FURNITURE.isdisjoint(names) or not _BESIDE.isdisjoint(names)

    return render([body], without=is_beside, base=base) if body is not None else Rendered()


def _stated_count(outside: Sequence[Tag]) -> int | None:
    """How many comments a heading claims ("50 Comments", "Comments (50)")."""
    for tag in outside:
        is_count = "comments__count" in classes(tag)
        text = text_of(tag) if is_count or tag.name in ("h2", "h3") else ""
        count = _COUNT.search(text) if len(text) <= _LONGEST_HEADING else None
        if count and (is_count or _COUNTED.search(text)):
            return int(re.sub(r"\D", "", count[1]))
    return None


def _paging(outside: Sequence[Tag], page: Page) -> tuple[int | None, int | None]:
    """Which page of comments this is, and how many there are, by the last pager on the page."""
    numbers = list(_pagers(outside))
    stated = _PAGE_LINK.search(page.url or "")
    if not numbers:
        return (int(stated[1]) + 1, None) if stated else (None, None)
    return numbers[-1]


def _pagers(outside: Sequence[Tag]) -> Iterator[tuple[int | None, int | None]]:
    for pager in outside:
        names = classes(pager)
        if pager.name not in ("ul", "nav") or ("pager" not in names and "pager__items" not in names):
            continue
        current: int | None = None
        highest = 0
        for item in pager.find_all("li"):
            text = re.sub(r"^\D*(?=\d+$)", "", one_line(item.get_text()))
            link = item.find("a")
            target = _PAGE_LINK.search(attribute(link, "href")) if isinstance(link, Tag) else None
            number = int(text) if text.isdecimal() else int(target[1]) + 1 if target else 0
            highest = max(highest, number)
            if {"pager-current", "is-active", "active", "pager__item--current"} & {*classes(item)} and number:
                current = number
        if current:
            yield current, highest
