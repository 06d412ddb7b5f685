"""How well an order puts the right product forward: hit rate, nDCG and reciprocal rank of one held-out product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over `n` rankings. `hr` and `ndcg` are at the cut-off asked for; `mrr` is over the whole order."""

    hr: float
    ndcg: float
    mrr: float
    n: int


def rank_of(scores: npt.NDArray[np.float64], target: int) -> float:
    """The place of `target` in the order of `scores` [n], 1 for the best; a tie counts as the middle of its places.

    So a scorer that gives every product the same score gets no credit for the order they happen to stand in.
    """
    above = int((scores > scores[target]).sum())
    tied = int((scores == scores[target]).sum())
    return above + (tied + 1) / 2


def quality(ranks: Sequence[float], k: int) -> Quality:
    """Of the held-out products' places. With one right product the ideal DCG is 1: nDCG = 1 / log2(rank + 1)."""
    places = np.asarray(ranks, dtype=np.float64)
    if not len(places):
        return Quality(0.0, 0.0, 0.0, 0)
    hit = places <= k
    return Quality(
        float(hit.mean()),
        float((hit / np.log2(places + 1)).mean()),
        float((1.0 / places).mean()),
        len(places),
    )
