"""The way in: ``index``, ``parse`` and ``formats``."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from threadsearch.cli.console import Console
from threadsearch.cli.failures import FAILED, FOUND, INTERRUPTED, NOTHING
from threadsearch.cli.options import (
    Captured,
    Columns,
    IndexDir,
    InferReplies,
    Jobs,
    Only,
    Output,
    OutputOption,
    Paths,
    Recipes,
    ReportOption,
    ReportOutput,
    Zone,
    console_of,
    format_of,
    mapping_of,
    moment,
    recipes_of,
    zone_of,
)
from threadsearch.engines.base import Index
from threadsearch.model import Document, Kind

if TYPE_CHECKING:  # the way in is heavy, and most commands don't take it
    from threadsearch.ingest import FileMoved, FileUnchanged, FileVanished, Recovered
    from threadsearch.reading import PageEvent, Reading
    from threadsearch.render.reports import Report


def index(  # noqa: PLR0913 - one argument an option
    context: typer.Context,
    paths: Paths,
    *,
    tz: Zone = "UTC",
    captured: Captured = None,
    columns: Columns = None,
    only: Only = None,
    recipe: Recipes = None,
    infer_replies: InferReplies = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Begin with an empty index, in place of what is there.")
    ] = False,
    again: Annotated[bool, typer.Option("--all", help="Read all files again, changed or not.")] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Read again what formats have read that read better now.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Drop what only files have shown that are not there any more.")
    ] = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", min=0, help="How long to wait while another process writes.")
    ] = 5.0,
    jobs: Jobs = None,
    output: ReportOption = ReportOutput.TEXT,
    index_dir: IndexDir = None,
) -> int:
    """Read archive files into the index.

    Folders are read with all that is below them. Files that have not changed since they were read, or have merely
    moved, are not read again; threads are brought up to date with the others. One unreadable file never stops a run.
    """
    from threadsearch.cli.halting import Halt
    from threadsearch.ingest import Again, Committed, Halted, ingest
    from threadsearch.render.reports import Report, report_lines, report_record, stage_lines
    from threadsearch.render.structured import json_record
    from threadsearch.stages import Stages
    from threadsearch.workers import cores

    console = console_of(context, index_dir)
    run = _Run(console, frozenset(paths), Report())
    reading = _reading(tz, captured, columns, only, recipe, infers_replies=infer_replies)
    _broken(console)
    _kept_apart(console.index_dir, paths)
    kept, left = 0, None
    stages = Stages()
    halt = Halt(quiet=console.quiet)
    try:
        with halt.heeded(), _filled(console, wait, rebuild=rebuild) as opened, opened.locked():
            if not rebuild:
                halt.gently()
            events = ingest(
                paths,
                opened,
                reading,
                jobs=jobs or cores(),
                stages=stages,
                again=Again.ALL if again else Again.IMPROVED if refresh else Again.CHANGED,
                prune=prune,
                is_halted=lambda: halt.is_wanted,
            )
            for event in events:
                if isinstance(event, Committed):
                    kept += event.threads
                elif isinstance(event, Halted):
                    left = event.left
                else:
                    run.happen(event)
    except KeyboardInterrupt:
        console.complain(f"Interrupted. {'The index is as it was.' if rebuild else _kept(kept, None)}")
        return INTERRUPTED
    finally:
        console.done()
    if left is not None:
        console.complain(f"Interrupted. {_kept(kept, left)}")
        return INTERRUPTED
    if console.verbose:
        console.say(stage_lines(stages))
    if output is ReportOutput.JSON:
        console.emit(json_record(report_record(run.report)))
    elif not console.quiet:
        console.emit(report_lines(run.report, console.style(), everything=console.verbose))
    return run.status


def parse(  # noqa: PLR0913 - one argument an option
    context: typer.Context,
    paths: Paths,
    *,
    output: OutputOption = Output.TEXT,
    tz: Zone = "UTC",
    captured: Captured = None,
    columns: Columns = None,
    only: Only = None,
    recipe: Recipes = None,
    infer_replies: InferReplies = False,
    jobs: Jobs = None,
    pingbacks: Annotated[
        bool | None,
        typer.Option(
            help="Print other sites' pingbacks, or leave them out. If you say neither, those of exports are printed, "
            "and those of pages left out."
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print how each page was read, or why not, in place of its comments.")
    ] = False,
) -> int:
    """Print the comments of archive files; no index.

    They come in page order. Their ids are the ones that an index gives them.
    """
    from threadsearch.reading import read
    from threadsearch.render.reports import Report
    from threadsearch.render.structured import csv_documents, json_documents, jsonl_documents
    from threadsearch.workers import cores

    console = console_of(context)
    run = _Run(console, frozenset(paths), Report(), explains=explain)
    reading = _reading(tz, captured, columns, only, recipe, infers_replies=infer_replies)
    _broken(console)
    events = read(paths, reading, jobs=jobs or cores())
    if explain:
        _explain(console, run, events, output)
        return run.status
    threads = run.threads(events)
    printed = (tuple(document for document in documents if _is_printed(document, pingbacks)) for documents in threads)
    if output is Output.TEXT:
        console.show(_drawn(printed, console))
    else:
        comments = (document for documents in printed for document in documents if document.kind is not Kind.ARTICLE)
        write = {Output.JSON: json_documents, Output.JSONL: jsonl_documents, Output.CSV: csv_documents}[output]
        console.emit(write(comments))
    return run.status


def formats(context: typer.Context, *, output: ReportOption = ReportOutput.TEXT) -> int:
    """List the formats that can be read."""
    from threadsearch.formats import formats as installed
    from threadsearch.render.overview import format_lines, formats_record
    from threadsearch.render.structured import json_record

    console = console_of(context)
    if output is ReportOutput.JSON:
        console.emit(json_record(formats_record(installed())))
    else:
        console.emit(format_lines(installed(), console.style()))
    return FAILED if _broken(console) else FOUND


def _reading(  # noqa: PLR0913 - one argument an option
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


def _kept(threads: int, left: int | None) -> str:
    """What an interrupted run has done, and how many files are ``left``, if that is known."""
    files = "" if left is None else f" {left:,} file{'s are' if left != 1 else ' is'} left:"
    return f"What was committed is kept ({threads:,} threads);{files} the same command goes on."


def _broken(console: Console) -> bool:
    """Say which plug-ins can't be loaded; whether there are any."""
    from threadsearch.formats import broken_formats
    from threadsearch.render.terminal import safe_line

    for broken in broken_formats():
        console.complain(safe_line(f"The format {broken.name} can't be loaded: {broken.reason}"))
    return bool(broken_formats())


def _kept_apart(index_dir: Path, paths: Paths) -> None:
    """Refuse to make an index in the very folder of the pages, which would be passed over from then on."""
    if any(os.path.realpath(path) == os.path.realpath(index_dir) for path in paths):
        message = f"{os.fspath(index_dir)!r} is the folder of the pages; the index needs another one."
        raise typer.BadParameter(message, param_hint="--index-dir")


@contextlib.contextmanager
def _filled(console: Console, wait: float, *, rebuild: bool) -> Iterator[Index]:
    """The index to write to: a new one that takes the old one's place at the end, or the one that is there."""
    from threadsearch.engines.whoosh import create_index, rebuild_index

    if rebuild:
        with rebuild_index(console.index_dir, wait=wait) as index:
            yield index
    else:
        with contextlib.closing(create_index(console.index_dir, wait=wait)) as index:
            yield index


@dataclass(slots=True)
class _Run:
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


def _is_printed(document: Document, pingbacks: bool | None) -> bool:  # noqa: FBT001 - an option as it was given
    """Whether ``parse`` prints a document: pingbacks where they are asked for, or are rows of what is read."""
    from threadsearch.formats import prints_pingbacks

    if document.kind is not Kind.PINGBACK:
        return True
    return prints_pingbacks(document.format) if pingbacks is None else pingbacks


def _explain(console: Console, run: _Run, events: Iterable[PageEvent], output: Output) -> None:
    """Print how each page was read."""
    from threadsearch.render.explained import explanation_lines, explanation_record
    from threadsearch.render.structured import json_records

    def seen() -> Iterator[PageEvent]:
        for event in events:
            run.see(event)
            yield event

    if output is Output.TEXT:
        console.show(explanation_lines(seen(), console.style()))
    elif output is Output.JSON:
        console.emit(json_records("pages", map(explanation_record, seen())))
    else:
        raise typer.BadParameter("what is explained is printed as text or json.", param_hint="--explain")


def _drawn(threads: Iterable[tuple[Document, ...]], console: Console) -> Iterator[str]:
    from threadsearch.render.trees import thread_lines

    for number, documents in enumerate(threads):
        if number:
            yield ""
        yield from thread_lines(documents, console.style())
