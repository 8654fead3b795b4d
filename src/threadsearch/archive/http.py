"""What a server sent to what it meant: transfer and content encodings taken off, the charset read.

Many archives keep the headers of a body that they have decoded already, so no header is believed before the bytes
agree. Bodies in gzip and Zstandard are told by their own first bytes, wherever they are met, and need no header at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from threadsearch.archive.compression import Decompressor, Inflater, Pieces, blocks_of_stream
from threadsearch.archive.streams import BLOCK, Ledger, Stream, blocks_of, head_of, stream_of

_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?\s*[<{\[]")


class Headers(Protocol):
    """The part of anybody's headers that is needed here."""

    def get_header(self, name: str) -> str | None:
        """The value of the first header of this name, in whatever case."""


def charset_of(content_type: str) -> str | None:
    """The charset parameter of a Content-Type, if it has one."""
    found = _CHARSET.search(content_type)
    return found[1] if found else None


def payload(blocks: Iterator[bytes], headers: Headers | None, source: str, ledger: Ledger) -> Iterator[bytes]:
    """The blocks of a body without the encodings that the headers state and the bytes show."""
    stream = stream_of(blocks)
    if headers:
        if "chunked" in (headers.get_header("Transfer-Encoding") or "").lower() and _CHUNK.match(head_of(stream)):
            stream = stream_of(_dechunked(stream, source, ledger))
        for encoding in reversed((headers.get_header("Content-Encoding") or "").lower().split(",")):
            stream = _decoded(stream, encoding.strip(), source, ledger)
    yield from blocks_of(stream.read)


def _decoded(stream: Stream, encoding: str, source: str, ledger: Ledger) -> Stream:
    head = head_of(stream)
    if encoding not in ("deflate", "br") or not head or _TEXT.match(head):
        return stream
    if encoding == "deflate":
        is_zlib = len(head) > 1 and int.from_bytes(head[:2]) % 31 == 0 and head[0] & 15 == 8  # noqa: PLR2004 - RFC 1950
        return stream_of(_unpacked(stream, Inflater(15 if is_zlib else -15), encoding, source, ledger))
    try:
        decompressor = _Brotli()
    except ImportError:
        advice = "Install it: pip install 'threadsearch[brotli]'."
        ledger.note(source, "it is encoded as br, for which the package brotli is needed", advice=advice)
        return stream_of(iter(()))
    return stream_of(_unpacked(stream, decompressor, encoding, source, ledger))


def _unpacked(
    stream: Stream, decompressor: Decompressor, encoding: str, source: str, ledger: Ledger
) -> Iterator[bytes]:
    pieces = Pieces(stream)
    reason = yield from blocks_of_stream(pieces, decompressor, source, ledger)
    if reason:
        ledger.note(source, f"{reason} ({encoding})", f"byte {pieces.offset} of its body")


def _dechunked(stream: Stream, source: str, ledger: Ledger) -> Iterator[bytes]:
    while match := _CHUNK.fullmatch(stream.readline()):
        left = int(match[1], 16)
        if not left:
            return
        while left and (block := stream.read(min(left, BLOCK))):
            yield block
            left -= len(block)
        stream.readline()  # the line end behind the chunk
    ledger.note(source, "it breaks off (chunked)")


class _Brotli:
    """Brotli's decompressor with the interface of the others."""

    unused_data = b""

    def __init__(self) -> None:
        import brotli

        self._brotli = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        """Whether the stream came to its own end."""
        return bool(self._brotli.is_finished())

    @property
    def needs_input(self) -> bool:
        """Whether there is nothing more to be had without more input."""
        return bool(self._brotli.can_accept_more_data())

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Some ``max_length`` bytes more."""
        return bytes(self._brotli.process(data, output_buffer_limit=max_length))
