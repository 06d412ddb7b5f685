"""Different things beside each other: maximal marginal relevance over product vectors and categories.

J. Carbonell and J. Goldstein, "The use of MMR, diversity-based reranking for reordering documents and producing
summaries", SIGIR 1998.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


class Likeness:
    """How alike products are, 0 to 1, row by row.

    Half the cosine of their unit vectors [n, dim], half the share of category levels they have in common, from codes
    [n, levels] in which 0 is none.
    """

    def __init__(self, vectors: npt.NDArray[np.float32], categories: npt.NDArray[np.int64]) -> None:
        self._vectors = vectors
        self._categories = categories
        self._levels = (categories > 0).sum(axis=1)

    def to(self, row: int) -> FloatArray:
        """Of every product to the one in `row`, [n]."""
        cosine = np.clip(self._vectors @ self._vectors[row], 0.0, 1.0).astype(np.float64)
        own = self._categories[row][self._categories[row] > 0]
        shared = (self._categories[:, :, None] == own).any(axis=2).sum(axis=1)
        return np.asarray(0.5 * cosine + 0.5 * shared / np.maximum(1, np.maximum(self._levels, len(own))))


def mmr(relevance: FloatArray, alike: Callable[[int], FloatArray], k: int, strength: float) -> list[int]:
    """At most `k` of n rows, best first: relevance [n] against likeness [n] to the nearest one picked, both 0 to 1.

    Each pick has the highest (1 - strength) relevance - strength likeness; of equals the first row is taken.
    """
    picked: list[int] = []
    nearest = np.zeros(len(relevance))
    left = np.ones(len(relevance), dtype=bool)
    for _ in range(min(k, len(relevance))):
        worth = np.where(left, (1 - strength) * relevance - strength * nearest, -np.inf)
        best = int(worth.argmax())
        picked.append(best)
        left[best] = False
        nearest = np.maximum(nearest, alike(best))
    return picked
