"""Hacker News: Algolia's items and hits, Firebase's items, and the rows of BigQuery's tables.

Firebase names an item's replies by their ids alone. Programs that gather them put them into the item, as do the APIs
of readers built on it ("user" and "content" there); such replies answer the item that they are in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from threadsearch.addresses import is_web
from threadsearch.formats.records.bodies import html_text
from threadsearch.formats.records.fields import Record, epoch, flag, is_whole, number, stamp, text
from threadsearch.formats.records.jsons import Row, has_keys
from threadsearch.formats.records.rows import has_columns, read_rows
from threadsearch.formats.records.settling import settle
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread, Timestamp
from threadsearch.threads import arrange

_SITE = "news.ycombinator.com"
_TYPE = r'type"\s*:\s*"(?:story|comment|poll|pollopt|job)"'
_ROOTS = {"story", "poll", "job"}
_WITHDRAWN = {"[deleted]", "[flagged]", "[dead]"}  # what stands for words
_INSIDE = ("hits", "children", "comments", "kids")  # where an item holds others


@dataclass(frozen=True, slots=True)
class _Item:
    """A story or a comment, whichever of the sources it is from. ``story`` is its story's id, where it is stated."""

    number: str
    data: Record
    locator: str
    parent: str | None
    story: str | None
    is_root: bool


class HackerNews:
    """Reads each story as a thread. Comments whose story is not in the file stand under the topmost id they name."""

    name = "hackernews-json"
    description = "Hacker News from its APIs: Algolia's items and hits, Firebase's items, BigQuery's rows"
    media_types = ("application/json", "text/csv")
    signs = (
        '"created_at_i"',
        '"story"',
        '"comment"',
        '"poll"',
        '"pollopt"',
        '"job"',
        "time_ts",
        "ranking",
        '"time_ago"',
    )

    def detect(self, page: Page) -> bool:
        """Claim JSON with the fields of Algolia's items, or with Hacker News's own types and times, and such tables."""
        if has_columns(page, "by", "time", "id", "parent", "ranking"):
            return has_columns(page, "time_ts") or has_columns(page, "timestamp", "type", "descendants")
        if has_keys(page, "created_at_i"):
            return has_keys(page, "children") or has_keys(page, "objectID", "_tags")
        if has_keys(page, _TYPE, "time", "id"):
            return has_keys(page, "by") or has_keys(page, "deleted")
        tables = (("ranking", "parent"), ("descendants", "score"))
        if has_keys(page, "by", "time", "time_ts", "id"):
            return any(has_keys(page, *names) for names in tables)
        return has_keys(page, "comments_count", "time_ago", "user", "content", "time")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The stories, in the order in which they first occur."""
        rows, defects = read_rows(page)
        items: dict[str, _Item] = {}
        for item in _items(rows):
            items.setdefault(item.number, item)
        placed = arrange({item.number: None if item.is_root else item.parent for item in items.values()})
        stories: dict[str, list[_Item]] = {}
        for placement in placed:
            top = items[placement.root]
            story = top.number if top.is_root else top.story or top.parent or top.number
            stories.setdefault(story, []).append(items[placement.key])
        for story, members in stories.items():
            yield _thread(story, members, defects)


def _items(rows: list[Row]) -> Iterator[_Item]:
    waiting: list[tuple[Any, str, str | None]] = [(row.value, row.locator, None) for row in reversed(rows)]
    while waiting:
        value, locator, above = waiting.pop()
        if isinstance(value, list):
            waiting.extend((item, locator, above) for item in reversed(value))
            continue
        if not isinstance(value, dict):
            continue
        own = text(value, "id", "objectID")
        # What is no item holds some: in a list, or under their numbers, as Firebase keeps them.
        inside = (value.get(name) for name in _INSIDE) if own is not None else reversed(value.values())
        waiting.extend((inner, locator, own) for inner in inside)
        is_sure = is_whole(value) or text(value, "type") in _ROOTS
        if own is not None and is_sure and text(value, "type") != "pollopt" and "hits" not in value:
            title = text(value, "title")
            is_root = text(value, "type") in _ROOTS or (title is not None and text(value, "comment_text") is None)
            parent = text(value, "parent_id", "parent") or above
            yield _Item(own, value, locator, parent, text(value, "story_id"), is_root)


def _thread(story: str, members: list[_Item], defects: tuple[Defect, ...]) -> Thread:
    comments, flaws = settle(_comment(item, story) for item in members if not item.is_root)
    data: Record = next((item.data for item in members if item.is_root), {})
    body = html_text(text(data, "text", "story_text", "content") or "")
    target = text(data, "url") or ""
    named = next((title for item in members if (title := text(item.data, "story_title"))), None)
    return Thread(
        comments,
        key=story,
        title=text(data, "title") or named,
        url=_address(story),
        site=_SITE,
        author=text(data, "author", "by", "user"),
        created=_created(data),
        text=body.text,
        links=(*((target,) if is_web(target) else ()), *body.links),
        stated_count=number(data, "descendants", "num_comments", "comments_count"),
        defects=(*defects, *flaws),
    )


def _comment(item: _Item, story: str) -> Comment:
    data = item.data
    words = text(data, "text", "comment_text", "content") or ""
    is_withdrawn = words in _WITHDRAWN
    body = html_text("" if is_withdrawn else words)
    author = text(data, "author", "by", "user")
    parent = item.parent if item.parent != story else None
    is_gone = is_withdrawn or flag(data, "deleted") or (author is None and not body.text)
    return Comment(
        0,
        body.text,
        author=author,
        created=_created(data),
        native_id=item.number,
        parent=parent,
        parent_source=ParentSource.EXPLICIT if parent else None,
        url=_address(item.number),
        links=body.links,
        locator=item.locator,
        state=State.DELETED if is_gone else State.LIVE,
    )


def _created(data: Record) -> Timestamp | None:
    return epoch(data, "created_at_i", "time") or stamp(text(data, "created_at", "timestamp", "time_ts"))


def _address(number: str) -> str:
    return f"https://{_SITE}/item?id={number}"
