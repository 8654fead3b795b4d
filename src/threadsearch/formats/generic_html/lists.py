"""Which tags of a page are its comments: candidates, found by what repeats around the dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from threadsearch.formats.generic_html.dates import Dated
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.html.tree import attribute, classes

_DIGITS = re.compile(r"[0-9a-f]*[0-9][0-9a-f]*")
_COMMENT_ID = re.compile(r"(?:comment|reply|answer|remark|response|kommentar|commentaire|comentario)[a-z]{0,3}[-_]?[0-9]", re.IGNORECASE)
_HIGHEST = 40  # tags above a date that may be a comment's
_ENOUGH = 20  # letters of prose that make a whole comment of a block
_KEPT = 12  # candidates that are looked at closely

Key = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Record:
    """A candidate for a comment. ``tops`` are its tags, one below the other; ``texts`` the ranges of its own texts.

    ``above`` is the record that it is nested in, ``inner`` the tags of those nested in it, ``dates`` the dates in it, in page order.
    """

    tops: list[int]
    texts: list[tuple[int, int]]
    above: Record | None = None
    dates: list[Dated] = field(default_factory=list)
    inner: list[int] = field(default_factory=list)

    @property
    def own(self) -> Iterator[int]:
        """The numbers of its texts."""
        for first, last in self.texts:
            yield from range(first, last)


@dataclass(slots=True, eq=False)
class Candidate:
    """A list of records, by what repeats (``key``), and how many whole comments they look like at first sight."""

    key: Key
    records: list[Record]
    score: float
    is_run: bool = False


def candidates_of(out: Outline, dates: Sequence[Dated]) -> list[Candidate]:
    """The lists that a page may have, the likeliest first."""
    found: dict[tuple[int, ...], Candidate] = {}
    for key, boxes in _boxes(out, dates).items():
        for candidate in _lists(out, key, boxes):
            sign = tuple(record.dates[0].tag if record.dates else -record.tops[0] for record in candidate.records)
            known = found.get(sign)
            if known is None or _rank(out, candidate) > _rank(out, known):
                found[sign] = candidate
    return sorted(found.values(), key=lambda c: (-c.score, c.records[0].tops[0]))[:_KEPT]


def _rank(out: Outline, candidate: Candidate) -> tuple[object, ...]:
    """Of candidates with the same dates: the one with whole comments, whole blocks before runs, then the outermost."""
    return round(candidate.score, 1), not candidate.is_run, -out.levels[candidate.records[0].tops[0]], candidate.key


def _boxes(out: Outline, dates: Sequence[Dated]) -> dict[Key, dict[int, list[Dated]]]:
    """For each key the tags that have it and are the nearest such tag to a date."""
    boxes: dict[Key, dict[int, list[Dated]]] = {}
    keys: dict[int, list[Key]] = {}
    for dated in dates:
        seen: set[Key] = set()
        for number in out.above(dated.tag)[:_HIGHEST]:
            if number not in keys:
                keys[number] = list(_keys(out, number))
            for key in keys[number]:
                if key not in seen:
                    seen.add(key)
                    boxes.setdefault(key, {}).setdefault(number, []).append(dated)
    found = {key: tags for key, tags in boxes.items() if len(tags) > 1}
    for key, numbers in _alike(out, found).items():
        found[key].update((number, []) for number in numbers)
    for key, numbers in _named(out).items():
        found[key] = {number: boxes.get(key, {}).get(number, []) for number in numbers}
    return found


def _alike(out: Outline, boxes: dict[Key, dict[int, list[Dated]]]) -> dict[Key, list[int]]:
    """Tags with a key that stand beside those with a date: comments that were deleted, or lost their date."""
    parents = {key: {out.parents[number] for number in tags} for key, tags in boxes.items() if key[1] != "<"}
    found: dict[Key, list[int]] = {}
    for number in range(len(out.tags)):
        for key in _keys(out, number) if out.tags[number].attrs else ():
            if key in parents and number not in boxes[key] and out.parents[number] in parents[key]:
                found.setdefault(key, []).append(number)
    return {key: numbers for key, numbers in found.items() if len(numbers) <= len(boxes[key])}


def _named(out: Outline) -> dict[Key, list[int]]:
    """The tags whose ids say that they are comments, by the kind of id. They need no date, nor company."""
    found: dict[Key, list[int]] = {}
    for number, tag in enumerate(out.tags):
        identity = attribute(tag, "id") if tag.attrs else ""
        if identity and _COMMENT_ID.search(identity):
            found.setdefault((tag.name, "#", _DIGITS.sub("#", identity)), []).append(number)
    return found


def _keys(out: Outline, number: int) -> Iterator[Key]:
    """What a tag has in common with others of its kind."""
    tag = out.tags[number]
    for name in set(classes(tag)):
        yield tag.name, ".", _DIGITS.sub("#", name)
    identity = attribute(tag, "id")
    if identity and _DIGITS.search(identity):
        yield tag.name, "#", _DIGITS.sub("#", identity)
    yield (tag.name, "<", *(out.tags[above].name for above in out.above(out.parents[number])[:4]))


def _lists(out: Outline, key: Key, boxes: dict[int, list[Dated]]) -> Iterator[Candidate]:
    numbers = sorted(boxes)
    records = _nested(out, numbers, boxes)
    score = _score(out, records)
    yield Candidate(key, records, score * (0.95 if key[1] == "<" else 1.0))
    if score < len(records) * 0.7 and all(boxes.values()):
        yield from _runs(out, key, numbers, boxes)


def nested_records(out: Outline, records: Sequence[Record]) -> list[Record]:
    """Records of several kinds as one list, each without those in it."""
    boxes: dict[int, list[Dated]] = {}
    for record in records:
        boxes[record.tops[0]] = record.dates
    numbers = sorted(boxes)
    found = _nested(out, numbers, {number: [] for number in numbers})
    taken: set[int] = set()
    for record in reversed(found):  # innermost first
        record.dates = [dated for dated in boxes[record.tops[0]] if dated.tag not in taken]
        taken.update(dated.tag for dated in record.dates)
    return found


def score_of(out: Outline, records: Sequence[Record], *, by_half: bool = False) -> float:
    if by_half:
        return sum(
            min(1.0, sum(out.prose_in(*texts) for texts in record.texts) / _ENOUGH) for record in records if record.dates
        )
    return _score(out, records)


def _score(out: Outline, records: Sequence[Record]) -> float:
    """How many whole comments these look like: each has prose, and a date of the kind that most have.

    A forum's post has the date on which its author joined in one half and its own in the other; what repeats twice as
    often as the posts are these halves, and only one of them has the date of a post.
    """
    kinds = [{kind_of(out, dated) for dated in record.dates} for record in records]
    common = Counter(kind for found in kinds for kind in found)
    usual = max(common, key=lambda kind: (common[kind], kind), default=None)
    wholes = [
        min(1.0, sum(out.prose_in(*texts) for texts in record.texts) / _ENOUGH)
        for record, found in zip(records, kinds, strict=True)
        if usual is None or usual in found
    ]
    return sum(wholes) * (1 + len(wholes) / len(records)) / 2 * (0.7 if usual is None else 1.0)


def kind_of(out: Outline, dated: Dated) -> Key:
    """What dates in the same place of several comments have in common."""
    parent = out.parents[dated.tag]
    return (*step_of(out, dated.tag), *(step_of(out, parent) if parent >= 0 else ()))


def step_of(out: Outline, number: int) -> Key:
    """A tag's name and its first class, without the digits in it."""
    names = classes(out.tags[number])
    return out.tags[number].name, _DIGITS.sub("#", names[0]) if names else ""


def _nested(out: Outline, numbers: Sequence[int], boxes: dict[int, list[Dated]]) -> list[Record]:
    """A record for each of these tags, without what is in another of them."""
    records: list[Record] = []
    open_ones: list[tuple[int, Record, int]] = []  # end, record, where its next own text begins
    def close(until: int) -> None:
        while open_ones and open_ones[-1][0] <= until:
            _, record, at = open_ones.pop()
            last = out.lasts[record.tops[0]]
            if at < last:
                record.texts.append((at, last))
    for number in numbers:
        close(number)
        above = None
        if open_ones:
            end, above, at = open_ones[-1]
            if at < out.firsts[number]:
                above.texts.append((at, out.firsts[number]))
            open_ones[-1] = (end, above, out.lasts[number])
            above.inner.append(number)
        record = Record([number], [], above, boxes[number])
        records.append(record)
        open_ones.append((out.ends[number], record, out.firsts[number]))
    close(len(out.tags) + 1)
    return records


def _runs(out: Outline, key: Key, numbers: Sequence[int], boxes: dict[int, list[Dated]]) -> Iterator[Candidate]:
    """Records that are a header, or a footer, and the tags beside it."""
    if any(out.ends[a] > b for a, b in zip(numbers, numbers[1:], strict=False)):
        return
    lifted = list(numbers)
    while True:
        higher = [out.parents[number] for number in lifted]
        if min(higher) < 0 or len(set(higher)) < len(higher) or any(
            out.ends[a] > b for a, b in zip(higher, higher[1:], strict=False)
        ):
            break
        lifted = higher
    by_parent: dict[int, list[int]] = {}
    if lifted[0] == 0:
        return
    for number in lifted:
        by_parent.setdefault(out.parents[number], []).append(number)
    for is_header in (True, False):
        records: list[Record] = []
        for parent, heads in by_parent.items():
            records += _cut(out, parent, heads, is_header=is_header)
        dated = dict(zip(lifted, (boxes[number] for number in numbers), strict=True))
        for record in records:
            record.dates = next(dated[top] for top in record.tops if top in dated)
        yield Candidate(key, records, _score(out, records) * 0.8, is_run=True)


def _cut(out: Outline, parent: int, heads: Sequence[int], *, is_header: bool) -> Iterable[Record]:
    """The children of a tag as runs, each with one of the heads first, or last."""
    children = out.children[parent]
    places = [children.index(head) for head in heads] if len(heads) < 3 else _places(children, heads)
    lengths = [b - a for a, b in zip(places, places[1:], strict=False)]
    longest = max(lengths, default=2)
    for order, place in enumerate(places):
        if is_header:
            stop = places[order + 1] if order + 1 < len(places) else min(len(children), place + longest)
            run = children[place:stop]
        else:
            start = places[order - 1] + 1 if order else max(0, place - longest + 1)
            run = children[start : place + 1]
        # a text of the parent's own may stand between the children
        yield Record(list(run), [(out.firsts[run[0]], out.lasts[run[-1]])])


def _places(children: Sequence[int], heads: Sequence[int]) -> list[int]:
    where = {child: place for place, child in enumerate(children)}
    return [where[head] for head in heads]
