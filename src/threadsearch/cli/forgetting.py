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
    from threadsearch.diagnose import near_authors
    from threadsearch.engines.whoosh import open_index
    from threadsearch.ingest import forget as forgotten
    from threadsearch.render.asked import near_line
    from threadsearch.render.terminal import safe_line

    if not identifiers and not author:
        raise typer.BadParameter("say what is to be forgotten: an ID, or --author NAME")
    names = [as_typed(name).strip() for name in author or ()]
    if not all(names):
        raise typer.BadParameter("an author has a name.", param_hint="--author")
    console = console_of(context, index_dir)
    with contextlib.closing(open_index(console.index_dir, wait=wait)) as index:
        ids = [index.get(identifier).id for identifier in identifiers or ()]
        gone = forgotten(index, ids=ids, authors=names)
        near = [] if gone else [near_authors(index, name) for name in names]
    if gone:
        console.say(f"Forgot {gone:,} {'document' if gone == 1 else 'documents'}, for good.")
        return FOUND
    console.say(safe_line(f"Nothing in the index is by {' or '.join(names)}. What later runs may find is kept out."))
    console.say(near_line(like) for like in near if like.values)
    return NOTHING
