"""Whoosh's own searcher as a judge of ours: it scores by the same formula."""

from __future__ import annotations

from math import log

from whoosh.scoring import BM25F
from whoosh.searching import Searcher


class Weighting(BM25F):  # type: ignore[misc]  # Whoosh has no types
    """BM25F with our constants, and the weight of a word by Robertson and Spärck Jones."""

    def __init__(self) -> None:
        super().__init__(B=0.6, K1=1.2)

    def idf(self, searcher: Searcher, fieldname: str, text: bytes) -> float:
        """How much a word tells."""
        index = searcher.get_parent()
        having, documents = index.doc_frequency(fieldname, text), index.doc_count_all()
        return max(0.2, log((documents - having + 0.5) / (having + 0.5)))
