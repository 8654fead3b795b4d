"""Blogger's export, and the feeds of its comments: Atom with posts, and comments that name their post."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from threadsearch.addresses import is_web, site_of
from threadsearch.entities import unescape
from threadsearch.formats.records.bodies import html_text
from threadsearch.formats.records.fields import stamp
from threadsearch.formats.records.settling import settle
from threadsearch.formats.records.xmls import Element, read_xml
from threadsearch.model import Comment, Defect, Page, ParentSource, Thread

_SIGN = re.compile(r"<thr:in-reply-to\b[^<>]*\btag:blogger\.com")
_NUMBER = re.compile(r"\.post-(\d+)\Z")
_ABOVE = re.compile(r"/comments/default/(\d+)\Z")


class BloggerExport:
    """Reads each post that has comments as a thread."""

    name = "blogger-atom"
    description = "Blogger's export and feeds (Atom): posts with their comments"
    media_types = ("application/xml",)
    signs = ("<thr:in-reply-to",)

    def detect(self, page: Page) -> bool:
        """Claim Atom in which something answers a post of Blogger's."""
        return page.media_type == "application/xml" and _SIGN.search(page.content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The posts that have comments, in the order of their first comments here."""
        root, defects = read_xml(page)
        posts: dict[str, Element] = {}
        answers: dict[str, list[Element]] = {}
        for entry in root.all("entry"):
            answered = entry.first("thr:in-reply-to")
            if answered is None:
                posts.setdefault(entry.text("id"), entry)
            elif entry.is_whole:
                answers.setdefault(answered.attributes.get("ref", ""), []).append(entry)
        for reference, entries in answers.items():
            yield _thread(posts.get(reference), entries, defects)


def _thread(post: Element | None, entries: list[Element], defects: tuple[Defect, ...]) -> Thread:
    # Exports list the newest first, pages the oldest.
    comments, flaws = settle(_comment(entry) for entry in sorted(entries, key=_published))
    answered = entries[0].first("thr:in-reply-to")
    stated = answered.attributes.get("href", "") if answered is not None else ""
    url = (_link(post, "alternate") if post is not None else "") or stated
    thread = Thread(comments, url=url if is_web(url) else None, site=site_of(url), defects=(*defects, *flaws))
    if post is None:
        return thread
    body = html_text(post.text("content", "summary"), url)
    total = post.text("thr:total")
    return replace(
        thread,
        title=unescape(post.text("title")) or None,
        author=_author(post),
        created=stamp(post.text("published")),
        text=body.text,
        links=body.links,
        stated_count=int(total) if re.fullmatch("[0-9]{1,9}", total) else None,
    )


def _comment(entry: Element) -> Comment:
    body = html_text(entry.text("content", "summary"))
    number = _NUMBER.search(entry.text("id"))
    above = _ABOVE.search(_link(entry, "related"))
    return Comment(
        0,
        body.text,
        author=_author(entry),
        created=stamp(entry.text("published")),
        native_id=number[1] if number else None,
        parent=above[1] if above else None,
        parent_source=ParentSource.EXPLICIT if above else None,
        url=_link(entry, "alternate") or None,
        links=body.links,
        locator=entry.locator,
    )


def _published(entry: Element) -> float:
    created = stamp(entry.text("published"))
    return created.at.timestamp() if created and created.at else 0.0


def _author(entry: Element) -> str | None:
    author = entry.first("author")
    return (unescape(author.text("name")) if author is not None else "") or None


def _link(entry: Element, relation: str) -> str:
    links = (link.attributes for link in entry.all("link") if link.attributes.get("rel") == relation)
    return next((link.get("href", "") for link in links), "")
