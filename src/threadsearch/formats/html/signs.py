"""How formats look at a page before anybody reads it: many of them look at every page, so it must cost next to nothing.

Plain searches are a hundred times as fast as patterns, and searches of a page in lower case several times as fast as
searches regardless of case. So a pattern is tried only where a word stands that it can't do without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_TAG = re.compile(r"<[a-zA-Z]")


@lru_cache(maxsize=1)
def lowered(content: str) -> str:
    """The page with ASCII's letters in lower case, made once for all the formats that ask for it one after the other.

    Platforms' names have no others, and to lower those of all scripts takes three times as long.
    """
    return content.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def is_in_tag(content: str, *words: str) -> bool:
    """Whether one of these words stands within a tag, be it in its name or in an attribute."""
    return tag_matches(_TAG, content, *words)


def tag_matches(pattern: re.Pattern[str], content: str, *words: str) -> bool:
    """Whether the pattern matches a tag, from its "<" on, in which one of these words stands."""
    return any(pattern.match(content, start) for word in words for start in _tags_with(content, word))


def first_match(pattern: re.Pattern[str], content: str, *words: str, start: int = 0) -> re.Match[str] | None:
    """The first match of a pattern that begins with one of these words."""
    firsts = (_first_at(pattern, content, word, start) for word in words)
    return min(filter(None, firsts), key=re.Match.start, default=None)


def _first_at(pattern: re.Pattern[str], content: str, word: str, start: int) -> re.Match[str] | None:
    at = content.find(word, start)
    while at >= 0:
        match = pattern.match(content, at)
        if match is not None:
            return match
        at = content.find(word, at + len(word))
    return None


def _tags_with(content: str, word: str) -> Iterator[int]:
    """Where each tag in which a word stands begins. No part of the page is looked at twice."""
    looked_at = 0
    at = content.find(word)
    while at >= 0:
        start = content.rfind("<", looked_at, at)
        if start >= 0 and content.find(">", start, at) < 0:
            yield start
        looked_at = at
        at = content.find(word, at + len(word))


def holds_any(content: str, words: Iterable[str]) -> bool:
    """Whether one of these words stands in the page."""
    return any(word in content for word in words)
