"""What was measured, as the text that stands between two marks in docs/performance.md."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bench.run import IDLE
from bench.targets import MEASURES, OURS, TARGETS, Measure, Target, Values, figure, median, met, times_better

MARKS = "<!-- bench: begin -->", "<!-- bench: end -->"
"""What stands between them is written by ``python -m bench``."""

PLOT = "![How costs grow with the number of comments](performance.svg)"

WHOLE = "threadsearch, whole"
_COLUMNS = (OURS, WHOLE, "SQLite FTS5", "tantivy", "Xapian", "Lucene", "bm25s", "Whoosh", "Whoosh, tuned")


def written(machine: Mapping[str, str], sizes: Sequence[Mapping[str, Any]]) -> str:
    """All tables of a run: for each size the figures, then the targets, then whether the answers agree."""
    parts = [", ".join(f"{name} {value}" for name, value in machine.items()) + ".", PLOT]
    for measured in sizes:
        parts += [f"### {measured['documents']:,} comments", *_of_size(measured)]
    return "\n\n".join(parts)


def _of_size(measured: Mapping[str, Any]) -> Iterator[str]:
    values = measured["values"]
    yield "\n".join(_figures(values))
    yield "\n".join(_targets(values))
    yield from _notes(measured)


def _figures(values: Values) -> Iterator[str]:
    """A row for each measure, a column for each peer: its median, and how many times as good ours is."""
    there = [column for column in _COLUMNS if any(column in peers for peers in values.values())]
    yield f"| | {' | '.join(there)} |"
    yield f"| --- |{' ---: |' * len(there)}"
    for key, measure in MEASURES.items():
        if key in values:
            yield f"| {_label(measure)} | {' | '.join(_cell(values, key, column) for column in there)} |"


def _label(measure: Measure) -> str:
    return f"{measure.label}, {measure.unit}"


def _cell(values: Values, measure: str, column: str) -> str:
    value = median(values, measure, column)
    if value is None:
        return ""
    times = None if column in {OURS, WHOLE} else times_better(values, measure, column)
    return figure(value) if times is None else f"{figure(value)} ({figure(times)}x)"


def _targets(values: Values) -> Iterator[str]:
    yield "| target | against | at least | measured | |"
    yield "| --- | --- | ---: | ---: | --- |"
    for target in TARGETS:
        if found := met(target, values):
            wanted, reached, is_met = found
            against = target.peer if isinstance(target, Target) else ""
            label = MEASURES[target.measure].label
            yield f"| {label} | {against} | {wanted} | {reached} | {'met' if is_met else '**not met**'} |"


def _notes(measured: Mapping[str, Any]) -> Iterator[str]:
    """What the figures are of, and whether the answers agree."""
    idle = median(measured["values"], "cold", IDLE)
    if idle is not None:
        yield f"A Python that does nothing takes {figure(idle)} ms."
    matches = measured["matches"].items()
    yield f"Matches of the middle one of each kind's questions: {_listed(matches)}."
    if measured["failures"]:
        yield "\n".join(["Failed:", "", *(f"- {each}" for each in measured["failures"])])
    if measured["differences"]:
        yield "\n".join(["Answers that differ:", "", *(f"- {each}" for each in measured["differences"])])
    else:
        yield "All answers are the same, of every peer that can say."


def _listed(matches: Iterable[tuple[str, Sequence[int]]]) -> str:
    return ", ".join(f"{MEASURES[kind].label} {statistics.median(totals):,}" for kind, totals in matches)
