"""What is read, without an index: ``parse``, and ``formats``, which says what can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from threadsearch.cli.console import Console
from threadsearch.cli.failures import FAILED, FOUND
from threadsearch.cli.options import (
    Captured,
    Columns,
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
)
from threadsearch.cli.runs import Run, reading_of, say_broken
from threadsearch.model import Document, Kind

if TYPE_CHECKING:  # the way in is heavy, and most commands don't take it
    from threadsearch.reading import PageEvent


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
    run = Run(console, frozenset(paths), Report(), explains=explain)
    reading = reading_of(tz, captured, columns, only, recipe, infers_replies=infer_replies)
    say_broken(console)
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
    return FAILED if say_broken(console) else FOUND


def _explain(console: Console, run: Run, events: Iterable[PageEvent], output: Output) -> None:
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


def _is_printed(document: Document, pingbacks: bool | None) -> bool:  # noqa: FBT001 - an option as it was given
    """Whether ``parse`` prints a document: pingbacks where they are asked for, or are rows of what is read."""
    from threadsearch.formats import prints_pingbacks

    if document.kind is not Kind.PINGBACK:
        return True
    return prints_pingbacks(document.format) if pingbacks is None else pingbacks
