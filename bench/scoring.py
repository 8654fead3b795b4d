"""How well what was read of a page agrees with what people say is on it.

The comments of the truth and those that were read are aligned in order, as the longest common subsequence does it, by
their authors and the first letters of their words; each pair is then compared field by field. So a comment that is
missed costs once, and does not shift all that follow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isqrt
from typing import Any

from threadsearch.model import Document

Truth = Mapping[str, Any]
"""One comment as a truth file has it; scores.py tells the keys. What it lacks is not compared."""

FIELDS = ("author", "date", "parent", "depth")
COLUMNS = ("comments", *FIELDS)
_BEGINNING = 24  # letters that make two bodies the same
_SHIFTED = 60  # letters that may stand before them: a title, a quote's heading
_DAY = len("2011-07-05")


@dataclass(frozen=True, slots=True)
class Score:
    """A page's figures, each from 0 to 1, by column, and what is wrong, in words.

    ``comments`` is F1: twice the pairs by all comments, of the truth and read. The others are shares of the truth's
    comments, of which one that was not found is wrong in every field.
    """

    figures: Mapping[str, float]
    misses: tuple[str, ...]


def score(truth: Sequence[Truth], read: Sequence[Document]) -> Score:
    """Compare what was read, in page order, with the truth."""
    found = dict(align(truth, read))
    places = {true["n"]: place for place, true in enumerate(truth)}
    right = dict.fromkeys(FIELDS, 0)
    misses = []
    for place, true in enumerate(truth):
        if place not in found:
            misses.append(f"missed #{true['n']} {true.get('author')}: {true.get('body_first_40_chars', '')!r}")
            continue
        parent = found.get(places.get(true.get("parent_n"), -1))
        wrong = _wrong(true, read[found[place]], None if parent is None else read[parent].id)
        for field in FIELDS:
            right[field] += field not in wrong
        misses += [f"{field} #{true['n']}: {told}" for field, told in wrong.items()]
    paired = set(found.values())
    misses += [f"invented {d.author}: {d.text[:40]!r}" for place, d in enumerate(read) if place not in paired]
    everything = len(truth) + len(read)
    figures = {"comments": 2 * len(found) / everything if everything else 1.0}
    figures |= {field: count / len(truth) if truth else 1.0 for field, count in right.items()}
    return Score(figures, tuple(misses))


def _wrong(true: Truth, read: Document, parent: str | None) -> dict[str, str]:
    """What is wrong by field. ``parent`` is the id of the document that stands for the true parent."""
    is_reply = true.get("parent_n") is not None
    told = {
        "author": (squashed(true.get("author")) == squashed(read.author), true.get("author"), read.author),
        "date": (_same_minute(true.get("iso_date"), read.created_at), true.get("iso_date"), read.created_at),
        "parent": (
            parent == read.parent_id and is_reply == (read.parent_id is not None),
            true.get("parent_n"),
            read.parent_id,
        ),
        "depth": (true.get("depth") == read.depth, true.get("depth"), read.depth),
    }
    keys = {"author": "author", "date": "iso_date", "parent": "parent_n", "depth": "depth"}
    return {
        field: f"{want} is read as {have}"
        for field, (is_right, want, have) in told.items()
        if keys[field] in true and not is_right
    }


def _same_minute(true: str | None, read: datetime | None) -> bool:
    """Whether two moments are the same minute; on the wall where the truth has no zone, by day where it has no time."""
    if not true or read is None:
        return not true and read is None
    want = datetime.fromisoformat(true)
    have = read.astimezone(UTC)  # pages are read as if their clocks were at UTC, so this is what they print
    if want.tzinfo is None:
        have = have.replace(tzinfo=None)
    if len(true) == _DAY:
        return want.date() == have.date()
    return abs((want - have).total_seconds()) < 60  # noqa: PLR2004 - a minute


# --------------------------------------------------------------------------------------------------------- alignment


@dataclass(frozen=True, slots=True)
class _Side:
    """A comment as the alignment sees it: letters and digits only. ``author`` is ``None`` where nobody says it."""

    author: str | None
    body: str


def align(truth: Sequence[Truth], read: Sequence[Document]) -> list[tuple[int, int]]:
    """Pairs of places, in order, that are alike and together weigh the most; of equal ones the earliest.

    Where both begin with the same comments, as they mostly do, the time is linear. For the rest it is the product of
    their lengths, and the memory that of the shorter table whose every ``isqrt(rows)``-th row is kept.
    """
    trues = [_side_of(true) for true in truth]
    reads = [_Side(squashed(document.author), squashed(document.text)) for document in read]
    same = 0
    while same < min(len(trues), len(reads)) and _likeness(trues[same], reads[same]) == _SAME:
        same += 1
    rest = _align(trues[same:], reads[same:])
    return [(place, place) for place in range(same)] + [(same + i, same + j) for i, j in rest]


def _align(trues: Sequence[_Side], reads: Sequence[_Side]) -> list[tuple[int, int]]:
    step = isqrt(len(trues)) + 1
    row = [0] * (len(reads) + 1)
    kept = {len(trues): row}
    for i in reversed(range(len(trues))):
        row = _row(trues[i], reads, row)
        if i % step == 0:
            kept[i] = row
    pairs: list[tuple[int, int]] = []
    j = 0
    for start in range(0, len(trues), step):
        end = min(start + step, len(trues))
        rows = [kept[end]]
        for i in reversed(range(start, end)):
            rows.append(_row(trues[i], reads, rows[-1]))
        rows.reverse()
        for i in range(start, end):
            j = _matched(trues[i], reads, j, rows[i - start], rows[i - start + 1])
            if j < len(reads) and _takes(trues[i], reads[j], rows[i - start][j], rows[i - start + 1][j + 1]):
                pairs.append((i, j))
                j += 1
    return pairs


def _row(true: _Side, reads: Sequence[_Side], below: Sequence[int]) -> list[int]:
    """The greatest weight from each place of ``reads`` on, with this comment; ``below`` is the one without it."""
    row = [0] * (len(reads) + 1)
    for j in reversed(range(len(reads))):
        weight = _likeness(true, reads[j])
        row[j] = max(below[j], row[j + 1], weight + below[j + 1] if weight else 0)
    return row


def _takes(true: _Side, read: _Side, best: int, after: int) -> bool:
    """Whether the best alignment pairs these two."""
    weight = _likeness(true, read)
    return weight > 0 and best == weight + after


def _matched(true: _Side, reads: Sequence[_Side], j: int, row: Sequence[int], below: Sequence[int]) -> int:
    """The first place from ``j`` on that the best alignment pairs with this comment, or at which it leaves it out."""
    while j < len(reads) and not _takes(true, reads[j], row[j], below[j + 1]) and row[j] != below[j]:
        j += 1
    return j


_SAME = 3


def _likeness(true: _Side, read: _Side) -> int:
    """3 for the same author and words, 2 for the same words, 1 for words that are near, 0 if they differ."""
    is_same_author = true.author is not None and true.author == read.author
    beginning = true.body[:_BEGINNING]
    if not beginning:
        return _SAME if not read.body and is_same_author else 0
    if read.body.startswith(beginning):
        return _SAME if is_same_author else 2
    if beginning in read.body[: len(true.body) + _SHIFTED]:
        return 2 if is_same_author else 1
    return 0


def _side_of(true: Truth) -> _Side:
    body = true.get("body_first_40_chars") or (true.get("body") or "")[:40]
    return _Side(squashed(true["author"]) if "author" in true else None, squashed(body))


def beginning_of(true: Truth) -> str:
    """The letters that a true comment's words begin with, by which it is found."""
    return _side_of(true).body[:_BEGINNING]


def squashed(text: str | None) -> str:
    """The letters and digits of a text, without case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).casefold()
