"""Which files have to be read: the archive as it is, compared with what the manifest knows of it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import PurePath

from threadsearch.archive import (
    ArchiveFile,
    Limits,
    Status,
    absolute,
    digest_of,
    is_gone,
    source_name,
    status_of,
    walk,
)
from threadsearch.errors import UnreadablePage
from threadsearch.formats import Format, fallback_of, formats, reads_names, version_of
from threadsearch.ingest.events import FileMoved, FileUnchanged
from threadsearch.manifest import Known, Manifest, SourceFile
from threadsearch.reading import Aside, Reading


class Again(Enum):
    """Which known files are read again: those that have changed, also those that are read better now, or all."""

    CHANGED = "changed"
    IMPROVED = "improved"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Turn(Aside):
    """The pages of a file come next. ``number`` is the file's in the manifest, if it has one."""

    file: SourceFile
    number: int | None


@dataclass(frozen=True, slots=True)
class End(Aside):
    """All pages of a file have come; it may have changed while it was read (``is_same`` is false)."""

    is_same: bool


@dataclass(frozen=True, slots=True)
class Touched(Aside):
    """A file has the content that it had, at another time."""

    file: SourceFile
    number: int
    event: FileUnchanged


@dataclass(frozen=True, slots=True)
class Moved(Aside):
    """A file has the content that another had, which is gone; ``file`` is as it is now."""

    file: SourceFile
    number: int
    event: FileMoved


Step = Turn | End | Touched | Moved


def options_of(reading: Reading, limits: Limits) -> str:
    """What a file is read with, as the manifest notes it."""
    read_as = (str(reading.zone), reading.captured_at, reading.mapping, reading.only, reading.infers_replies)
    return repr((*read_as, reading.recipes, limits))


class Readers:
    """The formats that there are, as far as they decide whether reading a file again may give anything else."""

    def __init__(self, installed: Sequence[Format]) -> None:
        self.versions = {reader.name: version_of(reader) for reader in installed}
        self.all = hashlib.blake2b(repr(sorted(self.versions.items())).encode(), digest_size=8).hexdigest()
        self._fallbacks = {reader.name for reader in installed if fallback_of(reader) > 0}
        self._by_name = {reader.name for reader in installed if reads_names(reader)}

    def are_others(self, file: SourceFile) -> bool:
        """Whether they would read a file otherwise, as far as their versions tell.

        What none could read, or one that only guesses has read, any new format or version may be the one for.
        """
        if any(self.versions.get(name) != version for name, version in file.formats.items()):
            return True
        is_guess = not file.formats or not self._fallbacks.isdisjoint(file.formats)
        return file.readers != self.all and (is_guess or self._is_waiting(file))

    def try_again(self, file: SourceFile) -> bool:
        """Whether a file, or something in it, that could not be read waits for what has come since."""
        return file.readers != self.all and self._is_waiting(file)

    def read_by_name(self, file: SourceFile, now: str) -> bool:
        """Whether a file may be read otherwise under the name that it has now."""
        endings = (PurePath(name.lower()).suffixes[-2:] for name in (file.source, now))
        return not self._by_name.isdisjoint(file.formats) or len(set(map(tuple, endings))) > 1

    @staticmethod
    def _is_waiting(file: SourceFile) -> bool:
        return bool(file.failures or file.skipped)


@dataclass(slots=True)
class _Waiting:
    """A file that has to be read, unless its bytes turn out to be known."""

    file: ArchiveFile
    path: bytes
    status: Status
    known: Known | None


class Plan:
    """One run over ``paths``, compared with a manifest.

    ``unchanged`` looks at every file; ``steps`` then gives those that have to be read; ``vanished`` what is left.
    """

    def __init__(
        self, paths: Iterable[str], manifest: Manifest, reading: Reading, limits: Limits, again: Again
    ) -> None:
        self._paths = tuple(dict.fromkeys(paths))
        self._tops = {absolute(path): path for path in self._paths if "\0" not in path}
        self._manifest = manifest
        self._options = options_of(reading, limits)
        self.readers = Readers(formats())
        self._again = again
        self._met: set[int] = set()
        self._paths_met: set[bytes] = set()
        self._waiting: list[_Waiting | UnreadablePage] = []

    def unchanged(self) -> Iterator[FileUnchanged]:
        """The files that are as they were; all others wait."""
        for found in walk(self._paths):
            if isinstance(found, UnreadablePage):
                self._waiting.append(found)
                continue
            path = absolute(found.path)
            if len(self._tops) > 1:  # below one, nothing is met twice
                if path in self._paths_met:
                    continue
                self._paths_met.add(path)
            known = self._manifest.at(path)
            try:
                status = status_of(found.path, time.time_ns())
            except OSError:  # it has gone since; reading it will say so
                status = Status(0, 0, 0)
            if known is not None:
                self._met.add(known.number)
                if self._stands(known.file, path) and _status(known.file).shows_the_same(status):
                    yield self._unchanged(known.file)
                    continue
            self._waiting.append(_Waiting(found, path, status, known))

    @property
    def to_read(self) -> int:
        """How many files wait, as far as ``unchanged`` has come."""
        return sum(isinstance(waiting, _Waiting) for waiting in self._waiting)

    def steps(self) -> Iterator[ArchiveFile | UnreadablePage | Step]:
        """What to read, in the order of the archive, and between it what to know of it.

        A file's bytes are compared with those of others as late as can be: when it is the file's turn.
        """
        for waiting in self._waiting:
            if isinstance(waiting, UnreadablePage):
                yield waiting
            else:
                yield from self._steps_of(waiting)

    def vanished(self) -> Iterator[Known]:
        """The known files at and below the paths of this run that are not there any more, and nowhere else."""
        for top in self._tops:
            if is_gone(top):  # a mistake, or a disk that isn't mounted; its files may be anywhere
                continue
            for number in self._manifest.below(top):
                if number not in self._met and is_gone((known := self._manifest.numbered(number)).file.path):
                    self._met.add(number)
                    yield known

    def _stands(self, file: SourceFile, path: bytes) -> bool:
        """Whether what is known of a file holds as long as its bytes are the same."""
        if self._again is Again.ALL or not file.settled or not file.digest or file.options != self._options:
            return False
        is_waiting = file.failures > 0 or file.skipped > 0
        if self.readers.try_again(file) or (is_waiting and path in self._tops):  # who names it, wants to know
            return False
        return self._again is Again.CHANGED or not self.readers.are_others(file)

    def _unchanged(self, file: SourceFile) -> FileUnchanged:
        return FileUnchanged(file.source, file.threads, file.failures, self.readers.are_others(file))

    def _steps_of(self, waiting: _Waiting) -> Iterator[ArchiveFile | UnreadablePage | Step]:
        try:
            digest = digest_of(waiting.file)
        except UnreadablePage as error:
            yield from self._unread(waiting, error)
            return
        known = waiting.known
        if known and known.file.digest == digest and self._stands(known.file, waiting.path):
            file = _as_of(known.file, waiting.status)
            yield Touched(file, known.number, self._unchanged(file))
            return
        if known is None and (moved := self._moved(waiting, digest)):
            yield moved
            return
        yield from self._reading(waiting, digest)

    def _unread(self, waiting: _Waiting, error: UnreadablePage) -> Iterator[UnreadablePage | Step]:
        """A file that is out of reach stays as it is known, and is tried again."""
        if waiting.known is None:
            waiting.known = self._namesake(waiting)
        turn = self._turn(waiting, b"")
        if waiting.known:
            file = replace(waiting.known.file, digest=b"", failures=0, skipped=0)
            turn = replace(turn, file=replace(file, path=waiting.path))
        yield turn
        yield error
        yield End(is_same=True)

    def _reading(self, waiting: _Waiting, digest: bytes) -> Iterator[ArchiveFile | Step]:
        if waiting.known is None:
            waiting.known = self._namesake(waiting)
        turn = self._turn(waiting, digest)
        yield turn
        yield ArchiveFile(waiting.file.path, turn.file.source)
        try:
            now = status_of(waiting.file.path, 0)
        except OSError:
            yield End(is_same=False)
        else:
            yield End(is_same=(now.size, now.modified) == (waiting.status.size, waiting.status.modified))

    def _turn(self, waiting: _Waiting, digest: bytes) -> Turn:
        known = waiting.known
        file = SourceFile(
            waiting.path,
            known.file.source if known else self._free_name(waiting),
            os.path.realpath(waiting.path),
            digest=digest,
            options=self._options,
            readers=self.readers.all,
        )
        return Turn(_as_of(file, waiting.status), known.number if known else None)

    def _moved(self, waiting: _Waiting, digest: bytes) -> Moved | None:
        """The same file elsewhere, if it has gone from there and says the same under its new name."""
        for number, file in self._manifest.alike(digest):
            if number in self._met or not is_gone(file.path):
                continue
            name = waiting.file.source
            if not self._stands(file, waiting.path) or self.readers.read_by_name(file, name):
                continue
            self._met.add(number)
            here = replace(
                file,
                path=waiting.path,
                resolved=os.path.realpath(waiting.path),
                source=name if name == file.source else self._free_name(waiting),
            )
            here = _as_of(here, waiting.status)
            return Moved(here, number, FileMoved(here.source, file.source, file.threads, file.failures))
        return None

    def _namesake(self, waiting: _Waiting) -> Known | None:
        """A file that had this file's name and is gone: this one takes its place."""
        for known in self._manifest.named(waiting.file.source):
            if known.number not in self._met and is_gone(known.file.path):
                self._met.add(known.number)
                return known
        return None

    def _free_name(self, waiting: _Waiting) -> str:
        """The name as given, or the whole path if another file has that name, as in another working folder."""
        name = waiting.file.source
        others = (known for known in self._manifest.named(name) if known.file.path != waiting.path)
        return source_name(os.fsdecode(waiting.path)) if any(others) else name


def _status(file: SourceFile) -> Status:
    return Status(file.size, file.modified, file.seen)


def _as_of(file: SourceFile, status: Status) -> SourceFile:
    return replace(file, size=status.size, modified=status.modified, seen=status.seen)
