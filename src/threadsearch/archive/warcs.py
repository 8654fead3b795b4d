"""WARC files, their predecessor ARC, and WET, which are WARC files of text without markup.

Of what such a file records, the pages are given: responses of servers, and what was made of them ("conversion") or put
beside them ("resource"). Requests, revisits and notes are no pages.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol, cast

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException

from threadsearch.addresses import is_web, time_of_digits
from threadsearch.archive.containers import About, Entry, is_page_type, member_name, member_source, stamped
from threadsearch.archive.http import charset_of, payload
from threadsearch.archive.streams import BLOCK, LONGEST_LINE, Ledger, Stream, blocks_of, head_of, stream_of
from threadsearch.model import Defect

logging.getLogger("warcio").addHandler(logging.NullHandler())  # it would print on stderr

_KINDS = {"response", "resource", "conversion"}
_LONGEST_HEAD = 1024**2  # bytes
_RECORD = re.compile(rb"WARC/\d|(?:https?|dns|filedesc):[^\s]+ [\d.]+ \d{14} [^\s]+ \d+\n")
_WARC = re.compile(rb"(?<=\n)WARC/\d")
_SUCCESS = re.compile(r"2\d\d\b")


def members(stream: Stream, source: str, ledger: Ledger) -> Iterator[Entry]:
    """The pages in the file, in its order, each named by when it was captured and its address."""
    loader = ArcWarcRecordLoader(verify_http=False)
    records = _Records(stream, source, ledger)
    while records.find():
        try:
            record = loader.parse_record_stream(records, no_record_parse=True)
            yield from _page(record, loader, source, ledger)
            records.finish(record)
        except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, _HeadTooLong) as error:
            records.lose(str(error))


class _HeadTooLong(Exception):
    """The headers of a record have no end."""


class _Part(Protocol):
    """What warcio reads a record's block from: ``limit`` is how many bytes of it are left."""

    limit: int

    def read(self, length: int | None = None) -> bytes: ...


class _Records:
    """The stream as warcio wants it, which never reads headers without an end, and what lies between the records."""

    def __init__(self, stream: Stream, source: str, ledger: Ledger) -> None:
        self._stream = stream
        self._source = source
        self._ledger = ledger
        self._head = 0
        self._offset = 0  # in the unpacked file
        self._start = 0  # where the present record begins

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._offset += len(data)
        return data

    def readline(self, size: int = -1) -> bytes:
        line = self._stream.readline(size)
        self._offset += len(line)
        self._head += len(line)
        if self._head > _LONGEST_HEAD:
            raise _HeadTooLong("its headers have no end")
        return line

    def tell(self) -> int:
        return self._offset

    def find(self) -> bool:
        """Go to where the next record begins; whether there is one. What has to be skipped for that is damage."""
        self._skip_empty_lines()
        if not head_of(self._stream):
            self._stream.resume()  # behind a damaged gzip stream there may be others, with records of their own
            self._skip_empty_lines()
        if self._ledger.is_exhausted or not head_of(self._stream):
            return False
        self._start = self._offset
        self._head = 0
        return any(map(_RECORD.match, self._heads())) or self._skip_to_record()

    def _heads(self) -> Iterator[bytes]:
        """What stands next: as much as most records are told by, then as much as any address takes."""
        yield head_of(self._stream)
        yield head_of(self._stream, LONGEST_LINE)

    def finish(self, record: ArcWarcRecord) -> None:
        """Pass over what is left of a record."""
        rest = cast("_Part", record.raw_stream)
        if record.length is None:
            self.lose("it does not say how long it is")
            return
        for _ in blocks_of(rest.read):
            pass
        if rest.limit:
            self.lose("it breaks off")

    def lose(self, reason: str) -> None:
        """Note that the present record is damaged."""
        if not self._ledger.has(self._source):
            self._ledger.note(
                self._source, f"a record is damaged: {reason} (WARC)", f"byte {self._start} of the unpacked file"
            )

    def _skip_empty_lines(self) -> None:
        while head_of(self._stream, 1) in (b"\r", b"\n"):
            self._offset += len(self._stream.read(1))

    def _skip_to_record(self) -> bool:
        self.lose("something else stands where it should begin")
        while window := self._stream.peek(BLOCK):
            match = _WARC.search(window)
            # What begins at the window's end can only be seen with what follows.
            count = match.start() if match else max(1, len(window) - 7)
            self._offset += len(self._stream.read(count))
            if match:
                self._start = self._offset
                return True
        return False


def _page(record: ArcWarcRecord, loader: ArcWarcRecordLoader, source: str, ledger: Ledger) -> Iterator[Entry]:
    """The record as a member, if it may be a page."""
    headers = record.rec_headers
    url = headers.get_header("WARC-Target-URI") or ""
    if record.rec_type not in _KINDS or not is_web(url) or not record.length:
        return
    http = None
    media_type = record.content_type or ""
    if record.rec_type == "response" and media_type.startswith("application/http"):
        http = loader.http_parser.parse(record.raw_stream)
        media_type = http.get_header("Content-Type") or ""
        if not _is_success(http):
            return
    if not is_page_type(media_type):
        return
    captured_at = _moment(headers.get_header("WARC-Date") or "")
    name = member_name(stamped(url, captured_at))
    # WET is always in UTF-8, and its records' headers don't say so.
    charset = "utf-8" if record.rec_type == "conversion" else charset_of(media_type)
    blocks = payload(_block(record, member_source(source, name), ledger), http, member_source(source, name), ledger)
    yield Entry(name, stream_of(blocks), About(url, captured_at, media_type, charset, _truncation(headers)))


def _block(record: ArcWarcRecord, source: str, ledger: Ledger) -> Iterator[bytes]:
    part = cast("_Part", record.raw_stream)
    yield from blocks_of(part.read)
    if part.limit:
        ledger.note(source, "it breaks off", f"{part.limit:,} bytes before its end")


def _is_success(http: StatusAndHeaders) -> bool:
    return not http.statusline or bool(_SUCCESS.match(http.statusline))


def _moment(stamp: str) -> datetime | None:
    """A WARC-Date ("2011-07-05T12:00:00Z", with or without fractions), or an ARC's fourteen digits."""
    try:
        date = datetime.fromisoformat(stamp.strip())
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
    except ValueError:
        return time_of_digits(stamp)


def _truncation(headers: StatusAndHeaders) -> tuple[Defect, ...]:
    """What the record says of lacking its end. The first of several segments has a number, records in one have none."""
    if headers.get_header("WARC-Segment-Number"):
        return (Defect("cut off where the record's second segment begins: segments are not put together"),)
    reason = headers.get_header("WARC-Truncated")
    return (Defect(f"cut off when it was captured ({reason})"),) if reason else ()
