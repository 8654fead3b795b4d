"""The JSON that Livefyre's widget loads ("bootstrap").

``{"headDocument": {"authors": {id: {"displayName"}}, "content": [STATE]}, "collectionSettings": {"title", "url",
"collectionId", "numVisible"}}``; older pages of comments are ``{"authors", "content"}``, and some answers stand in
``data``. A STATE is ``{"type": 0, "vis": 1, "content": {"id", "parentId", "authorId", "bodyHtml", "createdAt"},
"childContent": [STATE]}``. Types other than 0 are votes and previews of links; ``vis`` is 0 for what was removed, 1 for
what everybody sees, and more for what moderators hold back (Livefyre's "Activity Stream" documentation).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup

from threadsearch.formats.html.forum import Post, epoch_stamp
from threadsearch.formats.records.bodies import html_text
from threadsearch.formats.records.fields import Record, number, part, parts, text
from threadsearch.formats.records.jsons import Lines, Row, records
from threadsearch.model import ParentSource, State

# How the whole object begins, which knows the page, or else the comments alone.
_STARTS = re.compile(r"\{\s*\"(?:networkSettings|siteSettings|collectionSettings|headDocument)\"\s*:")
_HEAD = re.compile(r"\"headDocument\"\s*:\s*(?=\{)")
_REMOVED, _PUBLIC = 0, 1  # what everybody may see of a state


@dataclass(slots=True)
class Loaded:
    """What was loaded of a collection of comments. ``hidden`` counts those that moderators hold back."""

    number: str | None = None
    title: str | None = None
    url: str | None = None
    stated: int | None = None
    posts: list[Post] = field(default_factory=list)
    hidden: int = 0


def loaded_threads(rows: list[Row], lines: Lines) -> Iterator[Loaded]:
    """The collections in a file."""
    for record, _ in records(rows):
        yield _loaded(record, lines)


def embedded(soup: BeautifulSoup, lines: Lines) -> Loaded:
    """The collection that a script of the page starts with; an empty one if there is none that can be read."""
    for tag in soup.find_all("script"):
        source = str(tag.string or "")
        head = _HEAD.search(source)
        if head is None:
            continue
        whole = _STARTS.search(source)
        for start in (*([whole.start()] if whole else []), head.end()):
            try:
                record, _ = json.JSONDecoder().raw_decode(source, start)
            except (ValueError, RecursionError):
                continue
            if isinstance(record, dict) and (loaded := _loaded(record, lines)).posts:
                return loaded
    return Loaded()


def _loaded(record: Record, lines: Lines) -> Loaded:
    outer = part(record, "data") or record
    head = part(outer, "headDocument") or outer
    settings = part(outer, "collectionSettings")
    states = parts(head, "content")
    loaded = Loaded(
        number=text(settings, "collectionId") or next((text(state, "collectionId") for state in states), None),
        title=text(settings, "title"),
        url=text(settings, "url"),
        stated=number(settings, "numVisible"),
    )
    names = part(head, "authors")
    for state, above in _flat(states):
        if number(state, "type") or not text(part(state, "content"), "id"):
            continue
        if number(state, "vis") not in (None, _REMOVED, _PUBLIC):
            loaded.hidden += 1
        else:
            loaded.posts.append(_post(state, above, names, lines))
    return loaded


def _flat(states: Iterable[Record]) -> Iterator[tuple[Record, str | None]]:
    """Every state, and the id of the one that it stands below."""
    waiting: list[tuple[Record, str | None]] = [(state, None) for state in reversed(list(states))]
    while waiting:
        state, above = waiting.pop()
        yield state, above
        own = text(part(state, "content"), "id")
        waiting.extend((child, own) for child in reversed(parts(state, "childContent")))


def _post(state: Record, above: str | None, names: Record, lines: Lines) -> Post:
    content = part(state, "content")
    own, named = text(content, "id"), text(content, "parentId")
    body = html_text(text(content, "bodyHtml") or "")
    author = part(names, text(content, "authorId") or "") or part(state, "author")
    created = epoch_stamp((text(content, "createdAt") or "").partition(".")[0])
    return Post(
        words=body,
        author=text(author, "displayName"),
        dates=(created,) if created else (),
        native_id=own,
        locator=lines.of(own),
        state=State.DELETED if number(state, "vis") == _REMOVED else State.LIVE,
        parent=named or above,
        parent_source=ParentSource.EXPLICIT if named else ParentSource.NESTING if above else None,
    )
