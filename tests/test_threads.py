"""Parents to order, depth and orphans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from threadsearch.threads import arrange, weave

keys = st.integers(0, 30).map(str)
tables = st.dictionaries(keys, st.none() | keys, max_size=25)


def test_depth_root_and_orphans() -> None:
    placements = arrange({"a": None, "b": "a", "c": "b", "d": "gone", "e": "d"})
    assert [(p.key, p.depth, p.root, p.parent, p.missing) for p in placements] == [
        ("a", 0, "a", None, None),
        ("b", 1, "a", "a", None),
        ("c", 2, "a", "b", None),
        ("d", 0, "d", None, "gone"),
        ("e", 1, "d", "d", None),
    ]


def test_a_parent_listed_behind_its_child_is_moved_before_it() -> None:
    assert [p.key for p in arrange({"x": None, "child": "parent", "y": None, "parent": None})] == [
        "x",
        "parent",
        "child",
        "y",
    ]


def test_a_circle_of_replies_is_cut_once() -> None:
    placements = arrange({"a": "c", "b": "a", "c": "b"})
    assert sorted(p.key for p in placements) == ["a", "b", "c"]
    assert [p.in_cycle for p in placements].count(True) == 1
    assert sorted(p.depth for p in placements) == [0, 1, 2]


def test_a_reply_to_itself_stands_at_the_top() -> None:
    (placement,) = arrange({"a": "a"})
    assert (placement.depth, placement.parent, placement.in_cycle) == (0, None, True)


def test_a_thread_of_any_depth() -> None:
    count = 50_000
    table = {str(n): str(n + 1) if n < count else None for n in range(count + 1)}
    assert arrange(table)[-1].depth == count


@given(tables)
def test_every_comment_is_placed_once_behind_its_parent(table: dict[str, str | None]) -> None:
    placements = arrange(table)
    assert sorted(p.key for p in placements) == sorted(table)
    seen: dict[str, int] = {}
    for placement in placements:
        if placement.parent is None:
            assert placement.depth == 0
            assert placement.root == placement.key
        else:
            assert placement.parent == table[placement.key]
            assert placement.depth == seen[placement.parent] + 1
        if placement.missing is not None:
            assert placement.missing == table[placement.key]
            assert placement.missing not in table
        seen[placement.key] = placement.depth


@given(tables)
def test_the_order_given_is_kept_where_parents_allow_it(table: dict[str, str | None]) -> None:
    placed = [p.key for p in arrange(table)]
    position = {key: place for place, key in enumerate(table)}
    if all(parent not in position or position[parent] < position[key] for key, parent in table.items()):
        assert placed == list(table)


def test_a_new_answer_does_not_part_another_from_its_replies() -> None:
    depths = {"a": 0, "a1": 1, "a1x": 2, "b": 0, "new": 0, "newer": 1}
    assert weave(["a", "a1", "a1x", "b"], ["a", "new", "newer"], depths) == ["a", "a1", "a1x", "new", "newer", "b"]


@given(st.lists(keys, unique=True), st.lists(keys, unique=True))
def test_weaving_loses_nothing_and_keeps_the_longer_order(longer: list[str], shorter: list[str]) -> None:
    woven = weave(longer, shorter, dict.fromkeys([*longer, *shorter], 0))
    assert sorted(woven) == sorted({*longer, *shorter})
    known = set(longer)
    assert [key for key in woven if key in known] == longer


@given(st.lists(keys, unique=True))
def test_a_view_woven_into_itself_is_the_same(view: list[str]) -> None:
    assert weave(view, view, dict.fromkeys(view, 0)) == view
