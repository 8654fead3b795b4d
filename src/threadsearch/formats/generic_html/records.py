"""Candidates for comments: tags with what is in them, or runs of tags side by side."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from threadsearch.formats.generic_html.dates import Dated
from threadsearch.formats.generic_html.outline import Outline, no_numbers

# A page may have a class for every few tags, and each may be that of heads: if all the tags beside a few heads were cut
# into runs, time would be the square of a page's size.
_SIBLINGS = 2_000  # tags beside one another that any number of heads may cut into runs
_EACH = 100  # of them for each head, if there are more


@dataclass(slots=True, eq=False)
class Record:
    """A candidate for a comment.

    ``tops`` are its tags, one below the other; ``texts`` the ranges of its own texts; ``dates`` the dates in it, in
    page order. ``above`` is the record that it is nested in, ``inner`` the tags of those nested in it.
    """

    tops: list[int]
    texts: list[tuple[int, int]]
    above: Record | None = None
    dates: Sequence[Dated] = ()
    inner: list[int] | tuple[()] = ()  # a list for each would be a seventh of what records take

    @property
    def own(self) -> Iterator[int]:
        """The numbers of its texts."""
        for first, last in self.texts:
            yield from range(first, last)

    def prose(self, out: Outline) -> int:
        """The letters of prose in its own texts."""
        before = out.prose
        return sum([before[last] - before[first] for first, last in self.texts])

    def tags(self, out: Outline) -> Iterator[int]:
        """The numbers of its tags, without those of the records in it."""
        skipped = set(self.inner)
        for top in self.tops:
            number = top
            while number < out.ends[top]:
                if number in skipped:
                    number = out.ends[number]
                else:
                    yield number
                    number += 1


def nested(out: Outline, boxes: Mapping[int, Sequence[Dated]]) -> list[Record]:
    """A record for each of these tags, in page order, without what is in another of them."""
    records: list[Record] = []
    open_ones: list[Record] = []
    begins: list[int] = []  # where the next own text of each open one may begin

    def close(until: int) -> None:
        while open_ones and out.ends[open_ones[-1].tops[0]] <= until:
            record, at = open_ones.pop(), begins.pop()
            if at < out.lasts[record.tops[0]]:
                record.texts.append((at, out.lasts[record.tops[0]]))

    for number in sorted(boxes):
        close(number)
        above = open_ones[-1] if open_ones else None
        if above is not None:
            if begins[-1] < out.firsts[number]:
                above.texts.append((begins[-1], out.firsts[number]))
            begins[-1] = out.lasts[number]
            if isinstance(above.inner, tuple):
                above.inner = []
            above.inner.append(number)
        records.append(Record([number], [], above, boxes[number]))
        open_ones.append(records[-1])
        begins.append(out.firsts[number])
    close(len(out.tags))
    return records


def joined(out: Outline, lists: Iterable[Sequence[Record]]) -> list[Record]:
    """Records of several lists as one, each without those in it; a date belongs to the innermost."""
    boxes = {record.tops[0]: record.dates for records in lists for record in records}
    records = nested(out, boxes)
    taken: set[int] = set()
    for record in reversed(records):  # innermost first
        record.dates = [dated for dated in record.dates if dated.tag not in taken]
        taken.update(dated.tag for dated in record.dates)
    return records


def runs(out: Outline, boxes: Mapping[int, Sequence[Dated]], *, is_header: bool) -> list[Record]:
    """Records that are a header and the tags behind it, or a footer and those before it; none where tags nest.

    The heads are lifted first, to the outermost tags that still are one for each.
    """
    numbers = lifted = array("i", sorted(boxes))
    while min(out.parents[number] for number in lifted) >= 0:
        higher = array("i", (out.parents[number] for number in lifted))
        if not _are_apart(out, higher):
            break
        lifted = higher
    if not _are_apart(out, lifted) or lifted[0] == 0:
        return []
    by_parent: dict[int, array[int]] = {}
    for order, number in enumerate(lifted):
        by_parent.setdefault(out.parents[number], no_numbers()).append(order)
    if not _are_apart(out, sorted(by_parent)):
        return []  # what is behind a head in one tag would be behind those in the tags around it, too
    records = []
    for parent, orders in by_parent.items():
        most = max(_SIBLINGS, _EACH * len(orders))
        children = array("i", islice(out.children(parent), most + 1))
        if len(children) > most:
            return []
        heads = array("i", (lifted[order] for order in orders))
        for order, run in zip(orders, _cut(children, heads, is_header=is_header), strict=True):
            records.append(Record(run, [(out.firsts[run[0]], out.lasts[run[-1]])], None, boxes[numbers[order]]))
    return records


def _are_apart(out: Outline, numbers: Sequence[int]) -> bool:
    return all(out.ends[before] <= after for before, after in pairwise(numbers))


def _cut(children: array[int], heads: Sequence[int], *, is_header: bool) -> Iterator[list[int]]:
    """A tag's children as runs, each with one of the heads first, or last. The outer one is as long as the longest."""
    places = array("i", (bisect_left(children, head) for head in heads))  # both are in page order
    longest = max((after - before for before, after in pairwise(places)), default=2)
    for order, place in enumerate(places):
        if is_header:
            stop = places[order + 1] if order + 1 < len(places) else place + longest
            yield list(children[place:stop])
        else:
            start = places[order - 1] + 1 if order else max(0, place - longest + 1)
            yield list(children[start : place + 1])
