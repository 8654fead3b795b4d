"""What there is: ``stats``."""

from __future__ import annotations

import typer

from threadsearch.cli.failures import FOUND, NOTHING
from threadsearch.cli.options import IndexDir, ReportOption, ReportOutput, console_of, opened


def stats(context: typer.Context, *, output: ReportOption = ReportOutput.TEXT, index_dir: IndexDir = None) -> int:
    """Tell what is in the index.

    Counts, dates, sites and authors, and how much of each thread is here.
    """
    from threadsearch.render.overview import stats_lines, stats_record
    from threadsearch.render.structured import json_record
    from threadsearch.stats import collect

    console = console_of(context, index_dir)
    with opened(console) as index:
        found = collect(index)
    if output is ReportOutput.JSON:
        console.emit(json_record(stats_record(found)))
    else:
        console.show(stats_lines(found, console.style(), everything=console.verbose))
    return FOUND if found.threads else NOTHING
