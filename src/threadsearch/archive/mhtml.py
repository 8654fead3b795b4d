"""MHTML: a page saved by a browser in the form of a mail, with its frames and pictures as parts."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from threadsearch.archive.containers import About, Entry, is_page_type, member_name, member_source
from threadsearch.archive.streams import Ledger, Stream, stream_of
from threadsearch.mailboxes import ParsedMail

_LONGEST_HEAD = 1024**2  # bytes
_PACKING = (
    2  # a part's bytes for each byte of what is in it, at most: base64 makes 1.4, quoted-printable up to 3 of few
)


def members(stream: Stream, source: str, ledger: Ledger) -> Iterator[Entry]:
    """The page and its frames, in the file's order, each named by its address. Parts are held one at a time."""
    raw_head = _head(stream)
    head = email.message_from_bytes(raw_head, ParsedMail)
    captured_at = _date(str(head["Date"] or ""))
    address = _one_line(head["Snapshot-Content-Location"])
    number = 0
    for text, is_whole in _parts(stream, raw_head, head.get_boundary(), source, ledger):
        for part in email.message_from_bytes(text, ParsedMail).walk():
            number += 1
            kind = part.get_content_type()
            if part.is_multipart() or not is_page_type(kind):
                continue
            url = _one_line(part["Content-Location"]) or (address if number == 1 else "")
            name = member_name(url or f"part-{number}")
            if not is_whole:
                ledger.note(member_source(source, name), "it breaks off")
            charset = part.get_content_charset()
            yield Entry(name, stream_of(iter((_body(part),))), About(url or None, captured_at, kind, charset))


def _head(stream: Stream) -> bytes:
    head = bytearray()
    while len(head) < _LONGEST_HEAD and (line := stream.readline()).strip():
        head += line
    return bytes(head)


def _parts(
    stream: Stream, head: bytes, boundary: str | None, source: str, ledger: Ledger
) -> Iterator[tuple[bytes, bool]]:
    """The parts with their headers, and whether they are whole. A page that is alone has those of the file."""
    most = _PACKING * ledger.limits.member
    if boundary is None:
        yield head + b"\n" + stream.read(most), True
        return
    mark = re.compile(rb"--" + re.escape(boundary.encode("utf-8", "surrogateescape")) + rb"(--)?[ \t]*\r?\n?")
    part: bytearray | None = None
    while line := stream.readline():
        if found := mark.fullmatch(line):
            if part and len(part) <= most:
                yield bytes(part), True
            elif part:
                ledger.note(source, f"a part is larger than {most // 1024**2} MiB (MHTML)", advice="Leave it out.")
            if found[1]:
                return
            part = bytearray()
        elif part is not None and len(part) <= most:
            part += line
    ledger.note(source, "it breaks off: its last part has no end (MHTML)")
    if part and len(part) <= most:
        yield bytes(part), False


def _body(part: Message) -> bytes:
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _one_line(value: object) -> str:
    """A header's value, which may be folded or missing."""
    return "".join(str(value or "").split())


def _date(stamp: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(stamp)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
