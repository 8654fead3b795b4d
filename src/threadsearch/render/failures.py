"""Errors for people: what, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from threadsearch.errors import QuerySyntaxError, ThreadsearchError
from threadsearch.render.style import Role, Style
from threadsearch.render.terminal import safe_line, width

_LEAD = 30  # columns of a long query that are shown before the trouble


def error_lines(error: ThreadsearchError, style: Style) -> Iterator[str]:
    """An error on one screen; a query's has a caret under the trouble."""
    yield f"{style.paint('Error:', Role.CARET)} {safe_line(str(error))}"
    if isinstance(error, QuerySyntaxError):
        yield from _caret_lines(error, style)
    if error.advice:
        yield safe_line(error.advice)


def _caret_lines(error: QuerySyntaxError, style: Style) -> Iterator[str]:
    start, stop = error.column, error.column + error.length
    before, inside, after = (
        safe_line(part) for part in (error.query[:start], error.query[start:stop], error.query[stop:])
    )
    room = style.width - 2
    if width(before + inside + after) > room:
        before = "…" + before[-_LEAD:] if len(before) > _LEAD else before
        inside = inside[: max(1, room - len(before) - 1)]
        after = ""
    yield f"  {before}{inside}{after}"
    yield f"  {' ' * width(before)}{style.paint('^' * max(1, width(inside)), Role.CARET)}"
