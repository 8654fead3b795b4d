"""What a run over an archive read, for people and for programs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field

from threadsearch.engines.base import Index
from threadsearch.ingest import FileMoved, FileUnchanged, FileVanished
from threadsearch.reading import PageEvent, PageFailed, PageRead
from threadsearch.render.records import Record
from threadsearch.render.style import Role, Style
from threadsearch.render.tables import headed, pairs
from threadsearch.render.terminal import safe_line
from threadsearch.render.trees import place_among_pages
from threadsearch.stages import Stages

_SUMS = ("unchanged", "moved", "vanished", "dropped", "skipped", "failed", "waiting", "damaged", "gone")
_SHOWN = 15  # pages whose claim differs; a screenful with all the rest


@dataclass(frozen=True, slots=True)
class Difference:
    """A page that claims (``stated``) another number of comments than were ``found``.

    ``thread`` is the thread's id; ``page`` is "1 of 2", empty where a thread has one page.
    """

    source: str
    found: int
    stated: int
    page: str
    thread: str


@dataclass(slots=True)
class Report:
    """The sums of a run, page by page as it goes.

    ``read``, ``skipped``, ``failed`` and ``damaged`` count pages, which containers have many of, ``unchanged``,
    ``moved``, ``vanished`` and ``dropped`` files. ``waiting`` are pages of unchanged files that could not be read when
    they were, ``outdated`` files that are worth reading again; ``known`` threads are those of files that were not read.
    ``gone`` are comments that were in the index and that no file shows any more.
    ``parts`` of the ``skipped`` are styles, scripts and the like that a browser has saved beside a page.
    """

    read: int = 0
    skipped: int = 0
    failed: int = 0
    comments: int = 0
    damaged: int = 0
    unchanged: int = 0
    moved: int = 0
    vanished: int = 0
    dropped: int = 0
    waiting: int = 0
    outdated: int = 0
    known: int = 0
    parts: int = 0
    gone: int = 0
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
                record = event.threads[0][0]
                page = place_among_pages(record)
                self.differing.append(Difference(event.source, event.comments, event.stated, page, record.thread_id))
        elif isinstance(event, PageFailed):
            self.failed += 1
        else:
            self.skipped += 1

    def settle(self, index: Index) -> None:
        """Leave out pages of threads that are whole in the index: what one page lacks stands on the others."""
        counts: dict[str, int] = {}
        for page in self.differing:
            if page.page and page.thread not in counts:
                counts[page.thread] = len(index.thread(page.thread)) - 1  # all but its record
        self.differing = [page for page in self.differing if counts.get(page.thread) != page.stated]

    def add_known(self, event: FileUnchanged | FileMoved) -> None:
        """Count a file that was not read, because it is known."""
        if isinstance(event, FileUnchanged):
            self.unchanged += 1
            self.outdated += event.is_outdated
        else:
            self.moved += 1
        self.waiting += event.failures
        self.known += event.threads

    def add_vanished(self, event: FileVanished) -> None:
        """Count a known file that is not there any more."""
        if event.is_dropped:
            self.dropped += 1
        else:
            self.vanished += 1


def report_lines(report: Report, style: Style, *, everything: bool = False) -> Iterator[str]:
    """The sums, then what pages claim against what was found where that differs: a screenful, or ``everything``."""
    sums = [
        ("files read", f"{report.read:,}"),
        *((name, f"{number:,}" if (number := getattr(report, name)) else "") for name in _SUMS),
    ]
    if report.read or not (report.unchanged or report.moved):  # else "comments 0" would look like an empty index
        sums += [("threads", f"{len(report.threads):,}"), ("comments", f"{report.comments:,}")]
    yield from pairs(sums)
    yield from _advice(report, style)
    if report.differing:
        yield ""
        yield style.paint("Pages that claim another number of comments than they show", Role.TITLE)
        yield from _differences(report.differing if everything else report.differing[:_SHOWN])
        if (hidden := len(report.differing) - _SHOWN) > 0 and not everything:
            yield style.paint(f"  and {hidden:,} more (threadsearch --verbose index … shows all)", Role.QUIET)


def _advice(report: Report, style: Style) -> Iterator[str]:
    if report.damaged:
        yield style.paint(
            "What is damaged is read as far as it goes; stats counts defects, show ID tells them.", Role.QUIET
        )
    if report.gone:
        told = f"{report.gone:,} {'comment has' if report.gone == 1 else 'comments have'} left the index"
        yield style.paint(f"{told}: no file shows them, read as they are now (with these options).", Role.QUIET)
    if report.parts:
        told = f"{report.parts:,} of the skipped are what browsers save beside a page (styles, scripts, pictures)"
        yield style.paint(f"{told}; threadsearch --verbose names them.", Role.QUIET)
    if report.vanished:
        yield style.paint("What vanished files have shown is still found; index --prune drops it.", Role.QUIET)
    if report.waiting:
        yield style.paint("What waits could not be read; stats lists it, index --all tries it again.", Role.QUIET)
    if report.outdated:
        files = f"{report.outdated:,} unchanged {'file' if report.outdated == 1 else 'files'}"
        yield style.paint(f"{files} would be read better now; index --refresh reads them again.", Role.QUIET)


def _differences(pages: list[Difference]) -> Iterator[str]:
    rows = [("  found", "claimed", "page", "source")]
    rows += [(f"{page.found:,}", f"{page.stated:,}", page.page, safe_line(page.source)) for page in pages]
    yield from headed(rows, right=(0, 1))


def report_record(report: Report) -> Record:
    """The same as plain data, nothing left out."""
    return {
        "read": report.read,
        "skipped": report.skipped,
        "parts": report.parts,
        "gone": report.gone,
        "failed": report.failed,
        "damaged": report.damaged,
        "unchanged": report.unchanged,
        "moved": report.moved,
        "vanished": report.vanished,
        "dropped": report.dropped,
        "waiting": report.waiting,
        "outdated": report.outdated,
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
