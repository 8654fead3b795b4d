"""What readers of flattened text share: numbered lines, paragraphs, the links that text still shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

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


def numbered(content: str) -> list[Line]:
    """The lines of a page. Only line feeds and carriage returns end one; no-break spaces are text, not indentation."""
    lines = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", content), start=1):
        expanded = line.expandtabs()
        text = expanded.strip(" \f\v")
        lines.append(Line(number, len(expanded) - len(expanded.lstrip(" \f\v")), text))
    return lines


def paragraphs(lines: Iterable[Line]) -> str:
    """The lines' text without indentation, runs of empty lines folded to one, none at the ends."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.text for line in lines)).strip("\n")


def links_in(text: str) -> tuple[str, ...]:
    """The addresses that a text shows, in order, without the punctuation that follows them."""
    return tuple(match.rstrip(".,;:!?)]}'") for match in _URL.findall(text))
