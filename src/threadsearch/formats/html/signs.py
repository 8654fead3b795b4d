"""How formats look at a page before anybody reads it: all of them look at every page, so it must cost next to nothing.

Plain searches are a hundred times as fast as patterns, and searches of a page in lower case several times as fast as
searches regardless of case. So a pattern is tried only where a word stands that it can't do without.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=1)
def lowered(content: str) -> str:
    """The page in lower case, made once for all the formats that ask for it one after the other."""
    return content.lower()


def holds_any(content: str, words: Iterable[str]) -> bool:
    """Whether one of these words stands in the page."""
    return any(word in content for word in words)
