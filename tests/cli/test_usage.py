"""Options: each has its words, and a mistake with one is answered with what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from threadsearch.cli.app import app
from threadsearch.cli.console import Console
from threadsearch.cli.failures import report

ROOT = Path(__file__).parents[2]
Run = Callable[..., Any]  # the fixture `run`
Process = Callable[..., Any]  # the fixture `process`


def commands() -> Iterator[Any]:
    """The program and its commands, as Typer built them."""
    program = typer.main.get_command(app)
    yield program
    context = typer.Context(program)
    yield from (program.get_command(context, name) for name in program.list_commands(context))  # type: ignore[attr-defined]


COMMANDS = list(commands())
NAMES = [command.name for command in COMMANDS[1:]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_and_option_has_its_help(command: Any) -> None:  # noqa: ANN401 - Typer names its classes in private
    assert command.help
    for parameter in command.params:
        assert parameter.help, f"{command.name} {parameter.name}"


@pytest.mark.parametrize("name", NAMES)
def test_a_commands_first_line_fits_the_list(name: str, run: Run) -> None:
    (line,) = [line for line in run("--help").out.splitlines() if line.strip().startswith(f"{name} ")]
    assert line.endswith(".")
    assert not line.endswith("...")


@pytest.mark.parametrize("name", NAMES)
def test_the_documentation_names_every_command(name: str) -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    assert any(f"threadsearch {name}" in page.read_text(encoding="utf-8") for page in pages)


def test_the_version_is_the_packages(run: Run) -> None:
    import threadsearch

    assert run("--version").out == f"threadsearch {threadsearch.__version__}\n"


def test_without_a_command_there_is_help_and_no_success(run: Run) -> None:
    outcome = run()
    assert outcome.status == 2
    assert "Commands:" in outcome.err


@pytest.mark.parametrize("word", ["-ferry", "-number", "-dragon", "-word"])
def test_a_minus_that_was_taken_for_an_option_is_explained(run: Run, word: str) -> None:
    outcome = run("search", "bridge", word)
    assert outcome.status == 2
    assert f"threadsearch search -- massage {word}" in outcome.err


def test_behind_two_dashes_a_minus_excludes(run: Run, index: Path) -> None:
    assert "Sunniva" not in run("-d", str(index), "search", "--", "bridge", "-lamp").out
    assert "Sunniva" in run("-d", str(index), "search", "--", "bridge").out


def test_a_global_option_behind_the_command_is_sent_to_its_place(run: Run) -> None:
    outcome = run("search", "bridge", "--verbose")
    assert outcome.status == 2
    assert "--verbose stands before the command: threadsearch --verbose" in outcome.err


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        (["search", "bridge", "-v"], "-v stands before the command: threadsearch -v …"),
        (["--format", "json", "stats"], "--format stands behind the command: threadsearch stats --format …"),
        (["search", "bridge", "--author"], "'threadsearch search --help' lists its options."),
        (["search", "bridge", "--offset", "two"], "'two' is not a whole number."),
        (["search", "bridge", "--limit", "-1"], "'-1' is neither a number from 0 on nor all."),
        (["search", "bridge", "--limit", "9" * 5000], "is neither a number from 0 on nor all."),
        (["index", ".", "--wait", "long"], "'long' is not a number."),
        (["forget", "--author", " "], "an author has a name."),
    ],
)
def test_a_mistake_with_an_option_is_answered_with_what_to_do(run: Run, typed: list[str], advice: str) -> None:
    outcome = run(*typed)
    assert (outcome.status, outcome.out) == (2, "")
    assert advice in outcome.err


def test_an_option_that_narrows_a_search_counts_each_time(run: Run, index: Path) -> None:
    typed = ["-d", str(index), "search", "--format", "jsonl", "--after", "2012-03-02"]
    lines = run(*typed).out.splitlines()
    assert run(*typed, "--after", "2011").out.splitlines() == lines
    assert run(*typed, "--author", "perrin").status == 0
    both = run(*typed, "--author", "perrin", "--author", "sunniva")
    assert (both.status, both.out) == (1, "")
    assert "--author sunniva" in both.err


def test_a_table_that_is_cut_off_is_said_to_be_and_all_is_all(run: Run, index: Path) -> None:
    typed = ["-d", str(index), "search", "bridge", "--format", "jsonl"]
    part, whole = run(*typed, "--limit", "2"), run(*typed, "--limit", "all")
    assert part.err == "6 matches; 1 to 2, best first. --limit all prints them all.\n"
    assert (len(part.out.splitlines()), len(whole.out.splitlines()), whole.err) == (2, 6, "")
    assert run("--quiet", *typed, "--limit", "2").err == ""


def test_what_no_command_knows_is_sent_nowhere(run: Run) -> None:
    assert "stands" not in run("--frmat", "json", "stats").err
    assert "stands" not in run("--sort", "newest", "stats").err
    assert "stands" not in run("search", "-virus").err


def test_the_index_may_be_named_anywhere(
    run: Run, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = str(index)
    assert run("-d", place, "search", "bridge").status == 0
    assert run("search", "bridge", "-d", place).status == 0
    assert run("--index-dir", "elsewhere", "search", "bridge", "--index-dir", place).status == 0
    monkeypatch.setenv("THREADSEARCH_INDEX", place)
    assert run("search", "bridge").status == 0
    monkeypatch.delenv("THREADSEARCH_INDEX")
    shutil.copytree(index, tmp_path / "index")
    monkeypatch.chdir(tmp_path)
    assert run("search", "bridge").status == 0


def test_an_unforeseen_error_is_owned_and_verbose_shows_where_it_arose(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        {}["nothing"]
    except KeyError as error:
        bug = error
    assert report(bug, Console(), []) == 2
    (what, how) = capsys.readouterr().err.splitlines()
    assert "mistake in threadsearch" in what
    assert "threadsearch --verbose" in how
    report(bug, Console(verbose=True), [])
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("threadsearch se", "search"),
        ("threadsearch search --fa", "--facet"),
        ("threadsearch index --tz Europe/Par", "Europe/Paris"),
        ("threadsearch parse --only blogger-", "blogger-atom"),
    ],
)
def test_shells_complete_commands_options_and_values(process: Process, typed: str, completed: str) -> None:
    settings = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" ")), "_THREADSEARCH_COMPLETE": "complete_bash"}
    assert process(**settings).stdout.split() == [completed]
