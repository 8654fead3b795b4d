"""Compressed streams to blocks: gzip, bzip2, xz and Zstandard, with as many streams behind each other as there are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from typing import IO, Protocol

from threadsearch.archive.streams import Ledger, Stream

_PIECE = 4096  # bytes that are fed at once
_BLOCK = 8192  # bytes that are taken at once; these are lost where they turn out to be damaged
_XZ_MEMORY = 256 * 1024**2  # bytes; "xz -9" takes 65 MB to unpack
_LARGEST_WINDOW = 31  # the power of two; dumps of whole forums are made with "zstd --long=31"
_GZIP_START = b"\x1f\x8b\x08"


class Decompressor(Protocol):
    """What bz2, lzma and compression.zstd have in common."""

    @property
    def eof(self) -> bool:
        """Whether the stream came to its own end."""

    @property
    def needs_input(self) -> bool:
        """Whether there is nothing more to be had without more input."""

    @property
    def unused_data(self) -> bytes:
        """What was fed behind the stream's end."""

    def decompress(self, data: bytes, max_length: int = ...) -> bytes:
        """At most ``max_length`` bytes more; raises errors of the library's own."""


class Inflater:
    """zlib's decompressor with the interface that the other three share."""

    def __init__(self, window_bits: int) -> None:
        import zlib

        self._zlib = zlib.decompressobj(window_bits)

    @property
    def eof(self) -> bool:
        """Whether the stream came to its own end."""
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        """Whether there is nothing more to be had without more input."""
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """What was fed behind the stream's end."""
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most ``max_length`` bytes more."""
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


def _gzip() -> Decompressor:
    return Inflater(31)


def _bzip2() -> Decompressor:
    import bz2

    return bz2.BZ2Decompressor()


def _xz() -> Decompressor:
    import lzma

    return lzma.LZMADecompressor(memlimit=_XZ_MEMORY)


def _zstandard() -> Decompressor:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _LARGEST_WINDOW})


DECOMPRESSORS: dict[str, Callable[[], Decompressor]] = {
    "gzip": _gzip,
    "bzip2": _bzip2,
    "xz": _xz,
    "Zstandard": _zstandard,
}


def decompressed(packed: Stream, kind: str, source: str, ledger: Ledger) -> Iterator[bytes]:
    """The blocks of what was packed; damage is noted with the place in the packed bytes.

    Of gzip, what begins behind damage is given too, behind an empty block: an archive of web pages has a gzip stream to
    each record.
    """
    pieces = Pieces(packed)
    while pieces.skip_zeros():
        reason = yield from blocks_of_stream(pieces, DECOMPRESSORS[kind](), source, ledger)
        if ledger.is_exhausted:
            return
        if reason:
            ledger.note(source, f"{reason} ({kind})", f"byte {pieces.offset}")
            if kind != "gzip" or not pieces.skip_to_gzip():
                return
            yield b""


def blocks_of_stream(
    pieces: Pieces, decompressor: Decompressor, source: str, ledger: Ledger
) -> Generator[bytes, None, str]:
    """The blocks of one stream; the generator's value says what is wrong with it, or is empty."""
    while not decompressor.eof:
        piece = b""
        if decompressor.needs_input and not (piece := pieces.next()):
            return "it breaks off"
        try:
            block = decompressor.decompress(piece, _BLOCK)
        except Exception:  # noqa: BLE001 - each library has errors of its own, and none is ours
            pieces.give_back(piece)
            return "it is damaged"
        if not ledger.spend(source, len(block)):
            return ""
        if block:
            yield block
    pieces.give_back(decompressor.unused_data)
    return ""


class Pieces:
    """The packed bytes, and how far they are consumed: ``offset`` counts what ``next`` has given for good."""

    def __init__(self, packed: IO[bytes] | Stream, offset: int = 0) -> None:
        self._packed = packed
        self._waiting = b""
        self.offset = offset

    def next(self) -> bytes:
        """The next piece; empty at the end."""
        piece = self._waiting or self._packed.read(_PIECE)
        self._waiting = b""
        self.offset += len(piece)
        return piece

    def give_back(self, piece: bytes) -> None:
        """Put the end of what was given in front again."""
        self._waiting = piece
        self.offset -= len(piece)

    def skip_zeros(self) -> bool:
        """Pass over the padding that tapes want; whether anything is left."""
        while piece := self.next():
            if rest := piece.lstrip(b"\0"):
                self.give_back(rest)
                return True
        return False

    def skip_to_gzip(self) -> bool:
        """Go to where the next gzip stream begins, behind the first byte; whether there is one."""
        window, start = self.next(), 1
        while True:
            at = window.find(_GZIP_START, start)
            if at < 0:
                window = window[-len(_GZIP_START) + 1 :]
                more, start = self.next(), 0
                if not more:
                    return False
                window += more
                continue
            if len(window) - at < _PIECE:
                window += self.next()
            if _begins_gzip(window[at : at + _PIECE]):
                self.give_back(window[at:])
                return True
            start = at + 1


def _begins_gzip(data: bytes) -> bool:
    try:
        return bool(_gzip().decompress(data, 1))
    except Exception:  # noqa: BLE001 - as above
        return False
