"""Several captures of one thread joined to one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce
from itertools import chain

from threadsearch.model import Capture, Document, Kind, State
from threadsearch.threads import arrange, weave


def continued(parts: Sequence[Sequence[Document]]) -> list[Document]:
    """What one page shows of a thread, of the parts that it was read in, in their order.

    Each part begins with the thread's record, as far as that part shows it.
    """
    if len(parts) == 1:
        return list(parts[0])
    known: dict[str, Document] = {}
    for document in chain.from_iterable(part[1:] for part in parts):
        known[document.id] = _fuller(known[document.id], document) if document.id in known else document
    record = reduce(_joint_record, (part[0] for part in parts))
    return _arranged(record, list(known), known)


def join(held: Sequence[Document], fresh: Sequence[Document]) -> list[Document]:
    """What one file shows of a thread, after another page of it was read.

    ``held`` is what the file has shown so far (may be empty), ``fresh`` what the page shows; both begin with the
    thread's record. Nothing that another page shows is lost; what only this page once showed, and shows no more, is
    dropped.
    """
    source = fresh[0].source
    kept = restricted(held, lambda other: other != source)
    return _both(kept, fresh) if kept else list(fresh)


def joined(views: Sequence[Sequence[Document]]) -> list[Document]:
    """A thread, of what several files show of it; each view begins with the thread's record, or is empty.

    Nothing is lost. A comment in several views is taken from the fullest. The order of the views makes no difference,
    but where they disagree on the order of comments.
    """
    whole: Sequence[Document] = ()
    for view in filter(None, views):
        whole = _both(whole, view) if whole else view
    return list(whole)


def restricted(documents: Sequence[Document], is_among: Callable[[str], bool]) -> list[Document]:
    """What some of a thread's sources show, as far as it can be told from what all of them do; may be nothing."""
    kept = []
    for document in documents:
        captures = tuple(capture for capture in document.captures if is_among(capture.source))
        if captures:
            defects = tuple(defect for defect in document.defects if is_among(defect.source))
            kept.append(replace(_sourced(document, captures), defects=defects))
    return kept


def without(documents: Sequence[Document], is_left_out: Callable[[Document], bool]) -> list[Document]:
    """A thread without some of its comments, whose answers then are orphans; the thread's own record stays."""
    order = [document for document in documents[1:] if not is_left_out(document)]
    if len(order) + 1 == len(documents):
        return list(documents)
    known = {document.id: document for document in order}
    return _arranged(documents[0], list(known), known)


def mended(documents: Sequence[Document]) -> list[Document]:
    """A thread of what is left of it: the tree that its comments tell of, and a record of it if that is not there."""
    comments = {document.id: document for document in documents if document.kind is not Kind.ARTICLE}
    records = [
        document for document in documents if document.kind is Kind.ARTICLE and document.id == document.thread_id
    ]
    if not comments:
        return [replace(record, reply_count=0) for record in records[:1]]
    record = records[0] if records else _record_of(list(comments.values()))
    return _arranged(record, list(comments), comments)


def _record_of(comments: Sequence[Document]) -> Document:
    """What comments tell of their thread's record."""
    first = comments[0]
    sources = sorted({capture.source for comment in comments for capture in comment.captures})
    return Document(
        first.thread_id,
        first.thread_id,
        first.thread_id,
        -1,
        "",
        first.source,
        kind=Kind.ARTICLE,
        title=first.title,
        site=first.site,
        format=first.format,
        captures=tuple(map(Capture, sources)),
    )


def renamed(documents: Sequence[Document], old: str, new: str) -> list[Document]:
    """The same documents from a file that has another name now."""

    def name(source: str) -> str:
        return new + source[len(old) :] if source == old or source.startswith(f"{old}!") else source

    return [
        replace(
            document,
            source=name(document.source),
            captures=tuple(replace(capture, source=name(capture.source)) for capture in document.captures),
            defects=tuple(replace(defect, source=name(defect.source)) for defect in document.defects),
        )
        for document in documents
    ]


def _both(held: Sequence[Document], fresh: Sequence[Document]) -> list[Document]:
    order = _joint_order(held[1:], fresh[1:])
    known = {document.id: document for document in held}
    for document in fresh:
        known[document.id] = _fuller(known[document.id], document) if document.id in known else document
    record = _joint_record(held[0], fresh[0])
    return _arranged(record, order, known)


def _arranged(record: Document, order: Sequence[str], known: Mapping[str, Document]) -> list[Document]:
    """The record and the comments as a tree, with all that hangs on the others: places, counts, parents' names."""
    placements = arrange({key: known[key].parent_id or known[key].orphan_of for key in order})
    replies = Counter(placement.parent or record.id for placement in placements)
    return [
        replace(record, reply_count=replies[record.id]),
        *(
            replace(
                known[placement.key],
                root_id=placement.root,
                parent_id=placement.parent,
                parent_author=known[placement.parent].author if placement.parent else None,
                orphan_of=placement.missing,
                depth=placement.depth,
                position=position,
                reply_count=replies[placement.key],
                title=record.title,
                url=known[placement.key].url or record.url,
                site=record.site,
                parent_source=None if placement.in_cycle else known[placement.key].parent_source,
                parent_confidence=None if placement.in_cycle else known[placement.key].parent_confidence,
            )
            for position, placement in enumerate(placements)
        ),
    ]


def _sourced(document: Document, captures: tuple[Capture, ...]) -> Document:
    """The document with these captures; if it was read from another, the first of them now stands for it."""
    if any(capture.source == document.source for capture in captures):
        return replace(document, captures=captures)
    return replace(document, captures=captures, source=captures[0].source, locator=captures[0].locator)


def _fuller(one: Document, other: Document) -> Document:
    """The better version of a comment or record, with the captures of both; a parent that is known, not inferred."""
    rest, best = sorted((one, other), key=_fullness)
    if best.parent_confidence is not None and rest.parent_source and rest.parent_confidence is None:
        best = replace(
            best,
            parent_id=rest.parent_id,
            parent_source=rest.parent_source,
            parent_confidence=None,
            orphan_of=rest.orphan_of,
        )
    captures = tuple(sorted({*one.captures, *other.captures}, key=lambda capture: (capture.source, capture.locator)))
    return replace(best, captures=captures)


def _fullness(document: Document) -> tuple[bool, bool, bool, datetime, int, str]:
    captured = [capture.captured_at for capture in document.captures if capture.captured_at]
    return (
        document.state is State.LIVE,
        document.author is not None,
        document.created_at is not None,
        max(captured, default=datetime.min.replace(tzinfo=UTC)),
        len(document.text),
        document.source,
    )


def _joint_record(one: Document, other: Document) -> Document:
    record = _fuller(one, other)
    stated = [document.stated_count for document in (one, other) if document.stated_count is not None]
    pages = [document.stated_pages for document in (one, other) if document.stated_pages is not None]
    guesses = [document.confidence for document in (one, other) if document.confidence is not None]
    return replace(
        record,
        stated_count=max(stated, default=None),
        pages=tuple(sorted({*one.pages, *other.pages})),
        stated_pages=max(pages, default=None),
        defects=tuple(sorted({*one.defects, *other.defects}, key=lambda d: (d.source, d.locator, d.message))),
        confidence=min(guesses, default=None),
    )


def _joint_order(held: Sequence[Document], fresh: Sequence[Document]) -> list[str]:
    """One order for two views of a thread: its pages behind each other, overlapping views woven into each other."""
    longer, shorter = sorted((held, fresh), key=lambda view: (-len(view), view[0].id if view else ""))
    depths = {document.id: document.depth for document in (*shorter, *longer)}
    keys = [document.id for document in longer]
    if not {document.id for document in shorter}.isdisjoint(keys):
        return weave(keys, [document.id for document in shorter], depths)
    return [document.id for document in _paged_order(longer, shorter)]


def _paged_order(longer: Sequence[Document], shorter: Sequence[Document]) -> list[Document]:
    """One order for different pages of a thread: by their dates if these lie apart, else by the pages' numbers.

    Lists that go by votes have dates in any order, and forums print some without a time; but a blog that shows the
    newest comment first may count its pages from the oldest.
    """
    for base, other in ((longer, shorter), (shorter, longer)):
        if _lie_apart(_times(base), _times(other)):
            at = _page_break(base, other)
            return [*base[:at], *other, *base[at:]]
    both = [*longer, *shorter]
    numbers: list[int] = []
    for document in both:
        number = _page_of(document) if document.depth == 0 else numbers[-1]  # answers stay with what they answer
        if number is None:
            at = _page_break(longer, shorter)
            return [*longer[:at], *shorter, *longer[at:]]
        numbers.append(number)
    return [both[index] for index in sorted(range(len(both)), key=numbers.__getitem__)]


def _page_of(document: Document) -> int | None:
    return min((capture.page for capture in document.captures if capture.page is not None), default=None)


def _times(view: Sequence[Document]) -> list[datetime]:
    return [document.created_at for document in view if document.depth == 0 and document.created_at is not None]


def _lie_apart(times: Sequence[datetime], others: Sequence[datetime]) -> bool:
    """Whether the others are all from one span in which none of these is."""
    if not times or not others:
        return False
    first, last = min(others), max(others)
    return not any(first <= time <= last for time in times)


def _page_break(longer: Sequence[Document], shorter: Sequence[Document]) -> int:
    """Where in ``longer`` another page of the same thread belongs, by the dates of top-level comments."""
    stamps = [(index, d.created_at) for index, d in enumerate(longer) if d.depth == 0 and d.created_at is not None]
    start = next((d.created_at for d in shorter if d.depth == 0 and d.created_at is not None), None)
    if start is None or not stamps:
        return len(longer)
    newest_first = stamps[0][1] > stamps[-1][1]
    behind = (index for index, stamp in stamps if (stamp < start if newest_first else stamp > start))
    return next(behind, len(longer))
