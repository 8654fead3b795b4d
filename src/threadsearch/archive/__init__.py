"""Archive files to pages: walk the paths, read the bytes, decode them, ask the page where it comes from.

One file that can't be read never stops a walk: it comes out in its place as the ``UnreadablePage`` that says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from threadsearch.archive.decoding import decode
from threadsearch.archive.provenance import provenance
from threadsearch.archive.sniffing import media_type, refuse
from threadsearch.archive.walking import ArchiveFile, load, walk
from threadsearch.errors import NoPage, UnreadablePage
from threadsearch.model import Page

__all__ = ["ArchiveFile", "read_page", "read_pages", "walk"]


def read_pages(
    paths: Iterable[str], *, zone: tzinfo = UTC, captured_at: datetime | None = None
) -> Iterator[Page | UnreadablePage]:
    """Every page under ``paths``, or the reason why a file is none, in a stable order.

    Files come as given, folders as their contents, sorted by name, with all that is below them. ``zone`` is the one
    in which stamps that name none are to be read. ``captured_at`` (aware) is the capture time of pages that don't tell
    their own. Errors are yielded, not raised.
    """
    for found in walk(paths):
        if isinstance(found, UnreadablePage):
            yield found
            continue
        try:
            yield read_page(found, zone=zone, captured_at=captured_at)
        except UnreadablePage as error:
            yield error


def read_page(file: ArchiveFile, *, zone: tzinfo = UTC, captured_at: datetime | None = None) -> Page:
    """One file as a page; raises ``UnreadablePage``, which is ``NoPage`` for one that is empty or no text."""
    data = load(file)
    refuse(file.source, data)
    text, defects = decode(data)
    if not text.strip():
        raise NoPage(file.source, "it is empty", advice="Save the page again.")
    origin = provenance(text)
    return Page(
        source=file.source,
        content=text,
        media_type=media_type(text, file.source),
        url=origin.url,
        captured_at=origin.captured_at or captured_at,
        zone=zone,
        defects=defects,
    )
