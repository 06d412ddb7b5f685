"""Matrix factorisation of implicit feedback by alternating least squares (Hu, Koren and Volinsky 2008)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from ranker.baselines.baseline import FloatArray, IntArray, interactions

CHUNK = 256  # rows solved at once


class ALS:
    """Minimises sum c (p - x·y)² + regularisation (|x|² + |y|²) over all pairs of shopper and product.

    p is 1 for what was taken and 0 for all else; the confidence c is 1 + `alpha` for what was taken and 1 for all else.
    Shoppers are scored by the factors that solve the same problem for their history as it is now, with the products'
    factors held: so what came after the fit counts too.
    """

    name = "als"

    def __init__(
        self, factors: int = 128, alpha: float = 10.0, regularisation: float = 1.0, rounds: int = 8, seed: int = 0
    ) -> None:
        self._factors, self._alpha, self._regularisation = factors, alpha, regularisation
        self._rounds, self._seed = rounds, seed
        self.items: FloatArray = np.zeros((0, factors))  # [n_items, factors]

    def fit(self, sequences: Sequence[IntArray], n_items: int) -> None:
        taken = interactions(sequences, n_items)
        by_item = sparse.csr_matrix(taken.T)
        chance = np.random.default_rng(self._seed)
        self.items = chance.normal(0.0, 0.1, (n_items, self._factors))
        for _ in range(self._rounds):
            shoppers = self.solve(taken, self.items)
            self.items = self.solve(by_item, shoppers)

    def scores(self, shoppers: IntArray, histories: Sequence[IntArray]) -> FloatArray:  # noqa: ARG002
        found: FloatArray = self.solve(interactions(histories, len(self.items)), self.items) @ self.items.T
        return found

    def solve(self, taken: sparse.csr_matrix, others: FloatArray) -> FloatArray:
        """The best factors [rows, factors] of the rows of `taken` [rows, n] when those of its columns are `others`.

        x = (YᵀY + alpha Yuᵀ Yu + regularisation I)⁻¹ (1 + alpha) Yuᵀ 1, where Yu are the others that the row took.
        """
        base = others.T @ others + self._regularisation * np.eye(others.shape[1])
        lengths = np.diff(taken.indptr)
        solved = np.zeros((taken.shape[0], others.shape[1]))
        padded = np.vstack([others, np.zeros(others.shape[1])])
        order = np.argsort(lengths, kind="stable")  # rows of like length together: little padding
        for rows in np.array_split(order, max(1, len(order) // CHUNK)):
            places = np.arange(lengths[rows].max(initial=0))
            there = places < lengths[rows, None]
            at = np.minimum(taken.indptr[rows, None] + places, max(0, taken.nnz - 1))
            own = padded[np.where(there, taken.indices[at], len(others))]  # [rows, longest, factors]
            left = base + self._alpha * (own.transpose(0, 2, 1) @ own)
            right = (1.0 + self._alpha) * own.sum(axis=1)
            solved[rows] = np.linalg.solve(left, right[:, :, None])[:, :, 0]
        return solved
