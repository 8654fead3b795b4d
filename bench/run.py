"""All peers in one run: each step in a process of its own, peer after peer, round after round.

A round is one turn of every peer, so that a slow moment of the machine hits them all. What comes out is plain data
(``Measured``), that is kept as JSON and that the tables are made of.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench import watching
from bench.peers import lucene

Say = Callable[[str], None]
Questions = Sequence[dict[str, Any]]
Answers = dict[str, list[dict[str, Any]]]  # by column, in the order of the questions

IDLE = "python -c pass"
"""The column of a Python that does nothing."""

COLD = """
import sqlite3
base = sqlite3.connect({file!r})
for row in base.execute(
    "select id, name, created, snippet(texts, 0, '*', '*', '...', 32), rank from texts"
    " join comments on comments.number = texts.rowid join authors on authors.number = author"
    " where texts match ? order by rank limit 20", [{word!r}]):
    print(*row)
print(base.execute("select count(*) from texts where texts match ?", [{word!r}]).fetchone()[0])
"""
"""What ``threadsearch search WORD`` does, as a script for SQLite."""


@dataclass
class Measured:
    """The values of each measure by peer, one for each round: ``values[measure][peer]``, and where answers differ.

    Of each question ``matches`` has how many comments are an answer to it, by its kind.
    """

    documents: int
    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    matches: dict[str, list[int]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def note(self, measure: str, peer: str, value: float) -> None:
        """Keep a value, to four digits."""
        self.values.setdefault(measure, {}).setdefault(peer, []).append(float(f"{value:.4g}"))


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    models = [line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    packages = ("Whoosh-Reloaded", "tantivy", "bm25s", "numpy", "PyStemmer")
    others = {"Lucene": lucene.version() if lucene.is_there() else ""}
    return {
        "processor": models[0].partition(":")[2].strip() if models else platform.processor(),
        "cores": str(os.cpu_count()),
        "system": platform.system(),
        "Python": platform.python_version(),
        "SQLite": _printed("import sqlite3; print(sqlite3.sqlite_version)"),
        **{
            name: found
            for name, found in ({package: _version(package) for package in packages} | others).items()
            if found
        },
    }


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def _printed(script: str) -> str:
    return subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.strip()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


@dataclass(frozen=True)
class Plan:
    """What to measure: ``builds`` rounds of indexing and adding, ``rounds`` of questions and cold starts."""

    peers: Sequence[str]
    rounds: int
    builds: int
    seed: int


def measure(size: int, plan: Plan, work: Path, say: Say) -> Measured:
    """Measure all peers on a corpus of this size, in a folder for what they write."""
    say(f"{size:,} comments: making the corpus")
    _module("bench.corpus", str(size), str(plan.seed), str(work))
    questions = json.loads((work / "questions.json").read_text())
    measured = Measured(size)
    answers: Answers = {}
    fit = list(plan.peers)
    for number in range(plan.rounds):
        for peer in tuple(fit):
            say(f"{size:,} comments, round {number + 1}: {peer}")
            try:
                if number < plan.builds:
                    _index(peer, work, measured)
                    _add(peer, work, measured)
                answers |= _ask(peer, work, measured, questions)
            except subprocess.CalledProcessError as error:  # out of memory, say; the others go on
                measured.failures.append(f"{peer}: {error}")
                fit.remove(peer)
        _cold(fit, work, questions, measured)
    measured.differences = list(_differences(questions, answers))
    for question, answer in zip(questions, next(iter(answers.values()), []), strict=False):
        measured.matches.setdefault(question["kind"], []).append(answer["total"])
    return measured


def _folder(peer: str, work: Path) -> Path:
    return work / peer.lower().replace(" ", "-").replace(",", "")


def _index(peer: str, work: Path, measured: Measured) -> None:
    folder = _folder(peer, work)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    printed, held = watching.run(_command("bench.measuring", "build", peer, str(folder), str(work)))
    found = json.loads(printed)
    measured.note("index", peer, found["documents"] / found["seconds"])
    measured.note("read", peer, found["documents"] / found["read"])
    measured.note("memory", peer, max(held, found["memory"]))
    measured.note("size", peer, sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6)


def _add(peer: str, work: Path, measured: Measured) -> None:
    """Add to a copy, so that every question is asked of the same index."""
    copied = work / "added-to"
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(_folder(peer, work), copied)
    if found := json.loads(_module("bench.measuring", "add", peer, str(copied), str(work))):
        measured.note("add", peer, found["documents"] / found["seconds"])


def _ask(peer: str, work: Path, measured: Measured, questions: Questions) -> Answers:
    """One round of questions: of each kind, the middle one's time."""
    found = json.loads(_module("bench.measuring", "ask", peer, str(_folder(peer, work)), str(work)))
    for column, answers in found.items():
        by_kind: dict[str, list[float]] = {}
        for question, answer in zip(questions, answers, strict=True):
            if answer:
                by_kind.setdefault(str(question["kind"]), []).append(answer["ms"])
        for kind, times in by_kind.items():
            measured.note(kind, column, statistics.median(times))
    return dict(found)


def _cold(peers: Sequence[str], work: Path, questions: Questions, measured: Measured) -> None:
    """Whole processes, from start to end: our command and a script that asks SQLite the same."""
    from bench.peers.fts5 import FILE

    index, base = _folder("threadsearch", work), _folder("SQLite FTS5", work) / FILE
    for measure, kind in (("cold", "and"), ("cold common", "common")):
        word = next(question["words"][0] for question in questions if question["kind"] == kind)
        commands = {
            "threadsearch": [sys.executable, "-m", "threadsearch", "-d", str(index), "search", word],
            "SQLite FTS5": [sys.executable, "-c", COLD.format(file=str(base), word=word)],
            IDLE: [sys.executable, "-c", "pass"],
        }
        for name, command in commands.items():
            if name in {*peers, IDLE}:
                measured.note(measure, name, _process(command))


def _process(command: Sequence[str], times: int = 5) -> float:
    """The median time of a whole process, in milliseconds.

    It runs once before, to have its files in memory and its modules compiled.
    """
    taken: list[float] = []
    for _ in range(times + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:]) * 1000


def _differences(questions: Questions, answers: Answers) -> Iterator[str]:
    """Where a peer's answer is not that of the first one; what a peer can't say is no difference."""
    first = next(iter(answers), "")
    for peer in [column for column in answers if column != first]:
        for question, right, said in zip(questions, answers[first], answers[peer], strict=True):
            for key in ("total", "ids", "authors", "months"):
                if said.get(key) is not None and said[key] != right[key]:
                    asked = f"{question['kind']} {' '.join(question['words'])}"
                    yield f"{asked}: {key} {said[key]} by {peer}, {right[key]} by {first}"


def _module(name: str, *arguments: str) -> str:
    return subprocess.run(_command(name, *arguments), check=True, stdout=subprocess.PIPE, text=True).stdout


def _command(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]
