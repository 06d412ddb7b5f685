"""Measures of a ranked list against graded judgments (product id → grade, 0 is judged and not relevant).

nDCG: Järvelin and Kekäläinen 2002, gain = grade, discount log2(rank + 1), ideal over all judged products of the query.
Condensed lists: Sakai 2007, products that nobody judged are taken out before ranks are counted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import log2

Judged = Mapping[str, int]


def dcg(grades: Sequence[int]) -> float:
    """Discounted cumulated gain of grades in ranked order."""
    return sum(grade / log2(rank + 1) for rank, grade in enumerate(grades, 1))


def ndcg(ranked: Sequence[str], judged: Judged, k: int = 10) -> float:
    """nDCG at k, between 0 and 1; unjudged products count as grade 0. 0 when nothing is relevant."""
    ideal = dcg(sorted(judged.values(), reverse=True)[:k])
    return dcg([judged.get(product, 0) for product in ranked[:k]]) / ideal if ideal else 0.0


def condensed_ndcg(ranked: Sequence[str], judged: Judged, k: int = 10) -> float:
    """nDCG at k of the ranking without its unjudged products."""
    return ndcg([product for product in ranked if product in judged], judged, k)


def recall(ranked: Sequence[str], judged: Judged, k: int = 50, grade: int = 2) -> float | None:
    """Share of the products judged `grade` or better that are in the first k; None when there are none."""
    wanted = {product for product, given in judged.items() if given >= grade}
    return len(wanted.intersection(ranked[:k])) / len(wanted) if wanted else None


def judged_share(ranked: Sequence[str], judged: Judged, k: int = 10) -> float:
    """judged@k: share of the first k ranks that hold a judged product; an empty rank counts as not judged."""
    return len([product for product in ranked[:k] if product in judged]) / k


def reciprocal_rank(ranked: Sequence[str], wanted: Collection[str], k: int = 10) -> float:
    """1 over the rank of the first wanted product among the first k; 0 when none is there."""
    return next((1 / rank for rank, product in enumerate(ranked[:k], 1) if product in wanted), 0.0)
