"""YouTube's comments as its Data API answers: lists of comment threads, or of comments.

A thread is a comment of the first level, a few of the replies to it, and how many replies it has in all
(``commentThreads.list`` and ``comments.list``, https://developers.google.com/youtube/v3/docs/comments).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from threadsearch.formats.html import Rendered
from threadsearch.formats.records.bodies import html_text, plain_text
from threadsearch.formats.records.fields import Record, is_whole, number, part, parts, stamp, text
from threadsearch.formats.records.jsons import Lines, Row
from threadsearch.formats.records.settling import counted, settle
from threadsearch.formats.textual import links_in
from threadsearch.model import Comment, Defect, ParentSource, Thread

SIGN = r'kind"\s*:\s*"youtube#comment(?:Thread)?"'
"""What stands in every answer that holds comments."""

_THREAD, _COMMENT = "youtube#commentThread", "youtube#comment"


@dataclass(slots=True)
class _Video:
    """A video's comments, and how many replies to each of them there are beside those given."""

    comments: list[Comment] = field(default_factory=list)
    missing: list[tuple[int, str]] = field(default_factory=list)


def read_answers(rows: list[Row], lines: Lines | None, defects: tuple[Defect, ...]) -> Iterator[Thread]:
    """The videos, in the order in which they first occur. ``lines`` tells the places in a file of one document."""
    videos: dict[str | None, _Video] = {}
    for record, above, locator in _resources(rows):
        snippet = part(record, "snippet")
        own = text(record, "id")
        place = lines.of(own) if lines else locator
        video = videos.setdefault(text(snippet, "videoId") or text(above, "videoId"), _Video())
        if text(record, "kind") == _COMMENT:
            video.comments.append(_comment(snippet, own, place))
        else:
            given = parts(part(record, "replies"), "comments")
            video.missing.append((max((number(snippet, "totalReplyCount") or 0) - len(given), 0), place))
    for key, video in videos.items():
        comments, flaws = settle(video.comments)
        stubs = [stub for count, place in video.missing for stub in counted(count, "more comment", "not loaded", place)]
        if comments:
            yield Thread(
                comments,
                key=key,
                url=f"https://www.youtube.com/watch?v={key}" if key else None,
                site="youtube.com",
                defects=(*defects, *flaws, *stubs),
            )


def _resources(rows: list[Row]) -> Iterator[tuple[Record, Record, str]]:
    """Threads and comments, each with the snippet of the thread that it is in, and its place."""
    waiting: list[tuple[Any, Record, str]] = [(row.value, {}, row.locator) for row in reversed(rows)]
    while waiting:
        value, above, locator = waiting.pop()
        if isinstance(value, list):
            waiting.extend((item, above, locator) for item in reversed(value))
        elif isinstance(value, dict):
            kind, snippet = text(value, "kind"), part(value, "snippet")
            if kind in (_THREAD, _COMMENT) and is_whole(value):
                yield value, above, locator
            inner = (value.get("items"), snippet.get("topLevelComment"), part(value, "replies").get("comments"))
            waiting.extend((item, snippet if kind == _THREAD else above, locator) for item in reversed(inner))


def _comment(snippet: Record, own: str | None, place: str) -> Comment:
    body = _words(snippet)
    parent = text(snippet, "parentId")
    video = text(snippet, "videoId")
    return Comment(
        0,
        body.text,
        author=text(snippet, "authorDisplayName"),
        created=stamp(text(snippet, "publishedAt")),
        native_id=own,
        parent=parent,
        parent_source=ParentSource.EXPLICIT if parent else None,
        url=address_of(video, own),
        links=body.links,
        locator=place,
    )


def address_of(video: str | None, comment: str | None) -> str | None:
    """A comment's address, by the ids of its video and its own."""
    return f"https://www.youtube.com/watch?v={video}&lc={comment}" if video and comment else None


def _words(snippet: Record) -> Rendered:
    """The words as they were typed, where the API gave them, else as it shows them."""
    typed = text(snippet, "textOriginal")
    if typed is None:
        return html_text(text(snippet, "textDisplay") or "")
    plain = plain_text(typed)
    return Rendered(plain, links_in(plain))
