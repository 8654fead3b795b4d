"""HAR: what a browser's network panel saved, as JSON. The responses are read one at a time."""

from __future__ import annotations

import base64
import codecs
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

from threadsearch.archive.containers import About, Entry, is_page_type, member_name, stamped
from threadsearch.archive.http import charset_of
from threadsearch.archive.streams import BLOCK, Ledger, Stream, stream_of

_ENTRIES = re.compile(r'"entries"\s*:\s*\[')  # a key: within a string its quotes would be escaped
_LONGEST_MATCH = 64  # characters of that key, with space in it
_SOLID = re.compile(r"[^\s,]")
_LONGEST_ESCAPE = 16  # characters; an error so near to the end may come from what follows not being there yet
_PACKING = 2  # characters of an entry for each byte of its response: its headers, what JSON escapes, base64

Json = dict[str, object]


def members(stream: Stream, source: str, ledger: Ledger) -> Iterator[Entry]:
    """The responses that may be pages, in their order, each named by when it was captured and its address."""
    for entry in _entries(stream, source, ledger):
        response = _part(entry, "response")
        content = _part(response, "content")
        kind = str(content.get("mimeType") or "")
        status = response.get("status")
        if not is_page_type(kind) or not isinstance(status, int) or status // 100 != 2:  # noqa: PLR2004 - success
            continue
        url = str(_part(entry, "request").get("url") or "")
        captured_at = _moment(str(entry.get("startedDateTime") or ""))
        is_packed = content.get("encoding") == "base64"
        # Text has been decoded by the browser; bytes are as they came.
        charset = charset_of(kind) if is_packed else "utf-8"
        name = member_name(stamped(url, captured_at))
        body = stream_of(iter((_body(str(content.get("text") or ""), is_packed=is_packed),)))
        yield Entry(name, body, About(url, captured_at, kind, charset))


def _entries(stream: Stream, source: str, ledger: Ledger) -> Iterator[Json]:
    """The objects of the list ``log.entries``, none of which is larger than a page may be."""
    text = _Text(stream)
    if not text.skip_to(_ENTRIES):
        ledger.note(source, "it holds no list of entries (HAR)")
        return
    decoder = json.JSONDecoder()
    while text.next() != "]":
        found = text.value(decoder, _PACKING * ledger.limits.member)
        if found is None:
            ledger.note(source, "it breaks off or is damaged (HAR)", f"character {text.offset}")
            return
        if isinstance(found, dict):
            yield cast("Json", found)


class _Text:
    """A text that comes in blocks; ``offset`` counts the characters that are done with."""

    def __init__(self, stream: Stream) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        self._stream = stream
        self._held = ""
        self._at = 0
        self.offset = 0

    def skip_to(self, pattern: re.Pattern[str]) -> bool:
        """Pass over everything up to the end of the first match; whether there is one."""
        while not (match := pattern.search(self._held, self._at)):
            self._drop(max(self._at, len(self._held) - _LONGEST_MATCH))
            if not self._more(BLOCK):
                return False
        self._drop(match.end())
        return True

    def next(self) -> str:
        """The next character that is neither space nor comma; empty at the end. It is not passed over."""
        while not (match := _SOLID.search(self._held, self._at)):
            self._drop(len(self._held))
            if not self._more(BLOCK):
                return ""
        self._drop(match.start())
        return match[0]

    def value(self, decoder: json.JSONDecoder, most: int) -> object | None:
        """The JSON value that comes next; ``None`` if it is damaged, cut off, or has more than ``most`` characters."""
        while True:
            try:
                found, end = decoder.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                is_cut = "Unterminated" in error.msg or error.pos > len(self._held) - _LONGEST_ESCAPE
                held = len(self._held) - self._at
                # Twice as much each time, so that a long value is not begun over and over.
                if not is_cut or held > most or not self._more(max(BLOCK, held)):
                    return None
            except RecursionError:
                return None
            else:
                self._drop(end)
                return cast("object", found)

    def _drop(self, end: int) -> None:
        """Be done with what stands before ``end``."""
        self.offset += end - self._at
        self._at = end

    def _more(self, size: int) -> bool:
        """Hold so many bytes more; whether there are any."""
        data = self._stream.read(size)
        self._held = self._held[self._at :] + self._decode(data, final=not data)
        self._at = 0
        return bool(data)


def _part(entry: Json, name: str) -> Json:
    """An object in an object, empty where there is none."""
    found = entry.get(name)
    return cast("Json", found) if isinstance(found, dict) else {}


def _body(text: str, *, is_packed: bool) -> bytes:
    if not is_packed:
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""


def _moment(stamp: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(stamp)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
