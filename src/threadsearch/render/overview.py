"""An index in numbers, and the formats there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from threadsearch.formats.base import Format
from threadsearch.manifest import Problem
from threadsearch.render import wording
from threadsearch.render.facets import LISTED
from threadsearch.render.records import Record, timestamp
from threadsearch.render.style import Role, Style
from threadsearch.render.tables import headed, pairs, table
from threadsearch.render.terminal import cut, safe_line, wrap
from threadsearch.stats import Coverage, Stats

_THREADS = 20


def stats_lines(stats: Stats, style: Style, *, everything: bool = False) -> Iterator[str]:
    """Counts, dates, sites, authors, and how much of each thread is here; long lists are cut unless ``everything``."""
    yield from pairs(_facts(stats))
    for name, counts in (("Sites", stats.sites), ("Authors", stats.authors)):
        if counts:
            yield ""
            yield style.paint(name, Role.TITLE)
            yield from _counted(counts[: None if everything else LISTED], style)
            yield from _more(len(counts), LISTED, style, everything=everything)
    yield from _problem_lines("Could not be read", stats.files.failures, style, everything=everything)
    if everything:
        yield from _problem_lines("Left out", stats.files.skipped, style, everything=True)
    if stats.coverage:
        incomplete_first = sorted(stats.coverage, key=lambda thread: -thread.missing)
        yield ""
        yield style.paint("Threads", Role.TITLE)
        yield from coverage_lines(incomplete_first[: None if everything else _THREADS], style)
        yield from _more(len(stats.coverage), _THREADS, style, everything=everything)


def _problem_lines(name: str, problems: Sequence[Problem], style: Style, *, everything: bool) -> Iterator[str]:
    if problems:
        yield ""
        yield style.paint(name, Role.TITLE)
        for problem in problems[: None if everything else LISTED]:
            yield f"  {safe_line(problem.source)}"  # whole, however long: its end is what tells files apart
            yield from (f"    {line}" for line in wrap(safe_line(problem.reason), style.prose - 4))
        yield from _more(len(problems), LISTED, style, everything=everything)


def _more(number: int, shown: int, style: Style, *, everything: bool) -> Iterator[str]:
    if number > shown and not everything:
        yield style.paint(f"  and {number - shown:,} more (threadsearch --verbose stats shows all)", Role.QUIET)


def _facts(stats: Stats) -> list[tuple[str, str]]:
    dates = f"{wording.instant(stats.first)} to {wording.instant(stats.last)}" if stats.first and stats.last else ""
    optional = ("pingbacks", "orphans", "deleted", "undated", "authorless", "defects")
    return [
        *((name, f"{number:,}" if number else "") for name, number in _files(stats)),
        ("threads", f"{stats.threads:,}"),
        ("comments", f"{stats.comments:,}"),
        ("replies", f"{stats.replies:,}"),
        *((name, f"{getattr(stats, name):,}" if getattr(stats, name) else "") for name in optional),
        ("dates", dates),
    ]


def _files(stats: Stats) -> list[tuple[str, int]]:
    files = stats.files
    names = ("files", "to read again", "unread pages", "left out")
    return list(zip(names, (files.known, files.unsettled, len(files.failures), len(files.skipped)), strict=True))


def _counted(counts: Sequence[tuple[str, int]], style: Style) -> Iterator[str]:
    yield from table([(f"  {number:,}", cut(safe_line(name), style.prose // 2)) for name, number in counts], right=(0,))


def coverage_lines(coverage: Sequence[Coverage], style: Style) -> Iterator[str]:
    """A thread a line: comments found, comments claimed, what is damaged, the title."""
    rows = [("  found", "claimed", "defects", "id", "title")]
    for thread in coverage:
        stated, defects = thread.record.stated_count, len(thread.record.defects)
        claimed = "" if stated is None else f"{stated:,}"
        record = thread.record
        rows.append((f"{thread.found:,}", claimed, str(defects or ""), record.id, wording.title(record)))
    yield from headed(rows, right=(0, 1, 2), columns=style.width)


def stats_record(stats: Stats) -> Record:
    """The same as plain data, nothing left out."""
    counts = ("threads", "comments", "pingbacks", "replies", "orphans", "deleted", "undated", "authorless", "defects")
    return {
        **{name: getattr(stats, name) for name in counts},
        "first": _moment(stats.first),
        "last": _moment(stats.last),
        "sites": [{"site": name, "comments": number} for name, number in stats.sites],
        "authors": [{"author": name, "comments": number} for name, number in stats.authors],
        "coverage": [coverage_record(thread) for thread in stats.coverage],
        "files": {
            "known": stats.files.known,
            "unsettled": stats.files.unsettled,
            "failures": [{"source": p.source, "reason": p.reason} for p in stats.files.failures],
            "skipped": [{"source": p.source, "reason": p.reason} for p in stats.files.skipped],
        },
    }


def coverage_record(thread: Coverage) -> Record:
    """How much of a thread is here, as plain data."""
    record = thread.record
    return {
        "thread_id": record.id,
        "title": record.title,
        "url": record.url,
        "found": thread.found,
        "stated_count": record.stated_count,
        "pages": list(record.pages),
        "stated_pages": record.stated_pages,
        "defects": len(record.defects),
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else timestamp(at)


def format_lines(formats: Iterable[Format], style: Style) -> Iterator[str]:
    """The formats' names and what each is."""
    rows = [(safe_line(reader.name), safe_line(reader.description)) for reader in formats]
    yield from table(rows, columns=style.width)


def formats_record(formats: Iterable[Format]) -> Record:
    """The same as plain data."""
    return {"formats": [{"name": reader.name, "description": reader.description} for reader in formats]}
