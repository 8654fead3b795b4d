"""What readers of flattened text share: numbered lines, paragraphs, the links that text still shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from threadsearch.errors import ParseError
from threadsearch.model import Page

_LINE_END = re.compile(r"\r\n|\n|\r")
_MOST_EMPTY = 100  # lines in a row; pages without their markup have some ten
_FEWEST = 7  # characters of a line, on the average: a line takes the memory of three hundred
_FREE = 40_000  # lines that any page may have
_URL = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its number from 1, how many columns it is indented, its text without blank ends."""

    number: int
    indent: int
    text: str

    @property
    def locator(self) -> str:
        """The line's place, as documents and defects name it."""
        return f"line {self.number}"


def split_lines(content: str) -> list[str]:
    """The lines of a text. Only line feeds and carriage returns end one, as in editors, which locators are for."""
    return _LINE_END.split(content)


def _each_line(content: str) -> Iterator[str]:
    begin = 0
    for end in _LINE_END.finditer(content):
        yield content[begin : end.start()]
        begin = end.end()
    yield content[begin:]


def numbered(page: Page) -> list[Line]:
    """The lines of a page. A tab indents to the next multiple of eight columns, a no-break space like any other.

    Of empty lines in a row, the first few: a page may be nothing else, and a line takes far more memory than its end.
    Raises ``ParseError`` for a page that is nothing but ends of lines all the same.
    """
    lines: list[Line] = []
    empty = 0
    most = max(_FREE, len(page.content) // _FEWEST)
    known: dict[str, str] = {}  # so that lines that say the same, of which pages have many, share their text
    for number, line in enumerate(_each_line(page.content), start=1):
        text = line.strip()
        text = known.setdefault(text, text)
        empty = 0 if text else empty + 1
        if empty > _MOST_EMPTY:
            continue
        indent = len(line[: len(line) - len(line.lstrip())].expandtabs())
        lines.append(Line(number, indent, text))
        if len(lines) > most:
            raise ParseError(page.source, "it has more lines than anything could be written in")
    return lines


def without_blank_ends(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines from the first to the last that has text."""
    start, end = 0, len(lines)
    while start < end and not lines[start].text:
        start += 1
    while start < end and not lines[end - 1].text:
        end -= 1
    return lines[start:end]


def paragraphs(lines: Iterable[Line]) -> str:
    """The lines' text without indentation, runs of empty lines folded to one, none at the ends."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.text for line in lines)).strip("\n")


def links_in(text: str) -> tuple[str, ...]:
    """The addresses that a text shows, in order, without the punctuation that follows them."""
    if ":" not in text:
        return ()
    return tuple(match.rstrip(".,;:!?)]}'") for match in _URL.findall(text))
