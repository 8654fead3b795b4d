"""Tar archives, read as they come, in constant memory."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from tarfile import InvalidHeaderError, TruncatedHeaderError  # type: ignore[attr-defined]  # unlisted, but there
from typing import Self

from threadsearch.archive.containers import Entry, member_name, member_source
from threadsearch.archive.streams import Ledger, Stream, blocks_of, stream_of

_LARGEST_NAME = 1024**2  # bytes of a header that continues the next one; tarfile reads it whole
_CONTINUING = {
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
}


def members(stream: Stream, source: str, ledger: Ledger) -> Iterator[Entry]:
    """The files in the archive, in their order; links, devices and folders are passed over.

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
                if not info.isfile():
                    continue
                name = member_name(info.name)
                yield Entry(name, stream_of(_contents(archive, info, member_source(source, name), ledger)))
        except tarfile.TarError as error:
            if not ledger.has(source):
                ledger.note(source, f"it breaks off or is damaged (tar: {error})", f"byte {archive.offset}")


def _contents(archive: tarfile.TarFile, info: tarfile.TarInfo, source: str, ledger: Ledger) -> Iterator[bytes]:
    file = archive.extractfile(info)
    if file is None:
        return
    try:
        yield from blocks_of(file.read)
    except tarfile.TarError:
        ledger.note(source, "it breaks off", f"byte {info.offset_data + file.tell()} of the archive")


def _headers(source: str, ledger: Ledger) -> type[tarfile.TarInfo]:
    """A class of headers that notes the damaged ones, over which tarfile goes without a word."""

    class Header(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
            try:
                header = super().frombuf(buf, encoding, errors)
            except (InvalidHeaderError, TruncatedHeaderError) as error:
                if not ledger.has(source):
                    ledger.note(source, f"a header is damaged (tar: {error})")
                raise
            if header.size < 0 or (header.type in _CONTINUING and header.size > _LARGEST_NAME):
                raise InvalidHeaderError("impossible size")
            return header

    return Header
