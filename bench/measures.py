"""How good a ranking is, by what people judged: the measures of TREC, as trec_eval 9 defines them.

``map``, ``ndcg_cut_10`` and ``recip_rank`` of https://github.com/usnistgov/trec_eval (m_map.c, m_ndcg_cut.c,
m_recip_rank.c). A document is relevant from 1 on; one that nobody judged is not. As with trec_eval's ``-c``, a
question that finds nothing counts, with 0. Ties stand as the engine orders them, since that is what people see;
trec_eval orders them by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import NamedTuple

CUT = 10
"""How many documents nDCG looks at."""

Judged = Mapping[str, int]
"""How relevant the judged documents are, by name; 0 or less for those that are not."""


class Quality(NamedTuple):
    """The means over all questions, each from 0 to 1."""

    map: float
    ndcg: float
    mrr: float


def average_precision(ranking: Sequence[str], judged: Judged) -> float:
    """The precision at each relevant document's rank, 0 for those that were not found, averaged over them all.

    Buckley and Voorhees, "Retrieval System Evaluation", in Voorhees and Harman (editors), "TREC" (2005), chapter 3.
    """
    found, total = 0, 0.0
    for rank, name in enumerate(ranking, 1):
        if judged.get(name, 0) > 0:
            found += 1
            total += found / rank
    return total / sum(relevance > 0 for relevance in judged.values())


def ndcg(ranking: Sequence[str], judged: Judged, cut: int = CUT) -> float:
    """The gain of the first documents, less the further down they stand, as a share of the best that there is.

    A document's gain is its relevance, divided by the binary logarithm of its rank + 1; after Järvelin and Kekäläinen,
    "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20 (2002), pages 422 to 446.
    """
    best = sorted(judged.values(), reverse=True)
    return _gain(judged.get(name, 0) for name in ranking[:cut]) / _gain(best[:cut])


def _gain(relevances: Iterable[int]) -> float:
    return sum(max(relevance, 0) / log2(rank + 1) for rank, relevance in enumerate(relevances, 1))


def reciprocal_rank(ranking: Sequence[str], judged: Judged) -> float:
    """1 for a relevant document at the top, 1/2 for the first of them in second place and so on; 0 for none."""
    ranks = (rank for rank, name in enumerate(ranking, 1) if judged.get(name, 0) > 0)
    return next((1 / rank for rank in ranks), 0.0)


def quality(rankings: Mapping[str, Sequence[str]], judgements: Mapping[str, Judged]) -> Quality:
    """The means over every question for which there is a relevant document; ``rankings`` may lack some."""
    values = [
        (average_precision(ranking, judged), ndcg(ranking, judged), reciprocal_rank(ranking, judged))
        for question, judged in judgements.items()
        if any(relevance > 0 for relevance in judged.values())
        for ranking in (rankings.get(question, ()),)
    ]
    return Quality(*(sum(column) / len(values) for column in zip(*values, strict=True)))
