"""How pages were read: by which format, how sure it is, and what it found; or why they were not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from threadsearch.errors import ReadError, UnclaimedPage
from threadsearch.model import Document, Layout
from threadsearch.reading import PageEvent, PageRead, PageSkipped
from threadsearch.render import wording
from threadsearch.render.records import Record
from threadsearch.render.style import Role, Style
from threadsearch.render.tables import pairs
from threadsearch.render.terminal import safe_line
from threadsearch.render.trees import place_among_pages

_LISTED = 10  # defects of a page; an export may have one for each of its threads
_KNOWS = {
    "recipe": "it is told where things stand",
    "platform": "it knows the platform",
    "markup": "it knows markup that many platforms share",
    "nothing": "it guesses",
}


def explanation_lines(events: Iterable[PageEvent], style: Style) -> Iterator[str]:
    """Page by page: its source, and below it what is known of how it was read."""
    for number, event in enumerate(events):
        if number:
            yield ""
        yield style.paint(safe_line(event.source), Role.TITLE)
        for facts in _read_facts(event) if isinstance(event, PageRead) else [_unread_facts(event)]:
            yield from (f"  {line}" for line in pairs(facts))


def explanation_record(event: PageEvent) -> Record:
    """The same as plain data. ``knows`` is "platform", "markup", or "nothing" of a format that guesses."""
    if not isinstance(event, PageRead):
        outcome = "skipped" if isinstance(event, PageSkipped) else "failed"
        error = event.error
        layout = [list(found) for found in _found(error)]
        return {
            "source": event.source,
            "outcome": outcome,
            "reason": error.reason,
            "advice": error.advice,
            "layout": layout,
        }
    return {
        "source": event.source,
        "outcome": "read",
        "format": event.format,
        "knows": _known(event),
        "threads": [
            {
                "id": documents[0].id,
                "title": documents[0].title,
                "comments": len(documents) - 1,
                "claimed": documents[0].stated_count,
                "defects": [{"message": found.message, "locator": found.locator} for found in documents[0].defects],
                "confidence": documents[0].confidence,
                "layout": [list(found) for found in layout],
            }
            for documents, layout in zip(event.threads, event.layouts, strict=True)
        ],
    }


def _read_facts(event: PageRead) -> Iterator[list[tuple[str, str]]]:
    """The page's facts: thread by thread if they were guessed at, else in one."""
    reader = ("format", f"{safe_line(event.format)}: {_KNOWS[_known(event)]}")
    if not any(event.layouts):
        counts = [("threads", f"{len(event.threads):,}" if len(event.threads) != 1 else "")]
        records = [documents[0] for documents in event.threads]
        claims = _claims(event.stated, records)
        yield [reader, *counts, ("comments", f"{event.comments:,}"), *claims, *_damage(records)]
        return
    for documents, layout in zip(event.threads, event.layouts, strict=True):
        yield [reader, *_thread_facts(documents, layout)]


def _thread_facts(documents: tuple[Document, ...], layout: Layout) -> list[tuple[str, str]]:
    record = documents[0]
    return [
        ("thread", f"{record.id}, {wording.title(record)}"),
        ("confidence", "" if record.confidence is None else f"{record.confidence:.2f} of 1"),
        ("comments", f"{len(documents) - 1:,}"),
        *_claims(record.stated_count, [record]),
        *((safe_line(name), safe_line(found)) for name, found in layout),
        *_damage([record]),
    ]


def _claims(stated: int | None, records: Sequence[Document]) -> list[tuple[str, str]]:
    """How many comments a page says that there are, and of its only thread which page it is."""
    page = place_among_pages(records[0]) if len(records) == 1 else ""
    return [("claimed", "" if stated is None else f"{stated:,}"), ("page", page)]


def _damage(records: Iterable[Document]) -> list[tuple[str, str]]:
    """What was wrong with the page, each once: what is wrong with all of an export is said of each of its threads."""
    # The page's source stands above them.
    defects = dict.fromkeys(replace(defect, source="") for record in records for defect in record.defects)
    listed = [("damage", wording.defect(defect)) for defect in list(defects)[:_LISTED]]
    more = len(defects) - len(listed)
    return [*listed, ("damage", f"and {more:,} more")] if more else listed


def _unread_facts(event: PageEvent) -> list[tuple[str, str]]:
    assert not isinstance(event, PageRead)  # noqa: S101 - its caller has looked
    outcome = "skipped" if isinstance(event, PageSkipped) else "failed"
    return [
        (outcome, safe_line(event.error.reason)),
        *((safe_line(name), safe_line(found)) for name, found in _found(event.error)),
        ("advice", safe_line(event.error.advice)),
    ]


def _found(error: ReadError) -> Layout:
    return error.found if isinstance(error, UnclaimedPage) else ()


def _known(event: PageRead) -> str:
    """What the format that read a page knows of it."""
    if event.format.startswith("recipe:"):
        return "recipe"
    return ("platform", "markup", "nothing")[min(event.fallback, 2)]
