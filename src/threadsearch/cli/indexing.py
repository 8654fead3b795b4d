"""The way in: ``index``."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from threadsearch.cli.console import Console
from threadsearch.cli.failures import INTERRUPTED
from threadsearch.cli.options import (
    Captured,
    Columns,
    IndexDir,
    InferReplies,
    Jobs,
    Only,
    Paths,
    Recipes,
    ReportOption,
    ReportOutput,
    Zone,
    console_of,
)
from threadsearch.cli.runs import Run, reading_of, say_broken
from threadsearch.engines.base import Index


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
    run = Run(console, frozenset(paths), Report())
    reading = reading_of(tz, captured, columns, only, recipe, infers_replies=infer_replies)
    say_broken(console)
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
                    run.report.gone = event.gone
                elif isinstance(event, Halted):
                    left = event.left
                else:
                    run.happen(event)
            run.report.settle(opened)
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


def _kept(threads: int, left: int | None) -> str:
    """What an interrupted run has done, and how many files are ``left``, if that is known."""
    files = "" if left is None else f" {left:,} file{'s are' if left != 1 else ' is'} left:"
    return f"What was committed is kept ({threads:,} threads);{files} the same command goes on."


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
