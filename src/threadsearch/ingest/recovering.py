"""A manifest that can be believed: the one beside the index, or one made anew from what the index tells."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from threadsearch.archive import absolute
from threadsearch.engines.base import Index
from threadsearch.manifest import FILE, Manifest, ManifestDamaged, SourceFile
from threadsearch.model import Document, Flag, Query


@contextmanager
def manifest_of(index: Index, *, before: int | None = None) -> Iterator[tuple[Manifest, str]]:
    """The manifest of an index that is locked, and why it had to be made anew, if it had to.

    One is believed, too, that is at the commit ``before``, if the index is at the next one.
    """
    manifest, reason = _opened(index, before)
    try:
        yield manifest, reason
    finally:
        manifest.close()


def _opened(index: Index, before: int | None) -> tuple[Manifest, str]:
    folder = index.folder
    is_there = folder is not None and (folder / FILE).exists()
    try:
        manifest = Manifest(folder)
        if index.commits in manifest.commits or (before in manifest.commits and index.commits - 1 == before):
            return manifest, ""
        manifest.close()
        reason = "the index was changed without it" if is_there else "it is missing"
    except ManifestDamaged as error:
        reason = str(error)
    if folder is not None:
        for name in (FILE, f"{FILE}-journal"):
            (folder / name).unlink(missing_ok=True)
    manifest = Manifest(folder)
    is_needed = _fill(manifest, index)
    return manifest, reason if is_needed and folder is not None else ""


def _fill(manifest: Manifest, index: Index) -> bool:
    """Note the files that documents name, all of which have to be read again; whether there are any."""
    records = index.search(Query(Flag("article"), articles=True, limit=None)).hits
    with manifest.changing():
        manifest.at_commit(index.commits, index.commits)
        note_sources(manifest, (hit.document for hit in records))
    return bool(records)


def note_sources(manifest: Manifest, documents: Iterable[Document]) -> None:
    """Note that documents' threads are shown by the files that they name; those that are new have yet to be read."""
    numbers: dict[str, int] = {}
    for document in documents:
        for capture in document.captures:
            name = capture.source
            if name not in numbers:
                numbers[name] = _note(manifest, _file_of(name))
            manifest.show(document.thread_id, numbers[name])


def _note(manifest: Manifest, name: str) -> int:
    path = absolute(name)
    known = manifest.at(path)
    return known.number if known else manifest.note(SourceFile(path, name))


def _file_of(source: str) -> str:
    """The file that a document's source is in: "a.zip!b.html" is in "a.zip", if no file has that name."""
    parts = source.split("!")
    names = ("!".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((name for name in names if Path(name).is_file()), parts[0] or os.curdir)
