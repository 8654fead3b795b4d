"""What went wrong, to lines on stderr and an exit status. One place knows both."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Collection, Iterator
from typing import Any, Protocol, runtime_checkable

from threadsearch.cli.console import Console, abandon
from threadsearch.errors import IndexLocked, IndexMissing, ThreadsearchError
from threadsearch.render.failures import error_lines
from threadsearch.render.terminal import safe, safe_line

FOUND, NOTHING, FAILED, LOCKED, INTERRUPTED = 0, 1, 2, 75, 130
"""Exit statuses: hits, none, a usage or data error, an index locked by another process (try again), Ctrl-C."""

_CLUSTER = re.compile(r"-[^\W\d_]{2,}")
_GLOBAL = {"--quiet", "-q", "--verbose", "-v", "--no-color", "--version"}
_PLAINER = {  # older Typers say "integer"
    " a valid int range": " a whole number",
    " a valid integer range": " a whole number",
    " a valid float range": " a number",
}


@runtime_checkable
class _UsageError(Protocol):
    """What Typer raises for a command line that it can't read. The class itself is not for us to import."""

    exit_code: int

    def format_message(self) -> str: ...


def report(error: Exception, console: Console, arguments: list[str], commands: Collection[str] = ()) -> int:
    """Say what went wrong with a command line, of which ``commands`` are the commands; the exit status."""
    try:
        sys.stdout.flush()
    except OSError:
        abandon(sys.stdout)  # what went wrong may be just this
    if isinstance(error, BrokenPipeError):
        return FOUND
    if isinstance(error, ThreadsearchError):
        console.complain(error_lines(error, console.style(sys.stderr)))
    elif isinstance(error, _UsageError):
        console.complain(_usage_lines(error, _command_in(arguments, commands)))
    elif isinstance(error, OSError):
        console.complain(f"Error: {safe_line(_os_message(error))}")
    else:
        console.complain(_bug_lines(error, console))
    if isinstance(error, _UsageError | IndexMissing):
        console.complain(_hints(error, arguments, commands))
    elif console.verbose:
        console.complain(_traceback_lines(error))
    return LOCKED if isinstance(error, IndexLocked) else FAILED


def _command_in(arguments: list[str], commands: Collection[str]) -> str | None:
    """The command that a line names, as far as can be told without knowing which of its options take a value."""
    return next((word for word in _before_dashes(arguments) if word in commands), None)


def _traceback_lines(error: Exception) -> Iterator[str]:
    for entry in traceback.format_exception(error):
        is_place = entry.startswith("  ")  # a line of the program, below where it stands; all else is a message
        yield safe(entry.rstrip("\n")) if is_place else safe_line(entry.strip("\n"))


def _before_dashes(arguments: list[str]) -> list[str]:
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def _usage_lines(error: _UsageError, command: str | None) -> Iterator[str]:
    message = error.format_message()
    for words, plainer in _PLAINER.items():
        message = message.replace(words, plainer)
    # An option that lacks its value is not told by Typer with the command that it belongs to.
    context = getattr(error, "ctx", None)
    path = context.command_path if context else " ".join(["threadsearch", *filter(None, [command])])
    yield f"Error: {safe_line(message)}"
    yield f"'{path} --help' lists its options."


def _hints(error: Exception, arguments: list[str], commands: Collection[str]) -> Iterator[str]:
    """What else may be meant by a command line that can't be read, or was read amiss."""
    before = _before_dashes(arguments)
    unknown = getattr(error, "option_name", None)
    command = _command_in(before, commands)
    if unknown in _GLOBAL and unknown in before:
        yield f"{unknown} stands before the command: threadsearch {unknown} …"
    elif command and _has_option(getattr(error, "ctx", None), command, unknown):
        yield f"{unknown} stands behind the command: threadsearch {command} {unknown} …"
    elif "search" in before:
        words = [word for word in before[before.index("search") :] if _CLUSTER.fullmatch(word)]
        yield from (
            f"To leave out a word, put it behind --: threadsearch search -- massage {word}" for word in words[:1]
        )


def _has_option(context: Any, command: str, unknown: str | None) -> bool:  # noqa: ANN401 - Typer's, as above
    """Whether what the program doesn't know as an option of its own is one of the command's."""
    program = getattr(context, "command", None)
    if unknown is None or program is None or not hasattr(program, "get_command"):
        return False
    return any(unknown in parameter.opts for parameter in program.get_command(context, command).params)


def _os_message(error: OSError) -> str:
    reason = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else reason


def _bug_lines(error: Exception, console: Console) -> Iterator[str]:
    what = f"{type(error).__name__}: {safe_line(str(error))}"
    yield f"Error: this is a mistake in threadsearch, please report it ({what})."
    if not console.verbose:
        yield "'threadsearch --verbose' and the same command again shows where it happened."
