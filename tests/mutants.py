"""Damaged pages, made from the fixtures: what bad disks, broken crawlers and enemies make of saved pages.

Each is known by its fixture and a number, so that one that fails can be made again:
``python tests/mutants.py FORMAT/PAGE NUMBER > page``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from limits import SIZE

FIXTURES = Path(__file__).parent / "formats" / "fixtures"
Mutation = Callable[[random.Random, bytearray], None]


@cache
def pages() -> tuple[Path, ...]:
    """The fixtures of all formats."""
    return tuple(sorted(path for path in FIXTURES.glob("*/*") if path.suffix != ".json" and path.name[0] != "."))


def mutant(path: Path, number: int) -> bytes:
    """The fixture with one to twenty small damages."""
    chance = random.Random(f"{path.parent.name}/{path.name} {number}")  # noqa: S311 - to be repeated, not to be secret
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        chance.choice(MUTATIONS)(chance, data)
    return bytes(data)


def enlarged(path: Path, number: int, size: int = SIZE) -> bytes:
    """The fixture with a piece of it repeated until it is that large: where time or memory is not linear, it shows."""
    chance = random.Random(f"{path.parent.name}/{path.name} large {number}")  # noqa: S311 - as above
    data = path.read_bytes()
    begin, end = _piece(chance, data)
    if chance.random() < 0.5 and (tag := data.find(b"<", begin, end)) >= 0:
        begin = tag
    piece = data[begin:end] or b"<"
    return data[:end] + piece * max((size - len(data)) // len(piece), 0) + data[end:]


def _piece(chance: random.Random, data: bytes | bytearray) -> tuple[int, int]:
    begin = chance.randrange(len(data) + 1)
    return begin, min(begin + chance.choice([1, 2, 4, 16, 64, 256, 1024, 4096]), len(data))


def _flip(chance: random.Random, data: bytearray) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.randrange(256)


def _delete(chance: random.Random, data: bytearray) -> None:
    begin, end = _piece(chance, data)
    del data[begin:end]


def _repeat(chance: random.Random, data: bytearray) -> None:
    begin, end = _piece(chance, data)
    data[begin:begin] = data[begin:end] * chance.choice([1, 1, 2, 30])


def _move(chance: random.Random, data: bytearray) -> None:
    begin, end = _piece(chance, data)
    piece = data[begin:end]
    del data[begin:end]
    to = chance.randrange(len(data) + 1)
    data[to:to] = piece


def _noise(chance: random.Random, data: bytearray) -> None:
    begin, end = _piece(chance, data)
    data[begin:end] = chance.randbytes(end - begin)


def _cut(chance: random.Random, data: bytearray) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _splice(chance: random.Random, data: bytearray) -> None:
    other = chance.choice(pages()).read_bytes()
    begin, end = _piece(chance, other)
    to = chance.randrange(len(data) + 1)
    data[to:to] = other[begin:end]


def _scrap(chance: random.Random, data: bytearray) -> None:
    to = chance.randrange(len(data) + 1)
    data[to:to] = chance.choice(SCRAPS)


def _number(chance: random.Random, data: bytearray) -> None:
    """Another number in place of one: ids, dates, counts and depths turn wild."""
    digits = [index for index, byte in enumerate(data) if 48 <= byte <= 57]
    if digits:
        at = chance.choice(digits)
        data[at : at + 1] = chance.choice([b"", b"0", b"9", b"-1", b"99999", b"9" * 40, b"1e9", "٣".encode()])


MUTATIONS: tuple[Mutation, ...] = (_flip, _delete, _repeat, _move, _noise, _cut, _splice, _scrap, _number)
SCRAPS = (
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\x1b[31m", b"\x85", "\u202e\u200f\u2028".encode()),
    *(
        b"<",
        b">",
        b"&",
        b'"',
        b"'",
        b"]]>",
        b"-->",
        b"<!--",
        b"<![CDATA[",
        b"&#0;",
        b"&#xD800;",
        b"&#99999999;",
        b"&amp;lt;",
    ),
    *(
        b"</div>",
        b"</li></ol>",
        b"<table>",
        b"<script>",
        b"<textarea>",
        b"<plaintext>",
        b"<svg>",
        b"<template>",
        b"<base href='//['>",
    ),
    *(b"<a href='http://[::1'>", b"<a href='javascript:1'>", b"<blockquote>" * 50, b"<div>" * 1500, b"> " * 300),
    *(b"{", b"}", b"[" * 2000, b"null", b'":', b"\\ud800", b"1e999", b"NaN", b"\nFrom ", b"\n\n", b"\n" * 500),
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
)


if __name__ == "__main__":
    sys.stdout.buffer.write(mutant(FIXTURES / sys.argv[1], int(sys.argv[2])))
