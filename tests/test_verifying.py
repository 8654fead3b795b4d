"""Whether threads are whole: each way in which they may not be is found, and said of the right comment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from threadsearch.engines.memory import MemoryIndex
from threadsearch.model import Document, Kind
from threadsearch.verifying import Break, judge

RECORD = Document("t", "t", "t", -1, "", "p.html", kind=Kind.ARTICLE, reply_count=2)
FIRST = Document("a", "t", "a", 0, "one", "p.html", reply_count=1)
REPLY = Document("b", "t", "a", 1, "two", "p.html", parent_id="a", depth=1)
LAST = Document("c", "t", "c", 2, "three", "p.html")
OTHER = Document("u", "u", "u", -1, "", "p.html", kind=Kind.ARTICLE)
WHOLE = [RECORD, FIRST, REPLY, LAST, OTHER]


def broken(*documents: Document) -> list[tuple[str, str]]:
    verdict = judge(MemoryIndex(documents))
    assert verdict.is_sound == (not verdict.breaks)
    return [(found.document_id, found.reason) for found in verdict.breaks]


def test_what_is_whole() -> None:
    verdict = judge(MemoryIndex(WHOLE))
    assert verdict.is_sound
    assert (verdict.threads, verdict.comments) == (2, 3)
    assert verdict.differing == ()


@pytest.mark.parametrize(
    ("documents", "found"),
    [
        ([FIRST, REPLY, LAST], [("t", "has no record of its own")]),
        ([replace(RECORD, id="x", reply_count=0), FIRST, REPLY, LAST], [("t", "has another's record")]),
        (
            [replace(RECORD, reply_count=1), REPLY, LAST],
            [("t", "has comments that are not numbered through"), ("b", "answers a, which is not there")],
        ),
        ([RECORD, replace(FIRST, reply_count=3), REPLY, LAST], [("a", "has 1 replies and counts 3")]),
        (
            [RECORD, FIRST, replace(REPLY, depth=2), LAST],
            [("b", "has another depth or beginning than whom it answers")],
        ),
        (
            [RECORD, FIRST, replace(REPLY, root_id="c"), LAST],
            [("b", "has another depth or beginning than whom it answers")],
        ),
        (
            [RECORD, FIRST, REPLY, replace(LAST, depth=1)],
            [("c", "has another depth or beginning than whom it answers")],
        ),
        ([RECORD, FIRST, REPLY, LAST, replace(OTHER, id="a", thread_id="a")], [("a", "is there twice")]),
    ],
)
def test_what_is_not(documents: list[Document], found: list[tuple[str, str]]) -> None:
    assert sorted(broken(*documents)) == sorted(found)


def test_a_parent_in_another_thread_is_none() -> None:
    assert ("c", "answers u, which is not there") in broken(RECORD, FIRST, REPLY, replace(LAST, parent_id="u"), OTHER)


def test_claims_are_listed_and_are_no_fault() -> None:
    claiming = replace(RECORD, stated_count=9)
    verdict = judge(MemoryIndex([claiming, FIRST, REPLY, LAST]))
    assert verdict.is_sound
    assert [(thread.record.id, thread.found, thread.missing) for thread in verdict.differing] == [("t", 3, 6)]
    assert judge(MemoryIndex([replace(RECORD, stated_count=3), FIRST, REPLY, LAST])).differing == ()


def test_breaks_name_the_thread() -> None:
    assert judge(MemoryIndex([FIRST])).breaks[0] == Break("t", "t", "has no record of its own")
