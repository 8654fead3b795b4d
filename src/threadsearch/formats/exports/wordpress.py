"""WordPress's REST API: lists of comments, and posts with the comments that are embedded in them.

``/wp-json/wp/v2/comments`` gives ``[{"id", "post", "parent", "author_name", "date", "content": {"rendered"}, "link"},
...]``, and ``/wp-json/wp/v2/posts`` the posts. What is asked for with ``_embed`` brings along, in ``_embedded``, a
comment's post (``up``) and the comment that it answers (``in-reply-to``), and a post's first ten comments
(``replies``); these name no post. With ``_envelope`` an answer stands in ``body``. (WordPress's REST API Handbook,
"Comments" and "Linking and Embedding".)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from threadsearch.addresses import is_web, site_of
from threadsearch.entities import unescape
from threadsearch.formats.exports.wxr import LINKS_HERE, REFUSED, WAITING, on_the_sites_clock
from threadsearch.formats.records.bodies import html_text
from threadsearch.formats.records.fields import Record, is_whole, number, part, parts, text
from threadsearch.formats.records.jsons import Lines, Row, has_keys, read_json
from threadsearch.formats.records.settling import counted, settle
from threadsearch.formats.wordpress.paging import thread_address
from threadsearch.model import Comment, Defect, Kind, Page, ParentSource, Thread

_MOST_EMBEDDED = 10  # comments that are embedded in a post, of any number


@dataclass(slots=True)
class _Post:
    """A post's own record, as far as it is known, its comments, and those that are known as embedded parents alone."""

    record: Record = field(default_factory=dict)
    comments: list[tuple[Record, str]] = field(default_factory=list)
    answered: list[tuple[Record, str]] = field(default_factory=list)
    is_cut: bool = False


class WordPressJson:
    """Reads each post that has comments as a thread."""

    name = "wordpress-json"
    description = "WordPress's REST API: comments, and posts with their comments embedded"
    media_types = ("application/json",)
    signs = ('"author_name"',)
    lists_pingbacks = True

    def detect(self, page: Page) -> bool:
        """Claim JSON with the names of comments' authors, and words as they are rendered."""
        return has_keys(page, "author_name", "parent", r'content"\s*:\s*\{', "rendered")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The posts, in the order in which they first occur."""
        rows, defects = read_json(page)
        lines = Lines(page, "id") if len(rows) == 1 else None
        for (_, own), post in _posts(rows).items():
            if post.comments:
                yield _thread(own, post, page, lines, defects)


def _posts(rows: list[Row]) -> dict[tuple[str | None, str], _Post]:
    """The posts by their site and number, with what stands of them anywhere in the file."""
    posts: dict[tuple[str | None, str], _Post] = {}
    for record, above, locator in _objects(rows):
        embedded, site = part(record, "_embedded"), site_of(text(record, "link"))
        if _is_comment(record):
            post = posts.setdefault((site, above or text(record, "post") or ""), _Post())
            post.comments.append((record, locator))
            post.record = post.record or next(iter(parts(embedded, "up")), {})
            post.answered += [(parent, locator) for parent in parts(embedded, "in-reply-to") if _is_comment(parent)]
        else:
            post = posts.setdefault((site, text(record, "id") or ""), _Post())
            post.record = record
            replies = embedded.get("replies")
            post.is_cut = isinstance(replies, list) and any(_is_full(listed) for listed in replies)
    return posts


def _is_comment(record: Record) -> bool:
    return "author_name" in record and "title" not in record


def _is_full(listed: object) -> bool:
    return isinstance(listed, list) and len(listed) >= _MOST_EMBEDDED


def _objects(rows: list[Row]) -> Iterator[tuple[Record, str | None, str]]:
    """Comments and posts, each with the number of the post that it is embedded in, and its place."""
    waiting: list[tuple[Any, str | None, str]] = [(row.value, None, row.locator) for row in reversed(rows)]
    while waiting:
        value, above, locator = waiting.pop()
        if isinstance(value, list):
            waiting.extend((item, above, locator) for item in reversed(value))
        elif isinstance(value, dict) and isinstance(value.get("content"), dict):
            if is_whole(value) or "title" in value:
                yield value, above, locator
            if not _is_comment(value):
                waiting.append((part(value, "_embedded").get("replies"), text(value, "id"), locator))
        elif isinstance(value, dict):
            waiting.append((value.get("body"), None, locator))


def _thread(own: str, post: _Post, page: Page, lines: Lines | None, defects: tuple[Defect, ...]) -> Thread:
    listed = [(record, lines.of(text(record, "id")) if lines else locator) for record, locator in _listed(post)]
    kept = [(record, locator) for record, locator in listed if text(record, "status") not in REFUSED]
    waiting = [locator for record, locator in kept if text(record, "status") in WAITING]
    url = _address(post)
    comments, flaws = settle(_comment(record, url, page, locator) for record, locator in kept)
    body = html_text(text(part(post.record, "content"), "rendered") or "", url)
    author = next(iter(parts(part(post.record, "_embedded"), "author")), {})
    notes = (
        *counted(len(listed) - len(kept), "comment", "marked as spam or trash, left out"),
        *counted(len(waiting), "comment", "not approved yet", next(iter(waiting), "")),
        *([Defect("of a post's comments only the first ten are embedded; there may be more")] if post.is_cut else ()),
    )
    return Thread(
        comments,
        key=None if url else own or None,
        title=html_text(text(part(post.record, "title"), "rendered") or "").text or None,
        url=url,
        site=site_of(url),
        author=unescape(text(author, "name") or "") or None,
        created=on_the_sites_clock(text(post.record, "date"), text(post.record, "date_gmt"), page.zone),
        text=body.text,
        links=body.links,
        defects=(*defects, *flaws, *notes),
    )


def _listed(post: _Post) -> list[tuple[Record, str]]:
    """The comments by their dates, as on a page: the API lists the newest first. Parents that it lists stand once."""
    known = {text(record, "id") for record, _ in post.comments}
    answered = {text(record, "id"): (record, locator) for record, locator in post.answered}
    records = [*post.comments, *(item for own, item in answered.items() if own not in known)]
    return sorted(records, key=lambda item: (text(item[0], "date") or "", number(item[0], "id") or 0))


def _address(post: _Post) -> str | None:
    """The post's address: its own, or else that of a comment without the comment."""
    own = text(post.record, "link") or ""
    if is_web(own):
        return own
    links = (text(record, "link") or "" for record, _ in post.comments)
    return next((thread_address(link) for link in links if is_web(link)), None)


def _comment(record: Record, base: str | None, page: Page, locator: str) -> Comment:
    body = html_text(text(part(record, "content"), "rendered") or "", base)
    parent = text(record, "parent")
    has_parent = parent not in (None, "0")
    links_here = text(record, "type") in LINKS_HERE
    home = text(record, "author_url") or ""
    return Comment(
        0,
        body.text,
        author=unescape(text(record, "author_name") or "").strip() or None,
        created=on_the_sites_clock(text(record, "date"), text(record, "date_gmt"), page.zone),
        native_id=text(record, "id"),
        parent=parent if has_parent else None,
        parent_source=ParentSource.EXPLICIT if has_parent else None,
        url=text(record, "link"),
        links=(home, *body.links) if links_here and is_web(home) else body.links,
        locator=locator,
        kind=Kind.PINGBACK if links_here else Kind.COMMENT,
    )
