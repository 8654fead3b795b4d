"""Disqus's XML export: threads, then posts that name their thread and their parent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from threadsearch.addresses import is_web, site_of
from threadsearch.entities import unescape
from threadsearch.formats.records.bodies import html_text
from threadsearch.formats.records.fields import stamp
from threadsearch.formats.records.settling import counted, settle
from threadsearch.formats.records.xmls import Element, read_xml
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread

# What other platforms write for Disqus to import is WordPress's export with a few elements in Disqus's namespace.
_SIGN = re.compile(r"<disqus\b[^<>]*\bxmlns\s*=|xmlns:dsq\s*=\s*[\"']https?://disqus\.com/disqus-internals")
_ID = "dsq:id"


@dataclass(slots=True)
class _Group:
    """What belongs to one address: the thread's record, if there is one, and its posts."""

    record: Element | None
    key: str
    posts: list[Element] = field(default_factory=list)


class Disqus:
    """Reads each address that has posts as a thread."""

    name = "disqus"
    description = "Disqus's XML export"
    media_types = ("application/xml",)
    signs = ("<disqus", "xmlns:dsq")

    def detect(self, page: Page) -> bool:
        """Claim XML whose root element is Disqus's."""
        return page.media_type == "application/xml" and _SIGN.search(page.content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads that have posts, in the order of their records, then those whose record is missing.

        Disqus makes several threads of one address at times; they are one thread here. Spam is left out and counted.
        """
        root, defects = read_xml(page)
        groups: dict[str, _Group] = {}  # by address, or by number where there is none
        by_number: dict[str, _Group] = {}
        for record in root.all("thread"):
            number = record.attributes.get(_ID, "")
            address = record.text("link") or number
            group = groups.setdefault(address, _Group(record, number))
            by_number.setdefault(number, group)
        for post in root.all("post"):
            thread = post.first("thread")
            if post.is_whole and thread is not None:
                number = thread.attributes.get(_ID, "")
                by_number.setdefault(number, groups.setdefault(number, _Group(None, number))).posts.append(post)
        for group in groups.values():
            if group.posts:
                yield _thread(group, defects)


def _thread(group: _Group, defects: tuple[Defect, ...]) -> Thread:
    kept = [post for post in group.posts if post.text("isSpam") != "true"]
    comments, flaws = settle(map(_comment, kept))
    notes = counted(len(group.posts) - len(kept), "comment", "marked as spam, left out")
    thread = Thread(comments, key=group.key or None, defects=(*defects, *flaws, *notes))
    if group.record is None:
        missing = Defect(f"the export has no record of the thread {group.key}", group.posts[0].locator)
        return replace(thread, defects=(*thread.defects, missing))
    record = group.record
    if record.text("isDeleted") == "true":
        thread = replace(thread, defects=(*thread.defects, Defect("the thread had been deleted", record.locator)))
    link = record.text("link")
    body = html_text(record.text("message"), link)
    author = record.first("author")
    return replace(
        thread,
        key=None if is_web(link) else thread.key,
        title=unescape(record.text("title")) or None,
        url=link if is_web(link) else None,
        site=site_of(link) or record.text("forum") or None,
        author=_name(author),
        created=stamp(record.text("createdAt")),
        text=body.text,
        links=body.links,
    )


def _comment(post: Element) -> Comment:
    body = html_text(post.text("message"))
    author, parent = post.first("author"), post.first("parent")
    above = parent.attributes.get(_ID) if parent is not None else None
    return Comment(
        0,
        body.text,
        author=_name(author),
        created=stamp(post.text("createdAt")),
        native_id=post.attributes.get(_ID) or None,
        parent=above or None,
        parent_source=ParentSource.EXPLICIT if above else None,
        links=body.links,
        locator=post.locator,
        state=State.DELETED if post.text("isDeleted") == "true" else State.LIVE,
    )


def _name(author: Element | None) -> str | None:
    """The author's name, whose entities blogs that moved to Disqus had escaped already; so had they their titles'."""
    return unescape(author.text("name", "username")).strip() or None if author is not None else None
