"""Where a command's words go: data to stdout, messages to stderr, and to a pager what is longer than the screen."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from threadsearch.render.style import Style
from threadsearch.render.terminal import cut, safe_line

_NARROWEST = 40  # columns; on anything narrower, lines are left to the terminal
_PATIENCE = 1.0  # seconds before progress is shown
_PACE = 0.1  # seconds between two looks of it
_LINE_PACE = 10.0  # seconds between two lines of it, where lines stay
_BAR = 20  # columns


@dataclass(slots=True)
class Console:
    """One run's settings, as the environment and the options before the command have them, and its ways to speak."""

    index_dir: Path = field(default_factory=lambda: Path(os.environ.get("THREADSEARCH_INDEX") or "index"))
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    _progress: _Progress = field(init=False)

    def __post_init__(self) -> None:
        self._progress = _Progress()

    def style(self, stream: TextIO | None = None) -> Style:
        """How ``stream`` (stdout, if not said) shows text."""
        stream = sys.stdout if stream is None else stream
        plain = self.no_color or os.environ.get("NO_COLOR") or _is_dumb()
        columns = shutil.get_terminal_size((80, 24)).columns
        return Style(colour=stream.isatty() and not plain, width=max(columns, _NARROWEST))

    def emit(self, lines: Iterable[str]) -> None:
        """Data, line by line as it comes."""
        for line in lines:
            sys.stdout.write(line + "\n")

    def show(self, lines: Iterable[str]) -> None:
        """Text for people; on a terminal that it doesn't fit, through the pager."""
        if not sys.stdout.isatty():
            self.emit(lines)
            return
        text = list(lines)
        if self.quiet or _is_dumb() or len(text) < shutil.get_terminal_size().lines or not _page(text):
            self.emit(text)

    def say(self, lines: Iterable[str] | str) -> None:
        """A message, unless messages are not wanted."""
        if not self.quiet:
            self.complain(lines)

    def complain(self, lines: Iterable[str] | str) -> None:
        """A message that must be heard. Where nobody listens, the exit status still tells how the run went."""
        self._progress.clear()
        sys.stdout.flush()
        try:
            for line in [lines] if isinstance(lines, str) else lines:
                sys.stderr.write(line + "\n")
        except OSError:
            abandon(sys.stderr)

    def progress(self, text: str, part: Callable[[], float]) -> None:
        """What a command is at, once it takes long: a bar that is redrawn on a terminal, now and then a line elsewhere.

        ``part`` tells how much is done, from 0 to 1; it is asked only when that is about to be shown.
        """
        if self.quiet:
            return
        if sys.stderr.isatty():
            self._progress.draw(text, part, self.style(sys.stderr).width)
        elif self._progress.is_due(_LINE_PACE, _LINE_PACE):
            self.complain(safe_line(f"{part():.0%} done, {text}"))

    def done(self) -> None:
        """Take the progress away."""
        self._progress.clear()


@dataclass(slots=True)
class _Progress:
    started: float = field(default_factory=time.monotonic)
    shown: float = 0.0
    drawn: bool = False

    def is_due(self, patience: float, pace: float) -> bool:
        """Whether to show it now: after some patience, and then at a pace."""
        now = time.monotonic()
        if now - self.started < patience or now - self.shown < pace:
            return False
        self.shown = now
        return True

    def draw(self, text: str, part: Callable[[], float], columns: int) -> None:
        if self.is_due(_PATIENCE, _PACE):
            bar = "#" * round(part() * _BAR)
            sys.stderr.write("\r\x1b[K" + cut(safe_line(f"[{bar:.<{_BAR}}] {text}"), columns - 1))
            sys.stderr.flush()
            self.drawn = True

    def clear(self) -> None:
        if self.drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.drawn = False


def abandon(stream: TextIO) -> None:
    """Let go of a stream that takes no more, so that the interpreter doesn't complain about it on its way out."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _is_dumb() -> bool:
    """Whether the terminal shows lines of text and nothing else."""
    return os.environ.get("TERM") == "dumb"


def _page(lines: Iterable[str]) -> bool:
    """Show lines in the user's pager; ``False`` if there is none that runs."""
    import shlex
    import subprocess  # late: only a terminal has a pager

    # As git does it: leave at once what fits the screen, let colours through, leave the text on the screen.
    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
    try:
        command = shlex.split(os.environ.get("PAGER", "").strip() or "less")
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603 - the user's own
    except (OSError, ValueError):
        return False
    with pager:
        try:
            pager.communicate("".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))
        except KeyboardInterrupt:
            # The pager got it as well, and leaves when its user says so.
            pager.wait()
    return True
