"""Texts to numbers: the pieces between characters of no word, without an object for each time that one occurs.

Pieces in ASCII are found, and told from each other, as arrays: one of up to 16 bytes is two numbers, and the same
pieces are neighbours once hashes of these have been sorted. All others are looked up in a table, one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from threadsearch.engines import analysis

Ints = NDArray[np.int64]
Whole = NDArray[np.integer[Any]]
Sides = NDArray[np.uint64]
Piece = str | bytes
"""In ASCII, bytes in lower case, in which apostrophes may stand anywhere; otherwise a word as it is written."""

_TOGETHER = 1 << 21  # characters of texts that are taken together: more would take memory, for little time
_SIDE = 8  # bytes of a number
_MASKS = np.array([(1 << 8 * bytes_) - 1 for bytes_ in range(_SIDE + 1)], np.uint64)
_MIXING = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))  # odd: every bit has a say in the highest ones


def numbered(texts: Sequence[str]) -> tuple[Whole, Ints, list[Piece]]:
    """The numbers of the pieces of all texts in order, how many pieces each text has, and the distinct pieces."""
    known: defaultdict[Piece, int] = defaultdict()
    known.default_factory = known.__len__
    parts = [part for some in _portions(texts) for part in _numbered(some, known.__getitem__)]
    numbers = np.concatenate([of_some for of_some, _ in parts])
    return numbers, np.concatenate([counts for _, counts in parts]), list(known)


def _portions(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Texts that are taken together."""
    begin = size = 0
    for end, text in enumerate(texts):
        size += len(text)
        if size > _TOGETHER:
            yield texts[begin : end + 1]
            begin, size = end + 1, 0
    yield texts[begin:]


def _numbered(texts: Sequence[str], number_of: Callable[[Piece], int]) -> Iterator[tuple[Whole, Ints]]:
    """The numbers of texts' pieces, and how many each text has."""
    plain = [analysis.plain(text) for text in texts]
    numbers, counts = _plainly_numbered([text if text.isascii() else "" for text in plain], number_of)
    spelt = {row: analysis.spellings(text) for row, text in enumerate(plain) if not text.isascii()}
    if not spelt:
        yield numbers, counts
        return
    others = np.array([number_of(word) for words in spelt.values() for word in words], np.int32)
    rows = np.repeat(np.arange(len(texts)), counts)
    counts[list(spelt)] = list(map(len, spelt.values()))
    of_others = np.repeat(np.array([*spelt]), counts[list(spelt)])
    order = np.argsort(np.concatenate([rows, of_others]), kind="stable")
    yield np.concatenate([numbers, others])[order], counts


def _plainly_numbered(texts: Sequence[str], number_of: Callable[[Piece], int]) -> tuple[Whole, Ints]:
    """The same for texts in ASCII."""
    data = f" {' '.join(texts)} ".encode().translate(analysis.BETWEEN)
    is_piece = np.frombuffer(data, np.uint8) != ord(" ")
    edges = np.flatnonzero(is_piece[1:] != is_piece[:-1]) + 1
    begins, ends = edges[::2], edges[1::2]
    text_ends = np.cumsum([1, *(len(text) + 1 for text in texts)])
    counts = np.diff(np.searchsorted(begins, text_ends))
    numbers = np.empty(len(begins), np.int32)
    is_short = ends - begins <= 2 * _SIDE
    kinds = _alike(*_as_numbers(data, begins[is_short], (ends - begins)[is_short]))
    if kinds is None:
        is_short[:] = False
    else:
        kind_of, examples = kinds
        numbers[is_short] = np.fromiter(map(number_of, examples), np.int32, len(examples))[kind_of]
    for at in np.flatnonzero(~is_short).tolist():
        numbers[at] = number_of(data[begins[at] : ends[at]])
    return numbers, counts


def _as_numbers(data: bytes, begins: Ints, lengths: Ints) -> tuple[Sides, Sides]:
    """Short pieces as two numbers each, of their first eight bytes and of the others."""
    numbers = np.ndarray(len(data) + 1, "<u8", data + bytes(2 * _SIDE), strides=(1,))
    first = numbers[begins] & _MASKS[np.minimum(lengths, _SIDE)]
    second = numbers[np.minimum(begins + _SIDE, len(data))] & _MASKS[np.maximum(lengths - _SIDE, 0)]
    return first, second


def _alike(first: Sides, second: Sides) -> tuple[Whole, list[bytes]] | None:
    """Which short pieces are the same: the number of each one's kind, and the kinds.

    Nothing if two different ones have the same hash, which happens once in some thousand times.
    """
    bits = np.uint64(len(first).bit_length())
    hashes = (first * _MIXING[0] + second * _MIXING[1]) >> bits
    keys = np.sort(hashes << bits | np.arange(len(first), dtype=np.uint64))  # both halves of a number
    order = (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.intp)
    keys >>= bits
    first, second = first[order], second[order]
    is_new = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    if not (((first[1:] == first[:-1]) & (second[1:] == second[:-1])) | is_new[1:]).all():
        return None
    kinds = np.empty(len(keys), np.int32)
    kinds[order] = np.cumsum(is_new) - 1
    bytes_ = np.stack([first[is_new], second[is_new]], axis=1).astype("<u8").view(f"S{2 * _SIDE}")
    return kinds, bytes_[:, 0].tolist()
