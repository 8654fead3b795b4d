"""Plain tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from threadsearch.render.terminal import cut, pad, width

_GAP = "  "


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), columns: int = 0) -> Iterator[str]:
    """Rows of cells (safe already) in columns as wide as their widest cell; those named in ``right`` align there.

    With ``columns``, the last column is cut so that no line is wider.
    """
    widths = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            pad(cell, wide, right=place in right) for place, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ]
        line = _GAP.join(cells).rstrip()
        yield cut(line, columns) if columns else line


def pairs(facts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names and what they are, the names in a column of their own; facts without a value are left out."""
    known = [fact for fact in facts if fact[1]]
    yield from table(known) if known else ()
