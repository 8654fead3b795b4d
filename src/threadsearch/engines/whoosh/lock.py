"""One writer at a time, across processes, and who it is."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from threadsearch.engines.whoosh.durable import draft_of
from threadsearch.errors import IndexFailure, IndexLocked

LOCK = "threadsearch.lock"
HOLDER = "threadsearch.lock.json"
_LONGEST_COMMAND = 200


@contextmanager
def writing(directory: Path, wait: float) -> Iterator[None]:
    """Hold the index's lock for the length of the block; raises ``IndexLocked`` if it isn't free in ``wait`` seconds.

    The operating system frees it when the process ends, however it ends; the file stays, and means nothing by itself.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(directory / LOCK, timeout=wait)
    try:
        if (directory / LOCK).is_symlink():  # some releases of the library empty what it leads to
            raise IndexFailure(f"{directory / LOCK} is a link, where an index has a file", advice="Remove it.")
        lock.acquire()
    except Timeout:
        raise _locked(directory) from None
    except OSError as error:
        raise IndexFailure(f"{directory} can't be written to: {error.strerror}") from error
    holder = directory / HOLDER
    try:
        _introduce(holder)
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _introduce(holder: Path) -> None:
    """Say who we are, as a courtesy to those who wait."""
    draft = draft_of(holder)
    with suppress(OSError):
        draft.write_text(json.dumps(_ourselves()), encoding="utf-8")
        draft.replace(holder)
    with suppress(OSError):
        draft.unlink(missing_ok=True)


def _ourselves() -> dict[str, object]:
    import platform  # only writing needs it

    return {
        "pid": os.getpid(),
        "host": platform.node(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": " ".join(sys.argv)[:_LONGEST_COMMAND],
    }


def _locked(directory: Path) -> IndexLocked:
    try:
        holder = json.loads((directory / HOLDER).read_text(encoding="utf-8"))
        who = "by process {pid} on {host} since {since} ({command})".format(**holder)
    except (OSError, ValueError, KeyError, TypeError):
        who = "by another process"
    return IndexLocked(f"the index in {directory} is being written to {who}", advice="Try again when it is done.")
