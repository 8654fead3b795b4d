"""The program as a process: how it ends, what it loads, and what reaches a terminal."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from threadsearch.engines.whoosh import open_index

PAGES = Path(__file__).parent / "pages"
Process = Callable[..., subprocess.CompletedProcess[str]]  # the fixture `process`

posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX system")
SGR = re.compile(r"\x1b\[[0-9;]*m")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "threadsearch", *arguments]


def on_terminal(*arguments: str, columns: int = 80, lines: int = 200, **settings: str) -> str:
    """What a run writes to a real (pseudo) terminal."""
    import fcntl
    import pty
    import struct
    import termios

    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    surroundings = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    child = subprocess.Popen(  # noqa: S603 - ourselves
        command(*arguments), stdin=its, stdout=its, stderr=its, cwd=PAGES, env={**surroundings, **settings}
    )
    os.close(its)
    written = b""
    with contextlib.suppress(OSError):  # Linux's way to say that the other side has closed
        while part := os.read(ours, 65536):
            written += part
    os.close(ours)
    child.wait(timeout=30)
    return written.decode().replace("\r\n", "\n")


def test_exit_statuses(process: Process, index: Path) -> None:
    found = process("-d", str(index), "search", "bridge")
    none = process("-d", str(index), "search", "velocipede")
    wrong = process("-d", str(index), "search", "(")
    assert [found.returncode, none.returncode, wrong.returncode] == [0, 1, 2]
    assert found.stderr == ""
    assert none.stdout == ""
    assert wrong.stdout == ""


def test_a_locked_index_says_who_holds_it_and_to_try_again(process: Process, tmp_path: Path) -> None:
    place = tmp_path / "index"
    process("-d", str(place), "index", "kettle.txt")
    held = open_index(place)
    with held.writer():
        outcome = process("-d", str(place), "index", "kettle.txt", "--wait", "0.1")
    held.close()
    assert outcome.returncode == 75
    assert str(os.getpid()) in outcome.stderr


def _as_in_the_foreground() -> None:
    """What a shell starts in the background ignores interrupts, and hands that on to what it starts itself."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@posix
def test_control_c_ends_with_its_own_status_and_no_traceback(tmp_path: Path, process: Process) -> None:
    place = tmp_path / "index"
    start = time.perf_counter()
    process("-d", str(place), "index", "kettle.txt")
    whole_run = time.perf_counter() - start
    held = open_index(place)
    with held.writer():
        child = subprocess.Popen(  # noqa: S603 - ourselves
            command("-d", str(place), "index", "kettle.txt", "--wait", "60"),
            stderr=subprocess.PIPE,
            cwd=PAGES,
            preexec_fn=_as_in_the_foreground,  # noqa: PLW1509 - no threads here
        )
        time.sleep(2 * whole_run)  # it waits for the lock by now, on a busy machine too
        child.send_signal(signal.SIGINT)
        _, messages = child.communicate(timeout=30)
    held.close()
    assert child.returncode == 130
    assert b"Traceback" not in messages
    assert messages.startswith(b"Interrupted.")


@posix
@pytest.mark.parametrize("arguments", [["search", "--format", "jsonl"], ["thread", "0brdge"], ["--help"], ["stats"]])
def test_a_closed_pipe_is_success(arguments: list[str], index: Path) -> None:
    ours, its = os.pipe()
    child = subprocess.Popen(  # noqa: S603 - ourselves
        command("-d", str(index), *arguments), stdout=its, stderr=subprocess.PIPE
    )
    os.close(its)
    os.close(ours)
    _, messages = child.communicate(timeout=30)
    assert (child.returncode, messages) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [["search", "--format", "jsonl"], ["parse", *["kettle.txt"] * 20]])
def test_a_full_disk_is_said(arguments: list[str], index: Path) -> None:
    with Path("/dev/full").open("w") as full:
        child = subprocess.run(  # noqa: S603 - ourselves
            command("-d", str(index), *arguments), stdout=full, stderr=subprocess.PIPE, cwd=PAGES, check=False
        )
    assert child.returncode == 2
    assert child.stderr.decode().splitlines() == ["Error: No space left on device"]


@posix
@pytest.mark.parametrize(("query", "status"), [("bridge", 0), ("velocipede", 1), ("(", 2)])
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_change_no_exit_status(query: str, status: int, closed: str, index: Path) -> None:
    child = subprocess.run(  # noqa: S603 - ourselves
        ["sh", "-c", f'"$@" {closed}', "sh", *command("-d", str(index), "search", query)],  # noqa: S607 - any shell does
        capture_output=True,
        check=False,
    )
    assert child.returncode == status
    assert b"Traceback" not in child.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(("query", "status"), [("velocipede", 1), ("(", 2)])
def test_messages_that_reach_nobody_change_no_exit_status(query: str, status: int, index: Path) -> None:
    with Path("/dev/full").open("w") as full:
        child = subprocess.run(command("-d", str(index), "search", query), stderr=full, check=False)  # noqa: S603 - ourselves
    assert child.returncode == status


@posix
def test_colours_are_for_terminals_that_want_them(process: Process, index: Path) -> None:
    search = ["-d", str(index), "search", "bridge"]
    assert SGR.search(on_terminal(*search))
    assert not SGR.search(on_terminal(*search, NO_COLOR="1"))
    assert not SGR.search(on_terminal(*search, TERM="dumb"))
    assert not SGR.search(on_terminal("--no-color", *search))
    assert not SGR.search(process(*search).stdout)
    assert "\x1b[1;31mbridge\x1b[0m" in on_terminal(*search)


@posix
@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "bridge", "--facet", "author", "--explain"],
        ["search", "bridge", "--format", "json", "--facet", "author"],
        ["search", "bridge", "--format", "jsonl"],
        ["search", "bridge", "--format", "csv"],
        ["thread", "0brdge"],
        ["show", "0bb"],
        ["stats"],
        ["stats", "--format", "json"],
        ["search", "\x1b]0;query\x07 ("],
        ["parse", "no\x1b]0;such\x07file"],
        ["\x1b]0;command\x07"],
        ["search", "--\x1b]0;option\x07"],
        ["search", "--tz", "\x1b]0;zone\x07"],
        ["search", "--sort", "\x1b]0;sort\x07"],
    ],
)
def test_nothing_archived_or_typed_acts_on_the_terminal(arguments: list[str], index: Path) -> None:
    """Colours of ours aside, and the line of progress that slow machines come to show, and only those."""
    written = on_terminal("-d", str(index), *arguments).replace("\r\x1b[K", "")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", SGR.sub("", written))
    assert "\x1b[31mYou" not in written


@posix
def test_lines_fit_the_terminal(index: Path) -> None:
    wide = on_terminal("-d", str(index), "thread", "0brdge", columns=120, NO_COLOR="1").splitlines()
    narrow = on_terminal("-d", str(index), "thread", "0brdge", columns=44, NO_COLOR="1").splitlines()
    assert max(map(len, wide)) > 60
    assert max(map(len, narrow)) <= 44


@posix
def test_what_the_screen_does_not_hold_goes_to_the_pager(index: Path) -> None:
    thread = ["-d", str(index), "thread", "0brdge"]
    numbered = on_terminal(*thread, lines=10, PAGER="cat -n", NO_COLOR="1")
    assert re.match(r"\s+1\tWho paints the bridge\?", numbered)
    assert on_terminal(*thread, lines=10, PAGER="cat") == on_terminal(*thread, lines=100, PAGER="cat -n")
    assert on_terminal("--quiet", *thread, lines=10, PAGER="cat -n").count("\t") == 0
    assert on_terminal(*thread, lines=10, TERM="dumb", PAGER="cat -n").count("\t") == 0


@posix
@pytest.mark.parametrize("pager", ["no-such-pager", "/", "/dev/null", "'unclosed", "''"])
def test_a_pager_that_does_not_run_is_done_without(pager: str, index: Path) -> None:
    written = on_terminal("-d", str(index), "thread", "0brdge", lines=10, PAGER=pager, NO_COLOR="1")
    assert written.startswith("Who paints the bridge?")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_pipes_get_utf8_whatever_the_surroundings_say(process: Process, index: Path, encoding: str) -> None:
    outcome = process("-d", str(index), "thread", "0ba", PYTHONIOENCODING=encoding)
    assert outcome.returncode == 0
    assert "橋は緑のまま" in outcome.stdout


@posix
@pytest.mark.parametrize("arguments", [["橋"], ["--author", "橋本"]])
def test_queries_are_read_as_utf8_whatever_the_locale_says(arguments: list[str], process: Process, index: Path) -> None:
    outcome = process("-d", str(index), "search", *arguments, LC_ALL="C", PYTHONUTF8="0")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout.startswith("1 match\n")


@posix
def test_a_terminal_that_lacks_characters_still_gets_the_rest(index: Path) -> None:
    written = on_terminal("-d", str(index), "thread", "0ba", PYTHONIOENCODING="ascii", NO_COLOR="1")
    assert "A green bridge is a quiet one." in written
    assert r"\u6a4b" in written


HEAVY = {"rich", "bs4", "lxml", "whoosh", "Stemmer", "dateutil", "click", "markdown_it", "pygments"}


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (["--help"], HEAVY | {"threadsearch.engines.whoosh", "threadsearch.ingest", "threadsearch.render.hits"}),
        (["search", "--help"], HEAVY | {"threadsearch.engines.whoosh"}),
        (
            ["search", "bridge", "--facet", "day"],
            (HEAVY - {"Stemmer"}) | {"threadsearch.ingest", "threadsearch.formats"},
        ),
        (["thread", "0aa"], HEAVY | {"threadsearch.ingest", "threadsearch.query"}),
        (["stats"], HEAVY | {"threadsearch.ingest", "threadsearch.query"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_loads_what_it_uses(arguments: list[str], unneeded: set[str], index: Path) -> None:
    program = (
        "import sys; from threadsearch.cli.app import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    child = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", program, "-d", str(index), *arguments], capture_output=True, encoding="utf-8", check=True
    )
    loaded = set(child.stderr.split())
    assert "typer" in loaded
    assert loaded & unneeded == set()
