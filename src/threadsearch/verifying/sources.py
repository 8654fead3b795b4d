"""Whether the index, its manifest and the archive agree."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from threadsearch.archive import ArchiveFile, digest_of, is_gone
from threadsearch.engines.base import Index
from threadsearch.errors import UnreadablePage
from threadsearch.manifest import FILE, Manifest, ManifestDamaged, SourceFile, opened_for_reading
from threadsearch.verifying.verdict import Break, Claim, Drift
from threadsearch.verifying.watching import Watch, unwatched, watched


@dataclass(slots=True)
class Sources:
    """What was seen of the files that an index was made from."""

    breaks: list[Break] = field(default_factory=list)
    drifts: list[Drift] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


def compare(index: Index, threads: set[str], watch: Watch = unwatched) -> Sources:
    """Compare every file that is noted with the archive, and what it shows with the threads of the index.

    Every file is read to its end. An index without files has nothing to compare.
    """
    if index.folder is None:
        return Sources()
    try:
        with opened_for_reading(index.folder) as manifest:
            if manifest is None:
                return Sources(drifts=[Drift(FILE, _MISSING)] if threads else [])
            if index.commits not in manifest.commits:
                return Sources(drifts=[Drift(FILE, _OTHER)])
            return compared(manifest, threads, watch)
    except ManifestDamaged as error:
        return Sources(drifts=[Drift(FILE, str(error))])


_MISSING = "missing: the next index run makes it again, and reads every file"
_OTHER = "the index was changed without it: the next index run makes it again, and reads every file"


def compared(manifest: Manifest, threads: set[str], watch: Watch) -> Sources:
    """The same with the manifest that is the index's."""
    seen = Sources()
    shown: set[str] = set()
    files = manifest.files()
    for number, file in watched(files, "files of the archive", len(files), watch):
        seen.drifts += (Drift(file.source, reason) for reason in _drifts(file))
        of_file = manifest.shown_by(number)
        shown.update(of_file)
        if file.settled:
            lost = (thread_id for thread_id in of_file if thread_id not in threads)
            seen.breaks += (
                Break(thread_id, thread_id, f"is not there, and {file.source} shows it") for thread_id in lost
            )
        if file.claimed is not None and file.claimed != file.found:
            seen.claims.append(Claim(file.source, file.found, file.claimed))
    seen.breaks += (Break(one, one, "no file that is known shows it") for one in sorted(threads - shown))
    return seen


def _drifts(file: SourceFile) -> Iterator[str]:
    if not file.settled:
        yield "has not been read to its end"
    if is_gone(file.path):
        yield "is not there any more"
    elif file.digest:  # what could not be read has none
        try:
            if digest_of(ArchiveFile(os.fsdecode(file.path), file.source)) != file.digest:
                yield "has changed since it was read"
        except UnreadablePage as error:
            yield error.reason
