"""What of a page's truth the page's flattened text still shows, and so can be asked of who reads the text alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from scoring import Truth, beginning_of, squashed

from threadsearch.dates import read_stamp
from threadsearch.formats.textual import Line, numbered
from threadsearch.model import Page

_TREE = ("parent_n", "depth")
_SECOND = len("2011-07-05T05:33:00")


def shown(truth: Sequence[Truth], text: str) -> Sequence[Truth]:
    """The truth without what flattening lost.

    Parents and depths are left where each answer whose words are found stands further to the right than what it
    answers, or nobody answers. Dates are left as they are on the wall, for zones stand in markup, unless what the page
    shows of one ("date_as_shown") tells it only to who knows when the page was saved ("3 hours ago").
    """
    lost = () if _shows_tree(truth, numbered(Page("", text, "text/plain"))) else _TREE
    return [dict(_shown(true, lost)) for true in truth]


def _shown(true: Truth, lost: Collection[str]) -> Iterator[tuple[str, Any]]:
    for key, value in true.items():
        if key == "iso_date" and value:
            if _shows_date(true):
                yield key, value[:_SECOND]
        elif key not in lost:
            yield key, value


def holds(text: str, truth: Sequence[Truth]) -> bool:
    """Whether flattening left the comments: some extractors take them for furniture, and drop most of them."""
    letters = squashed(text)
    wanted = [beginning for true in truth if (beginning := beginning_of(true))]
    return sum(beginning in letters for beginning in wanted) > len(wanted) / 2


def _shows_tree(truth: Sequence[Truth], lines: Sequence[Line]) -> bool:
    indents = _indents(truth, lines)
    pairs = ((indents.get(true["n"]), indents.get(true["parent_n"])) for true in truth if true.get("parent_n"))
    return all(own > above for own, above in pairs if own is not None and above is not None)


def _indents(truth: Sequence[Truth], lines: Sequence[Line]) -> dict[int, int]:
    """How far each comment's first line is indented, by its number, of those that are found in page order."""
    letters = [squashed(line.text) for line in lines]
    found = {}
    place = 0
    for true in truth:
        wanted = beginning_of(true)
        at = next((n for n in range(place, len(lines)) if wanted and wanted in letters[n]), None)
        if at is not None:
            found[true["n"]] = lines[at].indent
            place = at
    return found


def _shows_date(true: Truth) -> bool:
    as_shown = true.get("date_as_shown")
    return as_shown is None or read_stamp(as_shown).at is not None
