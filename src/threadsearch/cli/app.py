"""The program: its global options, its commands, and how a run ends."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

import threadsearch
from threadsearch.cli.console import Console, abandon
from threadsearch.cli.failures import FAILED, FOUND, INTERRUPTED, report
from threadsearch.cli.options import IndexDir, console_of

_MODULES = {
    "index": "indexing",
    "parse": "parsing",
    "formats": "parsing",
    "recipe": "recipes",
    "forget": "forgetting",
    "search": "searching",
    "replies": "reading",
    "thread": "reading",
    "show": "reading",
    "stats": "overview",
    "verify": "verifying",
}
"""The commands, in the order in which they are listed, and the module that has each: a function of that name."""


class _Commands(TyperGroup):
    """Commands that are loaded when they are asked for: a search needs no other, and starts a tenth faster without."""

    def list_commands(self, _: Any) -> list[str]:  # noqa: ANN401 - Typer's context, which it keeps to itself
        return list(_MODULES)

    def get_command(self, context: Any, name: str) -> TyperCommand | None:  # noqa: ANN401 - as above
        if name not in _MODULES:
            for known in _MODULES:  # Typer compares what is there with what was typed, to say what may be meant
                self.get_command(context, known)
            return None
        if name not in self.commands:
            self.commands[name] = _loaded(name)
        return cast("TyperCommand", self.commands[name])


def _loaded(name: str) -> TyperCommand:
    alone = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)
    alone.command()(getattr(import_module(f"threadsearch.cli.{_MODULES[name]}"), name))
    return cast("TyperCommand", typer.main.get_command(alone))


app = typer.Typer(
    name="threadsearch",
    cls=_Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if wanted:
        sys.stdout.write(f"threadsearch {threadsearch.__version__}\n")
        raise typer.Exit


@app.callback()
def options(  # noqa: PLR0913 - one argument an option
    context: typer.Context,
    *,
    index_dir: IndexDir = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print data and errors, no other messages.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Shorten no list; show where errors arose and time goes.")
    ] = False,
    no_color: Annotated[
        bool, typer.Option("--no-color", help="No colours; NO_COLOR in the environment is enough.")
    ] = False,
    version: Annotated[  # noqa: ARG001 - its callback does it all
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Search archived comment threads: saved pages in, reply trees and ranked, faceted answers out."""
    console = console_of(context, index_dir)
    console.quiet, console.verbose, console.no_color = quiet, verbose, no_color
    if context.invoked_subcommand is None:
        console.complain(context.get_help())
        raise typer.Exit(FAILED)


def main(arguments: list[str] | None = None) -> int:
    """Run one command line; the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    _prepare_streams()
    console = Console()
    try:
        status = app(arguments, prog_name="threadsearch", standalone_mode=False, obj=console)
        sys.stdout.flush()
    except SystemExit as stop:
        # Typer found the pipe closed before we did.
        if not isinstance(stop.__context__, BrokenPipeError):
            raise
        abandon(sys.stdout)
        return FOUND
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - what is meant for users is said, what isn't is a bug that is said too
        return report(error, console, arguments, _MODULES)
    return status or FOUND


def _prepare_streams() -> None:
    """Pipes and files get UTF-8; no stream fails on a character that it can't show.

    A stream that was closed before we started leads nowhere; opened, it keeps its number from the files that we write.
    """
    for name, flags in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, flags, encoding="utf-8"))  # noqa: PTH123, SIM115 - open as long as we run
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
