"""isso's generic import format: a list of threads with their comments, which know no parents."""

from __future__ import annotations

from collections.abc import Iterator

from threadsearch.addresses import is_web, site_of
from threadsearch.formats.records.bodies import html_text, markdown_text
from threadsearch.formats.records.fields import Record, parts, stamp, text
from threadsearch.formats.records.jsons import has_keys, read_json, records
from threadsearch.formats.records.settling import settle
from threadsearch.model import Comment, Page, Thread


class Isso:
    """Reads each thread of the list."""

    name = "isso"
    description = "isso's generic JSON"
    media_types = ("application/json",)
    signs = ('"remote_addr"',)

    def detect(self, page: Page) -> bool:
        """Claim JSON in which threads hold comments with isso's fields."""
        return has_keys(page, r'comments"\s*:\s*\[', "remote_addr", "created", "author")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads, in their order; times without a zone are read in the page's."""
        rows, defects = read_json(page)
        for record, locator in records(rows):
            if not parts(record, "comments"):
                continue
            address = text(record, "id") or ""
            listed = parts(record, "comments")
            # What writes this format often has no ids, and gives all comments the same.
            is_numbered = len({text(item, "id") for item in listed}) == len(listed)
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
        created=stamp(text(record, "created"), page.zone),
        native_id=text(record, "id") if is_numbered else None,
        links=body.links,
        locator=locator,
    )
