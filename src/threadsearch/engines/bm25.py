"""The ranking formula, so that every engine that says BM25F gives the same numbers.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.1, with the weight of
a word by Robertson and Spärck Jones, ``ln((N - n + 0.5) / (n + 0.5))``. That weight turns negative for a word that more
than half of the documents have, which in small archives is soon the case, so it ends at a floor. docs/performance.md
("How well it ranks") has what the constants were chosen by. As in Whoosh, a document's length is known to about 3 per
cent, as one byte (`whoosh.util.numeric`).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import log
from typing import Any, TypeVar

K1 = 1.2
B = 0.6
LEAST = 0.2
"""The weight of a word that nearly every document has."""

Amount = TypeVar("Amount", float, Any)

LENGTHS = tuple(round((1.033**code - 1) * 27) for code in range(256))
"""The lengths, in words, that a length's byte may stand for."""


def length_code(length: int) -> int:
    """The byte that stands for a length: the first that stands for as much or more, 255 beyond them all."""
    return bisect_left(LENGTHS, length, hi=255)


@dataclass(frozen=True, slots=True)
class Field:
    """What ranking needs to know of a field: how many documents there are, and how many words they have in it."""

    documents: int
    words: int

    def idf(self, having: int) -> float:
        """How much a word tells that ``having`` documents have."""
        return max(LEAST, log((self.documents - having + 0.5) / (having + 0.5)))

    def damping(self, code: int) -> float:
        """What a document's length, given by its byte, adds to the denominator."""
        return K1 * ((1 - B) + B * LENGTHS[code] / (self.words / self.documents))


def score(frequency: Amount, idf: float, damping: Amount) -> Amount:
    """The score of a document that has a word ``frequency`` times, or of many: arrays give an array."""
    return idf * ((frequency * (K1 + 1)) / (frequency + damping))
