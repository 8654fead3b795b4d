"""What is left of a ZIP archive that breaks off: its members as they follow each other.

The table of contents stands at a ZIP's end, and no library reads one without it. Each member has a header of its own in
front, too, which suffices unless the member was stored without its size being known.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from threadsearch.archive.compression import Inflater, Pieces, blocks_of_stream
from threadsearch.archive.containers import Entry, member_name, member_source
from threadsearch.archive.streams import Ledger, stream_of

_HEADER = struct.Struct("<4s5H3I2H")  # the local file header of PKWARE's APPNOTE, 4.3.7
_MAGIC = b"PK\x03\x04"
_DESCRIPTOR = b"PK\x07\x08"
_ENCRYPTED, _SIZE_FOLLOWS, _IS_UTF8 = 0x1, 0x8, 0x800
_STORED, _DEFLATED = 0, 8
_BY_EXTRA = 0xFFFFFFFF  # the size stands elsewhere: the member has over 4 GiB


@dataclass(frozen=True, slots=True)
class _Header:
    """A member's own header. ``start`` is where its contents begin; ``size`` in bytes, ``None`` if it follows them."""

    name: str
    method: int
    start: int
    size: int | None
    is_encrypted: bool


def members_in_order(file: IO[bytes], source: str, ledger: Ledger, reason: str) -> Iterator[Entry]:
    """The members from the beginning on, up to where the archive breaks off; ``reason`` says why it has to be so."""
    end: int | None = 0
    reached = 0
    while end is not None and (header := _header(file, end)):
        reached = header.start
        member = member_source(source, header.name)
        file.seek(header.start)
        pieces = Pieces(file, header.start)
        contents = _contents(pieces, header, member, ledger)
        yield Entry(header.name, stream_of(contents))
        for _ in contents:  # what nobody wanted to see has to be passed over
            pass
        end = _end(file, header, pieces.offset)
        reached = pieces.offset
    if not ledger.has(source):
        cut = f"it breaks off or is damaged (ZIP: {reason})"
        ledger.note(source, cut, f"byte {reached}")


def _header(file: IO[bytes], offset: int) -> _Header | None:
    file.seek(offset)
    data = file.read(_HEADER.size)
    if len(data) < _HEADER.size or not data.startswith(_MAGIC):
        return None
    _, _, flags, method, _, _, _, packed, _, name_length, extra_length = _HEADER.unpack(data)
    name = file.read(name_length).decode("utf-8" if flags & _IS_UTF8 else "cp437", "replace")
    is_open = packed == _BY_EXTRA or (flags & _SIZE_FOLLOWS and not packed)
    start = offset + _HEADER.size + name_length + extra_length
    return _Header(member_name(name), method, start, None if is_open else packed, bool(flags & _ENCRYPTED))


def _end(file: IO[bytes], header: _Header, reached: int) -> int | None:
    """Where the next member's header should stand, or ``None`` where that can't be known."""
    if header.size is not None:
        return header.start + header.size if reached >= header.start else None
    if header.method != _DEFLATED:
        return None
    file.seek(reached)
    behind = file.read(len(_DESCRIPTOR) + 20 + len(_MAGIC))
    at = behind.find(_MAGIC)
    return reached + at if at >= 0 else None


def _contents(pieces: Pieces, header: _Header, source: str, ledger: Ledger) -> Iterator[bytes]:
    if header.is_encrypted:
        ledger.note(source, "it is encrypted")
    elif header.method == _DEFLATED:
        reason = yield from blocks_of_stream(pieces, Inflater(-15), source, ledger)
        if reason:
            ledger.note(source, reason, f"byte {pieces.offset}")
    elif header.method == _STORED and header.size is not None:
        yield from _stored(pieces, header.size, source, ledger)
    else:
        ledger.note(source, f"it is packed by a method that is not read ({header.method})")


def _stored(pieces: Pieces, size: int, source: str, ledger: Ledger) -> Iterator[bytes]:
    while size > 0:
        piece = pieces.next()
        if not piece:
            ledger.note(source, "it breaks off", f"byte {pieces.offset}")
            return
        if len(piece) > size:
            pieces.give_back(piece[size:])
            piece = piece[:size]
        size -= len(piece)
        yield piece
