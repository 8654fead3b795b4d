"""Where in the source things stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate

_BLOCK = 4096  # characters whose lines are counted at once


class Places:
    """Where in the source things stand. BeautifulSoup's lxml trees don't know their lines; ids in the text do."""

    def __init__(self, content: str) -> None:
        self._content = content
        counted = (content.count("\n", at, at + _BLOCK) for at in range(0, len(content), _BLOCK))
        self._ends = [0, *accumulate(counted)]  # how many lines end before each block
        self._ids: dict[str, int] | None = None  # both are made when they are asked for
        self._names: dict[str, int] | None = None

    def of_id(self, name: str) -> str:
        """The locator of the first tag with this id, or an empty one."""
        if self._ids is None:
            self._ids = _starts(_IDS, self._content)
        return self._line(self._ids.get(name))

    def of_name(self, name: str) -> str:
        """The locator of the first anchor with this name, or an empty one."""
        if self._names is None:
            self._names = _starts([_NAME], self._content)
        return self._line(self._names.get(name))

    def at(self, offset: int) -> str:
        """The locator of the character with this offset in the page."""
        block = offset // _BLOCK
        return f"line {self._ends[block] + self._content.count(chr(10), block * _BLOCK, offset) + 1}"

    def _line(self, at: int | None) -> str:
        return "" if at is None else self.at(at)

    @property
    def last(self) -> str:
        """The locator of the last line."""
        return f"line {self._ends[-1] + 1}"


_VALUE = r"\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))"
# A pattern that begins with letters is searched for ten times as fast as one that begins with anything else.
_IDS = [re.compile(rf"{name}(?<!\w{name}){_VALUE}") for name in ("id", "ID", "Id", "iD")]
_NAME = re.compile(rf"<a\s+name{_VALUE}", re.IGNORECASE)


def _starts(patterns: Iterable[re.Pattern[str]], content: str) -> dict[str, int]:
    """Where each value that a pattern finds stands first."""
    starts: dict[str, int] = {}
    for pattern in patterns:
        for match in pattern.finditer(content):
            value = match[1] or match[2] or match[3]
            starts[value] = min(starts.get(value, match.start()), match.start())
    return starts
