"""Lemmy's API: lists of comments and single posts, in its third and fourth version, and as PieFed words them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from threadsearch.addresses import is_web, site_of
from threadsearch.formats.records.bodies import markdown_text
from threadsearch.formats.records.fields import Record, flag, is_whole, number, part, stamp, text
from threadsearch.formats.records.jsons import Lines, Row, has_keys, read_json
from threadsearch.formats.records.settling import settle
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread

_ROOT = "0"


@dataclass(slots=True)
class _Post:
    """A post's own record and what stands around it, and its comments."""

    view: Record = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)


class Lemmy:
    """Reads each post as a thread."""

    name = "lemmy-json"
    description = "Lemmy's API: posts and lists of comments"
    media_types = ("application/json",)
    signs = ('"ap_id"',)

    def detect(self, page: Page) -> bool:
        """Claim JSON with federated ids, and the paths of comments or the view of a post."""
        if not has_keys(page, "ap_id", "creator"):
            return False
        return has_keys(page, r'path"\s*:\s*"0[.\d]*"') or has_keys(page, r'(?:post_view|posts)"\s*:')

    def parse(self, page: Page) -> Iterator[Thread]:
        """The posts, in the order in which they first occur."""
        rows, defects = read_json(page)
        lines = Lines(page, "id")
        posts: dict[str, _Post] = {}
        for view, locator in _views(rows):
            post, comment = part(view, "post"), part(view, "comment")
            key = text(post, "ap_id") or text(comment, "post_id")
            if key is None:
                continue
            group = posts.setdefault(key, _Post())
            if comment:
                place = lines.of(text(comment, "id")) if len(rows) == 1 else locator
                group.comments.append(_comment(comment, part(view, "creator"), place))
                group.view = group.view or {"post": post, "community": part(view, "community")}
            else:
                group.view = view
        for key, group in posts.items():
            yield _thread(key, group, defects)


def _views(rows: list[Row]) -> Iterator[tuple[Record, str]]:
    """What the API calls views: a post or a comment with what belongs to it."""
    waiting: list[tuple[Any, str]] = [(row.value, row.locator) for row in reversed(rows)]
    while waiting:
        value, locator = waiting.pop()
        if isinstance(value, list):
            waiting.extend((item, locator) for item in reversed(value))
        elif isinstance(value, dict) and isinstance(value.get("creator"), dict):
            if is_whole(value):
                yield value, locator
        elif isinstance(value, dict):
            names = ("comments", "comment_view", "posts", "post_view")
            waiting.extend((value.get(name), locator) for name in names)


def _thread(key: str, group: _Post, defects: tuple[Defect, ...]) -> Thread:
    comments, flaws = settle(group.comments)
    post = part(group.view, "post")
    body = markdown_text(text(post, "body") or "")
    stated = number(part(group.view, "counts"), "comments")
    target = text(post, "url") or ""
    url = key if is_web(key) else None
    return Thread(
        comments,
        key=None if url else key,
        title=text(post, "name", "title"),
        url=url,
        site=site_of(url),
        author=text(part(group.view, "creator"), "name", "user_name"),
        created=stamp(text(post, "published", "published_at")),
        text=body.text,
        links=(*((target,) if is_web(target) else ()), *body.links),
        stated_count=stated if stated is not None else number(post, "comments"),
        defects=(*defects, *flaws),
    )


def _comment(comment: Record, creator: Record, locator: str) -> Comment:
    is_gone = flag(comment, "deleted") or flag(comment, "removed")
    body = markdown_text("" if is_gone else text(comment, "content", "body") or "")
    above = (text(comment, "path") or "").split(".")[:-1]
    parent = above[-1] if above and above[-1] != _ROOT else text(comment, "parent_id")
    return Comment(
        0,
        body.text,
        author=text(creator, "name", "user_name"),
        created=stamp(text(comment, "published", "published_at")),
        native_id=text(comment, "id"),
        parent=parent,
        parent_source=ParentSource.EXPLICIT if parent else None,
        url=text(comment, "ap_id"),
        links=body.links,
        locator=locator,
        state=State.DELETED if is_gone else State.LIVE,
    )
