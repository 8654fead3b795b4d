"""Which segments become one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored import documents

from threadsearch import encoding
from threadsearch.engines.whoosh import create_index, open_index, schema, w3
from threadsearch.engines.whoosh.merging import LARGEST, TIER, _sorted, merged, packed, size_of, to_merge
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.engines.whoosh.store import current_folder
from threadsearch.workers import cores


@given(st.lists(st.integers(0, LARGEST), max_size=40))
def test_what_is_merged_is_several_segments_that_fit_into_one(sizes: list[int]) -> None:
    group = to_merge(sizes)
    assert len(group) != 1
    assert len(set(group)) == len(group)
    assert all(sizes[number] for number in group)
    assert sum(sizes[number] for number in group) <= LARGEST


@given(st.sets(st.integers(0, 2**40 - 1)), st.sampled_from([0, 8, 18, 23]))
def test_keys_are_sorted_with_the_places_where_they_were_however_large_they_are(some: set[int], shift: int) -> None:
    keys = np.array([key << shift for key in some], np.int64)  # of 63 bits, they leave no room for places
    found, order = _sorted(keys.copy())
    assert found.tolist() == sorted(keys.tolist())
    assert keys[order].tolist() == found.tolist()


@pytest.mark.parametrize("size", [1, 7, 60, 1000, 12_700, 25_000])
def test_segments_stay_few_and_documents_are_rarely_written_again(size: int) -> None:
    """As commits do it: one merge beside each batch that comes in."""
    sizes: list[int] = []
    again = 0
    for _ in range(500):
        group = to_merge(sizes)
        merged = [sum(sizes[number] for number in group)] if group else []
        again += sum(merged)
        sizes = [one for number, one in enumerate(sizes) if number not in group] + merged + [size]
    small = [one for one in sizes if one < LARGEST / 2]
    assert len(small) <= 4 * TIER
    assert again <= 4 * 500 * size


def test_segments_of_one_size_wait_until_they_are_enough() -> None:
    assert to_merge([1000] * (TIER - 1)) == []
    assert to_merge([1000] * TIER) == [*range(TIER)]
    assert to_merge([12_000, 1000, 12_000, 12_000, 12_000, 12_000]) == [0, 2, 3, 4, 5]
    assert to_merge([30_000] * TIER) == [0, 1]
    assert to_merge([60_000] * TIER) == []


@given(st.lists(st.integers(1, LARGEST), max_size=40), st.randoms(use_true_random=False))
def test_what_is_rewritten_becomes_few_segments_none_too_large(sizes: list[int], random: Random) -> None:
    chosen = random.sample(range(len(sizes)), random.randint(0, len(sizes)))
    groups = packed(sizes, chosen)
    totals = [sum(sizes[number] for number in group) for group in groups]
    assert sorted(number for group in groups for number in group) == sorted(chosen)
    assert all(total <= LARGEST for total in totals)
    assert all(one + other > LARGEST for one, other in pairwise(totals))


def test_long_documents_make_a_segment_larger_by_their_words(tmp_path: Path) -> None:
    long, short = (segment_of(tmp_path / text, f"{text} " * 64_000) for text in ("long", ""))
    assert size_of(long, 3) == 3 * 1000
    assert size_of(long, 1) == 1000
    assert size_of(long, 0) == 0
    assert size_of(short, 3) == 3


def segment_of(directory: Path, text: str) -> Segment:
    create_index(directory).close()
    with open_index(directory).writer() as writer:
        writer.replace("a", documents("a", 3, text))
    folder = current_folder(directory)
    (info,) = w3.read_toc(folder).segments
    return Segment(folder, info)


def test_few_long_documents_are_written_by_all_processors(tmp_path: Path) -> None:
    create_index(tmp_path)
    with open_index(tmp_path).writer() as writer:
        writer.replace("a", documents("a", 3, "word" + 3_000_000 * " "))
    assert len(w3.read_toc(current_folder(tmp_path)).segments) == min(cores(), 3)


def test_documents_keep_their_words_whatever_a_segment_says_of_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_index(tmp_path)
    for thread in "ab":
        with open_index(tmp_path).writer() as writer:
            writer.replace(thread, documents(thread))
    column = Segment.column
    monkeypatch.setattr(Segment, "column", lambda self, name: column(self, name)[:: -1 if name == "by_position" else 1])
    folder = current_folder(tmp_path)
    segments = [Segment(folder, info) for info in w3.read_toc(folder).segments]
    contents = merged(segments, [segment.live() for segment in segments])
    ids = dict(contents.fields)["id"]
    records = [encoding.decode(record).id for record in contents.records]
    assert [schema.decode(term) for term in ids.terms] == [records[row] for row in ids.rows]
    assert records == ["a2", "a1", "a0", "b2", "b1", "b0"]
