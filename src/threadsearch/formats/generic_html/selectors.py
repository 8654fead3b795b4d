"""What was found of a page's comments as tags of its tree, for whoever wants to say where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.generic_html.fields import Fields
from threadsearch.formats.generic_html.looking import find_on
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.generic_html.posts import heads_of, is_quote, is_signature, labels_of
from threadsearch.model import Page

_MOST = 5_000  # tags of a comment's words that are looked at


@dataclass(frozen=True, slots=True, eq=False)
class Marked:
    """One comment's tags: its own (``tops``, one below the other), and those of its fields.

    ``heads`` stand in its ``bodies`` and take the rest of their line along; ``labels`` are left out of them alone.
    ``native_id`` is its id, ``parent`` the order of the comment that it answers; ``author_name`` and ``date_text`` are
    what was read, which an attribute may say.
    """

    tops: list[Tag]
    bodies: list[Tag]
    author: Tag | None
    author_name: str | None
    date: Tag | None
    date_text: str
    date_machine: tuple[str, ...]
    heads: list[Tag]
    labels: list[Tag]
    quotes: list[Tag]
    native_id: str | None
    parent: int | None


@dataclass(frozen=True, slots=True)
class Marks:
    """The list that was found. ``is_run`` says that a comment is several tags side by side, ``told`` is for people."""

    soup: BeautifulSoup
    comments: list[Marked]
    opening: Marked | None
    is_run: bool
    told: tuple[tuple[str, str], ...]
    confidence: float


def marks_on(page: Page, soup: BeautifulSoup, least: float) -> Marks:
    """The tags of the comments on a page; it raises what ``find_on`` does, and ``least`` is as there."""
    out, find = find_on(page, soup, least)
    reading = find.reading
    comments = [
        _marked(out, found, native, parent[0] if parent is not None else None)
        for found, native, parent in zip(reading.fields, find.names.own, find.parents, strict=True)
    ]
    opening = _marked(out, reading.opening, None, None) if reading.opening is not None else None
    return Marks(soup, comments, opening, reading.candidate.is_run, find.told(), find.evidence.confidence)


def _marked(out: Outline, found: Fields, native_id: str | None, parent: int | None) -> Marked:
    bodies = [out.tags[body] for body in found.bodies]
    return Marked(
        [out.tags[top] for top in found.record.tops],
        bodies,
        out.tags[found.author_tag] if found.author_tag is not None else None,
        found.author,
        out.tags[found.date.tag] if found.date is not None else None,
        found.date.shown if found.date is not None else "",
        found.date.machine if found.date is not None else (),
        list(heads_of(out, found)),
        [*labels_of(out, found), *_below(out, found, is_signature)],
        list(_below(out, found, is_quote)),
        native_id,
        parent,
    )


def _below(out: Outline, found: Fields, wanted: Callable[[Tag], bool]) -> Iterator[Tag]:
    """The tags of a comment's own, within its words, of which this is true."""
    inside = {number for body in found.bodies for number in range(body + 1, out.ends[body])}
    for number in islice(found.record.tags(out), _MOST):
        if number in inside and wanted(out.tags[number]):
            yield out.tags[number]
