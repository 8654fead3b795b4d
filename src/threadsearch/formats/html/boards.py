"""What topics of forums have in common beside their posts: an address without noise, a key, the opening post."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import Tag

from threadsearch.formats.html.tree import attribute
from threadsearch.model import Comment, Kind


def without_parameters(url: str | None, noise: Collection[str]) -> str | None:
    """The address without its fragment, and without these parameters.

    >>> without_parameters("http://a.example/viewtopic.php?t=5&start=15&sid=0f#p9", {"start", "sid"})
    'http://a.example/viewtopic.php?t=5'
    """
    if url is None:
        return None
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if pair[0] not in noise]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept, safe="/")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def topic_key(number: str | None, site: str | None, title: str | None) -> str | None:
    """The thread's key. Numbers are small: without a site, the title tells one site's 12 from another's."""
    return number if site or not number or not title else f"{number} {title}"


def opened(comments: Sequence[Comment], page: int | None) -> tuple[Comment, ...]:
    """The posts of a page, of which the first opens the topic if it is the topic's first page."""
    if not comments or (page or 1) > 1:
        return tuple(comments)
    return (replace(comments[0], kind=Kind.POST), *comments[1:])


def rename(body: Tag, names: Collection[str], to: str) -> None:
    """Make other tags of those with these names: a quote's author stands on its own line, code is kept as it is."""
    for tag in body.find_all(list(names)):
        tag.name = to


def silence_pictures(body: Tag) -> None:
    """Take from pictures the texts that forums print for every one of them ("Image"); smileys keep theirs."""
    for image in body.find_all("img"):
        names = f"{attribute(image, 'class')} {attribute(image, 'src')}".lower()
        if not any(sign in names for sign in ("smil", "emoji", "emoticon")):
            image["alt"] = ""
