"""Reading by one format alone, and saying how each page was read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from threadsearch.cli.failures import FAILED, FOUND, NOTHING
from threadsearch.model import Defect, Document, Kind
from threadsearch.reading import PageRead
from threadsearch.render.explained import explanation_lines
from threadsearch.render.style import Style

Run = Callable[..., Any]  # the fixture `run`
TABLE = "id,author,date,text\n1,Ida,2011-07-05,Too late.\n"


@pytest.mark.parametrize("command", ["index", "parse"])
def test_one_format_may_read_alone(command: str, run: Run, tmp_path: Path) -> None:
    table = tmp_path / "export.csv"
    table.write_text(TABLE, encoding="utf-8")
    where = ["--index-dir", str(tmp_path / "index")] if command == "index" else []
    assert run(command, str(tmp_path), "--only", "table", *where).status == FOUND
    outcome = run(command, str(tmp_path), "--only", "wordpress", *where)
    assert outcome.status == NOTHING
    assert f"Skipped {table}: the format wordpress does not claim it" in outcome.err
    mapped = run(command, str(tmp_path), "--only", "table", "--map", "text=text", *where)
    assert mapped.status == FOUND


@pytest.mark.parametrize(
    ("name", "advice"),
    [("wordpres", "Did you mean wordpress or wordpress-json?"), ("zzz", "`threadsearch formats` lists them.")],
)
def test_a_format_that_there_is_not_is_a_mistake(name: str, advice: str, run: Run, tmp_path: Path) -> None:
    outcome = run("parse", str(tmp_path), "--only", name)
    assert outcome.status == FAILED
    assert f"there is no format '{name}'." in outcome.err
    assert advice in outcome.err


def test_pages_are_explained(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "b.txt").write_text("Nothing at all.", encoding="utf-8")
    outcome = run("parse", str(tmp_path), "--explain")
    assert (outcome.status, outcome.err) == (FOUND, "")
    assert "  format    table: it knows markup that many platforms share\n  comments  1\n" in outcome.out
    assert "  skipped  no format claims it" in outcome.out
    record = json.loads(run("parse", str(tmp_path), "--explain", "--format", "json").out)
    assert [page["outcome"] for page in record["pages"]] == ["read", "skipped"]
    assert run("parse", str(tmp_path / "b.txt"), "--explain").status == FAILED
    assert run("parse", str(tmp_path), "--explain", "--format", "csv").status == FAILED


def test_what_a_page_claims_and_what_is_wrong_with_it_is_explained(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "export.csv"
    page.write_text(TABLE + "2,Bo\n", encoding="utf-8")
    damage = "1 row with more or fewer cells than there are columns"
    assert f"  damage    {damage} (line 3)\n" in run("parse", str(page), "--explain").out
    record = json.loads(run("parse", str(page), "--explain", "--format", "json").out)
    (thread,) = record["pages"][0]["threads"]
    assert (thread["claimed"], thread["defects"]) == (None, [{"message": damage, "locator": "line 3"}])
    assert "1 defect" in run("parse", str(page)).out


def test_of_very_many_defects_the_first_are_explained() -> None:
    known = Document("0thread00000", "0thread00000", "0thread00000", -1, "", "export.xml", kind=Kind.ARTICLE)
    wrong = tuple(Defect("a comment without words", f"line {number}", "export.xml") for number in range(1, 13))
    read = PageRead("export.xml", "wxr", ((replace(known, defects=wrong[:6]),), (replace(known, defects=wrong[5:]),)))
    damage = [line.split(maxsplit=1)[1] for line in explanation_lines([read], Style()) if "damage" in line]
    assert damage[0] == "a comment without words (line 1)"
    assert damage[9:] == ["a comment without words (line 10)", "and 2 more"]
