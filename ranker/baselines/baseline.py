"""The seam of the baselines, and what all of them start from: who took what, as a sparse matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


class Baseline(Protocol):
    """Learns from sequences, then scores every product for a shopper. The same data gives the same scores."""

    @property
    def name(self) -> str: ...

    def fit(self, sequences: Sequence[IntArray], n_items: int) -> None:
        """`sequences` holds each shopper's product rows in time order; rows are below `n_items`."""
        ...

    def scores(self, shoppers: IntArray, histories: Sequence[IntArray]) -> FloatArray:
        """[len(shoppers), n_items], higher is better. `shoppers` are places in the fitted sequences; `histories` say
        what each is known to have taken by now, in time order, which may be more than was fitted."""
        ...


def interactions(sequences: Sequence[IntArray], n_items: int) -> sparse.csr_matrix:
    """1 where the shopper took the product, [len(sequences), n_items]; a product taken twice counts once."""
    lengths = [len(rows) for rows in sequences]
    columns = np.concatenate([*sequences, np.zeros(0, dtype=np.int64)])
    starts = np.concatenate([[0], np.cumsum(lengths)])
    matrix = sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(sequences), n_items))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def recent_weights(histories: Sequence[IntArray], n_items: int, decay: float) -> sparse.csr_matrix:
    """[len(histories), n_items]: 1 for the newest product, `decay` for the one before, `decay`² before that, …

    A product taken twice counts by its newer place.
    """
    matrix = sparse.lil_matrix((len(histories), n_items))
    for at, rows in enumerate(histories):
        for step, row in enumerate(reversed(rows.tolist())):
            if matrix[at, row] == 0:
                matrix[at, row] = decay**step
    return sparse.csr_matrix(matrix)
