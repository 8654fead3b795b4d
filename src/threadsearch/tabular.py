"""Tables as text: where the records of CSV and its kin begin and end.

Quotes are understood as Python's ``csv`` understands them, which is how spreadsheets write them: at a field's beginning
only, doubled inside. What it leaves open is what damaged files need: a quote that is never closed would swallow the
rest of the table.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\n|\r")
DELIMITERS = ",\t;|"
_MOST_OPEN = 8  # quotes that are never closed, each of which costs a look at all that follows
_LOOKED_AT = 20  # rows that tell whether an open quote was a slip, or what breaks off
_END = "\0"  # a line that no text has, behind the last one
_FORMULA = re.compile("'*[=+\\-@\t\uff1d\uff0b\uff0d\uff20]")  # what spreadsheets compute; full-width signs in Japan
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")

csv.field_size_limit(
    2**31 - 1
)  # the standard library's own bound, 128 KiB, is for the whole process, and comments exceed it


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what looks like one.

    So it does before a text that has apostrophes there itself, which makes it certain what ``unguarded`` takes away.
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """The cell that was guarded, or any other as it is."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


@dataclass(frozen=True, slots=True)
class Row:
    """A record's cells, and the lines that it stands on, from ``start`` to before ``end``, counted from 0.

    ``is_open`` marks one whose quote is never closed.
    """

    cells: list[str]
    start: int
    end: int
    is_open: bool = False


_NAMED = re.compile('"?sep=([,;\t|])"?(?:\r\n|\n|\r)')  # a line of its own, by which spreadsheets know it


def names_delimiter(text: str) -> bool:
    """Whether the first row only tells what parts the cells of the others."""
    return _NAMED.match(text) is not None


def delimiter_of(text: str) -> str:
    """What parts the cells of a table's first line: what it names, or else whichever makes the most cells of it."""
    if named := _NAMED.match(text):
        return named[1]
    first = _LINE_END.split(text.lstrip("\r\n"), maxsplit=1)[0]
    return max(DELIMITERS, key=lambda delimiter: len(_cells(first, delimiter)))


def rows(text: str, delimiter: str) -> Iterator[Row]:
    """The records that are not empty, in order.

    Of a quote that is never closed, the line is taken as it stands if the lines behind it look like records of the
    same width as the first; else the text breaks off there, and the last field is what there is of it.
    """
    lines = _LINE_END.split(text)
    if not lines[-1]:
        lines.pop()
    width = start = 0
    for attempt in range(_MOST_OPEN + 1):
        quoted = attempt < _MOST_OPEN
        reader = csv.reader(
            _fed(lines, start), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        )
        begin = end = start
        cells: list[str] = []
        for cells in reader:
            end = start + reader.line_num
            if end > len(lines):
                break
            if cells:
                width = width or len(cells)
                yield Row(cells, begin, end)
            begin = end
        if begin >= len(lines):
            return
        if not _are_rows(lines[begin + 1 : begin + 1 + _LOOKED_AT], delimiter, width):
            yield Row([*cells[:-1], cells[-1].partition(_END)[0]], begin, len(lines), is_open=True)
            return
        yield Row(lines[begin].split(delimiter), begin, begin + 1, is_open=True)
        start = begin + 1


def whole_rows(text: str, delimiter: str) -> int:
    """On how many lines those records stand that are sure to be whole: all but the last."""
    before = last = 0
    lines = text.replace("\r", " ").split("\n")  # as many as there were, wherever else lines may end
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    for _ in reader:
        before, last = last, reader.line_num
    return before


def _fed(lines: Sequence[str], start: int) -> Iterator[str]:
    """The lines from ``start`` on, and one behind them that shows by where it turns up whether a quote is open."""
    for number in range(start, len(lines)):
        yield lines[number] + "\n"
    yield _END


def _are_rows(lines: Sequence[str], delimiter: str, width: int) -> bool:
    whole = sum(len(_cells(line, delimiter)) == width for line in lines)
    return width > 1 and 2 * whole >= len(lines) > 0


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])
