"""The dates of one page: read alike, with what people see of them kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from threadsearch.dates import infer_day_first, localized, read_stamp
from threadsearch.model import Page, Precision, Timestamp


class Stamps:
    """Reads a page's stamps. ``printed`` are all of them, which together tell whether the day comes first."""

    def __init__(self, page: Page, printed: Iterable[str] = (), language: str | None = None) -> None:
        self._page, self._language = page, language
        self._read: dict[tuple[str, bool | None], Timestamp] = {}  # pages print the same stamp in several places
        self.day_first = infer_day_first(printed, language)

    def read(self, *texts: str, shown: str = "") -> Timestamp | None:
        """The first of these texts that is understood, machine-readable ones first; ``shown`` is what people see.

        Without one that is understood, a ``Timestamp`` that has just the words; ``None`` without any words.
        """
        words = [text for text in (*texts, shown) if text]
        for text in words:
            stamp = self.printed(text, day_first=self.day_first)
            if stamp.at is not None:
                return replace(stamp, raw=shown or text)
        return Timestamp(shown or words[0]) if words else None

    def printed(self, text: str, *, day_first: bool | None) -> Timestamp:
        """One text, with the order of day and month given."""
        stamp = self._read.get((text, day_first))
        if stamp is None:
            known = localized(text, self._language)
            stamp = read_stamp(known, zone=self._page.zone, captured_at=self._page.captured_at, day_first=day_first)
            stamp = replace(stamp, raw=text)
            self._read[text, day_first] = stamp
        return stamp


def of_epoch(seconds: float, shown: str) -> Timestamp:
    """The stamp of a moment in seconds since 1970; ``at`` is ``None`` if that is no moment that anybody means."""
    try:
        at = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return Timestamp(shown)
    return Timestamp(shown or at.isoformat(), at, Precision.SECOND, "UTC")
