"""How cost grows with the corpus: a small chart for each of some measures, as SVG written by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from bench.targets import MEASURES, OURS, median

_COLOURS = {
    OURS: "#c2410c",
    "SQLite FTS5": "#1d4ed8",
    "tantivy": "#047857",
    "Xapian": "#7c3aed",
    "Lucene": "#0e7490",
    "bm25s": "#a16207",
    "Whoosh": "#111827",
    "Whoosh, tuned": "#6b7280",
}
_SHOWN = {
    "index": "indexing, µs a comment",
    "add": "adding 1,000, µs a comment",
    "common": "common word, ms",
    "or": "OR of 3 words, ms",
    "phrase": "phrase of 2 words, ms",
    "facets": "facets by author and month, ms",
    "newest": "a month's newest, ms",
    "size": "index, MB",
    "memory": "memory while indexing, MB",
}
_ACROSS = 3
_WIDTH, _HEIGHT = 300, 220  # of a chart with its margins
_LEFT, _TOP, _RIGHT, _BOTTOM = 52, 30, 16, 30  # margins
_LEGEND = 28

Point = tuple[float, float]


def drawn(sizes: Sequence[Mapping[str, Any]]) -> str:
    """The charts: comments to the right, cost upwards, both in logarithms. Rates are shown as costs."""
    shown = [measure for measure in _SHOWN if any(measure in size["values"] for size in sizes)]
    height = _LEGEND + _HEIGHT * math.ceil(len(shown) / _ACROSS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH * _ACROSS} {height}">',
        '<g font-family="sans-serif" font-size="11" fill="#374151">',
        f'<rect width="{_WIDTH * _ACROSS}" height="{height}" fill="#ffffff"/>',
        *_legend({peer for size in sizes for measure in shown for peer in size["values"].get(measure, {})}),
    ]
    for number, measure in enumerate(shown):
        lines = {peer: _points(sizes, measure, peer) for peer in _COLOURS}
        at = _WIDTH * (number % _ACROSS), _LEGEND + _HEIGHT * (number // _ACROSS)
        parts.append(f'<g transform="translate({at[0]} {at[1]})">')
        parts += _chart(_SHOWN[measure], {peer: points for peer, points in lines.items() if points})
        parts.append("</g>")
    return "\n".join([*parts, "</g></svg>", ""])


def _points(sizes: Sequence[Mapping[str, Any]], measure: str, peer: str) -> list[Point]:
    found = ((size["documents"], median(size["values"], measure, peer)) for size in sizes)
    is_rate = MEASURES[measure].more
    return [(documents, 1e6 / value if is_rate else value) for documents, value in found if value]


def _legend(peers: set[str]) -> Iterator[str]:
    for number, peer in enumerate(name for name in _COLOURS if name in peers):
        x = 12 + 125 * number
        yield f'<circle cx="{x}" cy="14" r="4" fill="{_COLOURS[peer]}"/><text x="{x + 9}" y="18">{escape(peer)}</text>'


def _chart(title: str, lines: Mapping[str, Sequence[Point]]) -> Iterator[str]:
    xs = sorted({x for points in lines.values() for x, _ in points})
    ys = [y for points in lines.values() for _, y in points]
    low, high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)) + 1e-9)
    first, last = math.log10(xs[0]), math.log10(xs[-1])

    def right(x: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * ((math.log10(x) - first) / (last - first) if last > first else 0.5)

    def down(y: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * (math.log10(y) - low) / (high - low)

    yield f'<text x="{_LEFT}" y="18" font-weight="bold">{escape(title)}</text>'
    for power in range(low, high + 1):
        y = down(10.0**power)
        yield f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#e5e7eb"/>'
        yield f'<text x="{_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>'
    for x in xs:
        yield f'<text x="{right(x):.1f}" y="{_HEIGHT - 12}" text-anchor="middle">{_short(x)}</text>'
    for peer, points in lines.items():
        path = "L".join(f"{right(x):.1f} {down(y):.1f}" for x, y in points)
        yield f'<path d="M{path}" fill="none" stroke="{_COLOURS[peer]}" stroke-width="{2.5 if peer == OURS else 1.5}"/>'
        for x, y in points:
            yield f'<circle cx="{right(x):.1f}" cy="{down(y):.1f}" r="3" fill="{_COLOURS[peer]}"/>'


def _short(size: float) -> str:
    return f"{size / 1e6:g}M" if size >= 1e6 else f"{size / 1e3:g}k"  # noqa: PLR2004 - a million
