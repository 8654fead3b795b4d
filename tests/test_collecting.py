"""What is kept of pages that have been read: nothing, however rarely Python looks by itself."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from threadsearch.collecting import no_collection


class Tree:
    """Something as large as a page's tree, that nobody but itself refers to."""

    alive = 0

    def __init__(self) -> None:
        self.itself = self
        Tree.alive += 1

    def __del__(self) -> None:
        Tree.alive -= 1


@pytest.fixture
def rarely() -> Iterator[None]:
    """Python's own searches are as rare as the command line makes them, or rarer."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000)
    yield
    gc.set_threshold(*before)


def read_page() -> None:
    """Build a tree, and another one beside it."""
    with no_collection():
        first = Tree()
        with no_collection():
            second = Tree()
        del first, second


@pytest.mark.usefixtures("rarely")
def test_trees_that_others_were_built_beside_are_freed() -> None:
    most = 0
    for _ in range(100):
        read_page()
        most = max(most, Tree.alive)
    assert most < 50
    assert gc.isenabled()


@pytest.mark.usefixtures("rarely")
def test_nothing_is_searched_while_a_page_is_read() -> None:
    with no_collection():
        tree = Tree()
        del tree
        assert not gc.isenabled()
        assert Tree.alive > 0
    gc.collect()
    assert Tree.alive == 0
