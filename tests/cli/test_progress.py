"""Progress: a bar that is redrawn on a terminal, lines elsewhere, and nothing that stays behind."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from threadsearch.cli import console
from threadsearch.cli.app import main

PAGES = Path(__file__).parent / "pages"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show progress at once and every time, as a long run would."""
    monkeypatch.setattr(console, "_PATIENCE", 0.0)
    monkeypatch.setattr(console, "_PACE", 0.0)
    monkeypatch.setattr(console, "_LINE_PACE", 0.0)
    monkeypatch.chdir(PAGES)


def _heard(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    assert main([*arguments]) == 0
    return stream.getvalue()


@pytest.mark.usefixtures("impatient")
def test_a_terminal_gets_a_bar_that_fills_and_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = _heard(_Terminal(), monkeypatch, "-d", str(tmp_path), "index", ".")
    bars = [bar.count("#") for bar in re.findall(r"\r\x1b\[K\[([#.]{20})\]", heard)]
    assert bars == sorted(bars)
    assert bars[-1] == 20
    assert len(bars) > 1
    left = [line.rpartition("\r\x1b[K")[2] for line in heard.split("\n")]
    assert [line.partition(" ")[0] for line in left] == ["Skipped", "Skipped", ""]


@pytest.mark.usefixtures("impatient")
def test_a_check_shows_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _heard(io.StringIO(), monkeypatch, "--quiet", "-d", str(tmp_path), "index", ".")
    for options in ([], ["--repair"]):
        heard = _heard(_Terminal(), monkeypatch, "-d", str(tmp_path), "verify", *options)
        shown = re.findall(r"\r\x1b\[K\[[#.]{20}\] (\d+ of \d+ [a-z ]+)", heard)
        assert "0 of 5 documents" in shown
        assert "0 of 3 files of the archive" in shown
        assert heard.endswith("\r\x1b[K")


@pytest.mark.usefixtures("impatient")
def test_a_file_gets_plain_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = _heard(io.StringIO(), monkeypatch, "-d", str(tmp_path), "index", ".")
    assert "\r" not in heard
    assert "100% done, 4 comments; " in heard


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("stream", [_Terminal, io.StringIO])
def test_quiet_means_quiet(stream: type[io.StringIO], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _heard(stream(), monkeypatch, "--quiet", "-d", str(tmp_path), "index", ".") == ""


def test_a_short_run_shows_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PAGES)
    assert "\r" not in _heard(_Terminal(), monkeypatch, "-d", str(tmp_path), "index", "kettle.txt")
