"""The formats for programs: complete, and the same when they are read back."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from threadsearch.model import Capture, Defect, Document, Facet, FacetCount, Hit, Results
from threadsearch.render import structured
from threadsearch.render.terminal import UNSAFE
from threadsearch.tabular import guarded, unguarded

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
DOCUMENT = Document(
    id="a1",
    thread_id="t1",
    root_id="a1",
    position=0,
    text="hello",
    source="page.html",
    created_at=datetime(2011, 7, 5, 5, 33, tzinfo=UTC),
    links=("https://example.org/a", "https://example.org/b"),
    captures=(Capture("page.html", "line 3", datetime(2012, 1, 1, tzinfo=UTC)),),
    defects=(Defect("no author", "line 3"),),
)
KEYS = [field.name for field in fields(Document)]


def joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


@given(st.lists(ANY_TEXT, max_size=3))
def test_json_gives_every_text_back_and_nothing_to_a_terminal(texts: list[str]) -> None:
    documents = [replace(DOCUMENT, text=text, author=text) for text in texts]
    printed = joined(structured.json_documents(documents))
    assert not UNSAFE.search(printed)
    read = json.loads(printed)
    assert read["schema"] == 1
    assert read["total"] == len(texts)
    assert [record["text"] for record in read["documents"]] == texts


@given(st.lists(ANY_TEXT, max_size=3))
def test_json_lines_are_one_a_document(texts: list[str]) -> None:
    lines = list(structured.jsonl_documents(replace(DOCUMENT, text=text) for text in texts))
    assert [json.loads(line)["text"] for line in lines] == texts
    assert not any(UNSAFE.search(line) or "\n" in line for line in lines)


@given(st.lists(ANY_TEXT, min_size=1, max_size=3))
def test_csv_gives_every_text_back_but_control_characters(texts: list[str]) -> None:
    printed = joined(structured.csv_documents(replace(DOCUMENT, text=text) for text in texts))
    assert not UNSAFE.search(printed)
    rows = list(csv.DictReader(io.StringIO(printed, newline="")))
    assert [unguarded(row["text"]) for row in rows] == [UNSAFE.sub("\ufffd", text) for text in texts]


@given(st.text("'=+-@\t.01a", max_size=5))
def test_csv_holds_no_formula_and_loses_no_apostrophe(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert cell[:1] not in set("=+-@\t") or re.fullmatch(r"[+-]?[\d.]+", cell)


def test_a_record_has_every_key_of_a_document_in_its_order() -> None:
    (line,) = structured.jsonl_documents([DOCUMENT])
    record = json.loads(line)
    assert list(record) == ["schema", *KEYS]
    assert record["created_at"] == "2011-07-05T05:33:00Z"
    assert record["parent_id"] is None
    assert record["captures"] == [
        {"source": "page.html", "locator": "line 3", "captured_at": "2012-01-01T00:00:00Z", "page": None}
    ]


def test_a_csv_row_is_flat() -> None:
    (row,) = csv.DictReader(structured.csv_documents([DOCUMENT]))
    assert list(row) == KEYS
    assert row["links"] == "https://example.org/a; https://example.org/b"
    assert row["captures"] == "page.html, line 3, 2012-01-01T00:00:00Z"
    assert row["parent_id"] == ""


def test_facets_follow_the_hits_in_json_lines() -> None:
    results = Results(
        2, (Hit(DOCUMENT, 1.23456789, "hello", ((0, 5),)),), {Facet.AUTHOR: (FacetCount("Jim", 1), FacetCount(None, 1))}
    )
    hit, facets = map(json.loads, structured.jsonl_results(results))
    assert (hit["id"], hit["score"], hit["snippet"], hit["highlights"]) == ("a1", 1.234568, "hello", [[0, 5]])
    assert facets == {"schema": 1, "facets": {"author": [{"value": "Jim", "count": 1}, {"value": None, "count": 1}]}}


def test_json_of_results_says_how_many_match() -> None:
    read = json.loads(joined(structured.json_results(Results(41), offset=60)))
    assert read == {"schema": 1, "total": 41, "offset": 60, "facets": {}, "hits": []}


def test_no_documents_are_an_empty_list() -> None:
    assert json.loads(joined(structured.json_documents([]))) == {"schema": 1, "documents": [], "total": 0}
    assert list(structured.jsonl_documents([])) == []
    assert list(structured.csv_documents([])) == [",".join(KEYS)]
