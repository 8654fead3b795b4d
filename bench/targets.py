"""What is to be reached, as ratios to a peer in the same run, or as figures of our own."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Values = Mapping[str, Mapping[str, Sequence[float]]]
"""What was measured: the rounds' values by measure and peer."""

OURS = "threadsearch"


class Measure(NamedTuple):
    """What a row of the tables holds. ``more`` tells whether more of it is better."""

    label: str
    unit: str
    more: bool = False


MEASURES = {
    "index": Measure("indexing", "comments/s", more=True),
    "add": Measure("adding 1,000 comments to the index", "comments/s", more=True),
    "rare": Measure("rare word", "ms"),
    "common": Measure("common word", "ms"),
    "and": Measure("AND of 2 words", "ms"),
    "or": Measure("OR of 3 words", "ms"),
    "phrase": Measure("phrase of 2 words", "ms"),
    "prefix": Measure("prefix of 3 letters", "ms"),
    "month": Measure("common word in one month", "ms"),
    "facets": Measure("facets by author and month of a common word", "ms"),
    "newest": Measure("common word in one month, newest first", "ms"),
    "replies": Measure("replies to a comment", "ms"),
    "cold": Measure("cold search, whole process", "ms"),
    "cold common": Measure("cold search for a common word", "ms"),
    "size": Measure("index", "MB"),
    "memory": Measure("peak memory while indexing", "MB"),
}
"""The measures, in the order of the tables' rows."""


class Target(NamedTuple):
    """At least so many times as good as a peer."""

    measure: str
    peer: str
    times: float


class Limit(NamedTuple):
    """At most so much."""

    measure: str
    most: float


TARGETS: tuple[Target | Limit, ...] = (
    Target("index", "Whoosh", 20),
    Target("index", "SQLite FTS5", 0.7),
    Target("index", "Xapian", 1),
    Target("index", "Lucene", 1),
    Target("add", "SQLite FTS5", 0.5),
    Target("common", "SQLite FTS5", 30),
    Target("common", "tantivy", 1 / 1.5),
    Target("or", "SQLite FTS5", 30),
    Target("or", "tantivy", 1 / 1.5),
    *(Target(kind, "SQLite FTS5", 1) for kind in ("and", "phrase", "prefix", "rare")),
    *(Target(kind, "tantivy", 1 / 3) for kind in ("and", "phrase", "prefix", "rare")),
    Target("facets", "Whoosh", 500),
    Target("facets", "SQLite FTS5", 20),
    Target("facets", "tantivy", 1 / 2),
    Target("newest", "SQLite FTS5", 40),
    Target("newest", "tantivy", 1 / 1.2),
    Limit("replies", 1),
    Target("cold", "SQLite FTS5", 1 / 3),
    Target("size", "Whoosh", 1 / 0.8),
    Limit("memory", 600),
)


def median(values: Values, measure: str, peer: str) -> float | None:
    """The median of the rounds, ``None`` for what was not measured."""
    rounds = values.get(measure, {}).get(peer)
    return statistics.median(rounds) if rounds else None


def times_better(values: Values, measure: str, peer: str, ours: str = OURS) -> float | None:
    """How many times as good as a peer we are: below 1, it is better."""
    mine, theirs = median(values, measure, ours), median(values, measure, peer)
    if mine is None or theirs is None:
        return None
    return mine / theirs if MEASURES[measure].more else theirs / mine


def met(target: Target | Limit, values: Values) -> tuple[str, str, bool] | None:
    """What was wanted, what was measured, and whether it is enough; ``None`` for what was not measured."""
    if isinstance(target, Limit):
        value = median(values, target.measure, OURS)
        unit = MEASURES[target.measure].unit
        if value is None:
            return None
        return f"at most {target.most:g} {unit}", f"{figure(value)} {unit}", value <= target.most
    times = times_better(values, target.measure, target.peer)
    return None if times is None else (f"{figure(target.times)}x", f"{figure(times)}x", times >= target.times)


def figure(value: float) -> str:
    """A figure with as many digits as it deserves: three at most, whole ones from 100 on."""
    if value >= 100:  # noqa: PLR2004 - digits
        return f"{round(value, -len(str(int(value))) + 3):,.0f}"
    return f"{value:.3g}" if value >= 1 else f"{value:.2g}"
