"""What a run over an archive read, for people and for programs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field

from threadsearch.reading import PageEvent, PageFailed, PageRead
from threadsearch.render.records import Record
from threadsearch.render.style import Role, Style
from threadsearch.render.tables import headed, pairs
from threadsearch.render.terminal import safe_line
from threadsearch.render.trees import place_among_pages
from threadsearch.stages import Stages

_SHOWN = 15  # pages whose claim differs; a screenful with all the rest


@dataclass(frozen=True, slots=True)
class Difference:
    """A page that claims (``stated``) another number of comments than were ``found``; ``page`` is "1 of 2"."""

    source: str
    found: int
    stated: int
    page: str


@dataclass(slots=True)
class Report:
    """The sums of a run, page by page as it goes."""

    read: int = 0
    skipped: int = 0
    failed: int = 0
    comments: int = 0
    damaged: int = 0
    threads: set[str] = field(default_factory=set)
    differing: list[Difference] = field(default_factory=list)

    def add(self, event: PageEvent) -> None:
        """Count one more page."""
        if isinstance(event, PageRead):
            self.read += not event.is_continued
            self.comments += event.comments
            self.threads.update(documents[0].thread_id for documents in event.threads)
            self.damaged += bool(_defects(event))
            if event.stated is not None and event.stated != event.comments:
                page = place_among_pages(event.threads[0][0])
                self.differing.append(Difference(event.source, event.comments, event.stated, page))
        elif isinstance(event, PageFailed):
            self.failed += 1
        else:
            self.skipped += 1


def report_lines(report: Report, style: Style, *, everything: bool = False) -> Iterator[str]:
    """The sums, then what pages claim against what was found where that differs: a screenful, or ``everything``."""
    yield from pairs(
        [
            ("files read", f"{report.read:,}"),
            ("skipped", f"{report.skipped:,}" if report.skipped else ""),
            ("failed", f"{report.failed:,}" if report.failed else ""),
            ("damaged", f"{report.damaged:,}" if report.damaged else ""),
            ("threads", f"{len(report.threads):,}"),
            ("comments", f"{report.comments:,}"),
        ]
    )
    if report.differing:
        yield ""
        yield style.paint("Pages that claim another number of comments than they show", Role.TITLE)
        yield from _differences(report.differing if everything else report.differing[:_SHOWN])
        if (hidden := len(report.differing) - _SHOWN) > 0 and not everything:
            yield style.paint(f"  and {hidden:,} more (threadsearch --verbose index … shows all)", Role.QUIET)


def _differences(pages: list[Difference]) -> Iterator[str]:
    rows = [("  found", "claimed", "page", "source")]
    rows += [(f"{page.found:,}", f"{page.stated:,}", page.page, safe_line(page.source)) for page in pages]
    yield from headed(rows, right=(0, 1))


def report_record(report: Report) -> Record:
    """The same as plain data, nothing left out."""
    return {
        "read": report.read,
        "skipped": report.skipped,
        "failed": report.failed,
        "damaged": report.damaged,
        "threads": len(report.threads),
        "comments": report.comments,
        "differing": [dataclasses.asdict(page) for page in report.differing],
    }


def stage_lines(stages: Stages) -> Iterator[str]:
    """What an index run's time went to; documents include threads' own records, MB are those of unpacked pages."""
    rows = [("stage", "seconds", "documents/s", "MB/s")]
    for stage in ("read", "parse", "index", "commit"):
        seconds = stages.seconds.get(stage, 0.0)
        speeds = (stages.documents / seconds, stages.bytes / 1e6 / seconds) if seconds else (0.0, 0.0)
        rows.append((stage, f"{seconds:.2f}", f"{speeds[0]:,.0f}", f"{speeds[1]:,.1f}"))
    yield from headed(rows, right=(1, 2, 3))


def _defects(page: PageRead) -> bool:
    return any(documents[0].defects for documents in page.threads)
