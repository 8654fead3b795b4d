"""The manifest's database."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from threadsearch import encoding
from threadsearch.errors import IndexFailure
from threadsearch.manifest import schema
from threadsearch.manifest.records import Known, Problem, Showing, SourceFile
from threadsearch.manifest.schema import ManifestDamaged
from threadsearch.model import Document

FILE = "sources.sqlite"
_PATIENCE = 30.0  # seconds to wait for a reader that is in the way
_COLUMNS = tuple(field.name for field in dataclasses.fields(SourceFile))
_FORMATS = _COLUMNS.index("formats")
_FILE = f"SELECT number, {', '.join(_COLUMNS)} FROM file"  # noqa: S608 - our own names
_INSERT = f"INSERT INTO file ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - as above
_UPDATE = f"UPDATE file SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE number = ?"  # noqa: S608 - as above


class Manifest:
    """The files that an index was made from. Whoever changes it holds the index's lock."""

    def __init__(self, folder: Path | None) -> None:
        """The manifest in an index's folder, made if there is none; one in memory for no folder.

        Raises ``ManifestDamaged`` when what is there is no manifest that this program can read.
        """
        self._place = schema.MEMORY if folder is None else str(folder / FILE)
        if folder is not None and (folder / FILE).is_symlink():  # it may lead to somebody else's database
            raise ManifestDamaged(f"{self._place} is a link")
        with self._reading():
            self._base = sqlite3.connect(self._place, timeout=_PATIENCE, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._base.close()
                raise

    def _prepare(self) -> None:
        self._base.execute("PRAGMA trusted_schema = OFF")  # an index may come from somebody else
        self._base.execute("PRAGMA secure_delete = ON")  # what is to be gone is gone from the disk
        self._base.execute("PRAGMA synchronous = FULL")
        if self._base.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            with self._transaction():
                schema.make(self._base)
        schema.check(self._base, self._place)

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """All changes of the block at once, or none."""
        with self._using(), self._transaction():
            yield

    # Files.

    def at(self, path: bytes) -> Known | None:
        """The file with this path."""
        return next(iter(self._files("WHERE path = ?", path)), None)

    def files(self) -> list[Known]:
        """All files, by the names that documents give them."""
        return self._files("ORDER BY source, number")

    def named(self, source: str) -> list[Known]:
        """The files that documents name so."""
        return self._files("WHERE source = ?", source)

    def alike(self, digest: bytes) -> list[Known]:
        """The settled files with this content, in the order in which they became known."""
        return self._files("WHERE digest = ? AND settled ORDER BY number", digest)

    def below(self, path: bytes) -> list[int]:
        """The numbers of the file with this path, or of those in the folder with it, by path."""
        folder = path.rstrip(b"/") + b"/"
        query = "SELECT number FROM file WHERE path = ? OR (path > ? AND path < ?) ORDER BY path"
        with self._reading():
            return [number for (number,) in self._ask(query, path, folder, folder[:-1] + b"0")]

    def numbered(self, number: int) -> Known:
        """The file with this number, which there is."""
        return self._files("WHERE number = ?", number)[0]

    def note(self, file: SourceFile, number: int | None = None) -> int:
        """Note what is known of a file now, which may be new; returns its number."""
        row = [getattr(file, name) for name in _COLUMNS]
        row[_FORMATS] = json.dumps(dict(file.formats), sort_keys=True)
        if number is None:
            return int(self._base.execute(_INSERT, row).lastrowid or 0)
        self._base.execute(_UPDATE, (*row, number))
        return number

    def note_problems(self, number: int, problems: Iterable[Problem]) -> None:
        """Note why a file gave nothing, or not all that it holds, in place of what was noted."""
        self._base.execute("DELETE FROM problem WHERE file = ?", (number,))
        rows = ((number, at, _safe(p.source), _safe(p.reason), p.is_failure) for at, p in enumerate(problems))
        self._base.executemany("INSERT INTO problem VALUES (?, ?, ?, ?, ?)", rows)

    def forget(self, number: int) -> None:
        """A file is not known any more."""
        for table in ("problem", "showing", "view"):
            self._base.execute(f"DELETE FROM {table} WHERE file = ?", (number,))  # noqa: S608 - one of three
        self._base.execute("DELETE FROM file WHERE number = ?", (number,))

    def problems(self, *, failures: bool) -> list[Problem]:
        """The quarantine: what could not be read though it should, or what is left out as no page, by file."""
        query = (
            "SELECT problem.source, reason, is_failure FROM problem JOIN file ON file = number WHERE is_failure = ? "
            "ORDER BY file.source, place"
        )
        return self._problems(query, failures)

    def problems_of(self, number: int) -> list[Problem]:
        """What in a file could not be read, or was left out."""
        query = "SELECT source, reason, is_failure FROM problem WHERE file = ? ORDER BY place"
        return self._problems(query, number)

    def counted(self) -> tuple[int, int]:
        """How many files there are, and how many of them have not been read to their end."""
        with self._reading():
            files, settled = self._ask("SELECT count(*), coalesce(sum(settled), 0) FROM file")[0]
            return files, files - settled

    # What they show.

    def showing(self, thread_id: str) -> list[Showing]:
        """The files that show a thread."""
        query = (
            "SELECT number, source, view.thread IS NOT NULL FROM showing JOIN file ON number = showing.file "
            "LEFT JOIN view ON view.thread = showing.thread AND view.file = number "
            "WHERE showing.thread = ? ORDER BY source, number"
        )
        with self._reading():
            return [Showing(number, source, bool(is_kept)) for number, source, is_kept in self._ask(query, thread_id)]

    def shown_by(self, number: int) -> list[str]:
        """The threads that a file shows."""
        with self._reading():
            query = "SELECT thread FROM showing WHERE file = ? ORDER BY thread"
            return [thread for (thread,) in self._ask(query, number)]

    def show(self, thread_id: str, number: int) -> None:
        """Note that a file shows a thread."""
        self._base.execute("INSERT OR IGNORE INTO showing VALUES (?, ?)", (thread_id, number))

    def hide(self, thread_id: str, number: int) -> None:
        """Note that a file doesn't show a thread any more."""
        self._base.execute("DELETE FROM showing WHERE thread = ? AND file = ?", (thread_id, number))
        self.drop(thread_id, number)

    def keep(self, thread_id: str, number: int, documents: Sequence[Document]) -> None:
        """Keep what a file shows of a thread."""
        # JSON has no line breaks of its own.
        data = zlib.compress(b"\n".join(map(encoding.encode, documents)), 1)
        self._base.execute("INSERT OR REPLACE INTO view VALUES (?, ?, ?)", (thread_id, number, data))

    def drop(self, thread_id: str, number: int) -> None:
        """Don't keep what a file shows of a thread any longer."""
        self._base.execute("DELETE FROM view WHERE thread = ? AND file = ?", (thread_id, number))

    def view(self, thread_id: str, number: int) -> list[Document]:
        """What is kept of what a file shows of a thread."""
        with self._reading():
            query = "SELECT documents FROM view WHERE thread = ? AND file = ?"
            ((data,),) = self._ask(query, thread_id, number)
            return [encoding.decode(line) for line in zlib.decompress(data).split(b"\n")]

    # Commits.

    @property
    def commits(self) -> frozenset[int]:
        """The commits that the index may be at if this belongs to it."""
        with self._reading():
            return frozenset(self._ask("SELECT settled, intended FROM commits")[0])

    def at_commit(self, settled: int, intended: int) -> None:
        """Note the commit that the index is at, and the one that it will be at if all goes well."""
        self._base.execute("UPDATE commits SET settled = ?, intended = ?", (settled, intended))

    @property
    def forgotten(self) -> str:
        """Which list of what is to be kept out the index has been cleared of."""
        with self._reading():
            return str(self._ask("SELECT forgotten FROM commits")[0][0])

    @forgotten.setter
    def forgotten(self, digest: str) -> None:
        self._base.execute("UPDATE commits SET forgotten = ?", (digest,))

    def _files(self, where: str, *values: object) -> list[Known]:
        with self._reading():
            return [_known(row) for row in self._ask(f"{_FILE} {where}", *values)]

    def _problems(self, query: str, value: int) -> list[Problem]:
        with self._reading():
            return [Problem(source, reason, bool(is_failure)) for source, reason, is_failure in self._ask(query, value)]

    def _ask(self, query: str, *values: object) -> list[Any]:
        return self._base.execute(query, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):  # a failure of the disk has undone it
                self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    @contextmanager
    def _using(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:  # the disk is full, the folder read-only, somebody in the way
            raise IndexFailure(f"{self._place} can't be used: {error}") from error
        except sqlite3.DatabaseError as error:
            raise ManifestDamaged(f"{self._place} is damaged: {error}") from error

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            with self._using():
                yield
        except (zlib.error, ValueError) as error:
            raise ManifestDamaged(f"{self._place} is damaged: {error}") from error


@contextmanager
def opened_for_reading(folder: Path) -> Iterator[Manifest | None]:
    """The manifest in an index's folder, changed by nobody here; nothing if there is none."""
    if not (folder / FILE).exists():
        yield None
        return
    manifest = Manifest(folder)
    try:
        yield manifest
    finally:
        manifest.close()


def _known(row: Sequence[Any]) -> Known:
    number, *values = row
    values[_FORMATS] = json.loads(values[_FORMATS])
    values[-1] = bool(values[-1])
    return Known(number, SourceFile(*values))


def _safe(text: str) -> str:
    """Text without the lone surrogates that broken pages leave behind, which SQLite can't keep."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
