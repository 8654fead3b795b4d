"""One page's view of a thread as documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC

from threadsearch.documents.identity import comment_ids, missing_parent_id, thread_id_of
from threadsearch.documents.spelling import spelt
from threadsearch.model import Capture, Comment, Defect, Document, Kind, Page, Thread, Timestamp
from threadsearch.threads import Placement, arrange


def documents_of(thread: Thread, page: Page, format_name: str) -> list[Document]:
    """One page's view of a thread as documents: the thread's own record, then its comments in thread order."""
    thread = spelt(thread)
    capture = Capture(page.source, captured_at=page.captured_at, page=thread.page)
    thread_id = thread_id_of(thread, page)
    record = _record(thread, thread_id, capture, format_name, page.defects)
    by_id = dict(zip(comment_ids(thread_id, thread.comments, page), thread.comments, strict=True))
    placements = arrange(_parents(thread_id, by_id))
    replies = Counter(placement.parent or thread_id for placement in placements)
    return [
        replace(record, reply_count=replies[thread_id]),
        *(
            _document(by_id, placement, record, capture, position=position, reply_count=replies[placement.key])
            for position, placement in enumerate(placements)
        ),
    ]


def _parents(thread_id: str, by_id: dict[str, Comment]) -> dict[str, str | None]:
    """The id of each comment's parent, which may not be there."""
    # Where a damaged page repeats a native id, replies belong to its first bearer.
    by_key = {comment.key: own_id for own_id, comment in reversed(by_id.items())}
    return {
        own_id: None
        if comment.parent is None
        else by_key.get(comment.parent) or missing_parent_id(thread_id, comment.parent)
        for own_id, comment in by_id.items()
    }


def _record(
    thread: Thread, thread_id: str, capture: Capture, format_name: str, page_defects: tuple[Defect, ...]
) -> Document:
    created = _in_utc(thread.created)
    return Document(
        id=thread_id,
        thread_id=thread_id,
        root_id=thread_id,
        position=-1,
        text=thread.text,
        source=capture.source,
        kind=Kind.ARTICLE,
        author=thread.author,
        created_at=created.at if created else None,
        created_raw=created.raw if created else None,
        created_precision=created.precision if created else None,
        created_zone=created.zone if created else None,
        title=thread.title,
        url=thread.url,
        site=thread.site,
        links=thread.links,
        format=format_name,
        captures=(capture,),
        stated_count=thread.stated_count,
        pages=(thread.page,) if thread.page is not None else (),
        stated_pages=thread.pages,
        defects=tuple(replace(defect, source=capture.source) for defect in (*page_defects, *thread.defects)),
        confidence=thread.confidence,
    )


def _document(  # noqa: PLR0913 - the two that are counted have names
    by_id: Mapping[str, Comment],
    placement: Placement,
    record: Document,
    capture: Capture,
    *,
    position: int,
    reply_count: int,
) -> Document:
    comment = by_id[placement.key]
    created = _in_utc(comment.created)
    return Document(
        id=placement.key,
        thread_id=record.id,
        root_id=placement.root,
        position=position,
        text=comment.text,
        source=capture.source,
        kind=comment.kind,
        state=comment.state,
        parent_id=placement.parent,
        parent_author=by_id[placement.parent].author if placement.parent else None,
        parent_source=None if placement.in_cycle else comment.parent_source,
        parent_confidence=None if placement.in_cycle else comment.parent_confidence,
        orphan_of=placement.missing,
        depth=placement.depth,
        reply_count=reply_count,
        author=comment.author,
        created_at=created.at if created else None,
        created_raw=created.raw if created else None,
        created_precision=created.precision if created else None,
        created_zone=created.zone if created else None,
        title=record.title,
        url=comment.url or record.url,
        site=record.site,
        links=comment.links,
        locator=comment.locator,
        format=record.format,
        captures=(Capture(capture.source, comment.locator, capture.captured_at, capture.page),),
    )


def _in_utc(created: Timestamp | None) -> Timestamp | None:
    """A date as documents have it; one that is not on the calendar in UTC is kept as it was printed."""
    if created is None or created.at is None or created.at.tzinfo is UTC:
        return created
    try:
        return replace(created, at=created.at.astimezone(UTC))
    except OverflowError:
        return Timestamp(created.raw)
