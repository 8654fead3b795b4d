"""Flattened text of any site's comments, read by its own rhythm.

What a text extractor leaves of a page of comments has no markup, but a beat: dates of one kind come back, and beside
each of them the same lines in the same order. So the dates are found (``entries.py``) and sorted into kinds
(``rhythm.py``); for each kind all places are looked at where authors may stand (``finders.py``, ``slots.py``); whether
the bodies stand above or below their dates is voted on (``sides.py``); each of these layouts cuts the page into records
(``cutting.py``), and the one that explains most of it, best, is taken (``layouts.py``). Words that sites print
("Reply", "Joined", "wrote") are hints (``furniture.py``, ``names.py``) and none is needed; no site is known by name.

Whether the records are a discussion at all is another question, for news, changes and mails have the same beat:
``evidence.py`` weighs what speaks for it, and below ``LEAST`` the page is declined.

That records are what comes back is the idea of MDR (Liu, Grossman and Zhai, 2003), here without a tree to look in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from threadsearch.dates import infer_day_first, read_stamp
from threadsearch.errors import UnclaimedPage
from threadsearch.formats.generic_text.cutting import Record
from threadsearch.formats.generic_text.entries import Entry, entries_of
from threadsearch.formats.generic_text.layouts import Reading, best_reading
from threadsearch.formats.generic_text.markup import without_link_numbers
from threadsearch.formats.generic_text.nesting import parents
from threadsearch.formats.generic_text.surroundings import page_and_pages, stated_count, title
from threadsearch.formats.textual import Line, links_in, numbered, paragraphs
from threadsearch.model import Comment, Page, ParentSource, Thread, Timestamp

LEAST = 0.55
"""The confidence below which a page is declined."""

_ADVICE = "`threadsearch formats` lists the formats that are read; docs/adding-a-format.md tells how to add one."
_MOST_SHOWN = 12  # lines that come back
_LONGEST_SHOWN = 60  # characters of a date's line


class GenericText:
    """Reads comment threads in flattened text of any site, from the lines alone."""

    name = "generic-text"
    description = "flattened text of any site's comments, read by its rhythm of dates and names"
    fallback = 2

    def detect(self, page: Page) -> bool:
        """Claim any plain text: only reading it tells whether there is a discussion."""
        return page.media_type == "text/plain"

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page; ``UnclaimedPage`` says why there is none."""
        lines = without_link_numbers(numbered(page))
        entries = entries_of(lines)
        reading = best_reading(entries)
        if reading is None:
            raise UnclaimedPage(page.source, "no two lines of it show dates of one kind", advice=_ADVICE)
        if reading.confidence < LEAST:
            reason = f"its lines look little like comments (confidence {reading.confidence:.2f})"
            raise UnclaimedPage(page.source, reason, advice=_ADVICE, found=_layout(entries, reading))
        at, pages = page_and_pages(entries, reading.records)
        yield Thread(
            comments=tuple(_comments(page, lines, entries, reading)),
            title=title(entries, reading.records),
            url=page.url,
            stated_count=stated_count(entries, reading.records),
            page=at,
            pages=pages,
            confidence=round(reading.confidence, 2),
            layout=_layout(entries, reading),
        )


def _layout(entries: Sequence[Entry], reading: Reading) -> tuple[tuple[str, str], ...]:
    """What was found, for people."""
    beat, slot, shown = reading.layout.beat, reading.layout.slot, reading.evidence
    first = entries[beat.places[0]].line
    again = sorted({*beat.before, *beat.after})[:_MOST_SHOWN]
    return (
        ("records", f"{len(reading.records)}; with author and words {reading.whole:.0%}; alike {reading.fits:.0%}"),
        ("date", f"{_side(reading)} the words, as {first.text[:_LONGEST_SHOWN]!r} in {first.locator}"),
        ("author", slot.label if slot else "not found"),
        ("comes back", ", ".join(again) or "nothing"),
        ("speaks for comments", _listed(shown.speaks)),
        ("speaks against", _listed(shown.against)),
    )


def _side(reading: Reading) -> str:
    if not reading.layout.dates_last:
        return "above"
    return "below, and the author above" if reading.layout.authors_first else "below"


def _listed(signs: Mapping[str, float]) -> str:
    return ", ".join(f"{sign} {share:.0%}" for sign, share in signs.items()) or "nothing"


def _comments(page: Page, lines: Sequence[Line], entries: Sequence[Entry], reading: Reading) -> Iterator[Comment]:
    records = reading.records
    stamps = _stamps(page, entries, records)
    answered = parents(entries, reading.layout, records)
    places = {line.number: place for place, line in enumerate(lines)}
    for position, (record, parent) in enumerate(zip(records, answered, strict=True)):
        body: Sequence[Line] = ()
        if record.start < record.end:
            first, last = entries[record.start].line, entries[record.end - 1].line
            body = lines[places[first.number] : places[last.number] + 1]
        text = paragraphs(body)
        yield Comment(
            position=position,
            text=text,
            author=record.name.text if record.name else None,
            created=stamps[position],
            parent=None if parent is None else f"@{parent}",
            parent_source=None if parent is None else ParentSource.NESTING,
            links=links_in(text),
            locator=entries[record.top].line.locator,
        )


def _stamps(page: Page, entries: Sequence[Entry], records: Sequence[Record]) -> list[Timestamp]:
    """The records' dates; all of them together tell whether the day comes first."""
    raws = [date.raw for record in records if (date := entries[record.date].date)]
    day_first = infer_day_first(raws, None)
    return [read_stamp(raw, zone=page.zone, captured_at=page.captured_at, day_first=day_first) for raw in raws]
