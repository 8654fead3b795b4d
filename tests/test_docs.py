"""The pages for users name what there is, and nothing else: formats, keys, dependencies, options, other pages."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer

from threadsearch.cli.app import app
from threadsearch.formats import formats
from threadsearch.model import DateRange
from threadsearch.query import parse_query
from threadsearch.render.records import KEYS
from threadsearch.render.reports import Report, report_record
from threadsearch.render.structured import HIT_KEYS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
GOLDENS = Path(__file__).parent / "cli" / "goldens"
ELSEWHERE = {"--update-goldens", "--no-deps", "--long", "--write", "--help"}
"""Options of pytest, pip, zstd and the benchmarks, and the one that Typer adds to each command."""


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_page_on_formats_has_each() -> None:
    page = read("formats.md")
    names = [reader.name for reader in formats()]
    assert [name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", page)] == []


def test_the_page_on_output_has_the_keys_of_documents_in_their_order() -> None:
    rows = re.findall(r"^\| (`.+?) \| ", read("output.md").partition("## The objects")[0], re.MULTILINE)
    listed = [key for row in rows for key in re.findall(r"`(\w+)`", row)]
    assert listed[-len(KEYS) - len(HIT_KEYS) :] == [*KEYS, *HIT_KEYS]


@pytest.mark.parametrize("command", ["search", "replies", "thread", "parse", "show", "stats", "verify", "formats"])
def test_the_page_on_output_has_the_keys_of_each_object(command: str) -> None:
    golden = (GOLDENS / f"{command}-json.txt").read_text(encoding="utf-8")
    assert missing(command, json.JSONDecoder().raw_decode(golden)[0]) == set()


def test_the_page_on_output_has_the_keys_of_a_report() -> None:
    assert missing("index", report_record(Report())) == set()


def missing(command: str, answer: dict[str, Any]) -> set[str]:
    """The keys of an answer that the page does not tell about."""
    objects = read("output.md").partition("## The objects")[2]
    (said,) = re.findall(rf"^\| .*`{command}`.* \| (.*) \|$", objects, re.MULTILINE)
    return {key for key in answer if f"`{key}`" not in said} - {"schema"}


def test_the_page_on_dependencies_has_each() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    names = {match[0] for each in wanted if (match := re.match(r"[\w.-]+", each))} - {project["name"]}
    table = [line for line in read("dependencies.md").splitlines() if line.startswith("| ")]
    named = {word for line in table for word in re.findall(r"[\w.-]+", line.split("|")[1])}
    assert names - named == set()


def written(heading: str, column: int) -> list[str]:
    """What stands as code in a column of the tables below a heading of the page on queries."""
    below = read("query-language.md").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:-1] for line in below.splitlines() if line.startswith("|")]
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row[column])]


EXAMPLES = [query for heading in ("Words", "Combining", "Fields", "Dates") for query in written(heading, -1)]
MOMENTS = [moment for moment in written("Dates", 0) if ":" not in moment or "T" in moment]


@pytest.mark.parametrize("query", [query for query in EXAMPLES if not query.startswith("--")])
def test_an_example_of_a_query_is_understood(query: str) -> None:
    assert parse_query(query).where != parse_query("").where


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_date_that_is_shown_is_understood(moment: str) -> None:
    assert isinstance(parse_query(f"on:{moment}").where, DateRange)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_option_that_a_page_names_is_one(page: Path) -> None:
    text = re.sub(r"^<!--.*", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    named = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", text))
    assert named - known_options() - ELSEWHERE == set()


def known_options() -> set[str]:
    program: Any = typer.main.get_command(app)
    context = typer.Context(program)
    commands = [program, *(program.get_command(context, name) for name in program.list_commands(context))]
    return {
        option
        for command in commands
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)", page.read_text(encoding="utf-8")):
        there = page.parent / target if target else page
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there), f"{target}#{anchor}"


def anchors(page: Path) -> set[str]:
    """What a page's headings are called in links to them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
