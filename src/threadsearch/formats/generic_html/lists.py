"""Which tags of a page may be its comments: what repeats around the dates, and what is named a comment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.dates import Dated
from threadsearch.formats.generic_html.outline import Key, Outline
from threadsearch.formats.generic_html.records import Record, nested, runs
from threadsearch.formats.html.tree import attribute, classes

_NUMBER = re.compile(r"[0-9a-f]*[0-9][0-9a-f]*")
_COMMENT_ID = re.compile(
    r"(?<!recent[-_])(?<!latest[-_])"  # a list of them
    r"(?:comment|reply|answer|remark|response|kommentar|commentaire|comentario)[a-z]{0,3}[-_]?[0-9]",
    re.IGNORECASE,
)
_HIGHEST = 20  # tags above a date that may be a comment's
_NAMES = 8  # classes of a tag that are looked at
_ANCESTRY = 5  # tags that tell apart those without a class
_NESTING = frozenset(("li", "dl", "table"))  # tags that pages put in one another, level by level
_SHORT = 2  # tags that tell these apart
_LONGEST = 80  # characters of a class or an id that are looked at
_ENOUGH = 20  # letters of prose that make a whole comment of a record
_USUAL = 0.6  # share of runs that have a tag, if it belongs to each
_PLACE = 0.9  # what tags count that have only their place in common
_RUN = 0.65  # what a run counts: whole tags, if there are any, are surer
_KEPT = 12  # candidates that are looked at closely

Boxes = dict[Key, dict[int, list[Dated]]]
"""Tags by what they have in common, with the dates in each."""


@dataclass(slots=True, eq=False)
class Candidate:
    """A list of records, by what repeats, and how many whole comments it looks like at first sight.

    ``is_run`` says that a record is several tags side by side, ``is_named`` that their ids call them comments.
    """

    key: Key
    records: list[Record]
    score: float
    is_run: bool = False
    is_named: bool = False

    @property
    def dates(self) -> set[int]:
        """The tags of its dates."""
        return {dated.tag for record in self.records for dated in record.dates}


def candidates_of(out: Outline, dates: Sequence[Dated]) -> list[Candidate]:
    """The lists that a page may have, the likeliest first."""
    found: dict[tuple[int, ...], Candidate] = {}
    of_comments = [dated for dated in dates if not dated.is_of_something_else]
    boxes = _boxes(out, of_comments or dates)
    alike: dict[tuple[int, ...], list[Key]] = {}  # many keys are those of the same tags
    for key, tags in boxes.items():
        alike.setdefault(tuple(tags), []).append(key)
    for keys in alike.values():
        for candidate in _lists(out, keys, boxes[keys[0]]):
            sign = tuple(record.dates[0].tag if record.dates else -record.tops[0] for record in candidate.records)
            known = found.get(sign)
            if known is None or _rank(candidate) > _rank(known):
                found[sign] = candidate
        for key in keys:
            del boxes[key]
    return sorted(found.values(), key=lambda found: (-found.score, found.records[0].tops[0]))[:_KEPT]


def _rank(candidate: Candidate) -> tuple[object, ...]:
    """Of candidates with the same dates: the one with whole comments, whole tags before runs, then the outermost."""
    return round(candidate.score, 1), not candidate.is_run, -candidate.records[0].tops[0], candidate.key


def _boxes(out: Outline, dates: Sequence[Dated]) -> Boxes:
    """The tags that are, of those with a key, the nearest to a date, and those beside them or named comments."""
    boxes: Boxes = {}
    keys: dict[int, list[Key]] = {}
    known: dict[Key, Key] = {}  # each once, since they repeat
    for dated in dates:
        seen: set[Key] = set()
        for number in out.above(dated.tag, _HIGHEST):
            if number not in keys:
                keys[number] = [known.setdefault(key, key) for key in _keys(out, number)]
            for key in keys[number]:
                if key not in seen:
                    seen.add(key)
                    held = boxes.setdefault(key, {})
                    if number in held:
                        held[number].append(dated)
                    else:  # nearly all hold one, behind which ``append`` would leave room for more
                        held[number] = [dated]
    named = _named(out)
    found = {key: tags for key, tags in boxes.items() if len(tags) > 1 and key not in named}
    for key, numbers in _beside(out, found).items():
        found[key].update((number, []) for number in numbers)
    for key, numbers in named.items():
        found[key] = {number: boxes.get(key, {}).get(number, []) for number in numbers}
    return found


def _keys(out: Outline, number: int) -> Iterator[Key]:
    """What a tag has in common with others of its kind: a class, the form of its id, its place."""
    tag = out.tags[number]
    yield from _class_keys(tag.name, classes(tag)[:_NAMES])
    identity = attribute(tag, "id")[:_LONGEST]
    if identity and _NUMBER.search(identity):
        yield tag.name, "#", _NUMBER.sub("#", identity)
    above = out.above(number, _ANCESTRY)
    yield (tag.name, "<", *(out.tags[other].name for other in above[1:]))
    if tag.name in _NESTING and len(above) > _SHORT:
        yield (tag.name, "<", *(out.tags[other].name for other in above[1:_SHORT]))


@lru_cache(maxsize=4096)
def _class_keys(tag: str, names: tuple[str, ...]) -> tuple[Key, ...]:
    shapes = {_NUMBER.sub("#", words.without_parity(name[:_LONGEST])) for name in names}
    return tuple((tag, ".", shape) for shape in sorted(shapes))


def _beside(out: Outline, boxes: Boxes) -> dict[Key, list[int]]:
    """Tags with a key, beside those with a date: comments that were deleted, or have lost their date."""
    parents = {key: {out.parents[number] for number in tags} for key, tags in boxes.items() if key[1] != "<"}
    near = {parent for some in parents.values() for parent in some}
    found: dict[Key, list[int]] = {}
    for number, tag in enumerate(out.tags):
        if out.parents[number] not in near:
            continue
        for key in _keys(out, number) if tag.attrs else ():
            if key in parents and number not in boxes[key] and out.parents[number] in parents[key]:
                found.setdefault(key, []).append(number)
    return {key: numbers for key, numbers in found.items() if len(numbers) <= len(boxes[key])}


def _named(out: Outline) -> dict[Key, list[int]]:
    """The tags whose ids say that they are comments, by the form of the id. They need no date, nor company."""
    found: dict[Key, list[int]] = {}
    for number, tag in enumerate(out.tags):
        identity = attribute(tag, "id")[:_LONGEST] if "id" in tag.attrs else ""
        if identity and _COMMENT_ID.search(identity):
            found.setdefault((tag.name, "#", _NUMBER.sub("#", identity)), []).append(number)
    return found


def _lists(out: Outline, keys: Sequence[Key], boxes: Mapping[int, Sequence[Dated]]) -> Iterator[Candidate]:
    """The lists of the same tags that some keys have, or of runs that begin or end with these, each by its best key."""
    records = nested(out, boxes)
    score = score_of(out, records)
    is_whole = score >= len(records) * 0.7
    yield max((_whole(key, records, score) for key in keys), key=_rank)
    del records  # that others may be worth keeping, and there may be one for every few bytes of a page
    if not is_whole and all(boxes.values()):
        for is_header in (True, False):
            found = runs(out, boxes, is_header=is_header)
            if found:
                usual = 1.0 if _ends_alike(out, found, is_header=is_header) else 0.9
                yield Candidate(max(keys), found, score_of(out, found) * _RUN * usual, is_run=True)
            del found


def _whole(key: Key, records: list[Record], score: float) -> Candidate:
    is_named = key[1] == "#" and _COMMENT_ID.search(key[2].replace("#", "0")) is not None
    return Candidate(key, records, score * (_PLACE if key[1] == "<" else 1.0), is_named=is_named)


def _ends_alike(out: Outline, records: Sequence[Record], *, is_header: bool) -> bool:
    """Whether the outermost run, of which nothing tells the end, has the tags that the others have.

    Else its other end is where it is cut: what seemed to be headers are footers.
    """
    outer = records[-1] if is_header else records[0]
    shapes = _once(frozenset(out.style(top) for top in record.tops) for record in records)
    inner = shapes[:-1] if is_header else shapes[1:]
    times = Counter(shape for found in inner for shape in found)
    usual = {shape for shape, count in times.items() if count >= _USUAL * len(inner)}
    return usual <= {out.style(top) for top in outer.tops}


def _once(found: Iterable[frozenset[Key]]) -> list[frozenset[Key]]:
    """These, equal ones as one: of thousands of records most are alike."""
    known: dict[frozenset[Key], frozenset[Key]] = {}
    return [known.setdefault(keys, keys) for keys in found]


def score_of(out: Outline, records: Sequence[Record]) -> float:
    """How many whole comments these look like: each has prose, and a date of the kind that most have.

    A forum's post has the date on which its author joined in one half and its own in the other; what repeats twice as
    often as the posts are these halves, and only one of them has the date of a post.
    """
    kinds = _once(frozenset(dated.kind for dated in record.dates) for record in records)
    common = Counter(kind for found in kinds for kind in found)
    usual = max(common, key=lambda kind: (common[kind], kind), default=None)
    wholes = [
        wholeness(out, record) for record, found in zip(records, kinds, strict=True) if usual is None or usual in found
    ]
    regular = (1 + len(wholes) / len(records)) / 2
    return sum(wholes) * regular * (0.7 if usual is None else 1.0)


def wholeness(out: Outline, record: Record) -> float:
    """How much a record has of the prose that makes it a whole comment, 1 at most."""
    return min(1.0, record.prose(out) / _ENOUGH)
