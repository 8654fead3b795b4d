"""old.reddit.com, reddit.com until 2018, and i.reddit.com for phones until 2023: things nested in things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Stamps,
    attribute,
    classes,
    find_items,
    first_with,
    head_title,
    metas,
    text_of,
)
from threadsearch.formats.reddit.parts import Draft, Post, comments_of, count_in, number_of, times_in, words_in
from threadsearch.model import Defect, Page, ParentSource, Thread, Timestamp

_NOTICE = re.compile(r"\[[^\[\]]{1,60}\]")  # "[deleted]", in the language of whoever saved the page
_OWN = re.compile(r"/comments/\w+/[^/?#]*/(\w+)/?(?:\.compact)?$")
_AGE = re.compile(r"\b\d{1,3} (?:second|minute|hour|day|week|month|year)s? ago\b")
_NUMBERED = re.compile(r"id-(t\d_\w+)")


def read(soup: BeautifulSoup, page: Page) -> Thread:
    """The thread of the page."""
    items = find_items(soup, _wraps)
    places, stamps = Places(page.content), Stamps(page)
    comments = comments_of(_drafts(items, stamps), places)
    defects = (*items.defects(page, places), *_stubs(soup))
    return _post(soup, items, stamps).thread(comments, page, defects)


def _wraps(tag: Tag) -> str | None:
    names = classes(tag) if tag.name == "div" else []
    if "thing" not in names or "comment" not in names or "morechildren" in names:
        return None
    return number_of(_fullname(tag)) or ""


def _fullname(tag: Tag) -> str:
    numbered = (match[1] for name in classes(tag) if (match := _NUMBERED.fullmatch(name)))
    return attribute(tag, "data-fullname") or next(numbered, "")


def _drafts(items: Items, stamps: Stamps) -> Iterator[Draft]:
    keys = items.keys()
    for item in items.shown:
        words = words_in(item.first("md"))
        yield Draft(
            number=item.number,
            parent=keys.get(id(item.above)),
            parent_source=ParentSource.NESTING,
            author=_author(item),
            created=_created(item.own, stamps),
            path=attribute(item.tag, "data-permalink") or _permalink(item),
            words=words,
            element_id=attribute(item.tag, "id"),
            is_deleted="deleted" in classes(item.tag) and _NOTICE.fullmatch(words.text) is not None,
        )


def _created(tags: Sequence[Tag], stamps: Stamps) -> Timestamp | None:
    """When something was written; before 2009 nothing but its age tells it."""
    time = times_in(tags)
    if time is not None:
        return stamps.read(attribute(time, "datetime"), shown=text_of(time))
    age = _AGE.search(text_of(first_with(tags, "tagline", "little")))
    return stamps.read(age[0]) if age else None


def _author(item: Item) -> str | None:
    return attribute(item.tag, "data-author") or text_of(item.first("author"))


def _permalink(item: Item) -> str | None:
    """The comment's own address, which the pages for phones (".compact") give to a button."""
    link = item.first("bylink")
    if link is not None:
        return attribute(link, "href")
    hrefs = (attribute(tag, "href") for tag in item.own if tag.name == "a")
    return next((href for href in hrefs if (own := _OWN.search(href)) and own[1] == item.number), None)


def _post(soup: BeautifulSoup, items: Items, stamps: Stamps) -> Post:
    """The post, which stands above the comments as a thing of its own."""
    things = (tag for tag in items.outside if {"thing", "link"} <= set(classes(tag)))
    thing = next((tag for tag in things if "promotedlink" not in classes(tag)), None)
    listed = text_of(first_with(items.outside, "panestack-title"))
    stated = count_in(listed) if listed.startswith("all ") else None  # else just the best ones are counted
    if thing is None:
        return Post(title=metas(soup).get("og:title") or head_title(soup), stated_count=stated)
    tags = [thing, *thing.find_all()]
    link = first_with(tags, "comments")
    counted = attribute(thing, "data-comments-count") or text_of(link)
    links = (tag for tag in tags if tag.name == "a")
    title = next(
        (tag for tag in links if "title" in classes(tag) or (tag.parent and "title" in classes(tag.parent))), None
    )
    return Post(
        key=number_of(_fullname(thing), "3"),
        title=text_of(title) or metas(soup).get("og:title") or head_title(soup),
        path=attribute(thing, "data-permalink") or (attribute(link, "href") if link is not None else None),
        author=attribute(thing, "data-author") or text_of(first_with(tags, "author")),
        created=_created(tags, stamps),
        body=words_in(first_with(tags, "md")),
        target=attribute(thing, "data-url") or (attribute(title, "href") if title is not None else ""),
        stated_count=count if (count := count_in(counted)) is not None else stated,
    )


def _stubs(soup: BeautifulSoup) -> Iterator[Defect]:
    """The links that stand in place of comments."""
    for stub in soup.find_all("span", class_="morecomments"):
        count = count_in(text_of(stub))
        yield Defect(f'"load more comments" stands in place of {count if count is not None else "an unknown number"}')
    for _ in soup.find_all("span", class_="deepthread"):
        yield Defect('"continue this thread" stands in place of deeper replies')
