"""A result list's own scores, made comparable with what a shopper's history says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from retrieval.retriever import Hit


def relative(scores: Sequence[float]) -> npt.NDArray[np.float64]:
    """Each score over the best one, [n], within 0 to 1. Lists with scores below 0 are lifted to start at 0 first.

    Dividing by the best keeps a list of equally good hits equal; spreading it over 0 to 1 would not. All alike gives 1.
    """
    found = np.asarray(scores, dtype=np.float64)
    lifted = found - min(0.0, float(found.min(initial=0.0)))
    best = float(lifted.max(initial=0.0))
    return lifted / best if best > 0 else np.ones(len(found))


def unique(hits: Sequence[Hit]) -> list[Hit]:
    """Each product once, at its highest score, in the order of first appearance."""
    best: dict[str, Hit] = {}
    for hit in hits:
        if hit.product_id not in best or hit.score > best[hit.product_id].score:
            best[hit.product_id] = hit
    return list(best.values())
