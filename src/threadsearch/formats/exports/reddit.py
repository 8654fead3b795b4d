"""Reddit's API, and the dumps made of it: Pushshift, Arctic Shift, BigQuery. Listings, or a record a line."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from threadsearch.addresses import is_web
from threadsearch.entities import unescape
from threadsearch.formats.html import Rendered
from threadsearch.formats.records.bodies import GONE, html_text, markdown_text, unescaped_once
from threadsearch.formats.records.fields import Record, epoch, flag, is_whole, number, text
from threadsearch.formats.records.jsons import Row, has_keys
from threadsearch.formats.records.rows import has_columns, read_rows
from threadsearch.formats.records.settling import counted, settle
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread

_HOME = "https://www.reddit.com"
_SUBMISSION, _COMMENT = "t3_", "t1_"
_WORDED = frozenset(("body", "body_html", "title", "link_id", "selftext"))  # what has none of these only holds things
_WRAPPERS = ("comments", "submissions", "things", "data", "json")
_DIGITS = string.digits + string.ascii_lowercase
_HIGHEST = 36**13  # what 64 bits hold


@dataclass(slots=True)
class _Found:
    """What belongs to one submission."""

    submission: Record = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    title: str | None = None  # what a comment says of the submission's
    defects: list[Defect] = field(default_factory=list)


class Reddit:
    """Reads each submission as a thread; one whose record is elsewhere is known by its id alone, and joined later."""

    name = "reddit-json"
    description = "Reddit's API and the dumps of it (Pushshift, Arctic Shift): listings or a record a line"
    media_types = ("application/json", "text/csv")
    signs = ("subreddit",)

    def detect(self, page: Page) -> bool:
        """Claim JSON with the ids of Reddit's things, and tables with its columns."""
        if has_columns(page, "link_id", "parent_id", "body") or has_columns(page, "selftext", "num_comments"):
            return has_columns(page, "subreddit", "created_utc")
        is_thing = has_keys(page, r'(?:link_id|name)"\s*:\s*"t3_') or has_keys(page, "selftext", "num_comments")
        return is_thing and has_keys(page, "subreddit")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The submissions, in the order in which they first occur."""
        rows, defects = read_rows(page)
        found: dict[str | None, _Found] = {}
        last: str | None = None
        for kind, data, locator in _things(rows):
            key = _thread_key(kind, data) or (last if kind == "more" else None)
            last = key or last
            if key is None and (kind != _COMMENT or "body" not in data):
                continue
            group = found.setdefault(key, _Found())
            if kind == _SUBMISSION:
                group.submission = group.submission or data
            elif kind == _COMMENT:
                group.comments.append(_comment(data, locator))
                group.title = group.title or text(data, "link_title")
            else:
                missing = number(data, "count") or 0
                stub = Defect("deeper replies behind a link, not loaded", locator)
                group.defects.extend(counted(missing, "more comment", "behind a link, not loaded", locator) or (stub,))
        for key, group in found.items():
            yield _thread(key, group, defects)


def _things(rows: list[Row]) -> Iterator[tuple[str, Record, str]]:
    """Submissions, comments and "more" stubs, in the order of the page: kind, fields, place."""
    waiting: list[tuple[Any, str, str | None]] = [(row.value, row.locator, None) for row in reversed(rows)]
    while waiting:
        value, locator, link = waiting.pop()
        if isinstance(value, list):
            waiting.extend((item, locator, link) for item in reversed(value))
        elif isinstance(value, dict) and isinstance(value.get("data"), dict) and "kind" in value:
            data = value["data"]
            if value["kind"] == "Listing":
                waiting.append((data.get("children"), locator, link))
            elif value["kind"] == "more":
                parent = text(data, "parent_id") or ""
                yield "more", {**data, "link_id": parent if parent.startswith(_SUBMISSION) else link}, locator
            else:
                waiting.append((data, locator, link))
        elif isinstance(value, dict) and _WORDED.isdisjoint(value):
            waiting.extend((value.get(name), locator, link) for name in _WRAPPERS)
        elif isinstance(value, dict):
            kind = _SUBMISSION if "title" in value and "link_id" not in value else _COMMENT
            link = _thread_key(kind, value) or link
            if kind == _SUBMISSION or is_whole(value):
                yield kind, value if kind == _SUBMISSION or "link_id" in value else {**value, "link_id": link}, locator
            waiting.extend((value.get(name), locator, link) for name in ("replies", "comments"))


def _thread_key(kind: str, data: Record) -> str | None:
    """The submission's id. Archivers that keep a submission with its comments name it as they like, or not at all."""
    key = text(data, "name", "id") if kind == _SUBMISSION else text(data, "link_id", "submission")
    return key and key.removeprefix(_SUBMISSION)


def _thread(key: str | None, group: _Found, defects: tuple[Defect, ...]) -> Thread:
    comments, flaws = settle(group.comments)
    submission = group.submission
    body = _body(submission, "selftext_html", "selftext")
    target = text(submission, "url_overridden_by_dest", "url") or ""
    permalink = text(submission, "permalink")
    outside = (target,) if is_web(target) and not (permalink and permalink in target) else ()
    return Thread(
        comments,
        key=key,
        title=_unescaped(text(submission, "title") or group.title),
        url=_absolute(permalink),
        site="reddit.com",
        author=_author(submission),
        created=epoch(submission, "created_utc"),
        text="" if body.text in GONE else body.text,
        links=tuple(dict.fromkeys((*outside, *body.links))),
        stated_count=number(submission, "num_comments"),
        defects=(*defects, *flaws, *group.defects),
    )


def _comment(data: Record, locator: str) -> Comment:
    body = _body(data, "body_html", "body")
    is_gone = text(data, "body") in GONE or body.text in GONE
    above = _parent(data)
    return Comment(
        0,
        "" if is_gone else body.text,
        author=_author(data),
        created=epoch(data, "created_utc"),
        native_id=(text(data, "id", "name") or "").removeprefix(_COMMENT) or None,
        parent=above,
        parent_source=ParentSource.EXPLICIT if above else None,
        url=_absolute(text(data, "permalink")) or _made(data),
        links=() if is_gone else body.links,
        locator=locator,
        state=State.DELETED if is_gone or flag(data, "deleted") else State.LIVE,
    )


def _parent(data: Record) -> str | None:
    """The comment that this one answers. Pushshift's later records have the bare number, which ids write in base 36."""
    parent = data.get("parent_id")
    if isinstance(parent, int) and not isinstance(parent, bool):
        above = _in_base_36(parent)
        return None if above == _thread_key(_COMMENT, data) else above
    named = text(data, "parent_id") or ""
    return named.removeprefix(_COMMENT) or None if named.startswith(_COMMENT) else None


def _in_base_36(number: int) -> str | None:
    digits = ""
    while 0 < number < _HIGHEST:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or None


def _body(data: Record, markup: str, source: str) -> Rendered:
    """The words: from the HTML where it is given, else from the Markdown."""
    rendered = text(data, markup)
    if rendered:
        return html_text(unescape(rendered) if rendered.startswith("&lt;") else rendered, _HOME)
    return markdown_text(unescaped_once(text(data, source) or ""))


def _author(data: Record) -> str | None:
    author = text(data, "author")
    return None if author in GONE else author


def _unescaped(title: str | None) -> str | None:
    return unescaped_once(title) if title else None


def _made(data: Record) -> str | None:
    """A comment's address as Reddit has it, with a blank for the title, which old records lack."""
    subreddit, link, own = text(data, "subreddit"), _thread_key(_COMMENT, data), text(data, "id")
    return f"{_HOME}/r/{subreddit}/comments/{link}/_/{own}/" if subreddit and link and own else None


def _absolute(permalink: str | None) -> str | None:
    return f"{_HOME}{permalink}" if permalink and permalink.startswith("/") else permalink
