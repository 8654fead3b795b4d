"""Who answers whom, where the text still shows it: by indentation, or by numbers for comments and bullets for answers.

Indentation is believed only where it makes a tree of the whole page: each record stands as deep as one above it that
is still open, or one step deeper; and either list marks show the levels, or a level is come back to. A first post that
merely hangs out of the rest is no parent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from threadsearch.formats.generic_text.cutting import Layout, Record
from threadsearch.formats.generic_text.entries import Entry

_TWO = 2


def parents(entries: Sequence[Entry], layout: Layout, records: Sequence[Record]) -> list[int | None]:
    """For each record the number of the one that it answers, or ``None``."""
    heads = [_head(entries, layout, record) for record in records]
    if any(head is None for head in heads) and not layout.dates_last:
        return [None] * len(records)
    indents = _indents(entries, records, heads)
    if len(set(indents)) > 1:
        return _by_indent(indents, is_marked=_mostly_marked(heads)) or [None] * len(records)
    return _by_marks(heads) or [None] * len(records)


def _head(entries: Sequence[Entry], layout: Layout, record: Record) -> Entry | None:
    """The line that a record begins with: its author's or its date's."""
    if layout.dates_last:
        return entries[record.name.place] if record.name and layout.authors_first else None
    return entries[min(record.date, record.name.place if record.name else record.date)]


def _indents(entries: Sequence[Entry], records: Sequence[Record], heads: Sequence[Entry | None]) -> list[int]:
    """How deep each record stands; where its author's line is lost, as deep as others whose date stands as deep."""
    dates = [entries[record.date].indent for record in records]
    by_date: dict[int, Counter[int]] = {}
    for head, date in zip(heads, dates, strict=True):
        if head:
            by_date.setdefault(date, Counter())[head.indent] += 1
    usual = {date: count.most_common(1)[0][0] for date, count in by_date.items()}
    return [head.indent if head else usual.get(date, date) for head, date in zip(heads, dates, strict=True)]


def _mostly_marked(heads: Sequence[Entry | None]) -> bool:
    return sum(bool(head and head.marked) for head in heads) > len(heads) / _TWO


def _by_indent(indents: Sequence[int], *, is_marked: bool) -> list[int | None] | None:
    """The parents by indentation, or ``None`` if it makes no tree."""
    found: list[int | None] = []
    path: list[int] = []  # the records above this one, from the top level down
    comes_back = False
    for number, indent in enumerate(indents):
        left = [above for above in path if indents[above] < indent]
        if len(left) < len(path) and indents[path[len(left)]] != indent:
            return None  # between two levels
        if number and not left and indent != indents[0]:
            return None  # above the first
        comes_back = comes_back or len(path) - len(left) >= _TWO
        found.append(left[-1] if left else None)
        path = [*left, number]
    if found[1:].count(None) == 0:  # one record hangs out of the whole list: an opening post, or the article's own date
        found = [None if above == 0 else above for above in found]
    return found if is_marked or (comes_back and len(found) - found.count(None) >= _TWO) else None


def _by_marks(heads: Sequence[Entry | None]) -> list[int | None] | None:
    """The parents where comments are numbered one after the other and answers have bullets; else ``None``."""
    numbers = [head.number for head in heads if head and head.number is not None]
    bullets = sum(bool(head and head.is_bullet) for head in heads)
    is_counted = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    if not is_counted or not bullets or len(numbers) < _TWO or len(numbers) + bullets < len(heads):
        return None
    found: list[int | None] = []
    above: int | None = None
    for place, head in enumerate(heads):
        if head and head.number is not None:
            above = place
        found.append(None if above == place else above)
    return found
