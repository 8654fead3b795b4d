"""Ctrl-C while an index is written: the first asks to stop where nothing is lost, the second stops at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_STOPPING = b"\nStopping: what has been read is committed first. Once more stops at once.\n"


class Halt:
    """Whether somebody wants the run to end. What is raised at once is ``KeyboardInterrupt``, for ``SIGTERM`` too."""

    def __init__(self, *, quiet: bool) -> None:
        self.is_wanted = False
        self._is_gentle = False
        self._quiet = quiet

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Until the block ends, signals mean this; at first, and again outside of ``gently``, to stop at once."""
        before = {number: signal.signal(number, self._happen) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def gently(self) -> None:
        """From now on there is something to lose: the first signal only asks."""
        self._is_gentle = True

    def _happen(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_gentle and not self.is_wanted:
            self.is_wanted = True
            if not self._quiet:
                with suppress(OSError):
                    os.write(2, _STOPPING)  # a print may be what was interrupted
            return
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)  # tidying up takes a moment, and is not to be interrupted
        raise KeyboardInterrupt
