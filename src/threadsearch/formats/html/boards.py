"""What topics of forums have in common beside their posts: the thread they make, addresses without noise, the words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original, site_of
from threadsearch.formats.html.finding import outermost
from threadsearch.formats.html.forum import Post, base_of, comments_of, lead_nowhere, part_nested
from threadsearch.formats.html.heads import is_cut_off, language_of
from threadsearch.formats.html.items import Item, Items, text_of
from threadsearch.formats.html.places import Places
from threadsearch.formats.html.tree import attribute, parse_html
from threadsearch.model import Defect, Kind, Page, Thread

QUERY = r"(?:\?|%3F|@)"
"""What parts an address from its parameters; a copy of a site on a disk has other characters for the question mark."""
_BARE_LABEL = re.compile(r"\w+\s?:?")
_PARAMETER = re.compile(r"[^&;]+[&;]*")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a page says about its topic. ``key`` is the topic's number.

    A page that shows one post alone, in the place that the topic's outline gives it, may not be opened by it, and the
    outline tells the number of the post that it answers.
    """

    title: str | None
    url: str | None
    key: str | None
    stated_count: int | None = None
    page: int | None = None
    pages: int | None = None
    is_opened: bool = True
    answered: str | None = None

    def thread(self, page: Page, soup: BeautifulSoup, items: Items, posts: Iterable[Post], places: Places) -> Thread:
        """The thread, with its posts, of which the first opens the topic if this is the topic's first page."""
        comments, defects = comments_of(posts, page, language_of(soup))
        is_first = self.is_opened and (self.page or 1) == 1
        if is_first and comments:
            comments = (replace(comments[0], kind=Kind.POST), *comments[1:])
        if items.ends_inside and is_cut_off(page.content):
            defects = (*defects, Defect("the page ends inside a post", places.last))
        for item in items.repeated:
            message = f"post {item.number} stands on the page more than once; the first was taken"
            defects = (*defects, Defect(message, place_of(item, places)))
        opening = comments[0] if is_first and comments else None
        site = site_of(self.url)
        return Thread(
            comments=comments,
            # Numbers are small: without a site, the title tells one site's topic 12 from another's.
            key=self.key if site or not self.key or not self.title else f"{self.key} {self.title}",
            title=self.title,
            url=self.url,
            site=site,
            author=opening.author if opening else None,
            created=opening.created if opening else None,
            stated_count=self.stated_count,
            page=self.page,
            pages=self.pages,
            defects=defects,
        )


def read_board(
    page: Page,
    find: Callable[[BeautifulSoup], Items],
    read_topic: Callable[[BeautifulSoup, Items, Page], Topic],
    read_post: Callable[[Item, str | None, Places, Topic], Post],
) -> Thread:
    """The one thread of a forum's page. ``read_post`` is given the address that links are relative to."""
    soup = parse_html(page)
    items = find(soup)
    topic = read_topic(soup, items, page)
    part_nested(items)
    base, places = base_of(soup, page.url or topic.url), Places(page.content)
    return topic.thread(page, soup, items, [read_post(item, base, places, topic) for item in items.shown], places)


def place_of(item: Item, places: Places) -> str:
    """Where a post's wrapper stands, by the first id or named anchor in it."""
    for tag in item.own:
        place = places.of_id(attribute(tag, "id")) or (tag.name == "a" and places.of_name(attribute(tag, "name")))
        if place:
            return place
    return ""


def without_parameters(url: str, noise: Collection[str], *, keep_fragment: bool = False) -> str:
    """The address without these parameters, and without its fragment unless that says which post is meant.

    What is kept stays as it is written: forums part parameters by ";" too, and have some without a value.

    >>> without_parameters("http://a.example/viewtopic.php?t=5&start=15&sid=0f#p9", {"start", "sid"})
    'http://a.example/viewtopic.php?t=5'
    >>> without_parameters("http://a.example/?PHPSESSID=0f;topic=5.msg9#msg9", {"PHPSESSID"}, keep_fragment=True)
    'http://a.example/?topic=5.msg9#msg9'
    """
    parts = urlsplit(url)
    kept = [pair for pair in _PARAMETER.findall(parts.query) if pair.rstrip("&;").partition("=")[0] not in noise]
    fragment = parts.fragment if keep_fragment else ""
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "".join(kept).rstrip("&;"), fragment))


def linked(item: Item, fragment: str, base: str | None) -> str | None:
    """The first address in a post that leads to this fragment of a page."""
    hrefs = (attribute(tag, "href") for tag in item.own if tag.name == "a")
    return next(filter(None, (original(href, base) for href in hrefs if href.endswith(f"#{fragment}"))), None)


def own_head(item: Item, body: Tag | None) -> list[Tag]:
    """The post's tags without its wrapper, and without its words."""
    inside = {id(tag) for tag in body.find_all()} | {id(body)} if body is not None else set()
    return [tag for tag in item.own[1:] if id(tag) not in inside]


def rename(body: Tag, names: Collection[str], to: str) -> None:
    """Make other tags of those with these names: a quote's author stands on its own line, code is kept as it is."""
    for tag in body.find_all(list(names)):
        tag.name = to


def begin_with(quote: Tag, label: Tag) -> None:
    """Move what a label holds (whose words these are) to the beginning of its quote.

    The emptied label stays: to take it out, it would have to be searched for among all of its siblings.
    """
    line = Tag(name="div")
    line.extend([*label.contents])
    quote.insert(0, line)


def clear_labels(labels: Iterable[Tag]) -> None:
    """Leave of quotes' labels the words that say whose words are quoted: neither where they lead, nor "Quote:"."""
    boxes = list(outermost(labels))
    lead_nowhere(boxes)
    for label in boxes:
        if _BARE_LABEL.fullmatch(text_of(label)):
            label.clear()


def silence_pictures(body: Tag) -> None:
    """Take from pictures the texts that forums print for every one of them ("Image"); smileys keep theirs."""
    for image in body.find_all("img"):
        names = f"{attribute(image, 'class')} {attribute(image, 'src')}".lower()
        if not any(sign in names for sign in ("smil", "emoji", "emoticon")):
            image["alt"] = ""


def numbered_pages(entries: Iterable[Tag], is_current: Callable[[Tag], bool]) -> tuple[int | None, int | None]:
    """Which page this is and how many there are, by the numbers in a pager ("1", "[2]", "(3)")."""
    current: int | None = None
    highest = 0
    for entry in entries:
        found = re.fullmatch(r"\W*(\d{1,6})\W*", text_of(entry))
        if found:
            highest = max(highest, int(found[1]))
            current = int(found[1]) if current is None and is_current(entry) else current
    return (current, highest) if current else (None, None)


def first_pager(pagers: Iterable[Tag], is_current: Callable[[Tag], bool]) -> tuple[int | None, int | None]:
    """What the first of these pagers tells that marks the current page."""
    told = (numbered_pages(pager.find_all(), is_current) for pager in pagers)
    return next((numbers for numbers in told if numbers[0]), (None, None))
