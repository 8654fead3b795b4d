"""The corpus: invented comments whose words, lengths, authors, threads and dates are spread as those of real ones are.

    python -m bench.corpus SIZE SEED FOLDER

Words follow Zipf's law (exponent 1.07, 200,000 words), lengths are log-normal (median 45 words), authors follow Zipf's
law as well (20,000 names, exponent 0.9); six comments of ten are replies to one of the twenty before them; threads
begin at any time in nine years. The same size and seed give the same comments, on every machine. Comments are made
thread by thread and go to the disk as they are made, so that a million of them take little more memory than a thousand.
"""

from __future__ import annotations

import marshal
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ADDED = 1000
"""Comments that are added to an index which is there."""

_EPOCH = 1_199_145_600  # 2008-01-01, in seconds since 1970
_SPAN = 300_000_000  # seconds in which threads begin: nine years and a half
_SENTENCE = 12  # words
_LETTERS = dict(zip("etaoinshrdlcumwfgypbvkjxqz", [
    127, 91, 82, 75, 70, 67, 63, 61, 60, 43, 40, 28, 28, 24, 24, 22, 20, 20, 19, 15, 10, 8, 2, 2, 1, 1
], strict=True))  # fmt: skip
"""How often letters stand in English, in thousandths: beginnings and endings then repeat as they do in real words."""


class Comment(NamedTuple):
    """A comment as every peer gets it. ``created`` counts seconds since 1970; ``replies`` are the direct ones."""

    id: str
    thread: str
    title: str
    position: int
    parent: str | None
    root: str
    depth: int
    replies: int
    author: str
    created: int
    text: str


@dataclass(frozen=True)
class Shape:
    """How large the corpus's world is; tests use a small one."""

    words: int = 200_000
    authors: int = 20_000
    length: int = 45


class Corpus:
    """Comments in threads; what is known about the ones made so far stands in the counts.

    ``first`` is the number of the first comment: two corpora with numbers that don't overlap share no id.
    """

    def __init__(self, size: int, seed: int, shape: Shape = Shape(), first: int = 0) -> None:
        self.size = size
        self.shape = shape
        self._first = first
        self._seed = seed
        self._random = random.Random(seed + first)  # noqa: S311 - the same numbers each time are the point
        self._numbers = np.random.default_rng(seed + first)
        self.documents_with = np.zeros(shape.words, np.int64)
        """In how many comments each word is."""
        self.replied: list[tuple[int, str]] = []
        """Comments with replies, and how many."""
        self.months: Counter[tuple[int, int]] = Counter()
        """How many comments each month has."""

    @cached_property
    def words(self) -> list[str]:
        """The words, most frequent first: distinct ones, of 2 to 11 letters."""
        spelling = random.Random(self._seed)  # noqa: S311 - as above
        letters, weights = list(_LETTERS), list(_LETTERS.values())
        words: dict[str, None] = {}
        while len(words) < self.shape.words:
            words["".join(spelling.choices(letters, weights, k=spelling.randint(2, 11)))] = None
        return list(words)

    @cached_property
    def _authors(self) -> list[str]:
        """The names, distinct by their second word."""
        words = self.words
        return [
            f"{words[(7 * number) % len(words)]} {words[len(words) - 1 - number]}".title()
            for number in range(self.shape.authors)
        ]

    def threads(self) -> Iterator[list[Comment]]:
        """The comments, a thread at a time."""
        words, authors = _zipf(self.shape.words, 1.07), _zipf(self.shape.authors, 0.9)
        made = 0
        while made < self.size:
            size = min(self._random.randint(5, 120), self.size - made)
            lengths = np.maximum(1, self._numbers.lognormal(np.log(self.shape.length), 0.8, size).astype(np.int64))
            tokens = np.searchsorted(words, self._numbers.random(int(lengths.sum())))
            self._count(tokens, lengths)
            by = np.searchsorted(authors, self._numbers.random(size)).tolist()
            yield self._thread(self._first + made, np.split(tokens, np.cumsum(lengths)[:-1]), by)
            made += size

    def _count(self, tokens: NDArray[np.int64], lengths: NDArray[np.int64]) -> None:
        rows = np.repeat(np.arange(len(lengths)), lengths)
        pairs = np.unique(rows * self.shape.words + tokens)
        np.add.at(self.documents_with, pairs % self.shape.words, 1)

    def _thread(self, first: int, tokens: list[NDArray[np.int64]], authors: list[int]) -> list[Comment]:
        title = f"{self.words[first % 500]} {self.words[first % 900]}".capitalize()
        thread = _id(first, "t")
        parents = [
            self._random.randrange(max(0, at - 20), at) if at and self._random.random() < 0.6 else None  # noqa: PLR2004
            for at in range(len(tokens))
        ]
        replies = [0] * len(tokens)
        created = _EPOCH + self._random.randrange(_SPAN)
        comments: list[Comment] = []
        for parent in parents:
            if parent is not None:
                replies[parent] += 1
        for at, (parent, numbers, author) in enumerate(zip(parents, tokens, authors, strict=True)):
            the_id, above = _id(first + at), None if parent is None else comments[parent]
            created += self._random.randrange(1, 7200)
            comments.append(
                Comment(
                    id=the_id,
                    thread=thread,
                    title=title,
                    position=at,
                    parent=above and above.id,
                    root=above.root if above else the_id,
                    depth=above.depth + 1 if above else 0,
                    replies=replies[at],
                    author=self._authors[author],
                    created=created,
                    text=self._text(numbers),
                )
            )
        self.months.update(month_of(comment.created) for comment in comments)
        self.replied += [(count, comment.id) for count, comment in zip(replies, comments, strict=True) if count]
        return comments

    def _text(self, numbers: NDArray[np.int64]) -> str:
        words = [self.words[number] for number in numbers.tolist()]
        sentences = [words[at : at + _SENTENCE] for at in range(0, len(words), _SENTENCE)]
        return " ".join(" ".join(sentence).capitalize() + "." for sentence in sentences)


def month_of(seconds: int) -> tuple[int, int]:
    """The year and month, in UTC, of a time in seconds since 1970."""
    date = datetime.fromtimestamp(seconds, UTC)
    return date.year, date.month


def _zipf(count: int, exponent: float) -> NDArray[np.float64]:
    """The cumulated shares of ``count`` things, the last of them 1."""
    shares = np.cumsum(1 / np.arange(1, count + 1) ** exponent)
    found: NDArray[np.float64] = shares / shares[-1]
    return found


def _id(number: int, kind: str = "c") -> str:
    """Twelve characters that look as if thrown, different for every number and kind."""
    return f"{(2 * number + 1 + (kind == 't')) * 0x9E3779B97F4B % 2**48:012x}"  # the factor is odd, so none repeats


def write(path: Path, threads: Iterable[list[Comment]], together: int = 100) -> None:
    """Write threads into a file, some together, so that reading them costs next to nothing."""
    with path.open("wb") as file:
        held: list[tuple[object, ...]] = []
        for number, comments in enumerate(threads, start=1):
            held += map(tuple, comments)
            if number % together == 0:
                marshal.dump(held, file)
                held = []
        marshal.dump(held, file)


def read(path: Path) -> Iterator[list[Comment]]:
    """The comments of a file, whole threads of them at a time."""
    with path.open("rb") as file:
        while file.peek(1):
            yield [Comment._make(fields) for fields in marshal.load(file)]  # noqa: S302 - our own file


def main() -> None:
    """Write a corpus, the comments that will be added to it, and the questions about it."""
    from bench import questions

    size, seed, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    corpus = Corpus(size, seed)
    write(folder / "corpus", corpus.threads())
    write(folder / "added", Corpus(ADDED, seed, first=size).threads())
    questions.write(folder / "questions.json", questions.about(corpus))


if __name__ == "__main__":
    main()
