"""Tables: which column holds what, and whose word counts."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.errors import ParseError, UnclaimedPage
from threadsearch.formats import claim, formats
from threadsearch.formats.table import Field, Mapping, Table, with_mapping
from threadsearch.model import Page, Thread
from threadsearch.tabular import rows, whole_rows

REDDIT = json.dumps({"id": "c1", "link_id": "t3_s1", "subreddit": "x", "body": "Its body.", "note": "Its note."}) + "\n"


def page(content: str, media_type: str = "text/csv") -> Page:
    return Page("folder/export", content, media_type)


def read(found: Page, *mapping: str) -> tuple[str, list[Thread]]:
    """The format that reads a page, and the threads on it."""
    reader = claim(found, with_mapping(Mapping.parse(mapping), formats()) if mapping else None)
    return reader.name, list(reader.parse(found))


@pytest.mark.parametrize(
    ("specification", "message"),
    [
        ("autor=user", "there is no field 'autor'. Did you mean author?"),
        ("created_at=ts", "there is no field 'created_at'. Did you mean date?"),
        ("ids=ts,date", "there is no field 'ids'. Did you mean id?"),
        ("date", "'date' names no column."),
        ("date=a,date=b", "date is given twice"),
    ],
)
def test_a_mapping_that_is_none_says_what_was_meant(specification: str, message: str) -> None:
    with pytest.raises(ValueError, match=r".*") as caught:
        Mapping.parse([specification])
    assert message in str(caught.value)


def test_a_mapping_may_name_columns_with_commas_and_paths_and_be_given_in_pieces() -> None:
    mapping = Mapping.parse(['author=user.name,"text=words, all"', "parent=", " date = ts "])
    named = {Field.AUTHOR: "user.name", Field.TEXT: "words, all", Field.PARENT: "", Field.DATE: "ts"}
    assert mapping.named == named


@given(st.lists(st.text(max_size=8), max_size=6, unique=True))
def test_no_column_stands_for_two_fields(columns: list[str]) -> None:
    usual = ["text", "Body", "created_at", "id", "user", *columns]
    found = Mapping.parse(["title=text"]).columns(usual)
    assert len(set(found.values())) == len(found)
    assert found[Field.TITLE] == "text"
    assert found[Field.TEXT] == "Body"


def test_what_people_name_goes_before_usual_names_and_the_rest_is_recognised() -> None:
    table = page("id,text,reply,author,parent_id\n1,Yes,To what,Ida,\n2,No,To that,Bo,1\n")
    name, (thread,) = read(table, "text=reply")
    assert name == "table"
    assert [(c.native_id, c.author, c.text, c.parent) for c in thread.comments] == [
        ("1", "Ida", "To what", None),
        ("2", "Bo", "To that", "1"),
    ]
    _, (flat,) = read(table, "text=reply,parent=")
    assert [comment.parent for comment in flat.comments] == [None, None]


def test_a_mapping_rules_the_files_that_have_its_columns_and_no_others() -> None:
    named, (thread,) = read(page(REDDIT, "application/json"), "text=note")
    assert (named, thread.comments[0].text) == ("table", "Its note.")
    other, (thread,) = read(page(REDDIT, "application/json"), "text=words")
    assert (other, thread.comments[0].text) == ("reddit-json", "Its body.")


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (page("id,words\n1,Yes\n"), "id, words"),
        (
            page('{"id": 1, "user": {"name": "x"}}\n{"id": 2, "words": "Yes"}\n', "application/json"),
            "id, user.name, words",
        ),
    ],
)
def test_a_table_without_the_columns_that_were_named_says_which_it_has(table: Page, columns: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(table, "text=body,author=user")
    assert str(caught.value) == f"folder/export: no column 'body' and none 'user'; its columns are {columns}"
    assert "--map" in caught.value.advice


@pytest.mark.parametrize(
    "content",
    ['{"id": 1, "text": "One record, which may be anything.", "author": "x"}', '[1, {"text": "x", "id": 2}]', "[]"],
)
def test_what_is_no_list_of_rows_is_not_claimed(content: str) -> None:
    with pytest.raises(UnclaimedPage):
        claim(page(content, "application/json"))


def test_dates_are_read_by_all_of_their_column() -> None:
    (thread,) = Table().parse(page("id,date,text\n1,5/7/2011,x\n2,23/7/2011,y\n3,1309843980000,z\n4,20110705,w\n"))
    printed = [c.created.at.isoformat() if c.created and c.created.at else None for c in thread.comments[:3]]
    assert printed == ["2011-07-05T00:00:00+00:00", "2011-07-23T00:00:00+00:00", "2011-07-05T05:33:00+00:00"]
    assert thread.comments[3].created
    assert thread.comments[3].created.at is None or thread.comments[3].created.at.year == 2011


def test_a_row_of_one_cell_is_a_comment_only_by_its_words() -> None:
    (thread,) = Table().parse(page("id,author,text\n1,Ida,Well,\nand so on\n2,Bo\n3\n"))
    assert [(c.native_id, c.author, c.text) for c in thread.comments] == [("1", "Ida", "Well"), ("2", "Bo", "")]
    (defect,) = (defect for defect in thread.defects if "single cell" in defect.message)
    assert (defect.message, defect.locator) == ("2 rows with a single cell, which is not its words, left out", "line 3")
    (words,) = Table().parse(page("text,author\nWell,Ida\nand so on\n"))
    assert [c.text for c in words.comments] == ["Well", "and so on"]


def test_threads_of_two_tables_with_the_same_numbers_are_two() -> None:
    one, other = (page(f"id,thread,text\n1,12,{words}\n") for words in ("Of the ferry", "Of the weir"))
    keys = [thread.key for table in (one, other) for thread in Table().parse(table)]
    assert len(set(keys)) == 2


CELLS = st.lists(st.text(alphabet='ab,"\n ', max_size=6), min_size=2, max_size=2)


@given(st.lists(CELLS, min_size=1))
def test_rows_come_back_as_csv_writes_them_and_are_whole_up_to_the_last(table: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(table)
    text = file.getvalue()
    found = list(rows(text, ","))
    assert [row.cells for row in found] == table
    assert not any(row.is_open for row in found)
    assert whole_rows(text, ",") == found[-1].end


@given(st.text(alphabet='ab,"\n', max_size=60))
def test_no_line_is_lost_and_none_read_twice_whatever_the_quotes(text: str) -> None:
    ends = 0
    lines = text.split("\n")
    for row in rows(text, ","):
        assert all(not lines[number] for number in range(ends, row.start))
        assert row.end > row.start
        ends = row.end
    assert all(not line for line in lines[ends:])


@pytest.mark.usefixtures("ends")
def test_quotes_that_never_close_take_linear_time() -> None:
    assert len(list(rows('a"b,"c\n' * 30_000, ","))) > 0


@pytest.mark.parametrize(
    ("column", "cell", "is_deleted"),
    [
        ("deleted", "True", True),
        ("is_deleted", "1.0", True),
        ("removed", "yes", True),
        ("deleted_at", "2011-07-05 05:33:10", True),
        ("deleted_at", "1309843990", True),
        ("deleted", "0.0", False),
        ("deleted", "", False),
        ("deleted", "2011", False),
        ("is_deleted", "<NA>", False),
        ("deleted_at", "NaT", False),
        ("deleted_at", "0001-01-01T00:00:00Z", False),
        ("deleted_at", "0000-00-00 00:00:00", False),
        ("deleted_at", "1970-01-01 00:00:00", False),
    ],
)
def test_a_comment_is_deleted_only_if_its_row_says_yes_or_when(column: str, cell: str, *, is_deleted: bool) -> None:
    (thread,) = Table().parse(page(f"id,date,text,{column}\n1,2011-07-05,It leaks.,{cell}\n2,2011-07-05,No.,\n"))
    assert [comment.state == "deleted" for comment in thread.comments] == [is_deleted, False]


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        ("1309843990", "2011-07-05T05:33:10+00:00"),
        ("1309843990000", "2011-07-05T05:33:10+00:00"),
        ("1309843990000000", "2011-07-05T05:33:10+00:00"),
        ("1309843990000000000", "2011-07-05T05:33:10+00:00"),
        ("1.0e300", None),
        ("634454661100000000", None),
        ("129543246100000000", None),
        ("12954324610000000", None),
        ("123456789", None),
    ],
)
def test_a_number_is_a_moment_only_if_a_unit_makes_it_a_plausible_one(number: str, moment: str | None) -> None:
    (thread,) = Table().parse(page(f"id,date,text\n1,{number},It leaks.\n"))
    created = thread.comments[0].created
    assert created is not None
    assert (created.at and created.at.isoformat()) == moment
    assert moment or created.raw == number
