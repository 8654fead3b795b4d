"""HTML's character references."""

from __future__ import annotations

import pytest

from threadsearch.entities import unescape


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Ida &amp; Per&#39;s &#x26;", "Ida & Per's &"),
        (f"a &#{'7' * 5000}; b &amp; c", "a \N{REPLACEMENT CHARACTER} b & c"),
        (f"&#x{'7' * 5000};", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_references_are_resolved_whatever_their_numbers(text: str, meant: str) -> None:
    assert unescape(text) == meant
