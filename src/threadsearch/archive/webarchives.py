"""Safari's web archives: a page with its frames and pictures in one property list.

``{"WebMainResource": RESOURCE, "WebSubresources": [RESOURCE, ...], "WebSubframeArchives": [ARCHIVE, ...]}``, where a
resource has ``WebResourceData``, ``WebResourceURL``, ``WebResourceMIMEType`` and ``WebResourceTextEncodingName``.
"""

from __future__ import annotations

import plistlib
import struct
from collections.abc import Iterator
from typing import Any

from threadsearch.archive.containers import About, Entry, is_page_type, member_name
from threadsearch.archive.streams import Ledger, Stream, stream_of

_TRAILER = struct.Struct(">6xBBQQQ")  # the sizes of an offset and of a reference, how many objects, the top, the table


def members(stream: Stream, source: str, ledger: Ledger) -> Iterator[Entry]:
    """The page and its frames, each named by its address."""
    most = ledger.limits.file
    data = stream.read(most + 1)
    if len(data) > most:
        ledger.note(source, f"larger than {most // 1024**2} MiB (web archive)", advice="Save the page as HTML.")
        return
    if not _is_sound(data):
        ledger.note(source, "it breaks off or is damaged (web archive)")
        return
    for archive in _archives(plistlib.loads(data)):
        entry = _entry(archive.get("WebMainResource"))
        if entry is not None:
            yield entry


def _archives(top: object) -> Iterator[dict[str, Any]]:
    """A page's archive and those of its frames. One that is referred to again, by itself too, is given once."""
    waiting, seen = [top], set[int]()
    while waiting:
        item = waiting.pop()
        if id(item) in seen:  # all are parts of ``top``, so that no other object gets the number
            continue
        seen.add(id(item))
        if isinstance(item, dict):
            yield item
            waiting.append(item.get("WebSubframeArchives"))
        elif isinstance(item, list):
            waiting.extend(reversed(item))


def _is_sound(data: bytes) -> bool:
    """Whether the table of objects fits into the file: the library would make room for as many as are claimed."""
    if len(data) < _TRAILER.size:
        return False
    size, _, count, _, table = _TRAILER.unpack(data[-_TRAILER.size :])
    return int(table) + int(count) * int(size) <= len(data)


def _entry(resource: object) -> Entry | None:
    """A resource as a member, if it may be a page."""
    fields = resource if isinstance(resource, dict) else {}
    data, kind = fields.get("WebResourceData"), _text(fields.get("WebResourceMIMEType"))
    if not isinstance(data, bytes) or not is_page_type(kind):
        return None
    url = _text(fields.get("WebResourceURL"))
    charset = _text(fields.get("WebResourceTextEncodingName"))
    about = About(url or None, None, kind, charset or None)
    return Entry(member_name(url or "page"), stream_of(iter((data,))), about)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
