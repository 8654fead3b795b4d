"""Where in the source things stand."""

from __future__ import annotations

import re
from bisect import bisect_left


class Places:
    """Where in the source things stand. BeautifulSoup's lxml trees don't know their lines; ids in the text do."""

    def __init__(self, content: str) -> None:
        self._ends = [match.start() for match in re.finditer("\n", content)]
        self._content = content
        self._ids = _starts(_ID, content)
        self._names: dict[str, int] | None = None  # made when it is asked for, which few formats do

    def of_id(self, name: str) -> str:
        """The locator of the first tag with this id, or an empty one."""
        return self._line(self._ids.get(name))

    def of_name(self, name: str) -> str:
        """The locator of the first anchor with this name, or an empty one."""
        if self._names is None:
            self._names = _starts(_NAME, self._content)
        return self._line(self._names.get(name))

    def at(self, offset: int) -> str:
        """The locator of the character with this offset in the page."""
        return f"line {bisect_left(self._ends, offset) + 1}"

    def _line(self, at: int | None) -> str:
        return "" if at is None else self.at(at)

    @property
    def last(self) -> str:
        """The locator of the last line."""
        return f"line {len(self._ends) + 1}"


_ID = re.compile(r"\bid\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))", re.IGNORECASE)
_NAME = re.compile(r"<a\s+name\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))", re.IGNORECASE)


def _starts(pattern: re.Pattern[str], content: str) -> dict[str, int]:
    starts: dict[str, int] = {}
    for match in pattern.finditer(content):
        starts.setdefault(match[1] or match[2] or match[3], match.start())
    return starts
