"""Large files of records, cut where a record ends: exports of gigabytes are read a part at a time.

Only what is known to be a sequence of records is cut: JSON with a record a line, mailboxes, and tables that are named
as such. Anything else is one page, however large.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from threadsearch.archive.decoding import is_wide
from threadsearch.archive.sniffing import is_named_table
from threadsearch.archive.streams import Stream
from threadsearch.mailboxes import START_BYTES
from threadsearch.tabular import delimiter_of, names_delimiter, rows, whole_rows

_LONGEST_HEAD = 64 * 1024  # bytes
_MOST_LINES = 20_000  # of a part: records of a few bytes become documents of a thousand each
_CUT = 4  # parts of what is just too large for one
_OPENING_ROWS = 2  # the names of the columns, and the first record

Boundary = Callable[[bytes], int]
"""How many of these bytes are whole records; 0 if none is sure to be. Behind them others may follow."""


@dataclass(frozen=True, slots=True)
class Part:
    """Records that follow each other in a source.

    ``first_line`` is the line of the source that they begin on. ``head`` is how the source begins, for all parts but
    its first: a table's names and first record, or the first line.
    """

    data: bytes
    first_line: int = 1
    head: bytes = b""


@dataclass(frozen=True, slots=True)
class _Records:
    """Where records end, and how their source begins; ``damaged`` is where to cut if none ends for long."""

    boundary: Boundary
    damaged: Boundary
    head: bytes

    def end(self, data: bytes, *, is_last: bool, is_much: bool) -> int:
        """Where a part of this data ends, 0 if no record in it is sure to be whole.

        ``is_last``: nothing follows it; ``is_much``: a record is hardly as long.
        """
        few = _lines(data, _MOST_LINES)
        if len(few) < len(data) and (end := self.boundary(few)):
            return end
        if is_last:
            return len(data)
        return self.boundary(data) or (self.damaged(data) if is_much else 0)


def parts_of(stream: Stream, source: str, stated: str, *, size: int, most: int) -> Iterator[Part]:
    """A source in parts of up to ``size`` bytes if it is larger and can be cut, else whole.

    ``stated`` is the media type that its server stated. Parts are of a quarter of the size, since each costs many times
    its bytes to read, and several are read at a time; one is larger where a record is.
    What has over ``most`` bytes is given with a few more than that, for the caller to refuse, and nothing behind it.
    """
    waiting = stream.read(size + 1)
    is_last = len(waiting) <= size
    records = None if is_last else _records(waiting, source, stated)
    if records is None:
        yield Part(waiting if is_last else waiting + stream.read(max(0, most + 1 - len(waiting))))
        return
    most_of_one, size = size, max(1, size // _CUT)
    taken = size
    first_line, head = 1, b""
    while waiting:
        window = waiting[:taken]
        is_rest = is_last and len(window) == len(waiting)
        end = records.end(window, is_last=is_rest, is_much=len(window) >= most_of_one)
        if not end and taken < len(waiting):
            taken *= 2
            continue
        if not end and len(waiting) <= most:
            more = stream.read(len(waiting))
            is_last = not more
            waiting += more
            continue
        part = waiting[:end] if end else waiting
        yield Part(part, first_line, head)
        if not end:
            return
        first_line += _line_ends(part)
        head = records.head
        waiting, taken = waiting[end:], size
        if not is_last and len(waiting) <= size:
            waiting += stream.read(size + 1 - len(waiting))
            is_last = len(waiting) <= size


def _records(data: bytes, source: str, stated: str) -> _Records | None:
    """What kind of records these are, of which the first so many bytes are given; ``None`` for what can't be cut."""
    if is_wide(data) not in (None, "utf-8"):
        return None
    first, _, rest = data.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if _is_record(first) and rest.lstrip().startswith(b"{"):
        return _Records(_after_line, _nowhere, first if len(first) < _LONGEST_HEAD else b"")
    if START_BYTES.match(data.lstrip()):
        return _Records(_before_message, _nowhere, b"")
    if is_named_table(source, stated):
        opening = data[:_LONGEST_HEAD].decode("latin-1")
        delimiter = delimiter_of(opening)
        taken = 0
        for row, _ in zip(rows(opening, delimiter), range(_OPENING_ROWS + names_delimiter(opening)), strict=False):
            taken = row.end
        return _Records(lambda data: _after_row(data, delimiter), _after_line, _lines(data, taken))
    return None


def _is_record(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _after_line(data: bytes) -> int:
    return data.rfind(b"\n") + 1


def _before_message(data: bytes) -> int:
    start = 0
    for match in START_BYTES.finditer(data, 1):
        start = match.start()
    return start


def _after_row(data: bytes, delimiter: str) -> int:
    return len(_lines(data, whole_rows(data.decode("latin-1"), delimiter)))


def _nowhere(_: bytes) -> int:
    return 0


def _lines(data: bytes, count: int) -> bytes:
    """The first lines of these bytes."""
    end = 0
    for _ in range(count):
        end = data.find(b"\n", end) + 1
        if not end:
            return data
    return data[:end]


def _line_ends(data: bytes) -> int:
    """How many lines end in these bytes, as editors count, and as decoded text has them."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
