"""Recipes on the command line: written, corrected, read by."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]  # the fixture `run`
RECIPES = Path(__file__).parents[2] / "docs" / "recipes"
PAGE, CORRECTED = str(RECIPES / "tidewatch.html"), str(RECIPES / "tidewatch.toml")


def test_a_recipe_is_written_to_a_new_file_only(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "tidewatch.toml"

    shown = run("recipe", PAGE)
    written = run("recipe", PAGE, "-o", str(file))
    again = run("recipe", PAGE, "-o", str(file))

    assert (shown.status, written.status, again.status) == (0, 0, 2)
    assert shown.out == file.read_text(encoding="utf-8")
    assert written.err == f"Wrote {file}. Try it: threadsearch parse --explain --recipe {file} {PAGE}\n"
    assert "is there already" in again.err
    assert tomllib.loads(shown.out)["block"] == "div.signal"


def test_pages_are_read_by_recipes_and_by_nothing_else(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("block = 'li.remark'\n", encoding="utf-8")

    read = run("parse", "--recipe", CORRECTED, "--recipe", str(other), PAGE, "--format", "jsonl")
    skipped = run("parse", "--recipe", str(other), "--recipe", CORRECTED, PAGE)
    explained = run("parse", "--recipe", CORRECTED, PAGE, "--explain", "--format", "json")

    assert [json.loads(line)["format"] for line in read.out.splitlines()] == ["recipe:tidewatch"] * 5
    assert (skipped.status, skipped.out) == (2, "")
    assert f"{other}: block = 'li.remark' matches nothing on it" in skipped.err
    assert json.loads(explained.out)["pages"][0]["knows"] == "recipe"


def test_archives_are_indexed_by_recipes(run: Run, tmp_path: Path) -> None:
    index = str(tmp_path / "index")

    indexed = run("index", "--recipe", CORRECTED, str(RECIPES), "--jobs", "2", "--index-dir", index)
    found = run("search", "author:ysolde", "--format", "jsonl", "--index-dir", index)

    assert indexed.status == 0
    assert json.loads(found.out.splitlines()[0])["format"] == "recipe:tidewatch"


def test_mistakes_are_told(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("block = 'p'\nautor = 'b'\n", encoding="utf-8")

    unknown = run("parse", "--recipe", str(wrong), PAGE)
    both = run("parse", "--recipe", CORRECTED, "--only", "wordpress", PAGE)
    missing = run("recipe", str(tmp_path / "none.html"))
    nothing = run("recipe", CORRECTED)

    assert unknown.err.startswith(f"Error: {wrong}, line 2, column 1: there is no key 'autor'\nDid you mean author?")
    assert "not by both" in both.err
    assert [outcome.status for outcome in (unknown, both, missing, nothing)] == [2, 2, 2, 2]
    assert "it is no HTML, and recipes are for nothing else" in nothing.err
