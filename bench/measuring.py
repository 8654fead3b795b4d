"""One measurement of one peer, in the process that this is.

    python -m bench.measuring build PEER FOLDER WORK    make an index of the corpus in WORK
    python -m bench.measuring add   PEER FOLDER WORK    add the comments that are kept for that
    python -m bench.measuring ask   PEER FOLDER WORK    ask the questions, each often enough for a median

What was measured goes to standard output as JSON.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import corpus, peers, questions
from bench.peers import Answer, Peer, Searcher
from bench.questions import Question

_LEAST, _MOST = 3, 100
"""How often a question is asked, after once to warm up, and for how long, in seconds, unless that is too seldom."""
_LONG_ENOUGH = 0.25


def build(peer: Peer, folder: Path, work: Path) -> dict[str, float]:
    """Index the corpus, reading it included; ``read`` is what reading takes by itself."""
    start = time.perf_counter()
    size = sum(map(len, corpus.read(work / "corpus")))
    read = time.perf_counter() - start
    start = time.perf_counter()
    peer.build(folder, corpus.read(work / "corpus"))
    seconds = time.perf_counter() - start
    return {"documents": size, "seconds": seconds, "read": read, "memory": _peak()}


def _peak() -> float:
    """The most memory that one process held so far, this or one it started, in MB."""
    unit = 1e6 if sys.platform == "darwin" else 1e6 / 1024
    of = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(of) / unit


def add(peer: Peer, folder: Path, work: Path) -> dict[str, float]:
    """Add the comments, which are in memory already."""
    comments = [comment for thread in corpus.read(work / "added") for comment in thread]
    start = time.perf_counter()
    could = peer.add(folder, comments)
    return {"documents": len(comments), "seconds": time.perf_counter() - start} if could else {}


def ask(peer: Peer, folder: Path, work: Path) -> dict[str, list[dict[str, object]]]:
    """Ask every question that the peer can answer, in each way that it can be asked, in the order of the questions."""
    asked = questions.read(work / "questions.json")
    return {
        name: [_asked(searcher, question) if question.kind in peer.kinds else {} for question in asked]
        for name, searcher in peer.searchers(folder).items()
    }


def _asked(searcher: Searcher, question: Question) -> dict[str, object]:
    """One question's time, in milliseconds, and what is compared with the other peers' answers."""
    answer = searcher.answer(question)
    return {"ms": _median(lambda: searcher.answer(question)), **comparable(question, answer, searcher.total(question))}


def _median(asking: Callable[[], Answer]) -> float:
    times: list[float] = []
    began = time.perf_counter()
    while len(times) < _LEAST or (len(times) < _MOST and time.perf_counter() - began < _LONG_ENOUGH):
        start = time.perf_counter()
        asking()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def comparable(question: Question, answer: Answer, total: int | None) -> dict[str, object]:
    """What must be the same in all: never the ranks, since each weighs in its own way, nor the order of equals."""
    ids = [the_id for the_id, _ in answer.hits]
    return {
        "total": total,
        "ids": ids if question.newest else sorted(ids) if question.parent else None,
        "authors": sorted(answer.authors.values(), reverse=True) if question.facets else None,
        "months": dict(answer.months) if question.facets else None,
    }


def main() -> None:
    """Measure, and print JSON."""
    what, name, folder, work = sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
    json.dump({"build": build, "add": add, "ask": ask}[what](peers.peer(name), folder, work), sys.stdout)


if __name__ == "__main__":
    main()
