"""ZIP archives, and WACZ, which are ZIP archives of WARC files.

The table of contents at the end decides what is in one. Where it is missing, because the file breaks off, the headers
in front of the members are followed instead (``broken_zips``).
"""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Iterator
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from threadsearch.archive.broken_zips import members_in_order
from threadsearch.archive.containers import Entry, member_name, member_source
from threadsearch.archive.streams import BLOCK, Ledger, Stream, blocks_of, stream_of

_ENCRYPTED = 0x1
_IN_MEMORY = 8 * 1024**2  # bytes; a larger archive inside another goes to the disk
_END = b"PK\x05\x06"
_LONGEST_END = 22 + 0xFFFF  # bytes: the record that tells where the table is, and a comment
_TABLE_SIZE = slice(12, 16)  # of that record


def members(stream: Stream, source: str, ledger: Ledger) -> Iterator[Entry]:
    """The files in the archive, in the order of its table of contents."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        file = stream if stream.seekable() else _spooled(stream, spool, source, ledger)
        if (size := _table_size(file)) > ledger.limits.directory:
            ledger.note(source, f"its table of contents is too large ({size // 1024**2:,} MiB)", advice="Unpack it.")
            return
        file.seek(0)
        try:
            archive = ZipFile(file)
        except (BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
            file.seek(0)
            yield from members_in_order(file, source, ledger, str(error))
            return
        with archive:
            yield from _files(archive, source, ledger)


def _files(archive: ZipFile, source: str, ledger: Ledger) -> Iterator[Entry]:
    encrypted = 0
    for info in archive.infolist():
        if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
            continue
        if info.flag_bits & _ENCRYPTED:
            encrypted += 1
            continue
        name = member_name(info.filename)
        yield Entry(name, stream_of(_contents(archive, info, member_source(source, name), ledger)))
    if encrypted:
        ledger.note(source, f"encrypted members, not read: {encrypted:,}", advice="Unpack it with its password.")


def _contents(archive: ZipFile, info: ZipInfo, source: str, ledger: Ledger) -> Iterator[bytes]:
    try:
        with archive.open(info) as file:
            for block in blocks_of(file.read):
                if not ledger.spend(source, len(block)):
                    return
                yield block
    except Exception as error:  # noqa: BLE001 - damaged bytes make zipfile and what it calls raise anything at all
        ledger.note(source, f"it is damaged ({error or type(error).__name__})", f"byte {info.header_offset}")


def _spooled(stream: Stream, spool: IO[bytes], source: str, ledger: Ledger) -> IO[bytes]:
    """The archive where it can be sought in, up to the limit; what is cut off by that is damage like any other."""
    left = ledger.limits.spool
    while left > 0 and (block := stream.read(min(BLOCK, left))):
        spool.write(block)
        left -= len(block)
    if not left:
        ledger.note(source, f"larger than {ledger.limits.spool // 1024**3} GiB, inside another container")
    return spool


def _table_size(file: IO[bytes]) -> int:
    """What the archive says of the size of its table of contents; 0 if it says nothing."""
    end = file.seek(0, 2)
    file.seek(max(0, end - _LONGEST_END))
    tail = file.read(_LONGEST_END)
    at = tail.rfind(_END)
    size = int.from_bytes(tail[at:][_TABLE_SIZE], "little") if at >= 0 else 0
    return 0 if size == 0xFFFFFFFF else size  # noqa: PLR2004 - "see elsewhere"
