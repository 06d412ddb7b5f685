"""Products as vectors by the company they keep: which stand near which in shoppers' sequences, factorised.

Products that are met together more often than by chance get a high entry in a matrix (a shifted, smoothed pointwise
mutual information, Levy and Goldberg 2014), and its leading singular vectors (Halko, Martinsson and Tropp 2011) are the
products' vectors. The sequence model starts from these instead of from nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ranker.neural.decomposition import decomposed
from ranker.neural.sequences import Sequences

REACH = 7  # places apart that still count as together, each less: 1 / sqrt(distance)
SHIFT = 5.0  # how many times chance a pair must be met to count for log 2
Vectors = npt.NDArray[np.float32]


def spectral_vectors(sequences: Sequences, items: int, width: int, seed: int = 0) -> Vectors:
    """Unit vectors [items, width] by product row; zeros for products that stand beside no other."""
    company = _company(sequences, items)
    kept = min(width, items)
    vectors = np.zeros((items, width))
    if company.nnz:
        left, strengths, _ = decomposed(company, kept, seed)
        vectors[:, :kept] = (left * strengths.sqrt()).numpy()
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.where(lengths > 1e-6, vectors / np.maximum(lengths, 1e-6), 0.0).astype(np.float32)


def _company(sequences: Sequences, items: int) -> sparse.csr_matrix:
    """log(1 + c(i, j) total / (d(i) d(j)) / SHIFT) where products met near each other [items, items]."""
    rows, shopper = sequences.items - 1, np.repeat(np.arange(len(sequences)), sequences.lengths)
    counts = sparse.csr_matrix((items, items))
    for distance in range(1, REACH + 1):
        same = shopper[:-distance] == shopper[distance:]
        first, second = rows[:-distance][same], rows[distance:][same]
        near = sparse.csr_matrix((np.full(len(first), distance**-0.5), (first, second)), shape=(items, items))
        counts = counts + near + near.T
    counts = sparse.csr_matrix(counts)
    counts.setdiag(0)
    counts.eliminate_zeros()
    met = np.asarray(counts.sum(axis=1)).ravel()
    pairs = counts.tocoo()
    surprise = np.log1p(pairs.data * met.sum() / (met[pairs.row] * met[pairs.col]) / SHIFT)
    return sparse.csr_matrix((surprise, (pairs.row, pairs.col)), shape=(items, items))
