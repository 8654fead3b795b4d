"""What went wrong, to lines on stderr and an exit status. One place knows both."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from threadsearch.cli.console import Console, abandon
from threadsearch.errors import IndexLocked, IndexMissing, ThreadsearchError
from threadsearch.render.failures import error_lines
from threadsearch.render.terminal import safe, safe_line

FOUND, NOTHING, FAILED, LOCKED, INTERRUPTED = 0, 1, 2, 75, 130
"""Exit statuses: hits, none, a usage or data error, an index locked by another process (try again), Ctrl-C."""

_CLUSTER = re.compile(r"-[^\W\d_]{2,}")
_GLOBAL = {"--quiet", "--verbose", "--no-color", "--version"}


@runtime_checkable
class _UsageError(Protocol):
    """What Typer raises for a command line that it can't read. The class itself is not for us to import."""

    exit_code: int

    def format_message(self) -> str: ...


def report(error: Exception, console: Console, arguments: list[str]) -> int:
    """Say what went wrong; the exit status."""
    try:
        sys.stdout.flush()
    except OSError:
        abandon(sys.stdout)  # what went wrong may be just this
    if isinstance(error, BrokenPipeError):
        return FOUND
    if isinstance(error, ThreadsearchError):
        console.complain(error_lines(error, console.style(sys.stderr)))
    elif isinstance(error, _UsageError):
        console.complain(_usage_lines(error))
    elif isinstance(error, OSError):
        console.complain(f"Error: {safe_line(_os_message(error))}")
    else:
        console.complain(_bug_lines(error, console))
    if isinstance(error, _UsageError | IndexMissing):
        console.complain(_hints(error, arguments))
    elif console.verbose:
        console.complain(_traceback_lines(error))
    return LOCKED if isinstance(error, IndexLocked) else FAILED


def _traceback_lines(error: Exception) -> Iterator[str]:
    for entry in traceback.format_exception(error):
        is_place = entry.startswith("  ")  # a line of the program, below where it stands; all else is a message
        yield safe(entry.rstrip("\n")) if is_place else safe_line(entry.strip("\n"))


def _usage_lines(error: _UsageError) -> Iterator[str]:
    command = getattr(getattr(error, "ctx", None), "command_path", "threadsearch")
    yield f"Error: {safe_line(error.format_message())}"
    yield f"'{command} --help' lists its options."


def _hints(error: Exception, arguments: list[str]) -> Iterator[str]:
    """What else may be meant by a command line that can't be read, or was read amiss."""
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    unknown = getattr(error, "option_name", None)
    if unknown in _GLOBAL:
        yield f"{unknown} stands before the command: threadsearch {unknown} …"
    elif "search" in before:
        words = [word for word in before[before.index("search") :] if _CLUSTER.fullmatch(word)]
        yield from (
            f"To leave out a word, put it behind --: threadsearch search -- massage {word}" for word in words[:1]
        )


def _os_message(error: OSError) -> str:
    reason = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else reason


def _bug_lines(error: Exception, console: Console) -> Iterator[str]:
    what = f"{type(error).__name__}: {safe_line(str(error))}"
    yield f"Error: this is a mistake in threadsearch, please report it ({what})."
    if not console.verbose:
        yield "'threadsearch --verbose' and the same command again shows where it happened."
