"""The way out: ``search``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

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
from threadsearch.model import Facet, Query, Results, Sort

if TYPE_CHECKING:  # loaded only by a search that explains itself
    from threadsearch.diagnose import Clause


_Clauses = list[str] | None  # each further one narrows the search, as further words do


def _named(choices: type[Facet | Sort]) -> str:
    *others, last = choices
    return f"{', '.join(others)} or {last}"


_FACETS = f"Count the matches by {_named(Facet)}; repeatable."


def search(  # noqa: PLR0913 - one argument an option
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY",
            help='Words, "phrases", OR, NOT, prefix*, fuzzy~, author:, date:A..B, is:reply; -word stands behind --.',
        ),
    ] = None,
    *,
    author: Annotated[_Clauses, typer.Option("--author", metavar="NAME", help="Comments by this author.")] = None,
    after: Annotated[_Clauses, typer.Option("--after", metavar="DATE", help="From this date on.")] = None,
    before: Annotated[_Clauses, typer.Option("--before", metavar="DATE", help="Before this date.")] = None,
    on: Annotated[_Clauses, typer.Option("--on", metavar="DATE", help="On this day, or in this month or year.")] = None,
    depth: Annotated[
        _Clauses, typer.Option("--depth", metavar="N..M", help="So deep in the tree: 0, 1..3, >2.")
    ] = None,
    thread: Annotated[_Clauses, typer.Option("--thread", metavar="ID", help="In this thread.")] = None,
    site: Annotated[_Clauses, typer.Option("--site", metavar="HOST", help="From this site or a part of it.")] = None,
    facet: Annotated[list[Facet] | None, typer.Option("--facet", metavar="FIELD", help=_FACETS)] = None,
    sort: Annotated[Sort, typer.Option("--sort", metavar="ORDER", help=f"Order by {_named(Sort)}.")] = Sort.RELEVANCE,
    limit: Annotated[
        str, typer.Option("--limit", "-n", metavar="N|all", help="How many hits to print, or all.")
    ] = "20",
    offset: Annotated[int, typer.Option("--offset", metavar="N", min=0, help="How many hits to leave out first.")] = 0,
    explain: Annotated[bool, typer.Option("--explain", help="Show the query as understood, and scores.")] = False,
    output: OutputOption = Output.TEXT,
    tz: Zone = "UTC",
    day_first: DayFirst = False,
    now: Now = None,
    index_dir: IndexDir = None,
) -> int:
    """Find comments, ranked, with facets.

    Exit status 0 with matches, 1 without.
    """
    from threadsearch.query import parse_query

    console = console_of(context, index_dir)
    facets = tuple(dict.fromkeys(facet or ()))
    most = number_or_all(limit, "--limit", least=0)
    _check_table(output, facets, most)
    zone = zone_of(tz)
    fields = {
        "author": author,
        "after": after,
        "before": before,
        "on": on,
        "depth": depth,
        "thread": thread,
        "site": site,
    }
    query = parse_query(
        as_typed(" ".join(words or ())),
        options=[(field, as_typed(value)) for field, values in fields.items() for value in values or ()],
        now=moment(now, zone, day_first=day_first),
        zone=zone,
        day_first=day_first,
    )
    query = replace(query, sort=sort, facets=facets, limit=most, offset=offset)
    return _answer(console, query, output, explain=explain)


def _answer(console: Console, query: Query, output: Output, *, explain: bool) -> int:
    """Ask the index and print what it says; the exit status."""
    with opened(console) as index:
        results = index.search(query)
        explanation = None
        if explain:
            from threadsearch.diagnose import weigh

            explanation = weigh(index, query)
        if output is Output.TEXT:
            console.show(_text(console, query, results, explanation, _titles(index, results)))
        else:
            _print(console, output, query, results, explanation)
        if results.total:
            return FOUND
        if not console.quiet:
            from threadsearch.diagnose import diagnose
            from threadsearch.render.asked import diagnosis_lines

            console.say(diagnosis_lines(diagnose(index, query)))
    return NOTHING


def _check_table(output: Output, facets: tuple[Facet, ...], limit: int | None) -> None:
    """A CSV file holds one table: the hits, or the facets."""
    if output is Output.CSV and facets and limit != 0:
        raise typer.BadParameter("csv has one table: with --limit 0 the facets, without --facet the hits.")


def _titles(index: Index, results: Results) -> dict[str, str]:
    """The titles of the threads that a facet counts: of those that are listed, the first ones."""
    from threadsearch.render.facets import LISTED

    counts = results.facets.get(Facet.THREAD, ())[:LISTED]
    records = [index.get(count.value) for count in counts if count.value]
    return {record.id: record.title for record in records if record.title}


def _print(console: Console, output: Output, query: Query, results: Results, explanation: Clause | None) -> None:
    from threadsearch.render import structured

    if output is Output.JSON:
        from threadsearch.render.asked import explanation_record

        explained = explanation_record(explanation) if explanation else None
        console.emit(structured.json_results(results, offset=query.offset, explanation=explained))
        return
    if explanation:
        from threadsearch.render.asked import explanation_lines

        console.complain(explanation_lines(explanation, console.style(sys.stderr)))
    if output is Output.JSONL:
        console.emit(structured.jsonl_results(results))
    else:
        console.emit(structured.csv_facets(results) if query.facets else structured.csv_hits(results))
    if 0 < len(results.hits) < results.total:
        # A table has no place for the total, and who opens it in a spreadsheet would take it for all there is.
        from threadsearch.render.hits import headline

        console.say(f"{headline(results, query)}. --limit all prints them all.")


def _text(
    console: Console, query: Query, results: Results, explanation: Clause | None, titles: Mapping[str, str]
) -> Iterator[str]:
    from threadsearch.render.hits import result_lines

    style = console.style()
    if explanation:
        from threadsearch.render.asked import explanation_lines

        yield from explanation_lines(explanation, style)
        yield ""
    if results.total:
        yield from result_lines(results, query, style, scores=explanation is not None, titles=titles)
