"""Tables whose columns people name on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from threadsearch.cli.failures import FAILED, FOUND

Run = Callable[..., Any]  # the fixture `run`


@pytest.mark.parametrize("command", ["index", "parse"])
def test_the_columns_of_tables_may_be_named(command: str, run: Run, tmp_path: Path) -> None:
    table = tmp_path / "export.csv"
    table.write_text("nr,wer,was\n1,Ida,Too late.\n2,Bo,Always.\n", encoding="utf-8")
    where = ["--index-dir", str(tmp_path / "index")] if command == "index" else []
    unknown = run(command, str(table), *where)
    assert unknown.status == FAILED
    assert "no column of this table is known to hold comments' words; its columns are nr, wer, was" in unknown.err
    assert "--map" in unknown.err
    outcome = run(command, str(table), "--map", "id=nr,author=wer", "--map", "text=was", *where)
    assert outcome.status == FOUND
    missing = run(command, str(table), "--map", "id=nr,author=wem,text=was", *where)
    assert missing.status == FAILED
    assert f"{table}: no column 'wem'; its columns are nr, wer, was" in missing.err
    mistaken = run(command, str(table), "--map", "autor=wer", *where)
    assert "--map" in mistaken.err
    assert "Did you mean author?" in mistaken.err


def test_comments_that_another_mapping_loses_are_counted_as_gone(run: Run, tmp_path: Path) -> None:
    table, other = tmp_path / "export.csv", tmp_path / "other.csv"
    table.write_text("nr,wer,was\n1,Ida,Too late.\n2,Bo,Always.\n", encoding="utf-8")
    other.write_text("id,author,text\n1,Cy,Never.\n", encoding="utf-8")
    where = ["--index-dir", str(tmp_path / "index")]
    first = run("index", str(table), str(other), "--map", "id=nr,author=wer,text=was", *where)
    assert "gone" not in first.out
    later = run("index", str(table), str(other), *where)
    assert "2 comments have left the index" in later.out
    assert "gone        2\n" in later.out
    back = run("index", str(table), "--map", "id=nr,author=wer,text=was", *where)
    assert "gone" not in back.out
