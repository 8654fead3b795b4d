"""Making an index whole again out of the archive that it was made from, where it has gaps or contradicts itself.

What is wrong is taken out first, and the files concerned are noted as unread: whenever this is stopped, the next index
run reads them. What only files have shown that are gone is kept as far as it can be read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from threadsearch.archive import Limits, is_gone
from threadsearch.documents import joined, mended
from threadsearch.engines.base import Index, Lost, Salvage, Writer
from threadsearch.ingest import Event, Recovered, ingest, manifest_of, note_sources, options_of
from threadsearch.manifest import Known, Manifest, ManifestDamaged, opened_for_reading
from threadsearch.model import Document
from threadsearch.reading import PageRead, Reading
from threadsearch.verifying.sources import Sources, compared
from threadsearch.verifying.threads import look_through
from threadsearch.verifying.watching import Watch, unwatched


@dataclass(frozen=True, slots=True)
class ReadOtherwise:
    """A file that has to be read again was read with other options than are given now, so it waits."""

    source: str


def mend(
    index: Index, reading: Reading, *, salvage: Salvage | None = None, jobs: int = 1, watch: Watch = unwatched
) -> Iterator[Event | ReadOtherwise | Lost]:
    """Make an index whose files are sound agree with itself, its manifest and its archive again.

    Of files that have changed, what they show now is taken. ``salvage`` is what its files lost just before. What comes
    out as lost are threads of which nothing is left.
    """
    with index.locked():
        with manifest_of(index, before=salvage.before if salvage else None) as (manifest, reason):
            if reason:
                yield Recovered(reason)
            yield from _take_out(index, manifest, watch)
            waiting = [
                known.file for known in manifest.files() if not known.file.settled and not is_gone(known.file.path)
            ]
        options = options_of(reading, Limits())
        ours = [file for file in waiting if file.options in {"", options}]
        yield from (ReadOtherwise(file.source) for file in waiting if file not in ours)
        if ours:
            yield from _read([file.path for file in ours], index, reading, jobs, watch)
        with manifest_of(index) as (manifest, _), _changing(index, manifest) as writer:
            writer.purge()  # what is left of what was wrong would still have a say in how rare words are


@contextmanager
def _changing(index: Index, manifest: Manifest) -> Iterator[Writer]:
    """Change an index and its manifest together; the index commits last."""
    with index.writer() as writer, manifest.changing():
        manifest.at_commit(index.commits, index.commits + 1)
        yield writer
    with manifest.changing():
        manifest.at_commit(index.commits, index.commits)


def lost_for_good(index: Index, salvage: Salvage) -> list[Lost]:
    """What of a salvage's losses an index lacks still, after it was mended; what has no name, by numbers alone."""
    held = {document.id for document in index.documents()}
    named = [one for one in salvage.lost if one.document_id and one.document_id not in held]
    unnamed = sum(not one.document_id for one in salvage.lost)
    missing = salvage.documents - len(held) - len(named)
    return named + [Lost()] * max(0, min(unnamed, missing))


def files_of(folder: Path, reading: Reading) -> list[Known] | None:
    """The files that an index was made from whose own files are beyond repair, if reading them gives all that it had.

    Nothing if one of them is gone, was read otherwise, or if it can't be known.
    """
    options = options_of(reading, Limits())
    try:
        with opened_for_reading(folder) as manifest:
            files = manifest.files() if manifest else []
    except ManifestDamaged:
        return None
    is_all_there = all(file.options == options and not is_gone(file.path) for _, file in files)
    return files if files and is_all_there else None


def make_anew(
    index: Index, files: Sequence[Known], reading: Reading, *, jobs: int = 1, watch: Watch = unwatched
) -> Iterator[Event]:
    """Fill an empty index from the files that another was made from, which keep their names."""
    with manifest_of(index) as (manifest, _), manifest.changing():
        for _, file in files:
            manifest.note(replace(file, settled=False))
    yield from _read([file.path for _, file in files], index, reading, jobs, watch)


def _read(paths: Sequence[bytes], index: Index, reading: Reading, jobs: int, watch: Watch) -> Iterator[Event]:
    events = ingest(map(os.fsdecode, paths), index, reading, jobs=jobs)
    read: set[str] = set()
    for event in events:
        if isinstance(event, PageRead):
            read.add(event.source.partition("!")[0])
            watch("files read again", len(read), len(paths))
        yield event


def _take_out(index: Index, manifest: Manifest, watch: Watch) -> list[Lost]:
    """Leave of broken threads what is sound, and note as unread the files that show them, or that have changed.

    Returns the threads of which nothing is left, nor a file that shows them.
    """
    threads = look_through(index, watch)
    sources = compared(manifest, threads.ids, watch)
    broken = dict.fromkeys(found.thread_id for found in (*threads.breaks, *sources.breaks))
    lost = []
    with _changing(index, manifest) as writer:
        for thread_id in broken:
            left = _left_of(thread_id, index.thread(thread_id), manifest)
            writer.replace(thread_id, left)
            if not left and not manifest.showing(thread_id):
                lost.append(Lost(thread_id))
        _unsettle(manifest, sources)
    return lost


def _left_of(thread_id: str, documents: Sequence[Document], manifest: Manifest) -> list[Document]:
    """What there is of a broken thread before its files are read again, which are noted as unread."""
    if not manifest.showing(thread_id):
        note_sources(manifest, documents)
    showing = manifest.showing(thread_id)
    if showing and all(one.is_kept for one in showing):  # the manifest has all that each file shows
        return joined([manifest.view(thread_id, one.number) for one in showing])
    left = mended(documents)
    for one in showing:
        file = manifest.numbered(one.number).file
        if not is_gone(file.path):
            manifest.note(replace(file, settled=False), one.number)
        elif not left:
            manifest.hide(thread_id, one.number)
    return left


def _unsettle(manifest: Manifest, sources: Sources) -> None:
    """Note as unread the files that are not as they were."""
    drifting = {drift.source for drift in sources.drifts}
    for number, file in manifest.files():
        if file.source in drifting and not is_gone(file.path):
            manifest.note(replace(file, settled=False), number)
