"""Which of many words stand in a page, found in one pass.

All formats are asked about every page, and each looks for words of its own, a hundred in all. One search after the
other costs more than reading a page whose bulk is scripts; the automaton of Aho and Corasick ("Efficient string
matching: an aid to bibliographic search", CACM 18(6), 1975) finds all of them in the time of a few.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick, Implementation

_PIECE = 64 * 1024  # characters; of each piece all occurrences are listed, and a page may be nothing else
_SETS = 16  # whose automatons are kept: one for each media type, and those of a look at what nobody claims


class Words:
    """Words to look for, regardless of the case of ASCII's letters."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        self._overlap = max(map(len, self._words), default=1) - 1
        self._automaton = BytesAhoCorasick(map(_folded, self._words), implementation=Implementation.DFA)

    def found_in(self, content: str) -> frozenset[str]:
        """Those that stand in a text, as they were given."""
        found: set[int] = set()
        for start in range(0, len(content) if self._words else 0, _PIECE):
            piece = content[start : start + _PIECE + self._overlap]  # a word may stand across the end
            matches = self._automaton.find_matches_as_indexes(_folded(piece), overlapping=True)
            found.update([number for number, _, _ in matches])
        return frozenset(self._words[number] for number in found)


@lru_cache(_SETS)
def any_of(words: frozenset[str]) -> Words:
    """These words, made ready once."""
    return Words(words)


def _folded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass").lower()
