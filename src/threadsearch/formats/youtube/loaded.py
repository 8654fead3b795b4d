"""The JSON that YouTube's app loads: comments somewhere in what it shows, or in a table that this refers to.

``commentRenderer`` holds a comment; since 2024, ``commentViewModel`` refers by a key to a ``commentEntityPayload``,
which stands elsewhere and in no order. Replies follow their comment, or are loaded later; all have ids that begin with
that of the comment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from bs4 import BeautifulSoup

from threadsearch.addresses import original
from threadsearch.dates import read_stamp
from threadsearch.formats.html import Rendered
from threadsearch.formats.html.forum import Post
from threadsearch.formats.records.bodies import plain_text
from threadsearch.formats.records.fields import Record, is_whole, part, parts, text
from threadsearch.formats.records.jsons import Lines
from threadsearch.formats.textual import links_in
from threadsearch.formats.youtube.video import Video, plain
from threadsearch.model import Defect, ParentSource

_BASE = "https://www.youtube.com/"
_VARIABLE = re.compile(r"\bytInitial(?:Data|PlayerResponse)[\"']?\]?\s*=\s*(?=\{)")
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,\u00a0\u202f]\d{3})+(?!\d)|\d+)(?:[.,]\d+)?(\s?[KMBkmb]\b)?")
_THOUSANDS = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}


@dataclass(slots=True)
class Loaded:
    """What was loaded of one video. ``replies`` is how many each comment claims to have, as it is written."""

    posts: list[Post] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    stated: int | None = None
    video: Video = field(default_factory=Video)


def parent_of(number: str | None) -> str | None:
    """The comment that a reply's id begins with.

    >>> parent_of("UgxA-4AaABAg.8xY1"), parent_of("UgxA-4AaABAg")
    ('UgxA-4AaABAg', None)
    """
    comment, dot, _ = (number or "").partition(".")
    return comment if dot and comment else None


def amount_in(words: str) -> tuple[int | None, bool]:
    """The number in a button's or heading's words, and whether it is exact: "1.2K" is not."""
    match = _AMOUNT.search(words[:200])
    if match is None:
        return None, False
    count = int(re.sub(r"\D", "", match[1]))
    unit = (match[2] or "").strip().lower()
    return count * _THOUSANDS.get(unit, 1), not unit


def unloaded(label: str, found: int, place: str) -> Iterator[Defect]:
    """A note on the replies that a button counts, or just promises, beyond those that are there."""
    count, is_exact = amount_in(label)
    if count is not None and count > found and is_exact:
        yield Defect(f"{count - found:,} {'reply' if count - found == 1 else 'replies'} not loaded", place)
    elif (count is None and not found) or (count is not None and count > found):
        yield Defect(f"replies that were not loaded: {label!r}", place)


def unloaded_replies(posts: Iterable[Post], replies: dict[str, str]) -> Iterator[Defect]:
    """The notes on all comments that claim more replies than there are."""
    listed = list(posts)
    found: dict[str | None, int] = {}
    for post in listed:
        found[post.parent] = found.get(post.parent, 0) + 1
    for post in listed:
        claimed = replies.get(post.native_id or "")
        if claimed:
            yield from unloaded(claimed, found.get(post.native_id, 0), post.locator)


def embedded(soup: BeautifulSoup, lines: Lines) -> Loaded:
    """What the scripts of a page start with."""
    values = []
    for tag in soup.find_all("script"):
        source = str(tag.string or "")
        for match in _VARIABLE.finditer(source):
            try:
                values.append(json.JSONDecoder().raw_decode(source, match.end())[0])
            except (ValueError, RecursionError):
                continue
            break  # what follows is in the value, or a copy
    return _load(values, lines)


def loaded_threads(values: Iterable[Any], lines: Lines) -> Iterator[Loaded]:
    """The videos that have comments; an answer that names none belongs to the one before it."""
    videos: dict[str | None, Loaded] = {}
    number = None
    for value in values:
        loaded = _load([value], lines)
        number = loaded.video.number or number
        held = videos.setdefault(number, loaded)
        if held is not loaded:
            held.posts += loaded.posts
            held.replies |= loaded.replies
            held.stated = held.stated if loaded.stated is None else loaded.stated
    return (loaded for loaded in videos.values() if loaded.posts)


def _load(values: list[Any], lines: Lines) -> Loaded:
    """Everything in some JSON that tells of comments or of their video."""
    loaded, stated, own = Loaded(), None, None
    order: dict[str, Record] = {}  # of comments, or of what refers to them
    payloads: dict[str, Record] = {}
    for name, record in _named(values):
        if name in ("commentRenderer", "commentViewModel"):
            order.setdefault(text(record, "commentKey", "commentId") or "", record)
        elif name == "commentEntityPayload":
            payloads.setdefault(text(record, "key") or text(part(record, "properties"), "commentId") or "", record)
        elif name in ("commentsHeaderRenderer", "commentsEntryPointHeaderRenderer"):
            stated = stated or _words(record.get("countText") or record.get("commentCount")).text
        elif name in ("publishedTimeText", "publishedTimeCommand"):
            own = own or _linked_video(record)
        else:
            loaded.video = _told(loaded.video, name, record)
    if own and own != loaded.video.number:  # what else is said may be of another
        loaded.video = replace(Video() if loaded.video.number else loaded.video, number=own)
    count, is_exact = amount_in(stated or "")
    loaded.stated = count if is_exact else None
    for key, record in order.items():
        _take(payloads.pop(key, record), loaded, lines)
    for record in payloads.values():
        _take(record, loaded, lines)
    return loaded


def _named(values: list[Any]) -> Iterator[tuple[str, Record]]:
    """The records within records, in order, by the names of the fields that they stand in."""
    waiting: list[tuple[str, Any]] = [("", value) for value in reversed(values)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            if is_whole(value):
                yield name, value
            waiting.extend((key, value[key]) for key in reversed(value))
        elif isinstance(value, list):
            waiting.extend((name, item) for item in reversed(value))


def _told(video: Video, name: str, record: Record) -> Video:
    """The video with what one more record tells; the first to tell a thing is believed."""
    if name == "videoDetails":
        words = plain_text(text(record, "shortDescription") or "")
        told = Video(
            text(record, "videoId"),
            text(record, "title"),
            text(record, "author"),
            words=Rendered(words, links_in(words)),
        )
    elif name == "playerMicroformatRenderer":
        date = text(record, "publishDate", "uploadDate")
        told = Video(created=read_stamp(date) if date else None)
    elif name == "currentVideoEndpoint":
        told = Video(text(part(record, "watchEndpoint"), "videoId"))
    elif name == "videoPrimaryInfoRenderer":
        told = Video(title=_words(record.get("title")).text or None)
    elif name == "videoOwnerRenderer":
        told = Video(channel=_words(record.get("title")).text or None)
    elif name == "attributedDescription":
        told = Video(words=_words(record))
    else:
        return video
    return replace(
        video,
        number=video.number or told.number,
        title=video.title or told.title,
        channel=video.channel or told.channel,
        created=video.created or told.created,
        words=video.words if video.words.text else told.words,
    )


def _linked_video(record: Record) -> str | None:
    """The video that a comment's date links to, in either kind of record."""
    endpoints = [part(run, "navigationEndpoint") for run in parts(record, "runs")]
    endpoints.append(part(record, "innertubeCommand"))
    return next((own for endpoint in endpoints if (own := text(part(endpoint, "watchEndpoint"), "videoId"))), None)


def _take(record: Record, loaded: Loaded, lines: Lines) -> None:
    """Make a post of either kind of record."""
    properties, author = part(record, "properties"), part(record, "author")
    number = text(record, "commentId") or text(properties, "commentId")
    if number is None:
        return
    parent = parent_of(number)
    loaded.posts.append(
        Post(
            words=_words(record.get("contentText") or properties.get("content")),
            author=text(author, "displayName") or _words(record.get("authorText")).text or None,
            shown=text(properties, "publishedTime") or _words(record.get("publishedTimeText")).text,
            native_id=number,
            locator=lines.of(number),
            parent=parent,
            parent_source=ParentSource.EXPLICIT if parent else None,
        )
    )
    claimed = text(record, "replyCount") or text(part(record, "toolbar"), "replyCount")
    if claimed and parent is None:
        loaded.replies[number] = claimed


def _words(value: Any) -> Rendered:  # noqa: ANN401 - JSON has no narrower type
    """Text in any of the app's shapes, with what its parts link to."""
    if isinstance(value, str):
        return Rendered(plain_text(value))
    if not isinstance(value, dict):
        return Rendered()
    runs = parts(value, "runs")
    words = text(value, "simpleText", "content") or "".join(str(run.get("text") or "") for run in runs)
    endpoints = [part(run, "navigationEndpoint") for run in runs]
    endpoints += [part(part(run, "onTap"), "innertubeCommand") for run in parts(value, "commandRuns")]
    links = (original(link, _BASE) for endpoint in endpoints if (link := _link(endpoint)))
    return plain(Rendered(plain_text(words), tuple(link for link in links if link)))


def _link(endpoint: Record) -> str | None:
    metadata = part(part(endpoint, "commandMetadata"), "webCommandMetadata")
    return text(part(endpoint, "urlEndpoint"), "url") or text(metadata, "url")
