"""Whether the files of an index are as they were written, and making again what can be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from threadsearch.engines.base import Damage
from threadsearch.engines.whoosh import arrays, durable, lock, store, w3
from threadsearch.engines.whoosh.arrays import Arrays
from threadsearch.engines.whoosh.contents import of_column
from threadsearch.engines.whoosh.durable import Seal
from threadsearch.errors import IndexDamaged, IndexFailure

DOCUMENTS = "record.col"
"""The ending of the file that all others can be made of."""


def check(directory: Path) -> list[Damage]:
    """The damaged files; looked for again when another process has made a commit, and removed files, meanwhile."""
    while True:
        try:
            folder = store.current_folder(directory)
        except IndexDamaged as error:
            return [Damage(store.MANIFEST, str(error))]
        with store.reading(folder):
            found = list(_damage(folder))
            if not found or _is_current(directory, folder, found):
                return found


def _is_current(directory: Path, folder: Path, found: list[Damage]) -> bool:
    """Whether this is still the commit of the index in which damage was found."""
    return store.current_folder(directory) == folder and list(_damage(folder)) == found


def _damage(folder: Path) -> Iterator[Damage]:
    try:
        name = w3.toc_name(w3.latest_generation(folder))
    except (FileNotFoundError, NotADirectoryError, w3.Malformed):
        yield Damage(folder.name, "without a table of contents")
        return
    try:
        toc = w3.read_toc(folder)
    except w3.Malformed:
        yield Damage(f"{folder.name}/{name}", "other bytes than were written")
        return
    for info in toc.segments:
        for ending, reason in damaged_endings(folder, info):
            yield Damage(f"{folder.name}/{w3.file_name(info.name, ending)}", reason)


def damaged_endings(folder: Path, info: w3.SegmentInfo) -> Iterator[tuple[str, str]]:
    """The endings of the names of a segment's damaged files, and what is wrong with each."""
    for ending, seal in info.files.items():
        try:
            found = Seal.of(folder / w3.file_name(info.name, ending))
        except FileNotFoundError:
            yield ending, "missing"
        except PermissionError:
            raise
        except OSError as error:  # the disk fails, or what is there is no file
            yield ending, f"can't be read: {error.strerror}"
        else:
            if found.size != seal.size:
                yield ending, f"{found.size:,} bytes long, and {seal.size:,} were written"
            elif found != seal:
                yield ending, "other bytes than were written"
    try:
        Arrays(folder / w3.file_name(info.name, arrays.ENDING)).check()
    except FileNotFoundError:
        yield arrays.ENDING, "missing"
    except w3.Malformed:
        yield arrays.ENDING, "other bytes than were written"


def repair(directory: Path, wait: float) -> None:
    """Make damaged files again; those that can't be made are left as they are."""
    with lock.writing(directory, wait), suppress(IndexDamaged):
        folder = store.current_folder(directory)
        with store.reading(folder):
            damaged = [(info, dict(damaged_endings(folder, info))) for info in w3.read_toc(folder).segments]
            for info, endings in damaged:
                if endings and DOCUMENTS not in endings:
                    _make_again(folder, info, list(endings))


def _make_again(folder: Path, info: w3.SegmentInfo, endings: list[str]) -> None:
    """Make files of a segment again from its documents, and put them in their places if they are what was written.

    They are, unless this program, its compression or the processor are others than then: there are more ways than one
    to compress the same. Whoever repairs writes such a segment anew.
    """
    documents = w3.map_file(folder / w3.file_name(info.name, DOCUMENTS))
    with TemporaryDirectory() as elsewhere:
        made = of_column(documents, info).write(Path(elsewhere), info.name)
        for ending in endings:
            if ending == arrays.ENDING or made.files.get(ending) == info.files[ending]:
                name = w3.file_name(info.name, ending)
                _put(folder / name, Path(elsewhere, name).read_bytes())


def _put(path: Path, data: bytes) -> None:
    try:
        durable.put(path, data)
    except OSError as error:
        raise IndexFailure(f"{path} can't be written: {error.strerror}") from error
