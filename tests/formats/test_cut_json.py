"""JSON that breaks off: what is whole is read, of every format, and nothing else."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from threadsearch.archive import read_pages
from threadsearch.errors import ParseError
from threadsearch.formats import formats
from threadsearch.formats.records.fields import BROKEN_OFF
from threadsearch.formats.records.jsons import read_json
from threadsearch.model import Comment, Page, Thread

FIXTURES = Path(__file__).parent / "fixtures"
FORMATS = {reader.name: reader for reader in formats()}
CUTS = 60  # of each page
# What a file has behind its comments, or tells only by all of them: it may be lost, or in a table be taken otherwise.
UNSURE = {"commento": "author", "livefyre": "author", "isso": "native_id", "table": "url"}


def is_document(path: Path) -> bool:
    """Whether a page is one document of JSON."""
    with suppress(ValueError):
        return isinstance(json.loads(path.read_bytes()), dict | list)
    return False


DOCUMENTS = sorted(
    path
    for name in FORMATS
    for path in (FIXTURES / name).iterdir()
    if path.suffix != ".json" and path.is_file() and is_document(path)
)


def page_of(path: Path) -> Page:
    (page,) = (page for page in read_pages([str(path)]) if isinstance(page, Page))
    return page


def comments_of(threads: list[Thread], unsure: str | None) -> Counter[Comment]:
    """Comments without what depends on the others that are there."""
    blank: dict[str, Any] = {unsure: None} if unsure else {}
    return Counter(
        replace(comment, position=0, locator="", **blank) for thread in threads for comment in thread.comments
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_document_that_breaks_off_gives_whole_comments_alone_and_says_so(path: Path) -> None:
    page, reader = page_of(path), FORMATS[path.parent.name]
    unsure = UNSURE.get(reader.name)
    whole = comments_of(list(reader.parse(page)), unsure)
    size = len(page.content.rstrip()) - 1
    for end in range(1, size + 1, max(size // CUTS, 1)):
        cut = replace(page, content=page.content[:end])
        if not reader.detect(cut):
            continue
        try:
            threads = list(reader.parse(cut))
        except ParseError:
            continue
        assert comments_of(threads, unsure) <= whole, end
        assert all(any("breaks off" in defect.message for defect in thread.defects) for thread in threads[:1])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_document_that_lacks_its_last_character_gives_a_comment(path: Path) -> None:
    page, reader = page_of(path), FORMATS[path.parent.name]
    if any(thread.comments for thread in reader.parse(page)):
        cut = replace(page, content=page.content.rstrip()[:-1])
        assert any(thread.comments for thread in reader.parse(cut))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text('a\\"[]{},:é\n', max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('ab"{,', max_size=2), inner, max_size=4),
    max_leaves=20,
)


def is_of(part: object, whole: object) -> bool:
    """Whether a value is the beginning of another, and all of it where it is not marked."""
    if isinstance(part, dict) and isinstance(whole, dict):
        keys = [key for key in part if key != BROKEN_OFF]
        is_cut = BROKEN_OFF in part
        return (is_cut or keys == list(whole)) and all(key in whole and is_of(part[key], whole[key]) for key in keys)
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) <= len(whole) and all(map(is_of, part, whole))
    return part == whole


@given(value=st.lists(VALUES, min_size=1), indent=st.sampled_from([None, 1]), share=st.floats(0, 1))
@example(value=[{"a": 1}, {"a": 'x"y\\', "b": 12}], indent=None, share=0.9)
def test_what_is_left_of_a_document_is_a_part_of_it(value: list[object], indent: int | None, share: float) -> None:
    content = json.dumps(value, indent=indent)
    cut = Page("cut", content[: int(share * (len(content) - 1))], "application/json")
    try:
        rows, defects = read_json(cut)
    except ParseError:
        return
    if any("breaks off" in defect.message for defect in defects):
        (row,) = rows
        assert is_of(row.value, value)


def read(content: str) -> tuple[list[object], list[tuple[str, str]]]:
    rows, defects = read_json(Page("export", content, "application/json"))
    return [row.value for row in rows], [(defect.message, defect.locator) for defect in defects]


def test_records_that_are_open_are_marked_and_keep_what_is_whole() -> None:
    assert read('[{"id": 1},\n{"id": 2, "words": "a", "replies": [{"id": 3}, {"id": 4, "words": "b') == (
        [[{"id": 1}, {"id": 2, "words": "a", "replies": [{"id": 3}, {"id": 4, BROKEN_OFF: True}], BROKEN_OFF: True}]],
        [("the JSON breaks off; what is not whole is left out", "line 2, character 67")],
    )


@pytest.mark.parametrize(
    "end", ['"wor', '"words": "a\\', '"words": "\\u00', '"words": tr', '"number": 1', '"number": 1.', ""]
)
def test_a_value_that_may_go_on_is_left_out(end: str) -> None:
    values, _ = read(f'[{{"id": 1}}, {{"id": 2, {end}')
    assert values == [[{"id": 1}, {"id": 2, BROKEN_OFF: True}]]


def test_of_a_document_with_an_error_the_part_before_it_is_read() -> None:
    assert read('[{"id": 1}, {"id": 2,<br />\n<b>Fatal error</b>: Allowed memory exhausted, of {134217728}') == (
        [[{"id": 1}, {"id": 2, BROKEN_OFF: True}]],
        [("no sound JSON from here on, left out", "line 1, character 22")],
    )


def test_lines_are_read_as_lines_though_the_first_or_the_last_breaks_off() -> None:
    assert read('{"id": 1, "tags": [{"a": 1}, {"a\n{"id": 2}\n{"id": 3, "tags": [{}, ') == (
        [{"id": 2}],
        [("2 lines of no sound JSON, left out", "line 1")],
    )


@pytest.mark.parametrize(
    "content", ["[", '{"id": 1, "words": "a', '[1, 2, "a', '[{"id": 1, "n": [', "[" * 10_000, '{"a":' * 10_000]
)
def test_nothing_is_read_where_no_record_is_whole(content: str) -> None:
    with pytest.raises(ParseError):
        read(content)


def test_what_breaks_off_in_a_deep_place_is_refused_or_read_without_trouble() -> None:
    with pytest.raises(ParseError):
        read('[{"id": 1}, ' + '{"replies": [' * 10_000)
