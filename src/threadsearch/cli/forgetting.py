"""The way out: ``forget``."""

from __future__ import annotations

import contextlib
from typing import Annotated

import typer

from threadsearch.cli.failures import FOUND, NOTHING
from threadsearch.cli.options import IndexDir, Wait, as_typed, console_of


def forget(
    context: typer.Context,
    identifiers: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Comments' or threads' ids, or the beginnings of them."),
    ] = None,
    *,
    author: Annotated[
        list[str] | None, typer.Option("--author", metavar="NAME", help="All that this author has written.")
    ] = None,
    wait: Wait = 5.0,
    index_dir: IndexDir = None,
) -> int:
    """Take comments out of the index, and keep them out.

    No later run brings them back. A thread's id stands for the whole thread. The archive's files are left as they are,
    and so are other people's words, quotations among them. The exit status is 1 if nothing in the index was concerned.
    """
    from threadsearch.engines.whoosh import open_index
    from threadsearch.ingest import forget as forgotten

    if not identifiers and not author:
        raise typer.BadParameter("say what is to be forgotten: an ID, or --author NAME")
    console = console_of(context, index_dir)
    with contextlib.closing(open_index(console.index_dir, wait=wait)) as index:
        ids = [index.get(identifier).id for identifier in identifiers or ()]
        gone = forgotten(index, ids=ids, authors=map(as_typed, author or ()))
    console.say(f"Forgot {gone:,} {'document' if gone == 1 else 'documents'}, for good.")
    return FOUND if gone else NOTHING
