"""Around one comment: ``replies``, ``thread`` and ``show``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated

import typer

from threadsearch.cli.console import Console
from threadsearch.cli.failures import FOUND, NOTHING
from threadsearch.cli.options import (
    DayFirst,
    IndexDir,
    Now,
    Output,
    OutputOption,
    Zone,
    as_typed,
    console_of,
    moment,
    number_or_all,
    opened,
    zone_of,
)
from threadsearch.engines.base import Index
from threadsearch.model import And, Document, IdPrefix, Kind, Query

Id = Annotated[str, typer.Argument(metavar="ID", help="A comment's or a thread's id, or the beginning of one.")]


def replies(
    context: typer.Context,
    identifier: Id,
    *,
    depth: Annotated[
        str, typer.Option("--depth", metavar="N|all", help="How many levels: 1 for the direct ones, or all.")
    ] = "1",
    output: OutputOption = Output.TEXT,
    index_dir: IndexDir = None,
) -> int:
    """Print the replies to a comment.

    The replies to a thread are its top-level comments.
    """
    from threadsearch.render.trees import tree_lines

    console = console_of(context, index_dir)
    levels = number_or_all(depth, "--depth", least=1)
    with opened(console) as index:
        asked = index.get(identifier)
        found = index.replies(asked.id, levels)
    if output is Output.TEXT:
        console.show(tree_lines(found, console.style()))
    else:
        _emit(console, output, found)
    if not found:
        console.say(f"{asked.id} has no replies.")
    return FOUND if found else NOTHING


def thread(  # noqa: PLR0913 - one argument an option
    context: typer.Context,
    identifier: Id,
    *,
    mark: Annotated[
        str | None, typer.Option("--mark", metavar="QUERY", help="Mark the comments that this query finds.")
    ] = None,
    output: OutputOption = Output.TEXT,
    tz: Zone = "UTC",
    day_first: DayFirst = False,
    now: Now = None,
    index_dir: IndexDir = None,
) -> int:
    """Print the whole thread around a comment.

    First comes what it is about, then the tree of its comments, the one named marked.
    """
    from threadsearch.render.trees import Marks, thread_lines

    console = console_of(context, index_dir)
    if mark is not None and output is not Output.TEXT:
        raise typer.BadParameter("marks are drawn in text only.", param_hint="--mark")
    query = None if mark is None else _query(mark, tz, now, day_first=day_first)
    with opened(console) as index:
        asked = index.get(identifier)
        documents = index.thread(asked.thread_id)
        hits = _hits_in(index, asked.thread_id, query) if query else frozenset()
    if output is not Output.TEXT:
        _emit(console, output, documents)
        return FOUND
    named = None if asked.kind is Kind.ARTICLE else asked.id
    console.show(thread_lines(documents, console.style(), Marks(named, hits)))
    if query and not hits:
        console.say("No comment of this thread matches the query to mark.")
    return FOUND


def show(
    context: typer.Context, identifier: Id, *, output: OutputOption = Output.TEXT, index_dir: IndexDir = None
) -> int:
    """Print one comment in full, and its origin.

    Its ancestors stand above it. A thread's id shows the article, what its pages claim and what is damaged.
    """
    from threadsearch.render.details import detail_lines, detail_record
    from threadsearch.render.structured import json_record

    console = console_of(context, index_dir)
    with opened(console) as index:
        asked = index.get(identifier)
        documents = index.thread(asked.thread_id)
    ancestors = list(_ancestors(asked, documents))
    found = len(documents) - 1
    if output is Output.TEXT:
        console.show(detail_lines(asked, ancestors, found, console.style()))
    elif output is Output.JSON:
        console.emit(json_record(detail_record(asked, ancestors, found)))
    else:
        _emit(console, output, [asked])
    return FOUND


def _query(text: str, tz: str, now: str | None, *, day_first: bool) -> Query:
    from threadsearch.query import parse_query

    zone = zone_of(tz)
    return parse_query(as_typed(text), now=moment(now, zone, day_first=day_first), zone=zone, day_first=day_first)


def _hits_in(index: Index, thread_id: str, query: Query) -> frozenset[str]:
    """The ids of a thread's comments that a query finds."""
    within = And((IdPrefix("thread", thread_id), query.where))
    return frozenset(hit.document.id for hit in index.search(replace(query, where=within, limit=None)).hits)


def _ancestors(document: Document, thread: Sequence[Document]) -> Iterator[Document]:
    """The comments above one, outermost first."""
    by_id = {other.id: other for other in thread}
    chain = []
    parent = document.parent_id
    while parent is not None:
        chain.append(by_id[parent])
        parent = by_id[parent].parent_id
    return reversed(chain)


def _emit(console: Console, output: Output, documents: Iterable[Document]) -> None:
    from threadsearch.render.structured import csv_documents, json_documents, jsonl_documents

    write = {Output.JSON: json_documents, Output.JSONL: jsonl_documents, Output.CSV: csv_documents}[output]
    console.emit(write(documents))
