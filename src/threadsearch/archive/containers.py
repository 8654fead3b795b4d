"""Containers to the pages in them: archives, compressed files, and captures of the web, in each other.

``unpack`` is the whole way. What a file is, its first bytes decide. A member that is no text (a picture, a style sheet)
is passed over without a word, since containers are full of them; everything else that is not read is reported.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from threadsearch.archive.compression import DECOMPRESSORS, decompressed
from threadsearch.archive.cutting import parts_of
from threadsearch.archive.decoding import decode
from threadsearch.archive.frames import has_frames, taken_apart
from threadsearch.archive.provenance import Provenance, provenance
from threadsearch.archive.sniffing import kind_of, media_type, refusal, unread_kind
from threadsearch.archive.streams import Ledger, Stream, head_of, stream_of
from threadsearch.archive.walking import too_large
from threadsearch.errors import NoPage, UnreadablePage
from threadsearch.model import Defect

_READERS = {  # by the kinds' names; imported when one is met, since most archives have none
    "ZIP": "zips",
    "tar": "tars",
    "WARC": "warcs",
    "ARC": "warcs",
    "MHTML": "mhtml",
    "HAR": "har",
    "web archive": "webarchives",
}
# What pages bring along as files of their own; their bytes can't be told from a page's.
_REQUISITES = (".css", ".js", ".mjs", ".map", ".svg")
_HEAD = 4096  # bytes, enough to tell HTML
_PAGES = re.compile(r"text/(?:html|plain|xml)|application/(?:[\w.-]*[-+.])?(?:json|xml|ndjson|jsonlines|jsonl)")


@dataclass(frozen=True, slots=True)
class About:
    """What a container notes of a member: where the page was, when it was captured, and how its text is written."""

    url: str | None = None
    captured_at: datetime | None = None
    media_type: str = ""
    charset: str | None = None
    defects: tuple[Defect, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A member while it is the container's turn to be read; ``stream`` ends when the next member begins."""

    name: str
    stream: Stream
    about: About = field(default_factory=About)


@dataclass(frozen=True, slots=True)
class Content:
    """A page's bytes, and what is known of them. ``source`` is ``path!member``, a member one of a container's.

    ``first_line`` and ``head`` are those of a ``cutting.Part``.
    """

    source: str
    data: bytes
    about: About = field(default_factory=About)
    is_member: bool = False
    first_line: int = 1
    head: bytes = b""


Reader = Callable[[Stream, str, Ledger], Iterator[Entry]]
"""A container's stream, its source, and where to note what can't be read, to its members."""


def is_page_type(media_type: str) -> bool:
    """Whether a response of this media type may be a page: text, HTML, JSON, XML, or whatever has no type."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind in ("", "application/octet-stream", "unknown/unknown") or bool(_PAGES.fullmatch(kind))


def member_name(name: str) -> str:
    """A member's name as text that every output can write; it never leads anywhere."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def stamped(url: str, captured_at: datetime | None) -> str:
    """The name of a capture, written the way that archives of the web write it: "20110705120000/https://a.example/"."""
    return f"{captured_at:%Y%m%d%H%M%S}/{url}" if captured_at else url


def member_source(source: str, name: str) -> str:
    """What names a member everywhere later."""
    return f"{source}!{name}"


def unpack(stream: Stream, source: str, ledger: Ledger) -> Iterator[Content | UnreadablePage]:
    """The pages in a file, in their order, and the reasons why parts of it are none; it does not raise.

    A file that is no container comes out as it is.
    """
    given = reports = 0
    kind = kind_of(head_of(stream))
    for piece in _unpack(Entry("", stream), source, ledger, _Place()):
        given += 1
        if isinstance(piece, UnreadablePage):
            reports += 1
            if reports > ledger.limits.reports:
                continue
        yield piece
    if reports > ledger.limits.reports:
        yield UnreadablePage(source, f"{reports - ledger.limits.reports:,} more of its members could not be read")
    if not given:
        yield NoPage(source, f"there is no page in it ({kind})", advice="Give saved pages, or containers of them.")


@dataclass(frozen=True, slots=True)
class _Place:
    """How deep in containers we are, whether in one with members, and what compression was just taken off."""

    depth: int = 0
    is_member: bool = False
    packing: str = ""


def _unpack(entry: Entry, source: str, ledger: Ledger, place: _Place) -> Iterator[Content | UnreadablePage]:
    kind = kind_of(head_of(entry.stream))
    if kind in DECOMPRESSORS:
        inner = _Place(place.depth + bool(place.packing), place.is_member, kind)
        if inner.depth > ledger.limits.depth:
            yield _too_deep(source, ledger)
            return
        blocks = decompressed(entry.stream, kind, source, ledger)
        yield from _unpack(Entry(entry.name, stream_of(blocks), entry.about), source, ledger, inner)
    elif kind in _READERS:
        if place.depth >= ledger.limits.depth:
            yield _too_deep(source, ledger)
            return
        yield from _members(entry.stream, _READERS[kind], source, ledger, place.depth + 1)
    else:
        for piece in _page(entry, source, ledger, is_member=place.is_member):
            yield from _with_frames(piece, ledger, place.depth) if isinstance(piece, Content) else (piece,)


def _members(
    stream: Stream, module: str, source: str, ledger: Ledger, depth: int
) -> Iterator[Content | UnreadablePage]:
    read: Reader = importlib.import_module(f"threadsearch.archive.{module}").members
    try:
        for entry in read(stream, source, ledger):
            if not ledger.count_member(source):
                break
            name = member_source(source, entry.name)
            if entry.about.url or not _is_passed_over(entry.name):
                yield from _unpack(entry, name, ledger, _Place(depth, is_member=True))
            yield from ledger.take(name)
            if ledger.is_exhausted:
                break
    except Exception as error:  # noqa: BLE001 - damaged bytes make the libraries raise anything at all
        if not ledger.has(source):
            ledger.note(source, f"it is damaged ({type(error).__name__}: {error})")
    yield from ledger.take(source)


def _page(entry: Entry, source: str, ledger: Ledger, *, is_member: bool) -> Iterator[Content | UnreadablePage]:
    """The text of a page; of a member that is no text, nothing."""
    head = head_of(entry.stream)
    if is_member and (error := refusal(source, head)):
        if unread_kind(head):
            yield error
        return
    limits = ledger.limits
    most = limits.member if is_member else limits.file
    for part in parts_of(entry.stream, source, entry.about.media_type, size=limits.part, most=most):
        damage = ledger.take(source)
        if len(part.data) > most:
            yield too_large(source, most, part.first_line)
        elif ledger.is_exhausted or (damage and not part.data):
            yield from damage
        elif part.data.strip() or not is_member:
            defects = tuple(Defect(error.reason, error.locator) for error in damage)
            about = replace(entry.about, defects=(*entry.about.defects, *defects))
            yield Content(source, part.data, about, is_member, part.first_line, part.head)


def _with_frames(content: Content, ledger: Ledger, depth: int) -> Iterator[Content | UnreadablePage]:
    """A page, and behind it the pages in its frames, which know its address and capture time where they tell none."""
    if not has_frames(content.data) or not _is_html(content):
        yield content
        return
    outer, frames = taken_apart(content.data)
    yield replace(content, data=outer)
    if frames and depth >= ledger.limits.depth:
        yield _too_deep(content.source, ledger)
        return
    about = content.about
    text, _ = decode(outer, about.charset)
    origin = provenance(text, Provenance(about.url, about.captured_at))
    for number, frame in enumerate(frames, start=1):
        if not ledger.count_member(content.source):
            yield from ledger.take(content.source)
            return
        name = member_source(content.source, f"frame-{number}")
        inner = About(frame.url or origin.url, origin.captured_at, "text/html", frame.charset)
        yield from _with_frames(Content(name, frame.data, inner, is_member=True), ledger, depth + 1)


def _is_html(content: Content) -> bool:
    head = content.data[:_HEAD].decode("latin-1")
    return media_type(head, content.source, content.about.media_type) == "text/html"


def _is_passed_over(name: str) -> bool:
    """Whether a member is hidden, as files are, or belongs to a page without being one."""
    parts = name.split("/")
    is_hidden = any((part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in parts)
    return is_hidden or parts[-1].lower().endswith(_REQUISITES)


def _too_deep(source: str, ledger: Ledger) -> UnreadablePage:
    reason = f"a container more than {ledger.limits.depth} containers deep"
    return UnreadablePage(source, reason, advice="Unpack the outer ones, and give what was in them.")
