"""JSON that breaks off, as downloads and copies do: what is whole in it.

All that is open where it breaks off is closed behind the last value that is certainly whole, and every object that was
open is marked. What such an object lacks may have stood in the part that is missing, so it may hold comments, but is
none itself::

    [{"id": 1, "words": "a"}, {"id": 2, "replies": [{"id": 3, "words": "c"}, {"id": 4, "wor
    [{"id": 1, "words": "a"}, {"id": 2, "replies": [{"id": 3, "words": "c"}, {MARK}], MARK}]
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from threadsearch.formats.records.fields import BROKEN_OFF

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
_CLOSING = {"[": "]", "{": f",{json.dumps(BROKEN_OFF)}:true}}"}
# A string, a number or a word in which a text ends; a string goes over no end of line.
_LAST = re.compile(r'(?:"(?:[^"\\\n]|\\[^\n])*+\\?|\\?[-+.\w]*)\s*\Z')


@dataclass(frozen=True, slots=True)
class Rest:
    """What is whole of a document. ``end`` is where it is sound up to; ``is_cut``: the text just ends there."""

    value: Any
    end: int
    is_cut: bool


def rest_of(text: str, error: json.JSONDecodeError) -> Rest | None:
    """What is whole of one document that can't be read for this error; ``None`` if no object is.

    Takes time and memory in the text's proportion.
    """
    closed = _closed(text[: error.pos])
    if closed is None:
        return None
    try:
        value = json.loads(closed)
    except (ValueError, RecursionError):
        return None
    return Rest(value, error.pos, _LAST.match(text, error.pos) is not None)


def _closed(text: str) -> str | None:
    """The beginning of a document, made whole; ``None`` where nothing is open, or no object was ever closed."""
    opened: list[str] = []
    end, is_filled = 0, False
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if mark == ",":
            end = match.start()
        elif mark in _CLOSING:
            opened.append(mark)
            end = match.end()
        elif mark in ("]", "}"):
            if not opened:
                return None
            opened.pop()
            end = match.end()
            is_filled = is_filled or mark == "}"
    if not opened or not is_filled:
        return None
    closing = "".join(_CLOSING[mark] for mark in reversed(opened))
    return text[:end] + (closing.removeprefix(",") if text[end - 1] == "{" else closing)
