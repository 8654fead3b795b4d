"""remark42: the tree and the list of its API, and the lines of its backup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from threadsearch.addresses import is_web, site_of
from threadsearch.formats.records.bodies import html_text
from threadsearch.formats.records.fields import Record, flag, is_whole, number, part, stamp, text
from threadsearch.formats.records.jsons import Lines, Row, has_keys, read_json
from threadsearch.formats.records.settling import settle
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread


class Remark42:
    """Reads each page's comments as a thread."""

    name = "remark42"
    description = "remark42's backup and the JSON of its API"
    media_types = ("application/json",)
    signs = ('"locator"',)

    def detect(self, page: Page) -> bool:
        """Claim JSON whose comments name their parent, and the site and address that they belong to."""
        return has_keys(page, "pid", r'locator"\s*:\s*\{', "user")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The pages that have comments, in the order in which they first occur."""
        rows, defects = read_json(page)
        lines = Lines(page, "id")
        pages: dict[tuple[str | None, str | None], list[tuple[Record, str]]] = {}
        for record, locator in _comments(rows):
            where = part(record, "locator")
            place = lines.of(text(record, "id")) if len(rows) == 1 else locator
            pages.setdefault((text(where, "site"), text(where, "url")), []).append((record, place))
        info = part(rows[0].value, "info") if len(pages) == 1 and isinstance(rows[0].value, dict) else {}
        for (site, url), records in pages.items():
            yield _thread(site, url, records, number(info, "count"), defects)


def _comments(rows: list[Row]) -> Iterator[tuple[Record, str]]:
    """The comments in any of the three shapes, parents before what is below them."""
    waiting: list[tuple[Any, str]] = [(row.value, row.locator) for row in reversed(rows)]
    while waiting:
        value, locator = waiting.pop()
        if isinstance(value, list):
            waiting.extend((item, locator) for item in reversed(value))
        elif isinstance(value, dict) and "locator" in value and "pid" in value:
            if is_whole(value):
                yield value, locator
        elif isinstance(value, dict):
            waiting.extend((value.get(key), locator) for key in ("replies", "comments", "comment"))


def _thread(
    site: str | None,
    url: str | None,
    records: list[tuple[Record, str]],
    stated: int | None,
    defects: tuple[Defect, ...],
) -> Thread:
    address = url if url and is_web(url) else None
    comments, flaws = settle(_comment(record, locator, address) for record, locator in records)
    return Thread(
        comments,
        key=None if address else url,
        title=next((title for record, _ in records if (title := text(record, "title"))), None),
        url=address,
        site=site_of(address) or site,
        stated_count=stated,
        defects=(*defects, *flaws),
    )


def _comment(record: Record, locator: str, address: str | None) -> Comment:
    is_gone = flag(record, "delete")
    body = html_text("" if is_gone else text(record, "text", "orig") or "", address)
    own, parent = text(record, "id"), text(record, "pid")
    return Comment(
        0,
        body.text,
        author=None if is_gone else text(part(record, "user"), "name"),  # the name is "deleted" then
        created=stamp(text(record, "time")),
        native_id=own,
        parent=parent,
        parent_source=ParentSource.EXPLICIT if parent else None,
        url=f"{address}#remark42__comment-{own}" if address and own else None,
        links=body.links,
        locator=locator,
        state=State.DELETED if is_gone else State.LIVE,
    )
