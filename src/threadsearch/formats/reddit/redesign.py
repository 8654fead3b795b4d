"""The redesign of 2018 to 2023: comments one below the other, and the page's data as JSON beside them.

Class names are generated and change. What lasts are the ids, the marks for tests (``data-testid="comment"``), and the
lines before a comment, one for each of its ancestors. Servers left the authors out; the JSON has them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Stamps,
    attribute,
    classes,
    find_items,
    head_title,
    of_epoch,
    text_of,
)
from threadsearch.formats.reddit.parts import Draft, Post, comments_of, count_in, number_of, words_in
from threadsearch.model import Defect, Page, ParentSource, Thread, Timestamp

_DATA = re.compile(r"window\.___r\s*=\s*(?=\{)")
_LEVEL = re.compile(r"level (\d{1,4})")
_MILLISECONDS = 1e11  # a larger number counts these


def read(soup: BeautifulSoup, page: Page) -> Thread:
    """The thread of the page."""
    data = _data(page.content)
    models = _models(data, "comments")
    items = find_items(soup, _wraps)
    places, stamps = Places(page.content), Stamps(page)
    comments = comments_of(_drafts(items, models, stamps), places)
    hidden = len(set(models) - {f"t1_{item.number}" for item in items.shown})
    defects = [*items.defects(page, places), *_stubs(soup)]
    if hidden:
        defects.append(Defect(f"{hidden} more comments stand in the page's data, and are not shown on it"))
    return _post(soup, data, stamps).thread(comments, page, defects)


def _wraps(tag: Tag) -> str | None:
    return number_of(attribute(tag, "id")) if tag.name == "div" else None


def _drafts(items: Items, models: Mapping[str, Any], stamps: Stamps) -> Iterator[Draft]:
    path: list[str | None] = []  # the latest comment at each level
    for item in items.shown:
        model = models.get(f"t1_{item.number}", {})
        level = _level(item)
        del path[max(level - 1, 0) :]
        stated = number_of(str(model.get("parentId") or "")) or _threaded(item)
        nested = path[-1] if path and level == len(path) + 1 else None
        path.append(item.number)
        author = next((tag for tag in item.own if tag.name == "a" and "/user/" in attribute(tag, "href")), None)
        body = next((tag for tag in item.own if "comment" in _marks(tag)), None)
        words = words_in(body)
        yield Draft(
            number=item.number,
            parent=stated or nested,
            parent_source=ParentSource.EXPLICIT if stated else ParentSource.NESTING,
            author=str(model.get("author") or "") or text_of(author),
            created=_created(item, model, stamps),
            path=str(model.get("permalink") or "") or _permalink(item),
            words=words,
            element_id=attribute(item.tag, "id"),
            is_deleted=bool(model.get("isDeleted")) or not words.text,
        )


def _marks(tag: Tag) -> tuple[str, str]:
    return attribute(tag, "data-test-id"), attribute(tag, "data-testid")


def _level(item: Item) -> int:
    """The comment's level, from 1 on, as it is told to those who can't see the lines."""
    levels = (_LEVEL.fullmatch(text_of(tag)) for tag in item.own if tag.name == "span" and len(tag.contents) == 1)
    return next((int(match[1]) for match in levels if match), 1)


def _threaded(item: Item) -> str | None:
    """The comment whose line stands last before the comment's own."""
    lines = (tag.parent for tag in item.own if tag.name == "i" and "threadline" in classes(tag))
    named = [number for line in lines if line is not None for name in classes(line) if (number := number_of(name))]
    return next((number for number in reversed(named) if number != item.number), None)


def _created(item: Item, model: Mapping[str, Any], stamps: Stamps) -> Timestamp | None:
    link = _stamp_link(item)
    shown = text_of(link)
    if isinstance(model.get("created"), int | float):
        return of_epoch(_seconds(model["created"]), shown)
    return stamps.read(shown)


def _stamp_link(item: Item) -> Tag | None:
    return next(
        (
            tag
            for tag in item.own
            if attribute(tag, "id").startswith("CommentTopMeta--Created--") or "comment_timestamp" in _marks(tag)
        ),
        None,
    )


def _permalink(item: Item) -> str | None:
    link = _stamp_link(item)
    return attribute(link, "href") if link is not None else None


def _seconds(moment: float) -> float:
    return moment / 1000 if moment > _MILLISECONDS else moment


def _post(soup: BeautifulSoup, data: Mapping[str, Any], stamps: Stamps) -> Post:
    tag = next((tag for tag in soup.find_all("div") if number_of(attribute(tag, "id"), "3")), None)
    if tag is None:
        return Post(title=head_title(soup))
    tags = tag.find_all()
    model = _models(data, "posts").get(attribute(tag, "id"), {})
    stamp = next((part for part in tags if attribute(part, "data-click-id") == "timestamp"), None)
    author = next((part for part in tags if part.name == "a" and "/user/" in attribute(part, "href")), None)
    body = next((part for part in tags if attribute(part, "data-click-id") == "text"), None)
    counted = next((part for part in tags if attribute(part, "data-click-id") == "comments"), None)
    created = model.get("created")
    shown = text_of(stamp)
    return Post(
        key=number_of(attribute(tag, "id"), "3"),
        title=text_of(tag.find("h1")) or str(model.get("title") or "") or head_title(soup),
        path=str(model.get("permalink") or "") or (attribute(stamp, "href") if stamp is not None else None),
        author=str(model.get("author") or "") or text_of(author),
        created=of_epoch(_seconds(created), shown) if isinstance(created, int | float) else stamps.read(shown),
        body=words_in(body),
        stated_count=count_in(text_of(counted)) if counted is not None else None,
    )


def _stubs(soup: BeautifulSoup) -> Iterator[Defect]:
    """The links that stand in place of comments."""
    for tag in soup.find_all(id=re.compile(r"moreComments-t\d_")):
        yield Defect(f'"more replies" stands in place of {count_in(text_of(tag)) or "an unknown number"}')
    for _ in soup.find_all(id=re.compile(r"continueThread-t\d_")):
        yield Defect('"continue this thread" stands in place of deeper replies')


def _data(content: str) -> Mapping[str, Any]:
    """The page's data, as far as it is whole."""
    match = _DATA.search(content)
    if match is None:
        return {}
    try:
        found, _ = json.JSONDecoder().raw_decode(content, match.end())
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _models(data: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    part = data.get(kind)
    models = part.get("models") if isinstance(part, dict) else None
    pairs = models.items() if isinstance(models, dict) else ()
    return {name: model for name, model in pairs if isinstance(model, dict)}
