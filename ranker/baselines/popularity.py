"""The most taken products, the same for whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ranker.baselines.baseline import FloatArray, IntArray, interactions


class Popularity:
    """Scores a product by how many shoppers took it."""

    name = "popularity"

    def __init__(self) -> None:
        self._shoppers: FloatArray = np.zeros(0)

    def fit(self, sequences: Sequence[IntArray], n_items: int) -> None:
        self._shoppers = np.asarray(interactions(sequences, n_items).sum(axis=0), dtype=np.float64).ravel()

    def scores(self, shoppers: IntArray, histories: Sequence[IntArray]) -> FloatArray:  # noqa: ARG002
        return np.tile(self._shoppers, (len(shoppers), 1))
