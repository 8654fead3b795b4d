"""What was found wrong with an index, for people and for programs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from threadsearch.engines.base import Lost
from threadsearch.render.overview import coverage_lines, coverage_record
from threadsearch.render.records import Record
from threadsearch.render.style import Role, Style
from threadsearch.render.tables import headed, pairs, table
from threadsearch.render.terminal import safe_line
from threadsearch.verifying import Verdict

_SHOWN = 20


def verdict_lines(verdict: Verdict, style: Style, *, everything: bool = False) -> Iterator[str]:
    """What is wrong, what has been repaired, and what the archive lacks; long lists are cut unless ``everything``."""
    yield from pairs(
        [
            ("index", "sound" if verdict.is_sound else "damaged"),
            ("threads", "not checked" if verdict.threads is None else f"{verdict.threads:,}"),
            ("comments", "not checked" if verdict.comments is None else f"{verdict.comments:,}"),
        ]
    )
    lists = (
        ("Files that are damaged", [(damage.file, damage.reason) for damage in verdict.damage]),
        ("Files that have been made again", [(damage.file, damage.reason) for damage in verdict.repaired]),
        (
            "Comments that can't be restored",
            [_lost(one) for one in verdict.lost],
        ),
        (
            "Files of the archive that the index doesn't agree with",
            [(row.source, row.reason) for row in verdict.drifts],
        ),
        (
            "Comments that don't fit their threads",
            [(row.thread_id, row.document_id, row.reason) for row in verdict.breaks],
        ),
    )
    for title, rows in lists:
        if rows:
            yield ""
            yield style.paint(title, Role.TITLE)
            shown: list[Sequence[str]] = [("  " + safe_line(first), *map(safe_line, rest)) for first, *rest in rows]
            yield from table(shown if everything else shown[:_SHOWN])
            yield from _more(len(shown), style, everything=everything)
    if verdict.claims:
        yield ""
        yield style.paint("Files that claim another number of comments than they show", Role.TITLE)
        claims = [(f"{claim.found:,}", f"{claim.claimed:,}", safe_line(claim.source)) for claim in verdict.claims]
        yield from headed(
            [("  found", "claimed", "source"), *(claims if everything else claims[:_SHOWN])], right=(0, 1)
        )
        yield from _more(len(claims), style, everything=everything)
    if verdict.differing:
        worst_first = sorted(verdict.differing, key=lambda thread: -thread.missing)
        yield ""
        yield style.paint("Threads that claim another number of comments than there are", Role.TITLE)
        yield from coverage_lines(worst_first if everything else worst_first[:_SHOWN], style)
        yield from _more(len(worst_first), style, everything=everything)
    if verdict.damage:
        yield ""
        yield "Mend what can be: threadsearch verify --repair. Make it anew: threadsearch index --rebuild PATH..."


def _lost(one: Lost) -> tuple[str, str, str]:
    if not one.thread_id:
        return "(one of which nothing is known)", "", ""
    return one.thread_id, one.document_id or "(the whole thread)", one.author


def _more(number: int, style: Style, *, everything: bool) -> Iterator[str]:
    if number > _SHOWN and not everything:
        yield style.paint(f"  and {number - _SHOWN:,} more (threadsearch --verbose verify shows all)", Role.QUIET)


def verdict_record(verdict: Verdict) -> Record:
    """The same as plain data, nothing left out."""
    return {
        "sound": verdict.is_sound,
        "threads": verdict.threads,
        "comments": verdict.comments,
        "damage": [dataclasses.asdict(damage) for damage in verdict.damage],
        "repaired": [dataclasses.asdict(damage) for damage in verdict.repaired],
        "lost": [dataclasses.asdict(one) for one in verdict.lost],
        "breaks": [dataclasses.asdict(row) for row in verdict.breaks],
        "drifts": [dataclasses.asdict(drift) for drift in verdict.drifts],
        "claims": [dataclasses.asdict(claim) for claim in verdict.claims],
        "differing": [coverage_record(thread) for thread in verdict.differing],
    }
