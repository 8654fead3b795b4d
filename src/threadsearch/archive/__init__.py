"""Archive files to pages: walk the paths, unpack what is packed, decode the bytes, ask the page where it comes from.

One file that can't be read never stops a walk, nor does one member of a container: it comes out in its place as the
``UnreadablePage`` that says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from typing import TypeVar

from threadsearch.archive.containers import Content, unpack
from threadsearch.archive.decoding import decode
from threadsearch.archive.mails import decode_mails
from threadsearch.archive.provenance import Provenance, provenance
from threadsearch.archive.respelling import respelled
from threadsearch.archive.sniffing import media_type, refusal
from threadsearch.archive.stating import Status, absolute, digest_of, is_gone, status_of
from threadsearch.archive.streams import BLOCK, Ledger, Limits, Stream
from threadsearch.archive.walking import ArchiveFile, holds_parts, opened, source_name, walk
from threadsearch.errors import NoPage, UnreadablePage
from threadsearch.model import Page

__all__ = [
    "ArchiveFile",
    "Content",
    "Limits",
    "Status",
    "absolute",
    "contents",
    "digest_of",
    "holds_parts",
    "is_gone",
    "page_of",
    "read_contents",
    "read_pages",
    "source_name",
    "status_of",
    "walk",
]

Other = TypeVar("Other")


def read_pages(
    paths: Iterable[str],
    *,
    zone: tzinfo = UTC,
    captured_at: datetime | None = None,
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
) -> Iterator[Page | UnreadablePage]:
    """Every page under ``paths``, or the reason why a file is none, in the order of ``read_contents``.

    ``zone`` and ``captured_at`` are as for ``page_of``. Errors are yielded, not raised.
    """
    for content in read_contents(paths, limits):
        page = content if isinstance(content, UnreadablePage) else page_of(content, zone, captured_at)
        # Containers are full of what is no page, and nobody asked for it by name.
        if isinstance(page, Page) or isinstance(content, UnreadablePage) or not content.is_member:
            yield page


def read_contents(
    paths: Iterable[str],
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
) -> Iterator[Content | UnreadablePage]:
    """The bytes of every page under ``paths``, or the reason why there are none, in a stable order; it does not raise.

    Files come as given, folders as their contents, sorted by name, with all that is below them, containers as the
    pages in them, in their own order.
    """
    return contents(walk(paths), limits)


def contents(
    files: Iterable[ArchiveFile | Other],
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
) -> Iterator[Content | UnreadablePage | Other]:
    """The bytes of the pages in these files, as ``read_contents`` gives them; what is no file stays in its place."""
    for file in files:
        if not isinstance(file, ArchiveFile):
            yield file
            continue
        try:
            yield from _contents(file, limits)
        except UnreadablePage as error:
            yield error


def _contents(file: ArchiveFile, limits: Limits) -> Iterator[Content | UnreadablePage]:
    with opened(file) as (raw, size), Stream(raw, BLOCK) as stream:
        yield from unpack(stream, file.source, Ledger(size, limits))


def page_of(content: Content, zone: tzinfo, captured_at: datetime | None) -> Page | NoPage:
    """What was read as a page, or why it is none.

    ``zone`` is the one in which stamps that name none are to be read. ``captured_at`` (aware) is the capture time of a
    page of which neither it nor its container tells one.
    """
    about = content.about
    if error := refusal(content.source, content.data):
        return error
    text, defects = decode_mails(content.data) or decode(content.data, about.charset)
    if not text.strip():
        return NoPage(content.source, "it is empty", advice="Save the page again.")
    head, _ = decode(content.head, about.charset)
    origin = provenance(text, Provenance(about.url, about.captured_at))
    kind = media_type(head or text, content.source, about.media_type)
    return Page(
        source=content.source,
        content=respelled(text) if kind == "text/html" else text,
        media_type=kind,
        url=origin.url,
        captured_at=origin.captured_at or captured_at,
        zone=zone,
        defects=(*about.defects, *defects),
        first_line=content.first_line,
        head=head,
    )
