"""Item-based nearest neighbours (Sarwar et al. 2001; shrinkage as in Bell and Koren 2007)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from ranker.baselines.baseline import FloatArray, IntArray, interactions, recent_weights


class ItemKNN:
    """Sums, over the history, each product's similarity to its nearest others; newer products count more.

    With c(i, j) shoppers who took both: similarity = c / (sqrt(c_i c_j) + shrink), the `neighbours` strongest kept.
    """

    name = "item_knn"

    def __init__(self, neighbours: int = 1_000, shrink: float = 20.0, decay: float = 0.7) -> None:
        self._neighbours, self._shrink, self._decay = neighbours, shrink, decay
        self._similar = sparse.csr_matrix((0, 0))

    def fit(self, sequences: Sequence[IntArray], n_items: int) -> None:
        taken = interactions(sequences, n_items)
        both = sparse.csr_matrix(taken.T @ taken)
        root = np.sqrt(both.diagonal())
        both.setdiag(0)
        both.eliminate_zeros()
        rows = np.repeat(np.arange(n_items), np.diff(both.indptr))
        strength = both.data / (root[rows] * root[both.indices] + self._shrink)
        order = np.lexsort((-strength, rows))
        place = np.arange(len(order)) - np.repeat(both.indptr[:-1], np.diff(both.indptr))
        kept = order[place < self._neighbours]
        self._similar = sparse.csr_matrix((strength[kept], (rows[kept], both.indices[kept])), shape=both.shape)

    def scores(self, shoppers: IntArray, histories: Sequence[IntArray]) -> FloatArray:  # noqa: ARG002
        weights = recent_weights(histories, self._similar.shape[0], self._decay)
        found: FloatArray = (weights @ self._similar).toarray()
        return found
