"""Facets for people: histograms of dates, counted lists of everything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from threadsearch.model import Facet, FacetCount
from threadsearch.render.style import Role, Style
from threadsearch.render.terminal import cut, pad, safe_line, width
from threadsearch.render.wording import NO_AUTHOR, UNDATED

LISTED = 10  # values of a facet that isn't dates
CHARTED = 40  # bars of a histogram
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_WIDEST_BAR = 50
_NUMBERS = 14  # columns for a count and the gaps beside it

_DATES = {Facet.DAY, Facet.MONTH, Facet.YEAR}
_WITHOUT = {
    Facet.AUTHOR: NO_AUTHOR,
    Facet.DAY: UNDATED,
    Facet.MONTH: UNDATED,
    Facet.YEAR: UNDATED,
    Facet.SITE: "[no site]",
}


def facet_lines(facet: Facet, counts: Sequence[FacetCount], style: Style, titles: Mapping[str, str]) -> Iterator[str]:
    """A facet's name and its values: dates as bars in their order, others as the most frequent ones.

    ``titles`` has the titles of threads, by their ids.
    """
    yield style.paint(f"By {facet.value}", Role.TITLE)
    shown = CHARTED if facet in _DATES else LISTED
    rows = [(_label(facet, count, style, titles), count.count) for count in counts[:shown]]
    yield from _chart(rows, style) if facet in _DATES else _list(rows)
    if hidden := counts[shown:]:
        total = sum(count.count for count in hidden)
        yield style.paint(f"  and {len(hidden):,} more with {total:,}", Role.QUIET)


def _label(facet: Facet, count: FacetCount, style: Style, titles: Mapping[str, str]) -> str:
    if count.value is None:
        return _WITHOUT.get(facet, "[none]")
    value = safe_line(count.value)
    if facet is Facet.THREAD and count.value in titles:
        value += f"  {safe_line(titles[count.value])}"
    return cut(value, style.prose - _NUMBERS)


def _list(rows: Sequence[tuple[str, int]]) -> Iterator[str]:
    numbers = max((len(f"{number:,}") for _, number in rows), default=0)
    for label, number in rows:
        yield f"  {number:>{numbers},}  {label}"


def _chart(rows: Sequence[tuple[str, int]], style: Style) -> Iterator[str]:
    labels = max((width(label) for label, _ in rows), default=0)
    numbers = max((len(f"{number:,}") for _, number in rows), default=0)
    room = min(_WIDEST_BAR, max(1, style.width - labels - numbers - 6))
    most = max((number for _, number in rows), default=1)
    for label, number in rows:
        drawn = style.paint(bar(number / most, room), Role.DATE)
        yield f"  {pad(label, labels)}  {number:>{numbers},}  {drawn}"


def bar(share: float, columns: int) -> str:
    """A bar as long as its share of ``columns``, to an eighth of one; a share above nothing always shows."""
    eighths = max(round(share * columns * 8), 1 if share > 0 else 0)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
