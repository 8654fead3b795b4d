"""Recipes for sites: ``recipe``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from threadsearch.cli.failures import FOUND
from threadsearch.cli.options import Captured, Zone, console_of, moment, zone_of


def recipe(
    context: typer.Context,
    page: Annotated[str, typer.Argument(metavar="PAGE", help="A saved page of the site.")],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write it to this new file, not to the screen.")
    ] = None,
    tz: Zone = "UTC",
    captured: Captured = None,
) -> int:
    """Write a recipe for a site's pages, to be corrected by hand.

    It is a small file that says by CSS selectors where comments stand, as far as they were found on this page.
    `parse --recipe FILE` and `index --recipe FILE` read pages by it.
    """
    from threadsearch.archive import read_pages
    from threadsearch.errors import ReadError
    from threadsearch.formats.recipes.writing import write

    console = console_of(context)
    zone = zone_of(tz)
    found = next(read_pages([page], zone=zone, captured_at=moment(captured, zone)), None)
    if found is None:
        raise typer.BadParameter(f"there is no page in {page}.", param_hint="PAGE")
    if isinstance(found, ReadError):
        raise found
    text = write(found)
    if out is None:
        console.emit(text.splitlines())
        return FOUND
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        message = f"{out} is there already; what people corrected in it would be lost. Name a new file."
        raise typer.BadParameter(message, param_hint="--out") from None
    console.say(f"Wrote {out}. Try it: threadsearch parse --explain --recipe {out} {page}")
    return FOUND
