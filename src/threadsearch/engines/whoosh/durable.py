"""Files that outlast a loss of power, and that can be known for what was written.

A file's bytes are on the disk when it has been synchronised, and its name is when its folder has. So what other files
rely on is settled before them, and what replaces a file is whole before it does.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

DRAFT = ".draft"
"""What the names of files end in that are to replace others; one that is left over means nothing."""

_CHUNK = 1 << 20
_AT_ONCE = 8  # files that are settled at a time: the system puts what they wait for together
_FOLDERS_CANT = {errno.EINVAL, errno.ENOTSUP}  # what file systems say whose folders can't be settled, or need not be


class Seal(NamedTuple):
    """What a file is known by: how many bytes it has, and their CRC-32."""

    size: int
    checksum: int

    @classmethod
    def of(cls, path: Path) -> Seal:
        """That of a file as it is; raises ``OSError``."""
        size = checksum = 0
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                checksum = crc32(chunk, checksum)
        return cls(size, checksum)


class NewFile:
    """A new file that is sealed as it is written, from its beginning to its end."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self.seal = Seal(0, 0)

    def write(self, data: bytes) -> None:
        """Write what comes next."""
        self._file.write(data)
        self.seal = Seal(self.seal.size + len(data), crc32(data, self.seal.checksum))

    def tell(self) -> int:
        """How much has been written."""
        return self.seal.size

    def close(self) -> None:
        """End the file, which is not settled by that."""
        self._file.close()


def settle(files: Iterable[Path], folder: Path) -> None:
    """Wait until files and then their names in a folder are on the disk; raises ``OSError``."""
    from concurrent.futures import ThreadPoolExecutor  # late: only writing needs it

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(_settle_file, files))
    settle_folder(folder)


def _settle_file(path: Path) -> None:
    with path.open("r+b") as file:  # for writing, which Windows asks for
        os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; raises ``OSError``."""
    if not hasattr(os, "O_DIRECTORY"):  # Windows has no such thing
        return
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in _FOLDERS_CANT:
            raise
    finally:
        os.close(number)


def put(path: Path, data: bytes) -> None:
    """Let a file hold these bytes from one moment to the next, for good; raises ``OSError``."""
    draft = draft_of(path)
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    settle_folder(path.parent)


def draft_of(path: Path) -> Path:
    """A name for a new file that is to replace another, which nobody else takes or knows before."""
    return path.with_name(f"{path.name}.{os.urandom(4).hex()}{DRAFT}")
