"""Lists of posts of several topics, which stand in the same rows: what was searched for, what somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from threadsearch.addresses import original, site_of
from threadsearch.formats.html import Item, attribute, text_of
from threadsearch.model import Comment, Kind, Page, Thread

_TO_POST = re.compile(r"^(?:https?://[^/]+)?(/(\d+)/[^/#?]+)(?:/\d+)?#(\d+)$")
_RE = re.compile(r"^(?:Re:\s?)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """The topic that a post is of: its number, its path on the site, and its title."""

    number: str
    path: str
    title: str


def place_in(item: Item) -> Place | None:
    """The topic that the first link to a post, on the post's own line, leads to."""
    links = ((tag, _TO_POST.match(attribute(tag, "href"))) for tag in item.own if tag.name == "a")
    own = ((tag, match) for tag, match in links if match and match[3] == item.number)
    return next((Place(match[2], match[1], _RE.sub("", text_of(tag))) for tag, match in own), None)


def parted(thread: Thread, places: Mapping[str, Place], page: Page) -> Iterator[Thread]:
    """The thread as it is, or one for each topic, if its posts, known by their numbers, are of several."""
    if len({place.number for place in places.values()}) <= 1:
        yield thread
        return
    topics: dict[str, list[Comment]] = {}
    for comment in thread.comments:
        place = places.get(comment.native_id or "")
        topics.setdefault(place.number if place else "", []).append(comment)
    first = {place.number: place for place in reversed([*places.values()])}
    for number, comments in topics.items():
        yield _topic(thread, first.get(number), comments, page)


def _topic(listed: Thread, place: Place | None, comments: Iterable[Comment], page: Page) -> Thread:
    """One topic of a list, which says no more of it than its name and some of its posts."""
    url = original(place.path, page.url) if place else None
    return Thread(
        comments=tuple(
            replace(
                comment,
                position=position,
                kind=Kind.COMMENT,
                url=f"{url}#{comment.native_id}" if url and comment.native_id else None,
            )
            for position, comment in enumerate(comments)
        ),
        key=place.number if place else None,
        title=place.title if place else None,
        url=url,
        site=site_of(url),
        defects=listed.defects,
    )
