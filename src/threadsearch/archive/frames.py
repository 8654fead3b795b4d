"""Frames that a saved page holds in itself: what stands in them is a page of its own.

SingleFile, Save Page WE, monolith and others put a frame's document into the frame's tag, as ``srcdoc`` or as a
``data:`` address; many sites show their comments in such a frame. Its markup is taken out of the page around it, whose
own markup it would else be taken for.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes

from threadsearch.entities import unescape

# What one attribute is, never past the end of its own value: so a page is gone through once.
_OPENING = re.compile(rb"<iframe(?=[\s/])", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"[\s/]*([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?")
_DATA = re.compile(rb"data:(?:text/html|application/xhtml\+xml)((?:;[\w=.+-]+)*),", re.IGNORECASE)
_CHARSET = re.compile(rb";charset=([\w.:-]+)", re.IGNORECASE)
# Texts between tags, without those of styles, whose rules stand in braces.
_SHOWN = re.compile(rb">([^<>{}]*)(?=<)")
_HOLDING = (b"srcdoc", b"src", b"data-src")  # attributes that may hold a document; the first wins, as in browsers
_MOST_ATTRIBUTES = 100  # of a tag; saving programs leave some ten
_LEAST = 200  # bytes of text; advertisements and buttons have less, and are no pages of comments


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame's document; ``url`` is where it came from, where its tag still says so."""

    data: bytes
    url: str | None = None
    charset: str = "utf-8"


def has_frames(data: bytes) -> bool:
    """Whether it is worth looking for frames. Cheap."""
    return b"srcdoc" in data or b"data:text/html" in data or b"data:application/xhtml" in data


def taken_apart(data: bytes) -> tuple[bytes, list[Frame]]:
    """A page without the documents of its frames, on the same lines, and those of them that have text to read."""
    kept: list[bytes] = []
    frames: list[Frame] = []
    end = 0
    for opening in _OPENING.finditer(data):
        if opening.start() < end:  # within the document of a frame before
            continue
        attributes = _attributes(data, opening.end())
        for name in _HOLDING:
            start, stop = attributes.get(name, (0, 0))
            document = _document(name, data[start:stop])
            if document is not None:
                kept += (data[end:start], b"\n" * data.count(b"\n", start, stop))
                end = stop
                if _has_text(document.data):
                    frames.append(replace(document, url=_address(attributes, data)))
                break
    return b"".join((*kept, data[end:])), frames


def _attributes(data: bytes, start: int) -> dict[bytes, tuple[int, int]]:
    """Where the values of a tag's attributes stand; the first of each name counts."""
    found: dict[bytes, tuple[int, int]] = {}
    for _ in range(_MOST_ATTRIBUTES):
        match = _ATTRIBUTE.match(data, start)
        if match is None:
            break
        group = next((number for number in (2, 3, 4) if match[number] is not None), None)
        if group is not None:
            found.setdefault(match[1].lower(), match.span(group))
        start = match.end()
    return found


def _document(name: bytes, value: bytes) -> Frame | None:
    """The document that an attribute holds, if it holds one."""
    if name == b"srcdoc":
        return Frame(_unescaped(value)) if value else None
    written = _DATA.match(value)
    if written is None:
        return None
    charset = _CHARSET.search(written[1])
    body = unquote_to_bytes(_unescaped(value[written.end() :]))
    if b";base64" in written[1].lower():
        try:
            body = base64.b64decode(body + b"=" * (-len(body) % 4))
        except (binascii.Error, ValueError):
            return None
    return Frame(body, charset=charset[1].decode("ascii") if charset else "utf-8")


def _unescaped(value: bytes) -> bytes:
    """A value as it is meant. Programs that write frames so write UTF-8; other bytes stay what they are."""
    return unescape(value.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _address(attributes: dict[bytes, tuple[int, int]], data: bytes) -> str | None:
    """The address that the frame was loaded from, where the saving program has left it."""
    for name in (b"src", b"data-src", b"data-savepage-src"):
        start, stop = attributes.get(name, (0, 0))
        address = unescape(data[start : min(stop, start + 4096)].decode("utf-8", "replace")).strip()
        if address.startswith(("http://", "https://", "//")):
            return f"https:{address}" if address.startswith("//") else address
    return None


def _has_text(data: bytes) -> bool:
    """Whether there is anything to read in it."""
    return sum(len(match[1].strip()) for match in _SHOWN.finditer(data)) >= _LEAST
