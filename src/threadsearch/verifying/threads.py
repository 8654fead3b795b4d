"""Whether every comment stands in its thread as its thread says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from threadsearch.engines.base import Index
from threadsearch.model import All, Document, Kind, Query
from threadsearch.stats import Coverage
from threadsearch.verifying.verdict import Break
from threadsearch.verifying.watching import Watch, unwatched, watched


@dataclass(slots=True)
class Threads:
    """What was seen of an index's threads: their ids, how many comments, what is broken, what lacks comments."""

    ids: set[str] = field(default_factory=set)
    comments: int = 0
    breaks: list[Break] = field(default_factory=list)
    differing: list[Coverage] = field(default_factory=list)


def look_through(index: Index, watch: Watch = unwatched) -> Threads:
    """Look at every document of an index."""
    seen = Threads()
    documents_seen: set[str] = set()
    number = index.search(Query(All(), articles=True, limit=0)).total
    rows = watched(index.documents(), "documents", number, watch)
    for thread_id, group in groupby(rows, key=lambda document: document.thread_id):
        documents = list(group)
        records = [document for document in documents if document.kind is Kind.ARTICLE]
        comments = [document for document in documents if document.kind is not Kind.ARTICLE]
        seen.ids.add(thread_id)
        seen.comments += sum(document.kind is not Kind.PINGBACK for document in comments)
        seen.breaks += (Break(thread_id, *found) for found in _broken(thread_id, records, comments))
        seen.breaks += (Break(thread_id, row.id, "is there twice") for row in documents if row.id in documents_seen)
        documents_seen.update(document.id for document in documents)
        if records and records[0].stated_count not in {None, len(comments)}:
            seen.differing.append(Coverage(records[0], len(comments)))
    return seen


def _broken(thread_id: str, records: list[Document], comments: list[Document]) -> Iterator[tuple[str, str]]:
    """Ids of a thread's documents that stand in no tree, and why."""
    if [record.id for record in records] != [thread_id]:
        yield thread_id, "has no record of its own" if not records else "has another's record"
    by_id = {comment.id: comment for comment in comments}
    if len(by_id) < len(comments):
        yield from (
            (own_id, "is there twice") for own_id, times in Counter(c.id for c in comments).items() if times > 1
        )
    if [comment.position for comment in comments] != list(range(len(comments))):
        yield thread_id, "has comments that are not numbered through"
    replies = Counter(comment.parent_id or thread_id for comment in comments)
    for document in (*records, *comments):
        if document.reply_count != replies[document.id]:
            yield document.id, f"has {replies[document.id]} replies and counts {document.reply_count}"
    for comment in comments:
        parent = by_id.get(comment.parent_id) if comment.parent_id else None
        if comment.parent_id and not parent:
            yield comment.id, f"answers {comment.parent_id}, which is not there"
        elif (comment.depth, comment.root_id) != ((parent.depth + 1, parent.root_id) if parent else (0, comment.id)):
            yield comment.id, "has another depth or beginning than whom it answers"
