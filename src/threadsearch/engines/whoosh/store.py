"""Where the index is: a manifest in the user's directory, which names the one of its folders that holds the files.

Nothing else in the directory is ours, and nothing else is touched. A rebuilt index grows in a folder of its own and is
swapped in by replacing the manifest, so there is a whole index at every moment.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from threadsearch import __version__
from threadsearch.engines.whoosh import durable, schema
from threadsearch.errors import IndexDamaged, IndexFailure, IndexMissing, IndexVersionMismatch, ThreadsearchError

MANIFEST = "threadsearch.json"
REBUILD = "Rebuild it: threadsearch index --rebuild PATH..."
REPAIR = f"See what can be mended: threadsearch verify --repair. {REBUILD}"
_FOLDER = re.compile(r"store-[0-9a-f]{8}")


def current_folder(directory: Path) -> Path:
    """The folder of the index's files, which need not be there."""
    manifest = directory / MANIFEST
    try:
        written, folder = _parse(manifest.read_bytes())
    except FileNotFoundError:
        raise IndexMissing(f"there is no index in {directory}", advice="Make one: threadsearch index PATH...") from None
    except NotADirectoryError:
        raise IndexDamaged(f"{directory} is a file, where an index needs a directory") from None
    except OSError as error:
        raise IndexDamaged(f"{manifest} can't be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexDamaged(f"{manifest} is damaged", advice=REBUILD) from error
    if written != schema.VERSION:
        raise IndexVersionMismatch(
            f"the index in {directory} has version {written} of the schema; this program reads {schema.VERSION}",
            advice=REBUILD,
        )
    if (directory / folder).is_symlink():  # what is written and removed there would be somebody else's
        raise IndexDamaged(f"{directory / folder} is a link, where an index has a folder", advice=REBUILD)
    return directory / folder


def what_is_left(directory: Path) -> Path | None:
    """The current folder, or the only one there is if the manifest is damaged."""
    try:
        return current_folder(directory)
    except IndexDamaged:
        with suppress(OSError):
            folders = [path for path in directory.iterdir() if _FOLDER.fullmatch(path.name) and not path.is_symlink()]
            return folders[0] if len(folders) == 1 else None
        return None


def _parse(manifest: bytes) -> tuple[int, str]:
    """The schema's version and the folder's name; raises ``ValueError``, ``KeyError`` or ``TypeError``."""
    content = json.loads(manifest)
    version, folder = content["schema"], content["store"]
    if content["engine"] != "whoosh" or not isinstance(version, int) or not isinstance(folder, str):
        raise ValueError(content)
    if version == schema.VERSION and not _FOLDER.fullmatch(folder):
        raise ValueError(folder)
    return version, folder


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Whatever goes wrong in reading files that we have written: they are not what we have written.

    Files that we may not open are no reason to write them again.
    """
    try:
        yield
    except (ThreadsearchError, MemoryError):
        raise
    except PermissionError as error:
        raise IndexFailure(
            f"{error.filename} can't be read: {error.strerror}", advice="change its permissions, or those of its folder"
        ) from error
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise IndexDamaged(f"the index in {folder.parent} is damaged: {reason}", advice=REPAIR) from error


def new_folder(directory: Path) -> Path:
    """A new folder for an index's files, not yet the current one."""
    folder = directory / f"store-{os.urandom(4).hex()}"
    folder.mkdir()
    durable.settle_folder(directory)
    return folder


def make_current(directory: Path, folder: Path) -> None:
    """Let the index be the one in ``folder``, at one stroke, and remove the folders of earlier ones."""
    content = {
        "engine": "whoosh",
        "schema": schema.VERSION,
        "store": folder.name,
        "made_by": f"threadsearch {__version__}",
    }
    durable.put(directory / MANIFEST, json.dumps(content, indent=2).encode() + b"\n")
    tidy(directory, folder)


def tidy(directory: Path, folder: Path) -> None:
    """Remove what is ours and not the index in ``folder``: earlier ones, and what killed processes left."""
    for other in directory.iterdir():
        if _FOLDER.fullmatch(other.name) and other.name != folder.name:
            _remove(other)
        elif other.name.startswith("threadsearch.") and other.name.endswith(durable.DRAFT):
            with suppress(OSError):
                other.unlink()


def discard(directory: Path, folder: Path) -> None:
    """Remove a folder that was to hold the index, unless it already does."""
    with suppress(IndexFailure):
        if current_folder(directory) == folder:
            return
    _remove(folder)


def _remove(folder: Path) -> None:
    import shutil  # searching does without it

    with suppress(OSError):
        shutil.rmtree(folder)
