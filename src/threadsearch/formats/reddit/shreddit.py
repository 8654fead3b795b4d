"""The present site: elements of its own that state everything in attributes."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import Item, Items, Places, Stamps, attribute, find_items, head_title, text_of
from threadsearch.formats.reddit.parts import Draft, Post, comments_of, count_in, number_of, words_in
from threadsearch.model import Defect, Page, ParentSource, Thread, Timestamp


def read(soup: BeautifulSoup, page: Page) -> Thread:
    """The thread of the page."""
    items = find_items(soup, _wraps)
    places, stamps = Places(page.content), Stamps(page)
    comments = comments_of(_drafts(items, stamps), places)
    defects = (*items.defects(page, places), *_stubs(soup))
    return _post(soup, stamps).thread(comments, page, defects)


def _wraps(tag: Tag) -> str | None:
    if tag.name != "shreddit-comment":
        return None
    return number_of(attribute(tag, "thingid")) or number_of(attribute(tag, "id")) or ""


def _drafts(items: Items, stamps: Stamps) -> Iterator[Draft]:
    keys, wrappers = items.keys(), items.wrappers
    for item in items.shown:
        stated = number_of(attribute(item.tag, "parentid"))
        words = words_in(_slot(item.own, "comment"), lambda tag: id(tag) in wrappers)
        yield Draft(
            number=item.number,
            parent=stated or keys.get(id(item.above)),
            parent_source=ParentSource.EXPLICIT if stated else ParentSource.NESTING,
            author=attribute(item.tag, "author"),
            created=_created(item, stamps),
            path=attribute(item.tag, "permalink"),
            words=words,
            element_id=f"{attribute(item.tag, 'thingid')}-comment-rtjson-content",
            is_deleted=attribute(item.tag, "is-comment-deleted") == "true" or not words.text,
        )


def _slot(tags: list[Tag], name: str) -> Tag | None:
    return next((tag for tag in tags if attribute(tag, "slot") == name), None)


def _created(item: Item, stamps: Stamps) -> Timestamp | None:
    time = next((tag for tag in item.own if tag.name == "time"), None)
    stated = next((tag for tag in item.own if tag.name == "faceplate-timeago"), None)
    return stamps.read(
        attribute(time, "datetime") if time is not None else "",
        attribute(stated, "ts") if stated is not None else "",
        attribute(item.tag, "created"),
        shown=text_of(time),
    )


def _post(soup: BeautifulSoup, stamps: Stamps) -> Post:
    tag = soup.find("shreddit-post")
    if not isinstance(tag, Tag):
        return Post(title=head_title(soup))
    tags = tag.find_all()
    time = next((part for part in tags if part.name == "time"), None)
    return Post(
        key=number_of(attribute(tag, "id"), "3"),
        title=attribute(tag, "post-title") or text_of(_slot(tags, "title")) or head_title(soup),
        path=attribute(tag, "permalink"),
        author=attribute(tag, "author"),
        created=stamps.read(attribute(tag, "created-timestamp"), shown=text_of(time)),
        body=words_in(_slot(tags, "text-body")),
        target=attribute(tag, "content-href"),
        stated_count=count_in(attribute(tag, "comment-count")),
    )


def _stubs(soup: BeautifulSoup) -> Iterator[Defect]:
    """The parts that load more comments once they are clicked or scrolled to."""
    for partial in soup.find_all("faceplate-partial"):
        if "/more-comments/" in attribute(partial, "src"):
            count = count_in(text_of(partial))
            number = count if count is not None else "an unknown number"
            yield Defect(f'"more replies" stands in place of {number}')
