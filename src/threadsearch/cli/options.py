"""Options that several commands share."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from threadsearch.cli.console import Console
from threadsearch.engines.base import Index

if TYPE_CHECKING:  # the way in is heavy, and most commands don't take it
    from threadsearch.formats.recipes import Recipe
    from threadsearch.formats.table import Mapping


class Output(StrEnum):
    """The forms in which documents are printed."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class ReportOutput(StrEnum):
    """The forms in which a command tells about an index."""

    TEXT = "text"
    JSON = "json"


def _zones(begun: str) -> list[str]:
    """The zones that a shell may complete what is typed to."""
    from zoneinfo import available_timezones

    return sorted(zone for zone in available_timezones() if zone.startswith(begun))


def _formats(begun: str) -> list[str]:
    """The same of formats, by the names that they are registered under: none has to be loaded for it."""
    from importlib.metadata import entry_points

    from threadsearch.formats.registry import GROUP

    return sorted(point.name for point in entry_points(group=GROUP) if point.name.startswith(begun))


OutputOption = Annotated[Output, typer.Option("--format", help="For people (text) or for programs (json, jsonl, csv).")]
ReportOption = Annotated[ReportOutput, typer.Option("--format", help="For people (text) or for programs (json).")]
IndexDir = Annotated[
    Path | None,
    typer.Option(
        "--index-dir", "-d", metavar="DIR", help="Where the index is, if not in $THREADSEARCH_INDEX or ./index."
    ),
]
Zone = Annotated[
    str,
    typer.Option(
        "--tz", metavar="ZONE", help="The zone of dates that name none: Europe/Paris, UTC.", autocompletion=_zones
    ),
]
DayFirst = Annotated[bool, typer.Option("--day-first", help="Read 7/4/2011 as 7 April.")]
Now = Annotated[
    str | None, typer.Option("--now", metavar="DATE", help="Take this for the present: yesterday is the day before.")
]
Captured = Annotated[
    str | None,
    typer.Option("--captured", metavar="DATE", help="When pages that don't say it were captured, for '3 hours ago'."),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", "-j", metavar="N", min=1, help="How many processes read, up to four for each core, if not one."
    ),
]
Wait = Annotated[
    float, typer.Option("--wait", metavar="SECONDS", min=0, help="How long to wait while another process writes.")
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN,...",
        help="Which column of a table (CSV, JSON lines) holds what: author=user.name,date=ts,text=body. "
        "Fields are id, parent, thread, author, date, text, title, url and deleted.",
    ),
]
Only = Annotated[
    str | None,
    typer.Option(
        "--only",
        metavar="NAME",
        help="Read every page by this format, whether or not others would claim it.",
        autocompletion=_formats,
    ),
]
Recipes = Annotated[
    list[str] | None,
    typer.Option(
        "--recipe",
        metavar="FILE",
        help="Read a site's pages by this recipe, a file of selectors that `threadsearch recipe` writes. Repeatable.",
    ),
]
InferReplies = Annotated[
    bool,
    typer.Option(
        "--infer-replies",
        help="Where a page shows no replies, tell whom comments answer by quotes, @names and names at their beginning.",
    ),
]
_DIGITS = 18  # more make no number of comments, and in the thousands Python refuses to read them
Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Archive files, or folders of them.")]


def console_of(context: typer.Context, index_dir: Path | None = None) -> Console:
    """This run's console; an index named behind the command goes before the one named in front of it."""
    console = context.find_object(Console)
    assert console is not None, "the program starts with one"  # noqa: S101 - a caller's mistake, never a user's
    if index_dir is not None:
        console.index_dir = index_dir
    return console


@contextlib.contextmanager
def opened(console: Console) -> Iterator[Index]:
    """The index that a run asks, closed behind it."""
    from threadsearch.engines.whoosh import open_index

    with contextlib.closing(open_index(console.index_dir)) as index:
        yield index


def as_typed(text: str) -> str:
    """A query in the letters that were typed: terminals send UTF-8 also where the locale (C) promises ASCII alone."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:
        return text


def number_or_all(text: str, option: str, *, least: int) -> int | None:
    """The number that was typed for an option, ``None`` for "all"."""
    if text == "all":
        return None
    if text.isdecimal() and len(text) <= _DIGITS and int(text) >= least:
        return int(text)
    raise typer.BadParameter(f"{text!r} is neither a number from {least} on nor all.", param_hint=option)


def zone_of(name: str) -> tzinfo:
    """The zone with this name in the tz database."""
    if name.upper() in {"UTC", "Z"}:
        return UTC
    from zoneinfo import ZoneInfo  # late: it looks for the zones' files at once

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        advice = "Zones are named as in the tz database: UTC, Europe/Paris, America/New_York."
        raise typer.BadParameter(f"there is no zone {name!r}. {advice}", param_hint="--tz") from error


def mapping_of(columns: list[str] | None) -> Mapping | None:
    """The columns of tables that people name; nothing for nothing."""
    if not columns:
        return None
    from threadsearch.formats.table import Mapping

    try:
        return Mapping.parse(columns)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--map") from error


def recipes_of(files: list[str] | None, only: str | None) -> list[Recipe]:
    """The recipes in these files."""
    if not files:
        return []
    from threadsearch.formats.recipes import load

    if only is not None:
        message = "a page is read by a recipe or by the one format that is named, not by both."
        raise typer.BadParameter(message, param_hint="--recipe")
    return [load(file) for file in files]


def format_of(name: str | None) -> str | None:
    """The name of an installed format; nothing for nothing."""
    if name is None:
        return None
    import difflib

    from threadsearch.formats import formats

    names = [reader.name for reader in formats()]
    if name.casefold() in names:
        return name.casefold()
    near = [known for known in names if name.casefold() in known]
    near = difflib.get_close_matches(name.casefold(), names) or near
    advice = f" Did you mean {' or '.join(near)}?" if near else ""
    known = "`threadsearch formats` lists them."
    raise typer.BadParameter(f"there is no format {name!r}.{advice} {known}", param_hint="--only")


def moment(text: str | None, zone: tzinfo, *, day_first: bool = False) -> datetime | None:
    """The first instant of a date as people write it; nothing for nothing."""
    if text is None:
        return None
    from threadsearch.dates import parse_expression

    start, _ = parse_expression(text, now=datetime.now(UTC), zone=zone, day_first=day_first)
    return start
