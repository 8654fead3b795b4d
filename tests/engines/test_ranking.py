"""The best documents for words, found without scoring all: the same as if all had been scored."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from engine_factories import in_memory, on_disk

from threadsearch.engines.base import Index
from threadsearch.engines.whoosh import ranking, showing, whole
from threadsearch.model import And, Document, Kind, Not, Or, Phrase, Prefix, Query, Results, Sort, Term

WORDS = ("the", "sea", "ferry", "bridge", "harbour", "fog", "horn", "tide", "quay", "eel")  # ever rarer
THREADS, COMMITS, COMMENTS = 9, 3, 12


def thread(number: int, chance: random.Random) -> list[Document]:
    """A thread's record, which has words too, and its comments."""
    the_id = f"{number * 4 % THREADS:03}"  # neighbours are in different commits
    documents = [document(the_id, the_id, -1, chance, Kind.ARTICLE)]
    documents += [document(f"{the_id}-{at}", the_id, at, chance, Kind.COMMENT) for at in range(COMMENTS)]
    return documents


def document(the_id: str, thread_id: str, position: int, chance: random.Random, kind: Kind) -> Document:
    words = [word for rank, word in enumerate(WORDS) for _ in range(3) if chance.random() < 0.6 / (rank + 1)]
    words += ["ferry"] * chance.choice((0, 0, 0, 0, 0, 0, 20, 300))  # more often than a byte can say
    return Document(
        id=the_id,
        thread_id=thread_id,
        root_id=the_id,
        position=position,
        text=" ".join(words),
        source="page.html",
        kind=kind,
    )


@pytest.fixture(scope="module")
def engines() -> Iterator[tuple[Index, Index]]:
    """The reference and ours, filled in several commits, some of it replaced."""
    chance = random.Random(4)  # noqa: S311 - any numbers will do
    with in_memory() as reference, on_disk() as ours:
        for commit in (*range(COMMITS), 1):
            threads = [thread(number, chance) for number in range(commit, THREADS, COMMITS)]
            for reopen in (reference, ours):
                with reopen().writer() as writer:
                    for documents in threads[:: 1 if commit else 2]:
                        writer.replace(documents[0].thread_id, documents)
        yield reference(), ours()


QUESTIONS = (
    Term("the"),
    Term("ferry"),
    Term("eel"),
    Or((Term("the"), Term("eel"))),
    Or((Term("the"), Term("sea"), Term("ferry"))),
    Or((Term("quay"), Term("tide"), Term("nowhere"))),
    Or((Term("sea"), Term("bridge"), Term("harbour"))),
    Or((Term("sea"), Term("bridge"))),
    Or((Term("the"), Term("the"))),
    Or((Term("fog"), Phrase("sea sea"))),
    Or((Term("eel"), And((Term("the"), Prefix("fo"))))),
    And((Term("the"), Term("ferry"))),
    And((Term("sea"), Term("tide"), Not(Term("fog")))),
    And((Or((Term("sea"), Term("quay"))), Not(Or((Term("fog"), Term("ferry")))))),
)


PAGES = (
    {"limit": 10},
    {"limit": 1, "offset": 3},
    {"limit": None},
    {"limit": 10, "articles": True},
    {"limit": 5, "sort": Sort.NEWEST},
)


@pytest.mark.parametrize("where", QUESTIONS, ids=str)
def test_the_best_are_those_of_all(
    where: Term | Or | And, engines: tuple[Index, Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, ours = engines
    wanted = [reference.search(Query(where, **page)) for page in PAGES]
    assert [answers(ours.search(Query(where, **page))) for page in PAGES] == [*map(answers, wanted)]
    for few in (whole, ranking, showing):
        monkeypatch.setattr(few, "_FEW", 0)
    for window in (8, 30, ranking.WINDOW):
        monkeypatch.setattr(ranking, "WINDOW", window)
        assert [answers(ours.search(Query(where, **page))) for page in PAGES] == [*map(answers, wanted)]


def answers(results: Results) -> tuple[int, list[tuple[str, object]]]:
    return results.total, [(hit.document.id, pytest.approx(hit.score, abs=1e-6)) for hit in results.hits]
