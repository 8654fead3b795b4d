"""A reader beside a writer: opens an index, asks it again and again, and checks that each answer is of one commit.

    python -m bench.reading_along INDEX LESSENED REPORT SEED WORD...

``LESSENED`` lists the threads of which something may be forgotten (see growing.py). It goes on until it is asked to
stop (SIGTERM), and then writes to ``REPORT`` what was wrong and how long it had to wait.
"""

from __future__ import annotations

import json
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from bench.growing import shown_by
from threadsearch.engines.base import Index
from threadsearch.engines.whoosh import open_index
from threadsearch.errors import ThreadsearchError
from threadsearch.model import All, Document, Facet, Hit, Query, Term

Answer = TypeVar("Answer")

_PAUSE = 0.3  # seconds between two turns: a reader reads
_TURNS = 50  # after which the index is opened anew
_TOLD = 20  # faults


@dataclass
class Report:
    """What a reader met with; the longest waits in seconds, each for one thing asked of the index."""

    answers: int = 0
    commits: int = 0
    opening: float = 0
    refreshing: float = 0
    asking: float = 0
    faults: list[str] = field(default_factory=list)

    def took(self, what: str, begun: float) -> None:
        """Note a wait that began then, if it was the longest of its kind."""
        setattr(self, what, max(getattr(self, what), time.perf_counter() - begun))


class Reader:
    """Asks questions about random words."""

    def __init__(self, directory: Path, lessened: Path, words: Sequence[str], seed: int) -> None:
        self.report = Report()
        self._directory = directory
        self._lessened = lessened
        self._words = words
        self._random = random.Random(seed)  # noqa: S311 - which questions are asked is no secret

    def session(self, is_over: list[bool]) -> None:
        """Open the index, and ask it so many times, going on with the newest commit before each."""
        begun = time.perf_counter()
        with closing(open_index(self._directory)) as index:
            self.report.took("opening", begun)
            for _ in range(_TURNS):
                self._turn(index)
                if is_over:
                    break
                time.sleep(_PAUSE)

    def _turn(self, index: Index) -> None:
        before, begun = index.commits, time.perf_counter()
        index.refresh()
        self.report.took("refreshing", begun)
        self.report.commits = max(self.report.commits, index.commits)
        if index.commits < before:
            self.report.faults.append(f"commit {index.commits} after {before}")
        self.report.faults += self._wrong(index)

    def _asked(self, question: Callable[[], Answer]) -> Answer:
        """The answer to one question: a wait that a user would have."""
        begun = time.perf_counter()
        answer = question()
        self.report.took("asking", begun)
        self.report.answers += 1
        return answer

    def _wrong(self, index: Index) -> Iterator[str]:
        """What is wrong with the answers to some questions about one commit."""
        every = self._asked(lambda: index.search(Query(All(), facets=tuple(Facet), limit=0)))
        word = self._random.choice(self._words)
        query = Query(Term(word), facets=(Facet.THREAD, Facet.AUTHOR, Facet.YEAR))
        found = self._asked(lambda: index.search(query))
        for results in (every, found):
            for facet, counts in results.facets.items():
                if sum(count.count for count in counts) != results.total:
                    yield f"{word}: the counts by {facet} are not those of {results.total} matches"
        if len(found.hits) != min(20, found.total) or len({hit.document.id for hit in found.hits}) != len(found.hits):
            yield f"{word}: {len(found.hits)} hits of {found.total}"
        sizes = {count.value: count.count for count in every.facets[Facet.THREAD]}
        for hit in found.hits[:3]:
            yield from self._wrong_with(index, hit, word, sizes.get(hit.document.thread_id, 0))

    def _wrong_with(self, index: Index, hit: Hit, word: str, size: int) -> Iterator[str]:
        """What is wrong with a hit's document and thread, which the facet says to have so many comments."""
        document = hit.document
        thread = self._asked(lambda: index.thread(document.thread_id))
        replies = self._asked(lambda: index.replies(document.id, None))
        if self._asked(lambda: index.get(document.id)) != document or document not in thread:
            yield f"{document.id}, found by {word}, is another one by its id"
        if replies != below(thread, document.id):
            yield f"{document.id} has other replies than its thread says"
        if len(thread) - 1 != size:
            yield f"{document.thread_id} has {len(thread) - 1} comments, and {size} are counted"
        is_lessened = document.thread_id in self._lessened.read_text().split()
        yield from wrong_with_thread(thread, is_lessened=is_lessened)


def wrong_with_thread(thread: Sequence[Document], *, is_lessened: bool) -> Iterator[str]:
    """What is wrong with a thread and its tree: it is whole, and of one capture. Some of it may be forgotten."""
    record, *comments = thread
    shown = shown_by([comment.text for comment in comments])
    if shown is None or not (len(comments) == shown or (is_lessened and len(comments) < shown)):
        yield f"{record.id} has {len(comments)} comments of {shown}, or of several captures"
    ids = {comment.id: comment for comment in thread}
    answers = Counter(comment.parent_id for comment in comments)
    for position, comment in enumerate(comments):
        above = ids.get(comment.parent_id or record.id)
        expected = (position, above.depth + 1 if above and above is not record else 0, answers[comment.id])
        if above is None or (comment.position, comment.depth, comment.reply_count) != expected:
            yield f"{comment.id} has another place than its thread gives it"


def below(thread: Sequence[Document], document_id: str) -> list[Document]:
    """All replies below a comment, in thread order, told from whom each answers."""
    above, found = {document_id}, []
    for comment in thread:
        if comment.parent_id in above:
            above.add(comment.id)
            found.append(comment)
    return found


def main() -> None:
    """Read until told to stop."""
    directory, lessened, report, seed, *words = sys.argv[1:]
    is_over: list[bool] = []
    signal.signal(signal.SIGTERM, lambda *_: is_over.append(True))
    reader = Reader(Path(directory), Path(lessened), words, int(seed))
    while not is_over and len(reader.report.faults) < _TOLD:
        try:
            reader.session(is_over)
        except ThreadsearchError as error:
            reader.report.faults.append(f"{type(error).__name__}: {error}")
    Path(report).write_text(json.dumps(asdict(reader.report)))


if __name__ == "__main__":
    main()
