"""HTML pages of threads and of single messages on HyperKitty, the archive of Mailman 3.

A message is a ``<div class="email">``, its header in it names it by the hash of its Message-ID, as all addresses do::

    <div class="odd" style="margin-left:2em;"> <!-- email level: 1 -->
      <div class="email">
        <div id="K4N...2Q" class="email-header"> ... <span class="name">Ann</span> ...
          <div class="email-date"> <span class="date">5 Jul 2011</span>
            <span title="Sender's time: July 5, 2011, 5:33 a.m.">3:33 a.m.</span> ...
        <div class="email-body"> ... </div>

Levels end at the fifth: what lies deeper is shown there. The day is printed where it differs from the message above,
by older versions without its year ("Wednesday, 6 July") in answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bs4 import BeautifulSoup, Comment, Tag

from threadsearch.addresses import original, site_of
from threadsearch.dates import read_stamp
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    classes,
    first_with,
    head_title,
    is_text,
    one_line,
    parse_html,
    tag_matches,
    text_of,
    walk,
)
from threadsearch.formats.html.forum import Post, base_of, canonical, comments_of, find_posts
from threadsearch.formats.mailing.bodies import page_words
from threadsearch.formats.mailing.headers import base_subject
from threadsearch.model import Defect, Kind, Page, ParentSource, Thread

_EMAIL = re.compile(r"<div\b[^<>]{0,200}\bclass=[\"']?email-header\b")
_LIST = re.compile(r"/list/([^/\"'\s<>]{1,100})@([^/\"'\s<>]{1,100})/(?:thread|message)/")
# Addresses of the page's own thread are those that do more than lead there: its neighbours are linked plainly.
_THREAD = re.compile(r"/thread/(\w{20,40})/?(?:(?:replies|favorite|tags|set-category)\b|#|\?sort=)")
_OWN_THREAD = re.compile(r"/thread/(\w{20,40})/?(?:[?#]|$)")
_COUNT = re.compile(r"\bfa-comments?\b[^<>]{0,200}>\s*</i>\s*(\d{1,6})\s+comments?\b")
_LEVEL = re.compile(r"\s*email level:\s*(\d{1,3})\s*")
_MARGIN = re.compile(r"margin-left:\s*(\d{1,3})")
_TITLED = re.compile(r"[^:]{1,40}:\s*(\S.*\d.*)", re.DOTALL)
_DAY = re.compile(r"(?=.*\d)(?=.*[^\W\d_]{3}).*\d{4}\b.*", re.DOTALL)
_YEARLESS = re.compile(r"(?=.*[^\W\d_]{3})[^\d:]*\d{1,2}(?![\d:])[^\d:]*", re.DOTALL)
_YEAR = re.compile(r"\b\d{4}\b")
_APART = timedelta(days=2)  # a day here and the same moment's day where the sender is, at most
_CLOCK = re.compile(r"\d{1,2}(?::\d\d){0,2}(?:\s*[ap]\.?m\.?)?|noon|midnight", re.IGNORECASE)
_NAMED_HOURS = {"noon": "12:00 p.m.", "midnight": "12:00 a.m."}
_NO_NAME = "(no name)"
_FURNITURE = {"quoted-switch", "attachments", "email-info"}


class HyperKitty:
    """Reads the thread of a page, whole or one message of it."""

    name = "hyperkitty"
    description = "HTML of threads and messages on HyperKitty (Mailman 3)"
    media_types = ("text/html",)
    signs = ("email-header",)

    def detect(self, page: Page) -> bool:
        """Claim HTML with a message's header and the addresses that only HyperKitty has."""
        content = page.content
        if page.media_type != "text/html":
            return False
        return tag_matches(_EMAIL, content, "email-header") and _LIST.search(content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup, places = parse_html(page), Places(page.content)
        levels = {id(tag): level for tag in soup.find_all("div") if (level := _level(tag)) is not None}
        items = find_posts(soup, _number)
        url = canonical(soup, page)
        posts = _posts(items, levels, base_of(soup, url), places)
        comments, defects = comments_of(posts, page, None)
        key, is_thread = _thread_key(page, url), first_with(items.outside, "replies") is not None
        subject = _subject(items, soup)
        base, is_answer = base_subject(subject)
        opening = comments[0] if comments and (is_thread or comments[0].native_id == key) else None
        if opening:
            comments = (replace(opening, kind=Kind.POST), *comments[1:])
        named = _LIST.search(page.content)
        counted = _COUNT.search(page.content) if is_thread else None
        yield Thread(
            comments,
            key=key or (opening.native_id if opening else None),
            title=(base if is_answer else subject) or None,
            url=url if is_thread else None,
            site=site_of(url) or (named[2].lower() if named else None),
            author=opening.author if opening else None,
            created=opening.created if opening else None,
            stated_count=int(counted[1]) + 1 if counted else None,  # the opening message is not counted there
            defects=(*defects, *_missing(items), *items.defects(page, places)),
        )


def _level(tag: Tag) -> int | None:
    """How deep a message stands, by the comment before it or the margin of the box around it."""
    if "email" not in classes(tag):
        return None
    for node in tag.previous_siblings:
        if isinstance(node, Tag):
            break
        found = _LEVEL.fullmatch(node) if isinstance(node, Comment) else None
        if found:
            return int(found[1])
    margin = _MARGIN.search(attribute(tag.parent, "style")) if tag.parent is not None else None
    return int(margin[1]) if margin else None


def _number(tag: Tag) -> str | None:
    if tag.name != "div" or "email" not in classes(tag):
        return None
    header = first_with((child for child in tag.find_all("div", recursive=False)), "email-header")
    return attribute(header, "id") if header is not None else None


def _thread_key(page: Page, url: str | None) -> str | None:
    """The thread's id, which is that of its first message."""
    own = _OWN_THREAD.search(url or "") or _THREAD.search(page.content)
    return own[1] if own else None


def _subject(items: Items, soup: BeautifulSoup) -> str:
    top = first_with(items.outside, "thread-header", "message-header")
    heading = top.find(["h1", "h2", "h3"]) if top is not None else None
    return text_of(heading) if isinstance(heading, Tag) else (head_title(soup) or "").rsplit(" - ", 2)[0]


def _missing(items: Items) -> Iterator[Defect]:
    """Where a script would have brought the answers."""
    replies = first_with(items.outside, "replies")
    if replies is not None and first_with(replies.find_all("img"), "ajaxloader") is not None:
        yield Defect("the answers are not on the page: a script would load them")


def _posts(items: Items, levels: dict[int, int], base: str | None, places: Places) -> Iterator[Post]:
    """The messages, with the days that are printed once carried on, and parents by how far they are indented."""
    day = ""
    above: list[tuple[int, str]] = []  # the messages that those below may answer, and their levels
    keys = items.keys()
    for item in items.shown:
        level = levels.get(id(item.tag), 0)
        while above and above[-1][0] >= level:
            above.pop()
        date = _date(item)
        day = date.day_below(day)
        yield _post(item, date.texts(day), above[-1][1] if level and above else None, base, places)
        above.append((level, keys[id(item)]))


@dataclass(frozen=True, slots=True)
class _Date:
    """What a header prints of the date: the day, the time, and both as they were where the sender is.

    ``yearless`` is a day that is printed without its year.
    """

    day: str
    yearless: str
    clock: str
    of_sender: str

    def day_below(self, above: str) -> str:
        """The day, given the one that the page printed last; the sender's own time tells the year that is missing."""
        if self.day or not self.yearless:
            return self.day or above
        sent = read_stamp(self.of_sender).at
        for year in (sent.year, sent.year - 1, sent.year + 1) if sent else ():
            at = read_stamp(f"{self.yearless} {year}").at
            if sent and at and abs(at - sent) <= _APART:
                return f"{self.yearless} {year}"
        year_above = _YEAR.search(above)
        return f"{self.yearless} {year_above[0]}" if year_above else ""

    def texts(self, day: str) -> tuple[str, ...]:
        """What may be the date, given the day that the page printed last; the first is what people see."""
        named = _NAMED_HOURS.get(self.clock.lower(), "")
        shown = f"{day} {self.clock}" if day and self.clock else ""
        return (shown, f"{day} {named}" if day and named else "", self.of_sender, self.day)


def _date(item: Item) -> _Date:
    area = item.first("email-date")
    if area is None:
        return _Date("", "", "", "")
    texts = [one_line(str(step.node)) for step in walk(area) if is_text(step.node)]
    titles = (_TITLED.fullmatch(attribute(tag, "title")) for tag in area.find_all())
    return _Date(
        next(filter(_DAY.fullmatch, texts), ""),
        next(filter(_YEARLESS.fullmatch, texts), ""),
        next(filter(_CLOCK.fullmatch, texts), ""),
        next((title[1] for title in titles if title), ""),
    )


def _post(item: Item, dates: Sequence[str], parent: str | None, base: str | None, places: Places) -> Post:
    body = item.first("email-body")
    links = [attribute(tag, "href") for tag in item.own if tag.name == "a"]
    author = text_of(item.first("name"))
    return Post(
        words=_words(body, base) if body is not None else Rendered(),
        author=author if author != _NO_NAME else None,
        dates=tuple(dates),
        shown=next(filter(None, dates), ""),
        native_id=item.number,
        url=next((original(link, base) for link in links if f"/message/{item.number}" in link), None),
        locator=places.of_id(item.number) if item.number else "",
        parent=parent,
        parent_source=ParentSource.NESTING if parent else None,
    )


def _words(body: Tag, base: str | None) -> Rendered:
    """A message's words. Older versions print its lines as they are, and leave it to a style to keep them apart."""
    if body.find(["p", "br"]) is None:
        body.name = "pre"
    words = page_words(body, base=base, without=_is_furniture)
    return replace(words, text=words.text.lstrip(" "))  # by which the template is indented


def _is_furniture(tag: Tag) -> bool:
    return not _FURNITURE.isdisjoint(classes(tag))
