"""Every command in every form: what it prints, to the letter."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GOLDENS = Path(__file__).parent / "goldens"
FACETS = [
    part for name in ("author", "day", "month", "year", "depth", "site", "thread", "kind") for part in ("--facet", name)
]

CASES: dict[str, list[str]] = {
    "search-text": ["search", "bridge", "--facet", "author", "--facet", "day"],
    "search-json": ["search", "bridge", "--facet", "author", "--format", "json"],
    "search-jsonl": ["search", "bridge", "--facet", "author", "--format", "jsonl"],
    "search-csv": ["search", "bridge", "--format", "csv"],
    "search-csv-facets": [
        "search", "bridge", "--facet", "author", "--facet", "month", "--limit", "0", "--format", "csv",
    ],
    "search-facets": ["search", "--limit", "0", *FACETS],
    "search-all": ["search", "--sort", "oldest"],
    "search-page": ["search", "bridge", "-n", "2", "--offset", "2", "--sort", "newest"],
    "search-page-csv": ["search", "bridge", "-n", "1", "--offset", "2", "--format", "csv"],
    "search-beyond": ["search", "bridge", "--offset", "50"],
    "search-options": [
        "search", "paint", "--author", "perrin oakes", "--after", "2012-03-01", "--before", "2012-03-02",
        "--depth", "0", "--thread", "0brdge", "--site", "thornmere.example",
    ],
    "search-on": ["search", "--on", "2012-03-05"],
    "search-now": ["search", "date:yesterday", "--now", "2012-03-02"],
    "search-title": ["search", "title:bridge"],
    "search-explain": [
        "search", 'bridge (red OR "seen in fog" OR lamp*) -ferryman after:2012 is:top depth:..1 author:p*', "--explain",
    ],
    "search-explain-json": ["search", "bridge NOT date:2012-03-01", "--explain", "--format", "json", "-n", "1"],
    "search-explain-csv": ["search", "bridge NOT date:2012-03-01", "--explain", "--format", "csv", "-n", "1"],
    "search-none-word": ["search", "brigde"],
    "search-none-author": ["search", "bridge", "--author", "sunnifa"],
    "search-none-date": ["search", "bridge", "date:1999"],
    "search-none-both": ["search", "ferryman author:sunniva"],
    "search-none-site": ["search", "site:blog.thornmere.exmaple"],
    "search-none-json": ["search", "brigde", "--format", "json"],
    "search-syntax-error": ["search", "bridge (red"],
    "search-field-error": ["search", "bridge auhtor:perrin"],
    "search-option-error": ["search", "bridge", "--after", "blursday"],
    "search-now-error": ["search", "bridge", "--now", "blursday"],
    "search-csv-error": ["search", "bridge", "--facet", "day", "--format", "csv"],
    "search-zone-error": ["search", "bridge", "--tz", "Atlantis"],
    "replies-text": ["replies", "0aa"],
    "replies-all": ["replies", "0aa", "--depth", "all"],
    "replies-json": ["replies", "0aa", "--format", "json"],
    "replies-jsonl": ["replies", "0aa", "--depth", "2", "--format", "jsonl"],
    "replies-csv": ["replies", "0aa", "--format", "csv"],
    "replies-of-thread": ["replies", "0brdge"],
    "replies-none": ["replies", "0za"],
    "replies-depth-error": ["replies", "0za", "--depth", "deep"],
    "replies-unknown": ["replies", "0zzz"],
    "replies-ambiguous": ["replies", "0a"],
    "thread-text": ["thread", "0ac"],
    "thread-marked": ["thread", "0ac", "--mark", "bridge OR has:link"],
    "thread-nothing-marked": ["thread", "0za", "--mark", "velocipede"],
    "thread-mark-error": ["thread", "0ac", "--mark", "bridge", "--format", "json"],
    "thread-json": ["thread", "0amps", "--format", "json"],
    "thread-jsonl": ["thread", "0amps", "--format", "jsonl"],
    "thread-csv": ["thread", "0brdge", "--format", "csv"],
    "show-text": ["show", "0ac"],
    "show-rude": ["show", "0bb"],
    "show-orphan": ["show", "0bd"],
    "show-article": ["show", "0brdge"],
    "show-json": ["show", "0ab", "--format", "json"],
    "show-jsonl": ["show", "0bb", "--format", "jsonl"],
    "show-csv": ["show", "0bb", "--format", "csv"],
    "stats-text": ["stats"],
    "stats-json": ["stats", "--format", "json"],
    "verify-text": ["verify"],
    "verify-json": ["verify", "--format", "json"],
    "formats-text": ["formats"],
    "formats-json": ["formats", "--format", "json"],
    "parse-text": ["parse", "kettle.txt"],
    "parse-json": ["parse", "kettle.txt", "--format", "json"],
    "parse-jsonl": ["parse", "kettle.txt", "--format", "jsonl", "--tz", "America/New_York"],
    "parse-csv": ["parse", "kettle.txt", "--format", "csv"],
    "parse-explain": ["parse", ".", "--explain"],
    "parse-explain-json": ["parse", ".", "--explain", "--format", "json"],
    "parse-folder": ["parse", ".", "--format", "csv"],
    "parse-missing": ["parse", "kettle.txt", "nowhere.txt", "--format", "csv"],
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str, run: Callable[..., Any], index: Path, update_goldens: bool) -> None:  # noqa: FBT001 - a fixture
    outcome = run("--index-dir", str(index), *CASES[name])
    printed = f"{outcome.out}--- stderr\n{outcome.err}--- status {outcome.status}\n".replace(str(index), "INDEX")
    assert_safe(printed)
    golden = GOLDENS / f"{name}.txt"
    if update_goldens:
        golden.write_text(printed, encoding="utf-8", newline="\n")
    assert printed == golden.read_text(encoding="utf-8")


def assert_safe(printed: str) -> None:
    """Nothing in it acts on a terminal."""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", printed)


def test_every_golden_has_its_case() -> None:
    assert {path.stem for path in GOLDENS.glob("*.txt")} == set(CASES)
