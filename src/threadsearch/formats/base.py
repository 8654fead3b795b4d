"""The contract that every source format keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from threadsearch.model import Page, Thread


class Format(Protocol):
    """A reader of one source format.

    ``name`` is what users see ("wordpress"), ``description`` one line for `threadsearch formats`.
    """

    name: str
    description: str

    def detect(self, page: Page) -> bool:
        """Is the page in this format? Cheap (no parsing), and it never raises."""
        ...

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads on a page that ``detect`` has claimed, in page order.

        Damage that can be survived becomes a ``Defect``; ``ParseError`` is for a page of which nothing can be saved.
        The time is linear in the page's size.
        """
        ...
