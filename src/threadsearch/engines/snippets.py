"""The part of a document's text that shows best why it matched, and where in it the matching words stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from threadsearch.engines import analysis, matching
from threadsearch.model import And, Fuzzy, Node, Not, Or, Phrase, Prefix, Term

WIDTH = 200
"""About how many characters a snippet has."""

_SPACE = re.compile(r"\s+")
_RUN = re.compile(r"\s{2,}|[^\S ]")  # white space that is not one space


class _Match(NamedTuple):
    """A place in the text, and which leaf of the query it answers."""

    start: int
    end: int
    leaf: int


def snippet(text: str, where: Node) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A snippet of a text for a query, on one line, and the spans of its highlights.

    It is the stretch with the most of the query's leaves in it, then with the most matches, then the first; the text's
    beginning where nothing of the text was asked for. What the query excludes is not highlighted.
    """
    matches = _matches(text, _wanted(where))
    first, last = _best(matches) if matches else (0, 0)
    start, end = _window(text, first, last)
    spans = _joined([(max(m.start, start), min(m.end, end)) for m in matches if m.start < end and m.end > start])
    return _on_one_line(text, start, end, spans)


def _leaves(node: Node, *, asked: bool = True) -> Iterator[Term | Phrase | Prefix | Fuzzy]:
    """The leaves that a match's text may answer: those under an even number of negations."""
    match node:
        case And(clauses) | Or(clauses):
            for clause in clauses:
                yield from _leaves(clause, asked=asked)
        case Not(clause):
            yield from _leaves(clause, asked=not asked)
        case Term(field="text") | Phrase(field="text") | Prefix(field="text") | Fuzzy(field="text") if asked:
            yield node
        case _:
            pass


@lru_cache
def _wanted(where: Node) -> tuple[matching.Wanted, ...]:
    """What a match's text may hold, in the order of the query."""
    return tuple(dict.fromkeys(map(matching.wanted, _leaves(where))))


def _matches(text: str, leaves: Sequence[matching.Wanted]) -> list[_Match]:
    words, counts = analysis.folded(analysis.spellings(text)) if leaves else ([], [])
    found = [(place, number) for number, wanted in enumerate(leaves) for place in matching.places(words, wanted)]
    if not found:
        return []
    spans = analysis.spans(text)
    if counts.count(1) < len(counts):
        spans = [span for span, count in zip(spans, counts, strict=True) for _ in range(count)]
    ends = [len(wanted.words) - 1 for wanted in leaves]
    return sorted(_Match(spans[place][0], spans[place + ends[number]][1], number) for place, number in found)


def _best(matches: list[_Match]) -> tuple[int, int]:
    """From where to where the best matches stand that fit in one window."""
    best, best_value = (0, 0), (0, 0)
    times = [0] * (max(match.leaf for match in matches) + 1)  # how often each leaf is in the window
    end = 0
    for number, match in enumerate(matches):
        while end < len(matches) and (end == number or matches[end].end <= match.start + WIDTH):
            times[matches[end].leaf] += 1
            end += 1
        value = (len(times) - times.count(0), end - number)
        if value > best_value:
            best_value = value
            best = match.start, min(max(m.end for m in matches[number:end]), match.start + WIDTH)
        times[match.leaf] -= 1
    return best


def _window(text: str, first: int, last: int) -> tuple[int, int]:
    """A stretch around [first, last), cut at the spaces between words where there are any."""
    spare = max(0, WIDTH - (last - first))
    end = min(len(text), max(last + spare // 2, WIDTH))
    start = max(0, min(first, end - WIDTH))
    end = min(len(text), max(end, start + WIDTH))
    if start > 0 and not text[start - 1].isspace():
        space = _SPACE.search(text, start, first)
        start = space.end() if space else start
    if end < len(text) and not text[end].isspace():
        spaces = list(_SPACE.finditer(text, last, end))
        end = spaces[-1].start() if spaces and spaces[-1].start() > start else end
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, the overlapping ones made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] - 1:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        elif start < end:
            joined.append((start, end))
    return joined


def _on_one_line(
    text: str, start: int, end: int, spans: list[tuple[int, int]]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The stretch with every run of white space made one space, an ellipsis where it was cut, the spans moved along."""
    before = "…" if text[:start].strip() else ""
    after = "…" if text[end:].strip() else ""
    runs = [run.span() for run in _RUN.finditer(text, start, end)]

    def moved(place: int) -> int:
        return place - start + len(before) - sum(last - first - 1 for first, last in runs if last <= place)

    shown = f"{before}{_RUN.sub(' ', text[start:end])}{after}"
    return shown, tuple((moved(first), moved(last)) for first, last in spans)
