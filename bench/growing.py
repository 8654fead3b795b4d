"""An archive that grows: pages of generated threads, a folder a month, captured anew, captured twice, and removed.

Each comment ends in words that say which captures of its thread there have been by then and how many comments each
showed ("capture1of20 capture2of57"). So whoever reads a thread can tell whether it is whole, and of one capture.
"""

from __future__ import annotations

import json
import marshal
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.corpus import Comment, Corpus

_MARK = re.compile(r"(?: capture\d+of\d+)+$")


@dataclass(slots=True)
class Topic:
    """A thread: where its comments are kept, how many each capture showed, and the pages that show it, oldest first."""

    id: str
    kept_at: int
    size: int
    captures: list[int]
    pages: list[Path] = field(default_factory=list)
    living: int = 0
    """How many comments an index has of it that has read its pages."""


class Archive:
    """Pages below a folder, changed month by month, and what an index of them has to hold."""

    def __init__(self, folder: Path, corpus: Corpus, lessened: Path) -> None:
        """``lessened`` is a file that lists the threads of which something is forgotten, before any index knows."""
        self.pages = folder
        self.topics: list[Topic] = []
        self.forgotten: set[str] = set()
        self._names: set[str] = set()
        self._corpus = corpus.threads()
        self._random = random.Random(corpus.size)  # noqa: S311 - the same pages each time are the point
        self._kept = lessened.with_name("threads").open("w+b")
        self._lessened = lessened
        lessened.touch()

    def close(self) -> None:
        """Let go of the threads."""
        self._kept.close()

    def grow(self, month: str, comments: int) -> None:
        """Save pages of new threads, until all threads have so many comments, of which pages show most."""
        made = sum(topic.size for topic in self.topics)
        while made < comments and (thread := next(self._corpus, None)):
            self._kept.seek(0, 2)
            topic = Topic(thread[0].thread, self._kept.tell(), len(thread), [self._some(len(thread))])
            marshal.dump([tuple(comment) for comment in thread], self._kept)
            self.topics.append(topic)
            self._save(topic, self._path(topic, month))
            made += topic.size

    def recapture(self, share: float) -> None:
        """Let some pages show more, or less, than they did; all of their comments differ."""
        for topic in self._chosen(share, pages=1):
            topic.captures.append(self._some(topic.size))
            self._save(topic, topic.pages[0])

    def capture_twice(self, month: str, share: float) -> None:
        """Save second pages of some threads; they show all that the first ones do and more."""
        for topic in self._chosen(share, pages=1):
            path = self._path(topic, month)
            if path not in topic.pages:
                topic.captures.append(topic.size)
                self._save(topic, path)

    def remove(self, share: float) -> None:
        """Remove some threads' pages: the only one, or the older of two."""
        for topic in (*self._chosen(share, pages=1), *self._chosen(5 * share, pages=2)):
            topic.pages.pop(0).unlink()
            if not topic.pages:
                topic.living = 0

    def forget(self, comments: int) -> tuple[list[str], str]:
        """Choose some comments, and somebody, to be forgotten: ids that an index has, and a name."""
        chosen = [self._living(topic) for topic in self._random.sample(self._with_comments(), comments + 1)]
        *some, another = [self._random.choice(living) for living in chosen]
        self.forgotten |= {comment.id for comment in some}
        self._names.add(another.author)
        for topic in self.topics:
            self._count(topic)
        return [comment.id for comment in some], another.author

    def living(self) -> dict[str, int]:
        """How many comments an index has of each thread that it has comments of."""
        return {topic.id: topic.living for topic in self._with_comments()}

    def _with_comments(self) -> list[Topic]:
        return [topic for topic in self.topics if topic.living]

    def _chosen(self, share: float, pages: int) -> list[Topic]:
        fit = [topic for topic in self.topics if len(topic.pages) == pages]
        return self._random.sample(fit, min(len(fit), max(1, round(share * len(fit)))))

    def _some(self, size: int) -> int:
        return self._random.randint(-(-size // 2), size)

    def _path(self, topic: Topic, month: str) -> Path:
        return self.pages / month / f"{topic.id}.jsonl"

    def _save(self, topic: Topic, path: Path) -> None:
        """Write a page of what the last capture shows."""
        path.parent.mkdir(parents=True, exist_ok=True)
        mark = "".join(f" capture{number}of{count}" for number, count in enumerate(topic.captures, start=1))
        with path.open("w", encoding="utf-8") as page:
            page.writelines(f"{json.dumps(_record(comment, mark))}\n" for comment in self._shown(topic))
        if path not in topic.pages:
            topic.pages.append(path)
        self._count(topic)

    def _shown(self, topic: Topic) -> list[Comment]:
        self._kept.seek(topic.kept_at)
        return list(map(Comment._make, marshal.load(self._kept)[: topic.captures[-1]]))  # noqa: S302 - our own file

    def _living(self, topic: Topic) -> list[Comment]:
        return [one for one in self._shown(topic) if one.id not in self.forgotten and one.author not in self._names]

    def _count(self, topic: Topic) -> None:
        """Note how many comments of a thread an index has."""
        if topic.pages:
            topic.living = len(self._living(topic))
            if topic.living < topic.captures[-1]:
                with self._lessened.open("a") as file:
                    file.write(f"{topic.id}\n")


def _record(comment: Comment, mark: str) -> dict[str, object]:
    """A comment as threadsearch itself prints it, as far as a page tells."""
    at = datetime.fromtimestamp(comment.created, UTC).isoformat()
    return {
        "schema": 1,
        "id": comment.id,
        "thread_id": comment.thread,
        "root_id": comment.root,
        "parent_id": comment.parent,
        "parent_source": "explicit",
        "author": comment.author,
        "created_at": at,
        "created_raw": at,
        "created_precision": "second",
        "created_zone": "UTC",
        "title": comment.title,
        "site": "blog.example",
        "text": comment.text + mark,
    }


def captures_of(texts: Iterable[str]) -> Iterator[tuple[int, ...]]:
    """The captures that comments' last words name, by how many comments each showed; nothing for other texts."""
    for text in texts:
        match = _MARK.search(text)
        yield tuple(int(word.rpartition("of")[2]) for word in match[0].split()) if match else ()


def shown_by(texts: Sequence[str]) -> int | None:
    """How many comments the capture showed that all these texts are of; ``None`` if they are of several, or of none."""
    captures = set(captures_of(texts))
    one = captures.pop() if len(captures) == 1 else ()
    return one[-1] if one else None
