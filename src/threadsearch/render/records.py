"""Documents as plain data, for the formats that programs read."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

from threadsearch.model import Capture, Defect, Document, FacetCount, Hit, Results

SCHEMA = 1
"""The version of the structured formats. It goes up when a key goes away or changes its meaning."""

KEYS = tuple(field.name for field in dataclasses.fields(Document))

Record = dict[str, Any]  # what json.dumps takes


def document_record(document: Document) -> Record:
    """Every field of a document, in its own order; times are ISO 8601 in UTC."""
    return {key: _plain(getattr(document, key)) for key in KEYS}


def hit_record(hit: Hit) -> Record:
    """A hit's document, with its score, its snippet and the character spans to highlight in the snippet."""
    return {
        **document_record(hit.document),
        "score": round(hit.score, 6),
        "snippet": hit.snippet,
        "highlights": [list(span) for span in hit.highlights],
    }


def facet_record(results: Results) -> dict[str, list[Record]]:
    """Each facet's name and its values with their counts, in the facet's order."""
    return {facet.value: [_count_record(count) for count in counts] for facet, counts in results.facets.items()}


def facet_rows(results: Results) -> list[list[str]]:
    """The facets as rows of a table: facet, value (empty counts those without one), count."""
    return [
        [facet.value, count.value or "", str(count.count)]
        for facet, counts in results.facets.items()
        for count in counts
    ]


def flat_row(record: Record) -> list[str]:
    """A record as cells: ``None`` is empty, the items of a list are parted by "; "."""
    return [_cell(value) for value in record.values()]


def _count_record(count: FacetCount) -> Record:
    return {"value": count.value, "count": count.count}


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON's own types have no common name
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Capture | Defect):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


def timestamp(at: datetime) -> str:
    """A moment as ISO 8601 in UTC."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _cell(value: Any) -> str:  # noqa: ANN401 - JSON's own types have no common name
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_inner(item) for item in value)
    return str(value)


def _inner(value: Any) -> str:  # noqa: ANN401 - JSON's own types have no common name
    if isinstance(value, dict):
        return ", ".join(str(item) for item in value.values() if item)
    if isinstance(value, list):
        return "-".join(map(str, value))
    return str(value)
