"""Tar archives, read as they come, in constant memory."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from tarfile import InvalidHeaderError, TruncatedHeaderError  # type: ignore[attr-defined]  # unlisted, but there
from typing import IO, Self, cast

from threadsearch.archive.containers import Entry, member_name, member_source
from threadsearch.archive.streams import BLOCK, Ledger, Stream, stream_of

_LARGEST_NAME = 1024**2  # bytes of a header that continues the next one; tarfile reads it whole
_CONTINUING = {
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
}


def members(stream: Stream, source: str, ledger: Ledger) -> Iterator[Entry]:
    """The files in the archive, in their order; links, devices, folders and files with holes are passed over.

    A header that is damaged costs the file that it is of. The archive's end is where its bytes end, so that archives
    behind each other are read as one.
    """
    headers = _headers(source, ledger)
    with tarfile.open(
        fileobj=stream, mode="r|", tarinfo=headers, ignore_zeros=True, errors="surrogateescape"
    ) as archive:
        try:
            while info := archive.next():
                archive.members.clear()  # type: ignore[attr-defined]  # or else all that was read stays in memory
                if not info.isfile() or info.issparse():
                    continue
                name = member_name(info.name)
                blocks = _contents(cast("IO[bytes]", archive.fileobj), info, member_source(source, name), ledger)
                yield Entry(name, stream_of(blocks))
        except tarfile.TarError as error:
            if not ledger.has(source):
                ledger.note(source, f"it breaks off or is damaged (tar: {error})", f"byte {archive.offset}")


def _contents(file: IO[bytes], info: tarfile.TarInfo, source: str, ledger: Ledger) -> Iterator[bytes]:
    """The member's blocks; tarfile's own way to them loses the last one of a member that is cut off."""
    file.seek(info.offset_data)
    left = info.size
    while left and (block := file.read(min(BLOCK, left))):
        yield block
        left -= len(block)
    if left:
        ledger.note(source, "it breaks off", f"{left:,} bytes before its end")


def _check(header: tarfile.TarInfo) -> None:
    if header.size < 0 or (header.type in _CONTINUING and header.size > _LARGEST_NAME):
        raise InvalidHeaderError("impossible size")


def _headers(source: str, ledger: Ledger) -> type[tarfile.TarInfo]:
    """A class of headers that notes the damaged ones, over which tarfile goes without a word."""

    class Header(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
            try:
                header = super().frombuf(buf, encoding, errors)
                _check(header)
            except (InvalidHeaderError, TruncatedHeaderError) as error:
                if not ledger.has(source):
                    ledger.note(source, f"a header is damaged (tar: {error})")
                raise
            return header

    return Header
