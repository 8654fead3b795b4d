"""Text that others wrote, made safe for a terminal, measured and wrapped.

An archive holds whatever people typed and whatever a server sent. A terminal obeys control characters, and
bidirectional overrides make a line read as something that it isn't, so every string from outside passes ``safe`` on its
way to a screen: comments, but file names and the query's own words too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

Span = tuple[int, int]

# C0 but tab and newline, DEL, C1, line and paragraph separators, bidirectional embeddings, overrides and isolates, and
# lone surrogates, which are no text at all.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DELETE = "\x7f"
_ELLIPSIS = "…"
_ATOM = re.compile(r"\S+")
_UNBREAKABLE = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_QUOTE = re.compile(r"(?:> ?)++")


def safe(text: str) -> str:
    """``text`` with every character that a terminal might obey shown instead: ␛ for an escape, <U+009B> for a CSI.

    Newlines stay and tabs become spaces.
    """
    return UNSAFE.sub(_symbol, text).replace("\t", "    ")


def safe_line(text: str) -> str:
    """``safe`` for what must stay on one line: newlines are shown too."""
    return safe(text).replace("\n", "␊")


def _symbol(match: re.Match[str]) -> str:
    character = match[0]
    if character < " ":
        return chr(0x2400 + ord(character))
    return "␡" if character == _DELETE else f"<U+{ord(character):04X}>"


def flat(text: str) -> str:
    """``text`` with every blank, newlines included, as one space; no character moves."""
    return re.sub(r"\s", " ", text)


def safe_spans(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """``safe(text)``, and where the character spans (in order, disjoint) lie in it."""
    pieces: list[str] = []
    moved: list[Span] = []
    done = length = 0
    for start, end in spans:
        before, inside = safe(text[done:start]), safe(text[start:end])
        moved.append((length + len(before), length + len(before) + len(inside)))
        pieces += (before, inside)
        length, done = moved[-1][1], end
    pieces.append(safe(text[done:]))
    return "".join(pieces), moved


def width(text: str) -> int:
    """How many columns a terminal gives ``text``: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """``text``, ended with an ellipsis where it is wider than ``columns``."""
    if width(text) <= columns:
        return text
    if columns < 1:
        return ""
    return text[: _fitting(text, columns - 1)].rstrip() + _ELLIPSIS


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """``text`` filled up with spaces to ``columns``, on its left for a ``right``-aligned column."""
    space = " " * max(0, columns - width(text))
    return space + text if right else text + space


def _fitting(text: str, columns: int, start: int = 0) -> int:
    """The end of the longest part of ``text`` from ``start`` that fits."""
    room = columns
    for position in range(start, len(text)):
        room -= _columns(text[position])
        if room < 0:
            return position
    return len(text)


def wrap_spans(text: str, columns: int) -> Iterator[Span]:
    """The (start, end) of each line of ``text`` wrapped at blanks.

    A word wider than a line is broken, but never an address: it must still be one when it is copied.
    """
    start = end = None
    for left, right in _atoms(text, columns):
        if start is None or end is None:
            start, end = left, right
        elif width(text[start:right]) <= columns:
            end = right
        else:
            yield start, end
            start, end = left, right
    if start is not None and end is not None:
        yield start, end


def _atoms(text: str, columns: int) -> Iterator[Span]:
    for word in _ATOM.finditer(text):
        start, end = word.span()
        if 2 * (end - start) <= columns or _UNBREAKABLE.match(word[0]):  # no character takes more than two columns
            yield start, end
            continue
        while start < end:
            stop = max(start + 1, min(end, _fitting(text, columns, start)))
            yield start, stop
            start = stop


def wrap(text: str, columns: int) -> list[str]:
    """The lines of a safe text of several paragraphs, wrapped; a quoted line's mark stands before each part of it."""
    lines: list[str] = []
    for line in text.split("\n"):
        quote = _QUOTE.match(line)
        mark = quote[0] if quote else ""
        body = line[len(mark) :]
        room = max(1, columns - width(mark))
        lines += [mark + body[start:end] for start, end in wrap_spans(body, room)] or [mark.rstrip()]
    return lines
