"""Documents as bytes, and back."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from threadsearch import encoding
from threadsearch.model import Capture, Defect, Document, Kind, ParentSource, Precision

PLAIN = Document(
    "c1",
    "t",
    "c1",
    0,
    "Caf\u00e9 \u2028 \x7f \U0001f600",
    "page.html",
    kind=Kind.POST,
    parent_source=ParentSource.NESTING,
    parent_confidence=1e-7,
    created_at=datetime(2011, 7, 3, 9, 5, 7, 250, UTC),
    created_precision=Precision.SECOND,
    links=("http://a.example/",),
    captures=(Capture("page.html", "line 2", datetime(211, 1, 1, tzinfo=timezone(timedelta(hours=-3))), 2),),
    pages=(1, 2),
    defects=(Defect("a gap", "line 7", "page.html"),),
)


@pytest.mark.parametrize(
    "document", [PLAIN, replace(PLAIN, text="half \ud83d of one"), replace(PLAIN, stated_count=2**70)]
)
def test_a_document_comes_back_as_it_was(document: Document) -> None:
    data = encoding.encode(document)
    assert encoding.decode(data) == document
    row = json.loads(data.decode("utf-8", "surrogatepass"))
    assert row["created_at"] == "2011-07-03T09:05:07.000250+00:00"
    assert row["captures"] == [["page.html", "line 2", "0211-01-01T00:00:00-03:00", 2]]
    assert "author" not in row  # nothing is said of what is as it mostly is


def test_the_seconds_of_an_offset_are_kept() -> None:
    local = timezone(timedelta(hours=-4, minutes=-56, seconds=-2))
    document = replace(PLAIN, created_at=datetime(1883, 7, 3, 9, tzinfo=local))
    found = encoding.decode(encoding.encode(document))
    assert found == document
    assert found.created_at is not None
    assert found.created_at.isoformat() == "1883-07-03T09:00:00-04:56:02"


@pytest.mark.parametrize("name", [field.name for field in fields(Document) if "float" in str(field.type)])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_not_left_out(name: str, number: float) -> None:
    found = encoding.decode(encoding.encode(replace(PLAIN, **{name: number})))  # type: ignore[arg-type]
    assert repr(getattr(found, name)) == repr(number)
