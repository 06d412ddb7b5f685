"""The graph of products that shoppers meet one after another, smoothed: what belongs together at any distance.

A low-pass filter on the normalised adjacency, as in GF-CF (Shen et al. 2021): propagation as LightGCN does it, in
closed form and without training. A shopper enters by the history alone, so new shoppers are served like old ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import eigsh

from ranker.statistics import Statistics

FloatArray = npt.NDArray[np.float64]
Embedding = npt.NDArray[np.float32]

DIMENSIONS = 128
DENSE = 400  # up to so many products all eigenvectors are computed at once
LEAST_DEGREE = 1.0  # a product hardly met counts as if met this often: rarity alone lifts nothing


@dataclass(frozen=True, slots=True)
class ItemGraph:
    """With A the co-visitation counts, d its row sums and V, w the leading eigenvectors and values of d⁻½ A d⁻½:
    `heard` = d⁻½ V w½ and `told` = d½ V w½, [products, dim] each.

    `catalogue` and `events` say what statistics it was built from; rows are theirs. Products never met are zeros.
    """

    catalogue: str
    events: int
    heard: Embedding
    told: Embedding

    @classmethod
    def build(cls, statistics: Statistics, dimensions: int = DIMENSIONS) -> ItemGraph:
        """From the statistics' co-visitation as it is now."""
        counts = statistics.visited.merged()
        counts = sparse.csr_matrix(counts.maximum(counts.T))  # each product kept its strongest partners only
        met = np.flatnonzero(np.diff(counts.indptr))
        degrees = np.maximum(LEAST_DEGREE, np.asarray(counts.sum(axis=1)).ravel()[met])
        vectors = _leading(counts[met][:, met], degrees, dimensions)
        root = np.sqrt(degrees)[:, None]
        shape = (len(statistics.ids), vectors.shape[1])
        heard, told = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
        heard[met], told[met] = vectors / root, vectors * root
        return cls(statistics.manifest.catalogue, statistics.manifest.events, heard, told)

    def scores(self, rows: Sequence[int], weights: FloatArray) -> FloatArray:
        """How much a history of `rows` with `weights` [len(rows)] speaks for each product, [products]."""
        taste = weights.astype(np.float32) @ self.heard[np.asarray(rows, dtype=np.int64)]
        found: FloatArray = (self.told @ taste).astype(np.float64)
        return found


def _leading(counts: sparse.csr_matrix, degrees: FloatArray, dimensions: int) -> FloatArray:
    """The leading eigenvectors of d⁻½ A d⁻½ times the roots of their values, [products, at most `dimensions`]."""
    scale = sparse.diags(1.0 / np.sqrt(degrees))
    normal = scale @ counts @ scale
    if len(degrees) <= max(DENSE, dimensions + 1):
        values, vectors = np.linalg.eigh(normal.toarray())
    else:
        values, vectors = eigsh(normal, k=dimensions, which="LA", v0=np.ones(len(degrees)))
    order = np.argsort(-values)[:dimensions]
    order = order[values[order] > 0]
    found: FloatArray = vectors[:, order] * np.sqrt(values[order])
    return found
