"""Plain tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from threadsearch.render.terminal import cut, pad, width

_GAP = "  "


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), columns: int = 0) -> Iterator[str]:
    """Rows of cells (safe already) in columns as wide as their widest cell; those named in ``right`` align there.

    With ``columns``, lines are cut to that width.
    """
    widths = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = (pad(cell, widths[place], right=place in right) for place, cell in enumerate(row))
        line = _GAP.join(cells).rstrip()
        yield cut(line, columns) if columns else line


def headed(rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), columns: int = 0) -> Iterator[str]:
    """A table under a first row of names; columns that are empty but for their names are left out."""
    kept = [place for place in range(len(rows[0])) if any(row[place] for row in rows[1:])]
    aligned = [place for place, original in enumerate(kept) if original in right]
    yield from table([[row[place] for place in kept] for row in rows], right=aligned, columns=columns)


def pairs(facts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names and what they are, the names in a column of their own; facts without a value are left out."""
    known = [fact for fact in facts if fact[1]]
    yield from table(known) if known else ()
