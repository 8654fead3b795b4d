"""Links to people: what the addresses of a site's profiles have in common ("/u/ann", "member.php?u=7")."""

from __future__ import annotations

from collections import Counter

from threadsearch.formats.generic_html.fields import Reading
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.html.tree import attribute

_LONGEST = 300  # characters of an address that are looked at
_NEAR = 3  # tags around a name, or in its tag, of which one may be its link
_COMMON = 0.5  # share of a list's authors whose links are alike


def pattern_of(address: str) -> str:
    """What an address shares with those of other people, empty if that is no more than the site.

    >>> pattern_of("/forum/u/ann"), pattern_of("member.php?u=7"), pattern_of("https://a.example/ann")
    ('/forum/u/', 'member.php?u=', '')
    """
    address = address.strip()[:_LONGEST].partition("#")[0].rstrip("/")
    last = max(address.rfind(mark) for mark in "/=@~") + 1
    _, is_whole, rest = address[:last].partition("//")
    path = rest.partition("/")[2] if is_whole else address[:last]
    return address[:last] if any(letter.isalpha() or letter in "@~" for letter in path) else ""


def address_at(out: Outline, number: int) -> str:
    """Where the link leads that a tag with a name is, holds or stands in; empty without one."""
    inside = range(number + 1, min(out.ends[number], number + 1 + _NEAR))
    for near in (*out.above(number, _NEAR), *inside):
        if out.tags[near].name == "a":
            return attribute(out.tags[near], "href")
    return ""


def patterns_of(out: Outline, reading: Reading) -> frozenset[str]:
    """What the links of a list's authors have in common; empty if they are of no one kind, or few have one."""
    authors = [found.author_tag for found in reading.fields if found.author_tag is not None]
    times = Counter(pattern for tag in authors if (pattern := pattern_of(address_at(out, tag))))
    return frozenset(times) if times.total() > _COMMON * len(reading.fields) and len(times) <= _NEAR else frozenset()
