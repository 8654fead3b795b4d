"""What a page says of its video."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import (
    Rendered,
    Stamps,
    attribute,
    classes,
    head_title,
    language_of,
    metas,
    render,
    text_of,
)
from threadsearch.formats.html.forum import canonical
from threadsearch.model import Page, Timestamp

_VIDEO = re.compile(r"(?:[?&]v=|/(?:shorts|live|embed|v)/|youtu\.be/)([\w-]{11})(?![\w-])")
_POST = re.compile(r"/post/(Ugk[\w-]{10,60})")  # to a channel, not of a video
# Where to look, and for what in it; the best place of each time first. Those of one time don't meet those of another.
_TITLES = (
    *(
        ("ytd-watch-metadata", "h1"),
        ("ytd-video-primary-info-renderer", "h1"),
        ("#eow-title", ""),
        (".watch-title", ""),
    ),
    ("#watch-vid-title", "h1"),
)
_CHANNELS = (
    *(("ytd-video-owner-renderer", "ytd-channel-name a"), ("ytd-video-owner-renderer", "#owner-name a")),
    *((".yt-user-info", "a"), ("#watch7-user-header", ".yt-user-name"), ("#watch-uploader-info", ".author")),
    *(("#watch-userbanner", ""), ("#watch-username", ""), (".contributor", "")),
)
_DATES = (
    *(("#eow-date", ""), (".watch-time-text", ""), (".watch-video-date", "")),
    *(("#info-strings", "yt-formatted-string"), ("ytd-video-secondary-info-renderer", "#date yt-formatted-string")),
)
_DESCRIPTIONS = (
    *(
        ("#eow-description", ""),
        ("#description-inline-expander", "yt-attributed-string"),
        ("#watch-description-body", ""),
    ),
    *(("ytd-video-secondary-info-renderer", f"#description{inside}") for inside in (" yt-formatted-string", "")),
)
_PLAYER = "ytd-watch-flexy"
_PLACES = {_PLAYER, *(place for place, _ in (*_TITLES, *_CHANNELS, *_DATES, *_DESCRIPTIONS))}
_SITE_IN_TITLE = re.compile(r"(?<!\s)\s++-\s+YouTube$|^YouTube\s+-\s+")


@dataclass(frozen=True, slots=True)
class Video:
    """A video, or a post to a channel; ``number`` is the platform's name of it."""

    number: str | None = None
    title: str | None = None
    channel: str | None = None
    created: Timestamp | None = None
    words: Rendered = field(default_factory=Rendered)

    @property
    def url(self) -> str | None:
        """Its address, as the exports have it."""
        if self.number is None:
            return None
        kind = "post/" if _POST.fullmatch(f"/post/{self.number}") else "watch?v="
        return f"https://www.youtube.com/{kind}{self.number}"


def number_in(address: str | None) -> str | None:
    """The number of the video, or of the post to a channel, that an address names.

    >>> number_in("https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=4s")
    'dQw4w9WgXcQ'
    """
    match = _VIDEO.search(address or "") or _POST.search(address or "")
    return match[1] if match else None


def video_of_page(
    soup: BeautifulSoup, around: Iterable[Tag], loaded: Video, page: Page, permalink: str | None
) -> Video:
    """The video that the comments belong to, by the tags ``around`` them.

    ``permalink`` is a comment's address, which names the video most surely: the app goes from video to video in one
    page, and what it started with (its head, ``loaded``) may be another's.
    """
    places = _places(around)
    head = number_in(canonical(soup, page))
    shown = attribute(places[_PLAYER], "video-id") if _PLAYER in places else ""
    number = number_in(permalink) or shown or loaded.number or head
    known = loaded if loaded.number == number else Video()
    said = metas(soup) if head == number else {}
    title = known.title or text_of(_first(places, _TITLES)) or said.get("og:title") or said.get("title")
    date = text_of(_first(places, _DATES))
    stated = filter(None, (said.get("datepublished"), said.get("uploaddate")))
    description = None if known.words.text else _first(places, _DESCRIPTIONS)
    return Video(
        number,
        title or _SITE_IN_TITLE.sub("", head_title(soup) or "") or None,
        known.channel or text_of(_first(places, _CHANNELS)) or None,
        known.created or Stamps(page, (date,), language_of(soup)).read(*stated, shown=date),
        known.words if description is None else spoken(description, page.url),
    )


def _places(around: Iterable[Tag]) -> dict[str, Tag]:
    """The first tag of each place that is looked at, in one walk: pages of the app are large."""
    found: dict[str, Tag] = {}
    for tag in around:
        signs = (tag.name, f"#{attribute(tag, 'id')}", *(f".{name}" for name in classes(tag)))
        for sign in _PLACES.intersection(signs):
            found.setdefault(sign, tag)
    return found


def _first(places: Mapping[str, Tag], wanted: Iterable[tuple[str, str]]) -> Tag | None:
    """The first tag of these that has anything on it."""
    boxes = ((places[place], inside) for place, inside in wanted if place in places)
    tags = (box.select_one(inside) if inside else box for box, inside in boxes)
    return next((tag for tag in tags if tag is not None and text_of(tag)), None)


def spoken(tag: Tag, base: str | None) -> Rendered:
    """The words in a tag. The app, whose tags are its own, breaks lines by line feeds; pages before it by tags."""
    if tag.name.startswith("yt-"):
        tag.name = "pre"
    words = plain(render([tag], base=base))
    return Rendered("\n".join(line.strip() for line in words.text.split("\n")).strip("\n"), words.links)


def plain(words: Rendered) -> Rendered:
    """Words without the marks of no width that YouTube sets between them, and links without its detour."""
    return Rendered(words.text.replace("\ufeff", "").replace("\u200b", ""), tuple(map(_target, words.links)))


def _target(link: str) -> str:
    """What a link leads to, which YouTube counts on the way."""
    if "/redirect?" not in link:
        return link
    return parse_qs(urlsplit(link).query).get("q", [link])[0]
