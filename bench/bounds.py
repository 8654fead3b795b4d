"""What an index that lasts may take at most, and what a run has taken: the table of bench/endurance.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from bench.sampling import Peaks
from bench.targets import figure
from threadsearch.engines.whoosh.merging import LARGEST


@dataclass
class Found:
    """What a run of so many ``comments`` has shown; ``sizes`` are bytes of the index at its end and of a fresh one."""

    comments: int
    steps: list[Peaks]
    readers: list[dict[str, Any]]
    sizes: tuple[int, int]
    compared: int
    differences: list[str]
    faults: list[str]


class Bound(NamedTuple):
    """At most so much of something."""

    what: str
    measured: float
    most: float
    unit: str = ""

    @property
    def is_held(self) -> bool:
        """Whether it was no more."""
        return self.measured <= self.most


def bounds(found: Found) -> Iterator[Bound]:
    """Every bound, with what was measured."""
    grown, fresh = found.sizes
    segments = 24 + found.comments // (LARGEST // 2)
    files = 50 + 16 * segments  # eight of a segment, and of two commits while a reader goes on with the next
    yield Bound("memory of a command, in no file", _peak(found, "writer"), 1_000, "MB")
    yield Bound("memory of a reader, in no file", _peak(found, "reader"), 500, "MB")
    yield Bound("memory of all processes, with what is mapped", _peak(found, "tree"), 1_500 + grown / 1e6, "MB")
    yield Bound("open and mapped files of a process that writes", _peak(found, "writer_handles"), files)
    yield Bound("open and mapped files of a reader", _peak(found, "reader_handles"), files)
    yield Bound("segments", _peak(found, "segments"), segments)
    yield Bound("commit of `index`", _peak(found, "pause", "index"), 60, "s")
    yield Bound("commit of `forget`", _peak(found, "pause", "forget"), 300, "s")
    for wait, most in (("opening", 5), ("refreshing", 5), ("asking", 10)):
        longest = max((report[wait] for report in found.readers), default=0)
        yield Bound(f"a reader's longest wait, {wait}", longest, most, "s")
    yield Bound("the index at the end, beside a fresh one", 100 * abs(grown - fresh) / max(fresh, 1), 10, "%")
    yield Bound("the most on the disk, beside a fresh one", _peak(found, "disk") / max(fresh, 1), 3, "times")
    yield Bound(f"answers and documents of {found.compared:,} that differ", len(found.differences), 0)
    answers = sum(report["answers"] for report in found.readers)
    yield Bound(f"faults, of readers in {answers:,} answers and of commands", len(found.faults), 0)


def are_held(found: Found) -> bool:
    """Whether no bound is broken."""
    return all(bound.is_held for bound in bounds(found))


def table(found: Found) -> str:
    """The bounds, the commands, and whatever was wrong."""
    lines = ["| | measured | at most | |", "| --- | ---: | ---: | --- |"]
    for what, measured, most, unit in bounds(found):
        held = "held" if measured <= most else "**broken**"
        lines.append(f"| {what} | {figure(measured)} {unit} | {figure(most)} {unit} | {held} |")
    lines += ["", "| command | times | longest, s | all, s |", "| --- | ---: | ---: | ---: |"]
    for name in dict.fromkeys(step.step for step in found.steps):
        took = [step.seconds for step in found.steps if step.step == name]
        lines.append(f"| {name} | {len(took)} | {figure(max(took))} | {figure(sum(took))} |")
    wrong: Sequence[str] = (*found.faults, *found.differences)
    return "\n".join([*lines, *(["", *(f"- {each}" for each in wrong)] if wrong else [])])


def _peak(found: Found, what: str, step: str = "") -> float:
    """The most of something in all steps, or in those of a name."""
    return max((float(getattr(peaks, what)) for peaks in found.steps if step in ("", peaks.step)), default=0)
