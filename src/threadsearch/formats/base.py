"""The contract that every source format keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from threadsearch.model import Page, Thread

READING = 1
"""Grows when what all formats have in common reads otherwise: unpacking, decoding, the tree of HTML, dates, ids."""


class Format(Protocol):
    """A reader of one source format.

    ``name`` is what users see ("wordpress"), ``description`` one line for `threadsearch formats`. A format that knows a
    platform by its own signs needs no more; one that reads what any platform may print says so by a ``fallback``
    attribute, see ``fallback_of``, and one that reads exports of what has pingbacks by ``lists_pingbacks``, see the
    function of that name. ``media_types`` and ``signs`` save asking a format about pages that it can't read, see
    ``signs_of``. One that reads better than it did says so by a ``version``, see ``version_of``, and one that reads a
    file's name by ``reads_names``, see the function of that name.
    """

    name: str
    description: str

    def detect(self, page: Page) -> bool:
        """Is the page in this format? Cheap (no parsing), and it never raises."""
        ...

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads on a page that ``detect`` has claimed, in page order.

        Damage that can be survived becomes a ``Defect``; ``ParseError`` is for a page of which nothing can be saved. A
        format that guesses, and learns only here that it must not, raises ``UnclaimedPage`` with what it found as the
        reason ("a list of 12, without a date"); the page is then left to other formats, or skipped for that reason.
        What it found in detail it gives as ``found``, which is printed only where people ask for it.
        The time is linear in the page's size.
        """
        ...


def fallback_of(reader: Format) -> int:
    """How late a format is asked: only when none with a smaller figure claims the page.

    0 for the formats of named platforms, which is also what a format has that does not say; 1 for markup that many
    platforms share, such as schema.org's; 2 for readers that only guess. A format says so by an attribute ``fallback``.
    """
    return int(getattr(reader, "fallback", 0))


def signs_of(reader: Format, media_type: str) -> frozenset[str] | None:
    """Words of which one stands, in whatever case, on each page of this media type that a format reads.

    It is not asked about pages without them: those of all formats are searched for at once, which costs no more than
    the searches of one. Empty for a media type that it doesn't read; ``None`` where it has to be asked about every
    page. A format says so by tuples of text: ``media_types`` and ``signs``.
    """
    if media_type not in getattr(reader, "media_types", (media_type,)):
        return frozenset()
    return frozenset(getattr(reader, "signs", ())) or None


def version_of(reader: Format) -> str:
    """What changes when a format's reading does: pages that an earlier version has read are worth reading again.

    A format counts its own versions in an attribute ``version``, from 1, which is also what a format has that does not
    say. In front of it stands ``READING``, which counts what all formats have in common.
    """
    return f"{READING}.{getattr(reader, 'version', 1)}"


def reads_names(reader: Format) -> bool:
    """Whether what a format reads depends on the name or folder of the file, which then is read again once it moves.

    A format says so by an attribute ``reads_names = True``.
    """
    return bool(getattr(reader, "reads_names", False))


def lists_pingbacks(reader: Format) -> bool:
    """Whether pingbacks are rows of what a format reads, as comments are, and printed with them unless people say no.

    They are in an export, which lists all that was sent in. On a page they are notices beside the comments. A format
    whose pingbacks are rows says so by an attribute ``lists_pingbacks = True``.
    """
    return bool(getattr(reader, "lists_pingbacks", False))
