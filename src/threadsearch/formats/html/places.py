"""Where in the source things stand."""

from __future__ import annotations

import re
from bisect import bisect_left


class Places:
    """Where in the source things stand. BeautifulSoup's lxml trees don't know their lines; ids in the text do."""

    def __init__(self, content: str) -> None:
        self._ends = [match.start() for match in re.finditer("\n", content)]
        self._ids: dict[str, int] = {}
        for match in _ID.finditer(content):
            self._ids.setdefault(match[1] or match[2] or match[3], match.start())

    def of_id(self, name: str) -> str:
        """The locator of the first tag with this id, or an empty one."""
        at = self._ids.get(name)
        return "" if at is None else f"line {bisect_left(self._ends, at) + 1}"

    @property
    def last(self) -> str:
        """The locator of the last line."""
        return f"line {len(self._ends) + 1}"


_ID = re.compile(r"\bid\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))", re.IGNORECASE)
