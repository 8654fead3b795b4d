"""Why a search found nothing, over the reference engine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.diagnose import Near, diagnose, weigh
from threadsearch.engines.memory import MemoryIndex
from threadsearch.model import And, Document, Kind, Node, Not, Or, Query, Term
from threadsearch.query import parse_query
from threadsearch.render.asked import diagnosis_lines

NOW = datetime(2012, 3, 5, tzinfo=UTC)


def document(number: int, text: str, author: str, site: str = "thornmere.example") -> Document:
    return Document(
        id=f"c{number}",
        thread_id="t1",
        root_id=f"c{number}",
        position=number,
        text=text,
        source="page.html",
        author=author,
        site=site,
        created_at=datetime(2012, 3, 1 + number, 12, tzinfo=UTC),
    )


INDEX = MemoryIndex(
    [
        Document(id="t1", thread_id="t1", root_id="t1", position=-1, text="", source="page.html", kind=Kind.ARTICLE),
        document(0, "the bridge is green", "Perrin Oakes"),
        document(1, "a red lamp on the bridge", "Sunniva"),
        document(2, "red paint and green paint", "Perrin Oakes"),
    ]
)


def why(text: str) -> tuple[str, int, int]:
    """The culprit as written, what it matches alone, and what matched before it."""
    found = diagnose(INDEX, parse_query(text, now=NOW))
    assert found.clause is not None
    return getattr(found.clause, "written", type(found.clause).__name__), found.alone, found.before


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("velocipede", ("velocipede", 0, 3)),
        ("bridge velocipede green", ("velocipede", 0, 2)),
        ("lamp author:perrin", ("author:perrin", 2, 1)),
        ("bridge (velocipede OR penny)", ("Or", 0, 2)),
        ("lamp NOT bridge", ("Not", 1, 1)),
        ("bridge on:2015", ("on:2015", 0, 2)),
    ],
)
def test_the_clause_that_leaves_nothing_is_named(query: str, expected: tuple[str, int, int]) -> None:
    assert why(query) == expected


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("brigde", Near("brigde", "words", ("bridge",))),
        ('"green brigde"', Near("brigde", "words", ("bridge",))),
        ("author:sunnifa", Near("sunnifa", "authors", ("Sunniva",))),
        ("by:perin", Near("perin", "authors", ("Perrin Oakes",))),
        ("site:thornmeer.example", Near("thornmeer.example", "sites", ("thornmere.example",))),
    ],
)
def test_what_is_near_is_offered(query: str, near: Near) -> None:
    assert diagnose(INDEX, parse_query(query, now=NOW)).near == (near,)


@pytest.mark.parametrize("query", ["xyzzy", "author:xyzzy", "bridge lamp author:perrin", "id:zzz", "replies:>7"])
def test_nothing_is_offered_where_nothing_is_near_or_nothing_is_misspelled(query: str) -> None:
    assert diagnose(INDEX, parse_query(query, now=NOW)).near == ()


def test_a_date_out_of_reach_is_answered_with_the_dates_there_are() -> None:
    assert diagnose(INDEX, parse_query("bridge before:2011", now=NOW)).span == (
        datetime(2012, 3, 1, 12, tzinfo=UTC),
        datetime(2012, 3, 3, 12, tzinfo=UTC),
    )


def test_an_index_without_comments_is_to_blame_itself() -> None:
    assert diagnose(MemoryIndex(), parse_query("bridge", now=NOW)).clause is None


WORDS = st.sampled_from(["bridge", "red", "green", "lamp", "paint", "velocipede"]).map(Term)
NODES: st.SearchStrategy[Node] = st.recursive(
    WORDS,
    lambda parts: (
        st.lists(parts, min_size=1, max_size=3).map(lambda them: And(tuple(them)))
        | st.lists(parts, min_size=1, max_size=3).map(lambda them: Or(tuple(them)))
        | parts.map(Not)
    ),
    max_leaves=6,
)


@given(NODES)
def test_every_part_is_weighed_as_if_asked_alone(node: Node) -> None:
    query = Query(node)
    waiting = [weigh(INDEX, query)]
    assert waiting[0].node == node
    while waiting:
        clause = waiting.pop()
        assert clause.matches == INDEX.search(Query(clause.node)).total
        waiting += clause.clauses


@given(NODES)
def test_whatever_finds_nothing_has_its_culprit(node: Node) -> None:
    if INDEX.search(Query(node)).total:
        with pytest.raises(ValueError, match="has matches"):
            diagnose(INDEX, Query(node))
        return
    found = diagnose(INDEX, Query(node))
    clauses = node.clauses if isinstance(node, And) else (node,)
    assert found.clause in clauses
    assert found.before > 0


def test_a_query_without_end_is_not_repeated_whole() -> None:
    for query in ("velocipede" * 10_000, "author:" + "brigde" * 10_000):
        lines = list(diagnosis_lines(diagnose(INDEX, parse_query(query, now=NOW))))
        assert lines[0].startswith(f"Nothing found: no comment matches {query[:90]}")
        assert lines[0].endswith("….")
        assert all(len(line) < 200 for line in lines)
