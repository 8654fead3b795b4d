"""What programs that flatten pages write into their text: numbers of links, and Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from threadsearch.formats.textual import Line

_NUMBER = re.compile(r"\[(\d{1,5})\]")
_ADDRESS = re.compile(r"(\d{1,5})\. \S+")
_HEADINGS = frozenset({"Visible links:", "Visible links", "Hidden links:", "Hidden links", ""})
_LINK = re.compile(r"!?\[(?P<text>[^\[\]]{0,300})\]\((?:<[^<>]{0,900}>|[^()<>\s]{0,900})(?:\s+\"[^\"]{0,200}\")?\)")
_TITLE = re.compile(r"#{1,6}\s+(?=[^\W\d])")
_STRESS = re.compile(r"(?<![\w*])(\*\*|__|[*_])(?=[^\s*_])(?P<text>[^*_]{1,200}?)(?<=[^\s*_])\1(?![\w*])")
_ESCAPED = re.compile(r"\\([][\\`*_{}()#+.!|<>-])")


def without_link_numbers(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without "[1]" in front of each link and the list of addresses at the end, as ``lynx -dump`` has both.

    Only numbers that count up from line to line, to the last of the list, are taken out: "[1]" may be a note as well.
    """
    end, last = _addresses(lines)
    if not last:
        return lines
    expected = 1

    def taken(match: re.Match[str]) -> str:
        nonlocal expected
        if int(match[1]) != expected:
            return match[0]
        expected += 1
        return ""

    plain = [replace(line, text=_NUMBER.sub(taken, line.text)) if "[" in line.text else line for line in lines[:end]]
    return plain if expected > 1 else lines


def _addresses(lines: Sequence[Line]) -> tuple[int, int]:
    """The place of the heading above the list of addresses, and its last number; 0 if there is none."""
    numbers: list[int] = []
    for place in range(len(lines) - 1, -1, -1):
        text = lines[place].text
        if match := _ADDRESS.fullmatch(text):
            numbers.append(int(match[1]))
        elif text == "References":
            is_counted = numbers == list(range(len(numbers), 0, -1))
            return (place, len(numbers)) if is_counted else (len(lines), 0)
        elif text not in _HEADINGS:
            break
    return len(lines), 0


def without_markdown(text: str) -> str:
    """A line's text without Markdown's links, headings and emphasis.

    >>> without_markdown("**[Ada](/u/ada)** on _May 3_, ada_b and [4]")
    'Ada on May 3, ada_b and [4]'
    """
    if "](" in text:
        text = _LINK.sub(r"\g<text>", text)
    if text.startswith("#"):
        text = _TITLE.sub("", text, count=1)
    if "*" in text or "_" in text:
        text = _STRESS.sub(r"\g<text>", text)
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text
