"""Facets as bars and as lists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from threadsearch.model import Facet, FacetCount
from threadsearch.render.facets import bar, facet_lines
from threadsearch.render.style import Style
from threadsearch.render.terminal import width

STYLE = Style(width=60)


def test_dates_are_drawn_in_proportion() -> None:
    counts = [FacetCount("2011-07-05", 40), FacetCount("2011-07-06", 10), FacetCount(None, 1)]
    assert list(facet_lines(Facet.DAY, counts, STYLE, {})) == [
        "By day",
        "  2011-07-05  40  " + "█" * 42,
        "  2011-07-06  10  " + "█" * 10 + "▌",
        "  undated      1  █",
    ]


def test_names_are_listed_ten_at_most() -> None:
    counts = [FacetCount(f"name {number}", 20 - number) for number in range(13)]
    lines = list(facet_lines(Facet.AUTHOR, counts, STYLE, {}))
    assert lines[1] == "  20  name 0"
    assert lines[10] == "  11  name 9"
    assert lines[11:] == ["  and 3 more with 27"]


def test_who_has_no_name_is_counted_as_such() -> None:
    assert list(facet_lines(Facet.AUTHOR, [FacetCount(None, 3)], STYLE, {})) == ["By author", "  3  [no author]"]


def test_threads_are_named_by_their_titles() -> None:
    lines = facet_lines(Facet.THREAD, [FacetCount("0zfsz2c8js9r", 3)], STYLE, {"0zfsz2c8js9r": "On \x1bbridges"})
    assert list(lines) == ["By thread", "  3  0zfsz2c8js9r  On ␛bridges"]


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=8), st.integers(40, 200))
def test_bars_fit_the_screen(numbers: list[int], columns: int) -> None:
    counts = [FacetCount(str(2000 + year), number) for year, number in enumerate(numbers)]
    lines = list(facet_lines(Facet.YEAR, counts, Style(width=columns), {}))
    assert all(width(line) <= columns for line in lines)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 80))
def test_a_larger_share_never_has_a_shorter_bar(one: float, other: float, columns: int) -> None:
    less, more = sorted((one, other))
    assert _eighths(bar(less, columns)) <= _eighths(bar(more, columns)) <= columns * 8
    assert bool(bar(more, columns)) == (more > 0)


def _eighths(drawn: str) -> int:
    return sum(" ▏▎▍▌▋▊▉█".index(block) for block in drawn)
