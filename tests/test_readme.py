"""Pages that show real output: each example is run, and prints what stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
_EXAMPLES = re.compile(r"(?<=```console\n)(?P<block>.*?)(?=```)", re.DOTALL)


SHOWING = [README, ROOT / "docs" / "output.md", ROOT / "docs" / "recipes.md"]


@pytest.mark.parametrize("document", SHOWING, ids=lambda document: document.name)
def test_examples_print_what_stands_there(document: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shown = document.read_text(encoding="utf-8")
    real = _EXAMPLES.sub(lambda match: _session(match["block"], tmp_path / "index"), shown)
    if request.config.getoption("--update-goldens"):
        document.write_text(real, encoding="utf-8")
    assert real == shown


def _session(block: str, index: Path) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    assert commands, block
    return "\n".join(line for command in commands for line in (command, *_run(command[2:], index))) + "\n"


def _run(command: str, index: Path) -> list[str]:
    """What a person sees: both streams, in the order in which they are written."""
    scripts = str(Path(sys.executable).parent)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("THREADSEARCH")},
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "THREADSEARCH_INDEX": str(index),
        "COLUMNS": "100",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(  # noqa: S602 - the commands stand in our own README
        command,
        shell=True,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.rstrip("\n").split("\n")


def test_the_two_commands_stand_where_the_continuous_check_finds_them() -> None:
    text = README.read_text(encoding="utf-8")
    for name in ("main", "tests"):
        assert re.search(rf"<!-- {name} -->\n```sh\n.+\n```", text), name
