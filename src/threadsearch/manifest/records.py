"""What a manifest knows of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file, or a member of one (``source``), gave nothing; not every file needs to be a page (``is_failure``)."""

    source: str
    reason: str
    is_failure: bool


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was when it was read.

    ``path`` is the one from the root on, ``resolved`` where it led through links, ``source`` the path as it was given,
    by which documents name the file. ``size`` is in bytes, ``modified`` (its last change) and ``seen`` (when it was
    looked at) in nanoseconds since 1970. ``digest`` is empty where the file could not be read. ``options`` are those
    that it was read with, ``readers`` stands for all formats that there were, ``formats`` are those that read it and
    their versions. ``claimed`` is how many comments its pages claim, ``None`` if they don't, and ``found`` how many
    those pages show; ``comments`` are all. ``failures`` and ``skipped`` count what gave nothing. A file is ``settled``
    when the index has all of it.
    """

    path: bytes
    source: str
    resolved: bytes = b""
    size: int = 0
    modified: int = 0
    seen: int = 0
    digest: bytes = b""
    options: str = ""
    readers: str = ""
    formats: Mapping[str, str] = field(default_factory=dict)
    threads: int = 0
    comments: int = 0
    claimed: int | None = None
    found: int = 0
    defects: int = 0
    failures: int = 0
    skipped: int = 0
    settled: bool = False


class Known(NamedTuple):
    """A file of the manifest and its number there."""

    number: int
    file: SourceFile


class Showing(NamedTuple):
    """One file (its number and its name) that shows a thread, and whether what it shows is kept in the manifest."""

    number: int
    source: str
    is_kept: bool
