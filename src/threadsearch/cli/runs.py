"""A walk over pages, as ``index`` and ``parse`` take it: how pages are read, and what is said on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadsearch.cli.console import Console
from threadsearch.cli.failures import FAILED, FOUND, NOTHING
from threadsearch.cli.options import format_of, mapping_of, moment, recipes_of, zone_of
from threadsearch.model import Document

if TYPE_CHECKING:  # the way in is heavy, and most commands don't take it
    from threadsearch.ingest import FileMoved, FileUnchanged, FileVanished, Recovered
    from threadsearch.reading import PageEvent, Reading
    from threadsearch.render.reports import Report


def reading_of(  # noqa: PLR0913 - one argument an option
    tz: str,
    captured: str | None,
    columns: list[str] | None,
    only: str | None,
    recipes: list[str] | None,
    *,
    infers_replies: bool,
) -> Reading:
    """How pages are read, from the options that say so."""
    from threadsearch.reading import Reading

    zone = zone_of(tz)
    only = format_of(only)
    captured_at, mapping = moment(captured, zone), mapping_of(columns)
    return Reading(zone, captured_at, mapping, only, infers_replies, tuple(recipes_of(recipes, only)))


def say_broken(console: Console) -> bool:
    """Say which plug-ins can't be loaded; whether there are any."""
    from threadsearch.formats import broken_formats
    from threadsearch.render.terminal import safe_line

    for broken in broken_formats():
        console.complain(safe_line(f"The format {broken.name} can't be loaded: {broken.reason}"))
    return bool(broken_formats())


@dataclass(slots=True)
class Run:
    """A walk over pages: what it read, and whether anything that was asked for by name could not be read.

    If it ``explains``, what it prints says also what was left out, and messages need not.
    """

    console: Console
    named: frozenset[str]
    report: Report
    explains: bool = False
    refused: bool = False
    file: str = ""
    files: int = 0
    total: int = 0

    def happen(self, event: PageEvent | FileUnchanged | FileMoved | FileVanished | Recovered) -> None:
        """Count what happens in an index run, and say what must be said."""
        from threadsearch.ingest import FileMoved, FileUnchanged, FileVanished, Recovered
        from threadsearch.render.terminal import safe_line

        match event:
            case FileUnchanged() | FileMoved():
                self.report.add_known(event)
                self.files += 1
                self.refused |= event.failures > 0
            case FileVanished(source, is_dropped):
                self.report.add_vanished(event)
                self.console.say(safe_line(f"{'Dropped' if is_dropped else 'Vanished'} {source}"))
            case Recovered(reason):
                self.console.complain(
                    safe_line(f"What was known of the archive's files can't be used ({reason}); they are read again.")
                )
            case _:
                self.see(event)

    def see(self, event: PageEvent) -> None:
        """Count a page, and say so if it could not be read."""
        from threadsearch.reading import PageRead, PageSkipped
        from threadsearch.render.terminal import safe_line

        self.report.add(event)
        file = event.source.partition("!")[0]  # of a container's pages, all are in one file
        self.files += file != self.file
        self.file = file
        self.console.progress(f"{self.report.comments:,} comments; {event.source}", self._part)
        if isinstance(event, PageRead):
            return
        is_passed_over = isinstance(event, PageSkipped) and event.source not in self.named
        self.refused = self.refused or not is_passed_over
        if self.explains:
            return
        lines = [safe_line(line) for line in (str(event.error), event.error.advice) if line]
        if is_passed_over:
            self._pass_over(file, lines[0])
        else:
            self.console.complain([f"Failed {lines[0]}", *(f"  {line}" for line in lines[1:])])

    def _pass_over(self, file: str, reason: str) -> None:
        """Say why a file was skipped; of the many that browsers save beside a page only if everything is to be told."""
        from threadsearch.archive import holds_parts

        if holds_parts(file.rpartition("/")[0]):
            self.report.parts += 1
            if not self.console.verbose:
                return
        self.console.say([f"Skipped {reason}"])

    def threads(self, events: Iterable[PageEvent]) -> Iterator[tuple[Document, ...]]:
        """The threads of the pages that could be read."""
        from threadsearch.reading import PageRead

        for event in events:
            self.see(event)
            if isinstance(event, PageRead):
                yield from event.threads

    def _part(self) -> float:
        """How much of the files has been read."""
        from threadsearch.archive import walk

        self.total = self.total or sum(1 for _ in walk(self.named))
        return min(self.files / max(self.total, 1), 1.0)

    @property
    def status(self) -> int:
        """The exit status of a run that came to its end."""
        if self.refused:
            return FAILED
        return FOUND if self.report.threads or self.report.known else NOTHING
