"""An archive that grows for as long as it takes, indexed month by month through the commands, with readers beside.

    python -m bench.endurance [--comments N] [--months N] [--minutes N] [--seed N] [--work FOLDER] [--dry]

See README.md. The exit status is 1 if a bound is broken or an answer wrong.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from bench import bounds, questions, run
from bench.corpus import Corpus, Shape
from bench.growing import Archive
from bench.peers.ours import asked
from bench.sampling import Sampler, size_of
from threadsearch.engines.base import Index
from threadsearch.engines.whoosh import open_index

_RUNS = Path(__file__).parents[1] / "bench" / "runs"
_READERS = 2
_CHANGED, _TWICE, _REMOVED = 0.05, 0.02, 0.02  # shares of the pages, each month or each time that pages are removed
_PRUNED, _FORGOTTEN, _VERIFIED = 3, 6, 12  # every so many months
_FORGOTTEN_IDS = 3
_HITS = 50
_SCORE = 1e-5


class Endurance:
    """One run: an archive and its index in a folder, and what was found wrong."""

    def __init__(self, comments: int, months: int, seed: int, work: Path) -> None:
        self.months = months
        shape = Shape(min(200_000, max(3_000, comments)), min(20_000, max(40, comments // 50)))
        self.corpus = Corpus(comments, seed, shape)
        self.work = work
        self.lessened = work / "lessened"
        self.archive = Archive(work / "archive", self.corpus, self.lessened)
        self.index = work / "index"
        self.sampler = Sampler(self.index)
        self.faults: list[str] = []
        self.reports: list[dict[str, Any]] = []

    def run(self, minutes: float) -> Path:
        """The whole of it; a command that fails where an answer is needed ends it. Returns the place of a new index."""
        try:
            self._last(minutes)
        except subprocess.CalledProcessError as error:
            self.faults.append(str(error))
        return self.work / "fresh"

    def _last(self, minutes: float) -> None:
        """Let the archive grow to its size, and then change until the time is over.

        Of what is there then, a new index is made at one go. At last something is forgotten in both, so that neither
        has anything in it of documents that are deleted: those count in scores.
        """
        begun = time.monotonic()
        month = 0
        with self.sampler.watching():
            self._month(month)
            with self._reading():
                while month + 1 < self.months or time.monotonic() - begun < 60 * minutes:
                    month += 1
                    self._month(month)
                self._index("--prune")
            fresh = self._make_at_one_go()
            forgotten = self._forget()
            self._ask("-q", "forget", *forgotten, index=fresh)
            self._command("verify")
            self._check_counts()

    def _make_at_one_go(self) -> Path:
        """Another index of the archive, with the list of what is not to be in it."""
        fresh = self.work / "fresh"
        fresh.mkdir()
        if (forgotten := self.index / "forgotten.txt").exists():
            shutil.copy(forgotten, fresh)
        self._ask("-q", "index", str(self.archive.pages), index=fresh)
        return fresh

    def _month(self, month: int) -> None:
        """What a month brings: new pages, changed ones, others that are gone; and the commands that follow."""
        name = f"{2008 + month // 12}-{month % 12 + 1:02}"
        self.archive.grow(name, -(-self.corpus.size * (month + 1) // self.months))
        if month:
            self.archive.recapture(_CHANGED)
            self.archive.capture_twice(name, _TWICE)
        if month % _PRUNED == _PRUNED - 1:
            self.archive.remove(_REMOVED)
            self._index("--prune")
        else:
            self._index()
        if month % _FORGOTTEN == _FORGOTTEN - 1:
            self._forget()
        if month % _VERIFIED == _VERIFIED - 1:
            self._command("verify")
        self._check_counts()
        print(f"{name}: {sum(self.archive.living().values()):,} comments", file=sys.stderr)

    def _index(self, *options: str) -> None:
        self._command("index", *options, str(self.archive.pages))

    def _forget(self) -> list[str]:
        """Have some comments and somebody's forgotten; the arguments of the command that did it."""
        ids, author = self.archive.forget(_FORGOTTEN_IDS)
        arguments = [*ids, "--author", author]
        self._command("forget", *arguments)
        return arguments

    def _command(self, name: str, *arguments: str) -> None:
        """Run a command, watched."""
        with (self.work / "log").open("a") as log:
            command = [sys.executable, "-m", "threadsearch", "-q", "-d", str(self.index), name, *arguments]
            with subprocess.Popen(command, stdout=log, stderr=log) as process, self.sampler.step(name, process.pid):
                if status := process.wait():
                    said = Path(log.name).read_text().splitlines()[-1:]
                    self.faults.append(f"threadsearch {name} ended with status {status}: {' '.join(said)}")

    def _ask(self, *arguments: str, index: Path | None = None) -> str:
        command = [sys.executable, "-m", "threadsearch", "-d", str(index or self.index), *arguments]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    def _check_counts(self) -> None:
        """Compare the comments of each thread, as a command counts them, with those that the pages show."""
        answer = json.loads(self._ask("search", "--limit", "0", "--facet", "thread", "--format", "json"))
        found = {count["value"]: count["count"] for count in answer["facets"]["thread"]}
        expected = self.archive.living()
        if wrong := [the_id for the_id in {*found, *expected} if found.get(the_id) != expected.get(the_id)]:
            numbers = f"{found.get(wrong[0])} comments, not {expected.get(wrong[0])}"
            self.faults.append(f"{len(wrong)} threads are not as they were left: {wrong[0]} has {numbers}")
        if answer["total"] != sum(expected.values()):
            self.faults.append(f"{answer['total']:,} comments, not {sum(expected.values()):,}")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Readers beside the block; what they report is kept."""
        words = self.corpus.words[:200]
        paths = [self.work / f"reader-{number}.json" for number in range(_READERS)]
        module = [sys.executable, "-m", "bench.reading_along", str(self.index), str(self.lessened)]
        readers = [
            subprocess.Popen([*module, str(path), str(seed), *words], cwd=Path(__file__).parents[1])
            for seed, path in enumerate(paths)
        ]
        self.sampler.readers = [reader.pid for reader in readers]
        try:
            yield
        finally:
            for reader in readers:
                reader.terminate()
                reader.wait()
        self.reports = [json.loads(path.read_text()) for path in paths if path.exists()]
        if len(self.reports) < len(readers):
            self.faults.append("a reader has died")
        self.faults += [fault for report in self.reports for fault in report["faults"]]


class Answer(NamedTuple):
    """What an index says: how many match, which ones with their scores, in order, and the facets."""

    total: int
    ids: list[str]
    scores: list[float]
    facets: object = None


def compared(corpus: Corpus, grown: Path, fresh: Path) -> tuple[int, list[str]]:
    """How many answers of two indexes were compared, and then their documents; and those that differ."""
    about = questions.about(corpus)
    with closing(open_index(grown)) as ours, closing(open_index(fresh)) as theirs:
        differences = [
            f"{question.kind} {question.words}: {', '.join(wrong)}"
            for question in about
            if (wrong := _differing(_answer(ours, question), _answer(theirs, question)))
        ]
        documents = 0
        for one, other in zip_longest(ours.documents(), theirs.documents()):
            documents += 1
            if one != other:
                differences.append(f"another document: {one and one.id}, {other and other.id}")
                break
    return len(about) + documents, differences


def _answer(index: Index, question: questions.Question) -> Answer:
    if question.parent:
        replies = index.replies(question.parent, None)
        return Answer(len(replies), [document.id for document in replies], [])
    found = index.search(asked(question, _HITS))
    return Answer(found.total, [hit.document.id for hit in found.hits], [hit.score for hit in found.hits], found.facets)


def _differing(one: Answer, other: Answer) -> list[str]:
    """In what two answers differ: "total", "ids", "scores", "facets"."""
    wrong = [name for name in ("total", "ids", "facets") if getattr(one, name) != getattr(other, name)]
    pairs = zip_longest(one.scores, other.scores, fillvalue=0.0)
    return [*wrong, "scores"] if any(abs(ours - theirs) > _SCORE for ours, theirs in pairs) else wrong


def measured(endurance: Endurance, minutes: float) -> bounds.Found:
    """All that a run shows."""
    with closing(endurance.archive):
        fresh = endurance.run(minutes)
    answers, differences = compared(endurance.corpus, endurance.index, fresh) if fresh.exists() else (0, [])
    return bounds.Found(
        endurance.corpus.size,
        endurance.sampler.steps,
        endurance.reports,
        (size_of(endurance.index), size_of(fresh)),
        answers,
        differences,
        endurance.faults,
    )


def main() -> int:
    """Run, compare, and print the table; the exit status."""
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.work, prefix="endurance-") as work:
        endurance = Endurance(options.comments, options.months, options.seed, Path(work))
        found = measured(endurance, options.minutes)
    print(bounds.table(found))
    if not options.dry:
        _RUNS.mkdir(exist_ok=True)
        kept = {"machine": run.machine(), "seed": options.seed, **asdict(found)}
        path = _RUNS / f"{datetime.now(UTC):%Y-%m-%dT%H%M}-endurance.json"
        path.write_text(json.dumps(kept, indent=1) + "\n")
    return 0 if bounds.are_held(found) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.endurance", description="Whether it lasts.")
    parser.add_argument("--comments", type=int, default=1_000_000, help="in the archive's threads (1000000)")
    parser.add_argument("--months", type=int, default=24, help="in which the archive grows to its size (24)")
    parser.add_argument("--minutes", type=float, default=20, help="at least (20)")
    parser.add_argument("--seed", type=int, default=1, help="of the comments (1)")
    parser.add_argument("--work", type=Path, help="where the archive is made, if not where temporary files are")
    parser.add_argument("--dry", action="store_true", help="keep nothing, print the table alone")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
