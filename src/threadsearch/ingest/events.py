"""What happens on the way in."""

from __future__ import annotations

from dataclasses import dataclass

from threadsearch.reading import PageEvent


@dataclass(frozen=True, slots=True)
class Committed:
    """Threads are in the index for good.

    So many comments are ``gone`` from it in this run so far: no file shows them any more, as files are read now.
    """

    threads: int
    documents: int
    gone: int = 0


@dataclass(frozen=True, slots=True)
class FileUnchanged:
    """A file is as it was when it was read, and was not read again.

    ``failures`` are pages in it that could not be read then. An ``outdated`` one was read by an earlier version of a
    format, or by none and there are others now.
    """

    source: str
    threads: int
    failures: int = 0
    is_outdated: bool = False


@dataclass(frozen=True, slots=True)
class FileMoved:
    """A file is known, and was elsewhere (``before``): what it shows is kept, and was not read again."""

    source: str
    before: str
    threads: int
    failures: int = 0


@dataclass(frozen=True, slots=True)
class FileVanished:
    """A known file is not there any more. What it alone has shown is kept, unless it is dropped (``is_dropped``)."""

    source: str
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was known of files could not be used, for this reason; all files are read again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Halted:
    """The run ends here, as was wanted: so many files are left to read. What comes behind it has been read before."""

    left: int


Event = PageEvent | Committed | FileUnchanged | FileMoved | FileVanished | Recovered | Halted
