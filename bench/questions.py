"""The questions: three of each kind, about words chosen by in how many comments they are.

Words are chosen so that every peer should give the same matches: stemming leaves them as they are and brings no other
word of the corpus to them, by Porter's first stemmer and by his second, and no word that begins with a prefix loses
that beginning by stemming. What the peers' own ideas of a stem are then makes no difference.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from bench.corpus import Corpus

KINDS = ("rare", "common", "and", "or", "phrase", "prefix", "month", "facets", "newest", "replies")

TOP = 10
"""How many hits, and how many authors, are asked for."""

_EACH = 3


@dataclass(frozen=True)
class Question:
    """What is asked, in no peer's language: for the ``TOP`` best comments, or the newest, or those in answer to one.

    ``month`` is [start, end) in seconds since 1970; ``matches`` says how the words stand in a matching comment.
    """

    kind: str
    words: tuple[str, ...] = ()
    matches: Literal["all", "any", "phrase", "prefix"] = "all"
    month: tuple[int, int] | None = None
    facets: bool = False
    newest: bool = False
    parent: str | None = None


def about(corpus: Corpus) -> list[Question]:
    """The questions about a corpus whose comments have been made."""
    word = _chooser(corpus)
    common = [word(rank) for rank in range(_EACH)]
    fullest = sorted(corpus.months, key=lambda month: (-corpus.months[month], month))
    months = [_seconds(*month) for month in fullest[:_EACH]]
    parents = [the_id for _, the_id in sorted(corpus.replied, key=lambda entry: (-entry[0], entry[1]))]
    found = [Question("common", (one,)) for one in common]
    found += [Question("rare", (word(corpus.shape.words // 10 + 50 * at),)) for at in range(_EACH)]
    found += [Question("and", (word(150 + at), word(200 + at))) for at in range(_EACH)]
    found += [Question("or", (common[at], word(4 + at), word(9 + at)), matches="any") for at in range(_EACH)]
    found += [Question("phrase", (word(5 + at), word(7 + at)), matches="phrase") for at in range(_EACH)]
    found += [Question("prefix", (prefix,), matches="prefix") for prefix in _prefixes(corpus)]
    found += [Question("month", (common[at],), month=months[at]) for at in range(_EACH)]
    found += [Question("facets", (common[at],), facets=True) for at in range(_EACH)]
    found += [Question("newest", (common[at],), month=months[at], newest=True) for at in range(_EACH)]
    found += [Question("replies", parent=parents[at]) for at in range(_EACH)]
    return sorted(found, key=lambda question: KINDS.index(question.kind))


def _seconds(year: int, month: int) -> tuple[int, int]:
    start = datetime(year, month, 1, tzinfo=UTC)
    end = start.replace(year=year + month // 12, month=month % 12 + 1)
    return int(start.timestamp()), int(end.timestamp())


def _stemmed(words: Sequence[str]) -> list[list[str]]:
    from Stemmer import Stemmer

    return [Stemmer(algorithm).stemWords(words) for algorithm in ("porter", "english")]


def _chooser(corpus: Corpus) -> Callable[[int], str]:
    """Words by their rank, the next one for a word that stemming touches or that was given before."""
    by_rank = sorted(range(len(corpus.words)), key=lambda number: (-corpus.documents_with[number], number))
    stemmed = _stemmed(corpus.words)
    sharing = [Counter(stems) for stems in stemmed]
    given: set[str] = set()

    def word(rank: int) -> str:
        for number in by_rank[rank:]:
            chosen = corpus.words[number]
            is_alone = all(count[chosen] == 1 for count in sharing) and all(
                stems[number] == chosen for stems in stemmed
            )
            if is_alone and chosen not in given:
                given.add(chosen)
                return chosen
        raise ValueError(f"the corpus is too small: it has no word of rank {rank}")

    return word


def _prefixes(corpus: Corpus) -> Iterator[str]:
    """Beginnings that very common words don't have, nearest to one in a thousand words of the vocabulary."""
    words = corpus.words
    size = Counter(word[:3] for word in words)
    unfit = {word[:3] for word in words[:200]}
    for stems in _stemmed(words):
        for word, stem in zip(words, stems, strict=True):
            if word[:3] != stem[:3]:
                unfit |= {word[:3], stem[:3]}
    fit = [prefix for prefix in size if len(prefix) == 3 and prefix not in unfit]  # noqa: PLR2004 - letters
    fit.sort(key=lambda prefix: (abs(size[prefix] - len(words) // 1000), prefix))
    yield from fit[:_EACH]


def write(path: Path, questions: Sequence[Question]) -> None:
    """Write questions into a file."""
    path.write_text(json.dumps([asdict(question) for question in questions]))


def read(path: Path) -> list[Question]:
    """The questions in a file."""
    return [
        Question(**{**fields, "words": tuple(fields["words"]), "month": fields["month"] and tuple(fields["month"])})
        for fields in json.loads(path.read_text())
    ]
