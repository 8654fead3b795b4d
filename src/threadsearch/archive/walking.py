"""Paths to files: folders walked in a stable order, and bytes read without ever waiting for a pipe or a device."""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from threadsearch.errors import OutOfReach, UnreadablePage

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes. A saved page of comments has some 100 KB; one this large is no page, and its tree would fill the memory."""

_INDEX_MARKS = ("threadsearch.json", "_MAIN_*.toc")  # what stands in a folder that an engine has made
_PARTS = re.compile(r"(.+)[-_. ][^\W\d_]+")  # "Page_files", "Page-Dateien", "Page.files"
_KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One regular file. ``source`` is its path as given, and as everything later names it."""

    path: str
    source: str


def source_name(path: str) -> str:
    r"""The path as text that every output can write: "/" between its parts, bytes that are no UTF-8 as ``\xff``.

    Python keeps such bytes as lone surrogates, which no JSON or UTF-8 can carry. The escape may in theory name another
    file as well, one that has a backslash in its name; nothing is opened by this name.
    """
    printable = os.fsencode(path).decode("utf-8", "backslashreplace") if os.name == "posix" else path
    return printable.replace(os.sep, "/")


def walk(paths: Iterable[str]) -> Iterator[ArchiveFile | UnreadablePage]:
    """The regular files at and below ``paths``, sorted by name within each folder.

    Hidden files and folders and search indexes are passed over unless they are named themselves. Links are followed,
    each folder is entered once. A path given twice is read once.
    """
    for path in dict.fromkeys(os.fspath(path) for path in paths):
        try:
            mode = os.stat(path).st_mode  # noqa: PTH116 - a path as given keeps its spelling, a Path would tidy it
        except (OSError, ValueError) as error:
            yield _unreachable(path, error)
            continue
        if not stat.S_ISDIR(mode):
            yield _file(path, mode)
        elif _is_index(path):
            yield UnreadablePage(
                source_name(path), "a search index, not an archive", advice="Give the folder of the saved pages."
            )
        else:
            yield from _below(path)


def holds_parts(folder: str) -> bool:
    """Whether a browser has made this folder beside a page saved whole: for its styles, scripts, pictures, frames."""
    named = _PARTS.fullmatch(os.path.basename(folder))  # noqa: PTH119 - see walk
    if named is None:
        return False
    beside = os.path.join(os.path.dirname(folder), named[1])  # noqa: PTH118, PTH120 - see walk
    return any(os.path.isfile(beside + ending) for ending in (".html", ".htm", ".xhtml"))  # noqa: PTH113 - see walk


@contextmanager
def opened(file: ArchiveFile) -> Iterator[tuple[FileIO, int]]:
    """The file and its size in bytes; raises ``UnreadablePage`` when it can't be had or the disk fails."""
    try:
        # A pipe that takes the file's place after the walk must not make us wait, hence the opener.
        with FileIO(file.path, "rb", opener=_open_without_waiting) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UnreadablePage(file.source, "no regular file")
            yield stream, status.st_size
    except OSError as error:
        raise _unreachable(file.path, error) from error


def too_large(source: str, most: int, first_line: int = 1) -> UnreadablePage:
    """What is said of more than ``most`` bytes of text in one page, or in one record of many from ``first_line`` on."""
    reason = f"larger than {most // 1024**2} MiB, the most that is read as one page"
    if first_line == 1:
        return UnreadablePage(source, reason, advice="Split it, or take the comment pages out of it.")
    advice = "Take this record out of it, and read it again."
    return UnreadablePage(
        source, f"a record {reason}; the rest was not read", locator=f"line {first_line}", advice=advice
    )


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _file(path: str, mode: int) -> ArchiveFile | UnreadablePage:
    if stat.S_ISREG(mode):
        return ArchiveFile(path, source_name(path))
    kind = next((name for is_kind, name in _KINDS if is_kind(mode)), "no regular file")
    return UnreadablePage(source_name(path), f"{kind}, not a file", advice="Save what it gives into a file first.")


def _below(top: str) -> Iterator[ArchiveFile | UnreadablePage]:
    """Everything in a folder. The folders that lie open are a list, not calls: a tree may be deeper than the stack."""
    entered: set[tuple[int, int]] = set()
    waiting = [top]
    while waiting:
        path = waiting.pop()
        try:
            status = os.stat(path)  # noqa: PTH116 - see walk
            if not stat.S_ISDIR(status.st_mode):
                yield _file(path, status.st_mode)
                continue
            if (status.st_dev, status.st_ino) in entered:
                continue
            entered.add((status.st_dev, status.st_ino))
            with os.scandir(path) as entries:
                names = [entry.name for entry in entries if not entry.name.startswith(".")]
            names.sort(key=os.fsencode, reverse=True)  # as text, a name that is no UTF-8 has its place by the locale
        except OSError as error:
            yield _unreachable(path, error)
            continue
        if path == top or not _is_index(path):
            waiting.extend(os.path.join(path, name) for name in names)  # noqa: PTH118 - see walk


def _is_index(folder: str) -> bool:
    return any(next(Path(folder).glob(mark), None) is not None for mark in _INDEX_MARKS)


def _unreachable(path: str, error: OSError | ValueError) -> OutOfReach:
    source = source_name(path)
    if isinstance(error, FileNotFoundError) and Path(path).is_symlink():
        return OutOfReach(source, "a link to what is not there", advice="Remove it, or bring back what it leads to.")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return OutOfReach(source, "there is no such file or folder", advice=_nearest(path))
    if isinstance(error, PermissionError):
        return OutOfReach(source, "no permission to read it", advice="Change its permissions, or leave it out.")
    if isinstance(error, ValueError):
        return OutOfReach(source, "no path: it holds a NUL character")
    return OutOfReach(source, (error.strerror or str(error)).lower(), advice="Check the disk and the links to it.")


def _nearest(path: str) -> str:
    """What exists that is spelled most like the missing path."""
    missing = Path(path)
    while not missing.parent.is_dir() and missing.parent != missing:
        missing = missing.parent
    try:
        names = {name.casefold(): name for name in os.listdir(missing.parent)}  # noqa: PTH208 - names, not paths
    except OSError:
        return ""
    near = difflib.get_close_matches(missing.name.casefold(), sorted(names), n=1)
    return f"Did you mean {source_name(str(missing.parent / names[near[0]]))}?" if near else ""
