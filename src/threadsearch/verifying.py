"""Whether an index is what it was when it was written, and whole in itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from threadsearch.engines.base import Damage, Index
from threadsearch.model import Document, Kind
from threadsearch.stats import Coverage


@dataclass(frozen=True, slots=True)
class Break:
    """Something about a document that contradicts the rest of its thread."""

    thread_id: str
    document_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found wrong.

    ``damage`` are files that are not as they were written; while there are any, documents are not looked at and
    ``threads`` and ``comments`` (pingbacks are not counted) are ``None``. ``repaired`` are files that were damaged and have been made again.
    ``differing`` are threads whose pages claim another number of comments than there are: nothing is wrong with the
    index there, but something is missing in the archive.
    """

    damage: tuple[Damage, ...] = ()
    repaired: tuple[Damage, ...] = ()
    threads: int | None = None
    comments: int | None = None
    breaks: tuple[Break, ...] = ()
    differing: tuple[Coverage, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether everything is as it should be."""
        return not self.damage and not self.breaks


def judge(index: Index, repaired: Sequence[Damage] = ()) -> Verdict:
    """Look at every document of an index whose files are sound."""
    threads = comments = 0
    breaks: list[Break] = []
    differing: list[Coverage] = []
    seen: set[str] = set()
    for thread_id, group in groupby(index.documents(), key=lambda document: document.thread_id):
        documents = list(group)
        records = [document for document in documents if document.kind is Kind.ARTICLE]
        rest = [document for document in documents if document.kind is not Kind.ARTICLE]
        threads += 1
        comments += sum(document.kind is not Kind.PINGBACK for document in rest)
        breaks += (Break(thread_id, *found) for found in _broken(thread_id, records, rest))
        breaks += (Break(thread_id, row.id, "is there twice") for row in documents if row.id in seen)
        seen.update(document.id for document in documents)
        if records and records[0].stated_count not in {None, len(rest)}:
            differing.append(Coverage(records[0], len(rest)))
    return Verdict(
        repaired=tuple(repaired), threads=threads, comments=comments, breaks=tuple(breaks), differing=tuple(differing)
    )


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
