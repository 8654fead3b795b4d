"""isso's comments: its generic import format, a list of threads which know no parents, and what its server answers.

The server gives one page's comments, as the script on the page asks for them: the first level with the replies to each,
and how many it has kept back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from threadsearch.addresses import is_web, site_of
from threadsearch.formats.records.bodies import html_text, markdown_text
from threadsearch.formats.records.fields import Record, epoch, is_whole, number, parts, stamp, text
from threadsearch.formats.records.jsons import Lines, has_keys, read_json, records
from threadsearch.formats.records.settling import counted, settle
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread

_DELETED = 4  # the mode of a comment whose words are gone, and whose answers stay


class Isso:
    """Reads each thread of the list."""

    name = "isso"
    description = "isso's generic JSON, and what its server answers"
    media_types = ("application/json",)
    signs = ('"remote_addr"', '"hidden_replies"')

    def detect(self, page: Page) -> bool:
        """Claim JSON in which threads hold comments with isso's fields, or with the counts of the server."""
        if has_keys(page, "hidden_replies", "total_replies", r'replies"\s*:\s*\[', "created"):
            return True
        return has_keys(page, r'comments"\s*:\s*\[', "remote_addr", "created", "author")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads, in their order; times without a zone are read in the page's."""
        rows, defects = read_json(page)
        for record, locator in records(rows):
            if parts(record, "replies"):
                yield _answered(record, page, defects)
            if not parts(record, "comments"):
                continue
            address = text(record, "id") or ""
            listed = parts(record, "comments")
            # What writes this format often has no ids, and gives all comments the same.
            is_numbered = len({text(item, "id") for item in listed}) == len(listed) and (
                len(listed) > 1 or is_whole(record)
            )
            comments, flaws = settle(_comment(item, page, locator, is_numbered=is_numbered) for item in listed)
            url = address if is_web(address) else None
            yield Thread(
                comments,
                key=None if url else address or None,
                title=text(record, "title"),
                url=url,
                site=site_of(url),
                defects=(*defects, *flaws),
            )


def _comment(record: Record, page: Page, locator: str, *, is_numbered: bool) -> Comment:
    words = text(record, "text") or ""
    body = html_text(words) if "</" in words else markdown_text(words)
    return Comment(
        0,
        body.text,
        author=text(record, "author"),
        created=epoch(record, "created") or stamp(text(record, "created"), page.zone),
        native_id=text(record, "id") if is_numbered else None,
        links=body.links,
        locator=locator,
    )


def _answered(record: Record, page: Page, defects: tuple[Defect, ...]) -> Thread:
    """The comments of one page, which the answer does not name."""
    lines = Lines(page, "id")
    comments, flaws = settle(_reply(reply, lines.of(text(reply, "id"))) for reply in _replies(record))
    hidden = sum(number(level, "hidden_replies") or 0 for level in (record, *parts(record, "replies")))
    stubs = counted(hidden, "more comment", "kept back by the server")
    return Thread(comments, defects=(*defects, *flaws, *stubs))


def _replies(record: Record) -> Iterator[Record]:
    """All replies, each before those to it."""
    waiting: list[Any] = list(reversed(parts(record, "replies")))
    while waiting:
        reply = waiting.pop()
        yield reply
        waiting.extend(reversed(parts(reply, "replies")))


def _reply(record: Record, locator: str) -> Comment:
    body = html_text(text(record, "text") or "")
    parent = text(record, "parent")
    return Comment(
        0,
        body.text,
        author=text(record, "author"),
        created=epoch(record, "created"),
        native_id=text(record, "id"),
        parent=parent,
        parent_source=ParentSource.EXPLICIT if parent else None,
        links=body.links,
        locator=locator,
        state=State.DELETED if number(record, "mode") == _DELETED else State.LIVE,
    )
