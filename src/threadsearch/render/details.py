"""One document in full: its words, its ancestors and where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from threadsearch.model import Capture, Document, Kind, ParentSource, Precision
from threadsearch.render import wording
from threadsearch.render.hits import byline
from threadsearch.render.records import Record, document_record
from threadsearch.render.style import Role, Style
from threadsearch.render.tables import pairs
from threadsearch.render.terminal import flat, safe, safe_line, wrap
from threadsearch.render.trees import coverage

_KNOWN_BY = {
    ParentSource.EXPLICIT: "the page says so",
    ParentSource.NESTING: "it is nested there",
    ParentSource.QUOTE: "it quotes it",
    ParentSource.MENTION: "it mentions its author",
    ParentSource.ADDRESS: "it speaks to its author",
}
_FINE = {Precision.SECOND, Precision.MINUTE, Precision.HOUR}


def detail_lines(document: Document, ancestors: Sequence[Document], found: int, style: Style) -> Iterator[str]:
    """A document in full. ``ancestors`` come outermost first; ``found`` is how many comments its thread has here."""
    yield from (style.paint(line, Role.TITLE) for line in wrap(wording.title(document), style.prose))
    for ancestor in ancestors:
        yield byline(ancestor, style, [flat(safe(ancestor.text))], style.prose)
    if document.kind is not Kind.ARTICLE:
        yield byline(document, style, [*wording.replies(document), *wording.remarks(document)], style.prose)
    yield ""
    yield from wrap(safe(document.text), style.prose) if document.text else ["[no text]"]
    yield ""
    yield from pairs(_facts(document, found))


def detail_record(document: Document, ancestors: Sequence[Document], found: int) -> Record:
    """The same as plain data."""
    return {
        "document": document_record(document),
        "ancestors": [document_record(ancestor) for ancestor in ancestors],
        "thread": {"id": document.thread_id, "found": found},
    }


def _facts(document: Document, found: int) -> list[tuple[str, str]]:
    facts = [
        ("id", document.id),
        ("thread", "" if document.kind is Kind.ARTICLE else document.thread_id),
        ("author", safe_line(document.author or "")),
        ("date", _date(document)),
        ("printed as", safe_line(document.created_raw or "")),
        ("parent", _parent(document)),
        ("found", coverage(document, found) if document.kind is Kind.ARTICLE else ""),
        ("address", safe_line(document.url or "")),
        ("site", safe_line(document.site or "")),
        ("format", safe_line(document.format)),
        ("confidence", "" if document.confidence is None else f"{document.confidence:.2f} of 1, for it was guessed"),
    ]
    return [
        *facts,
        *(("source", _capture(capture)) for capture in document.captures),
        *(("link", safe_line(link)) for link in document.links),
        *(("damage", wording.defect(defect)) for defect in document.defects),
    ]


def _date(document: Document) -> str:
    if document.created_at is None:
        return "" if document.created_raw is None else "not understood"
    zone = document.created_zone
    said = wording.instant(document.created_at) if document.created_precision in _FINE else wording.date(document)
    return f"{said} ({f'the page says {safe_line(zone)}' if zone else 'zone assumed'})"


def _parent(document: Document) -> str:
    if document.orphan_of is not None:
        return f"{document.orphan_of}, which no capture holds"
    if document.parent_id is None:
        return ""
    if document.parent_source is None:
        return document.parent_id
    known_by = _KNOWN_BY[document.parent_source]
    if document.parent_confidence is not None:
        known_by = f"inferred, for {known_by}; confidence {document.parent_confidence:.2f} of 1"
    return f"{document.parent_id} ({known_by})"


def _capture(capture: Capture) -> str:
    facts = [safe_line(capture.source), safe_line(capture.locator)]
    if capture.captured_at:
        facts.append(f"captured {wording.instant(capture.captured_at)}")
    return ", ".join(filter(None, facts))
