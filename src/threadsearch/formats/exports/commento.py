"""Commento's export, and that of its successor Comentario."""

from __future__ import annotations

from collections.abc import Iterator

from threadsearch.addresses import site_of
from threadsearch.formats.html import Rendered
from threadsearch.formats.records.bodies import html_text, markdown_text
from threadsearch.formats.records.fields import Record, flag, part, parts, stamp, text
from threadsearch.formats.records.jsons import Lines, has_keys, read_json
from threadsearch.formats.records.settling import counted, settle
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread

_NOBODY = {"anonymous", "00000000-0000-0000-0000-000000000000"}
_WAITING = {"unapproved", "flagged"}


class Commento:
    """Reads each page's comments as a thread."""

    name = "commento"
    description = "the exports of Commento and Comentario"
    media_types = ("application/json",)
    signs = ('"commentHex"', '"commenters"')

    def detect(self, page: Page) -> bool:
        """Claim JSON with the keys of either."""
        return has_keys(page, "commentHex") or has_keys(page, "commenters", "createdTime", "markdown")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The pages that have comments, in the order in which they first occur."""
        rows, defects = read_json(page)
        lines = Lines(page, "(?:commentHex|id)")
        export = next((row.value for row in rows if isinstance(row.value, dict) and "comments" in row.value), {})
        names = {text(person, "commenterHex", "id"): text(person, "name") for person in parts(export, "commenters")}
        places = {text(place, "id"): place for place in parts(export, "pages")}
        pages: dict[tuple[str, str], list[Record]] = {}
        refused = 0
        for record in parts(export, "comments"):
            if record.get("isApproved") is False and not (flag(record, "isPending") or flag(record, "isDeleted")):
                refused += 1
                continue
            place = places.get(text(record, "pageId"), record)
            host = text(place, "domain", "host", "domainHost") or text(part(export, "domain"), "host") or ""
            pages.setdefault((host, text(place, "url", "path") or ""), []).append(record)
        defects = (*defects, *counted(refused, "comment", "refused by the moderators, left out"))
        for (host, path), records in pages.items():
            title = next((text(places[key], "title") for r in records if (key := text(r, "pageId")) in places), None)
            comments, flaws = settle(_comment(record, names, lines) for record in records)
            # No scheme is stated; "https" is what such scripts need.
            url = f"https://{host}/{path.lstrip('/')}" if host else None
            yield Thread(
                comments,
                key=None if url else path or None,
                title=title,
                url=url,
                site=site_of(url),
                defects=(*defects, *flaws, *_waiting(records)),
            )


def _waiting(records: list[Record]) -> tuple[Defect, ...]:
    waiting = sum(text(record, "state") in _WAITING or flag(record, "isPending") for record in records)
    return counted(waiting, "comment", "not approved yet")


def _comment(record: Record, names: dict[str | None, str | None], lines: Lines) -> Comment:
    own, parent = text(record, "commentHex", "id"), text(record, "parentHex", "parentId")
    above = None if parent in ("root", *_NOBODY) else parent
    writer = text(record, "commenterHex", "userCreated")
    body = _body(record)
    is_gone = flag(record, "deleted") or flag(record, "isDeleted")
    return Comment(
        0,
        body.text,
        author=text(record, "authorName") or (None if writer in _NOBODY else names.get(writer)),
        created=stamp(text(record, "creationDate", "createdTime")),
        native_id=own,
        parent=above,
        parent_source=ParentSource.EXPLICIT if above else None,
        links=body.links,
        locator=lines.of(own),
        state=State.DELETED if is_gone else State.LIVE,
    )


def _body(record: Record) -> Rendered:
    markup = text(record, "html")
    return html_text(markup) if markup else markdown_text(text(record, "markdown") or "")
