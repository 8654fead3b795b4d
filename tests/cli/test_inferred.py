"""``--infer-replies``: asked for, and told apart from what pages say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from threadsearch.cli.failures import FOUND

Run = Callable[..., Any]  # the fixture `run`
TABLE = (
    "id,author,date,text\n"
    "1,Keith,2011-07-05 08:00,Both if you ask me.\n"
    "2,Wilma,2011-07-05 09:00,Agreed Keith. I miss the ferry.\n"
    '3,Bo,2011-07-05 10:00,"Wilma, so do I."\n'
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def printed(run: Run, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(*arguments, "--format", "jsonl").out.splitlines()]


def test_replies_are_inferred_where_they_are_asked_for(run: Run, table: Path) -> None:
    assert {comment["parent_id"] for comment in printed(run, "parse", str(table))} == {None}
    first, second, third = printed(run, "parse", str(table), "--infer-replies")
    assert (second["parent_id"], third["parent_id"]) == (first["id"], second["id"])
    assert [comment["depth"] for comment in (first, second, third)] == [0, 1, 2]
    assert [comment["parent_source"] for comment in (first, second, third)] == [None, "address", "address"]
    assert [comment["parent_confidence"] for comment in (first, second, third)] == [None, 0.9, 0.9]
    assert "└─ " in run("parse", str(table), "--infer-replies").out


def test_an_index_keeps_how_surely_a_reply_is_known(run: Run, table: Path, tmp_path: Path) -> None:
    index = ["--index-dir", str(tmp_path / "index")]
    assert run("index", str(table), "--infer-replies", *index).status == FOUND
    (reply,) = printed(run, "search", "is:reply author:wilma", *index)
    shown = run("show", reply["id"], *index).out
    assert f"parent      {reply['parent_id']} (inferred, for it speaks to its author; confidence 0.90 of 1)" in shown
    assert run("index", str(table), *index).status == FOUND
    assert printed(run, "search", "is:reply", *index) == []


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_what_was_inferred_reads_back_as_such(form: str, run: Run, table: Path, tmp_path: Path) -> None:
    copy = tmp_path / f"copy.{form}"
    copy.write_text(run("parse", str(table), "--infer-replies", "--format", form).out, encoding="utf-8")
    before = printed(run, "parse", str(table), "--infer-replies")
    after = printed(run, "parse", str(copy))
    kept = ("id", "parent_id", "parent_source", "parent_confidence")
    assert [[comment[key] for key in kept] for comment in after] == [
        [comment[key] for key in kept] for comment in before
    ]
