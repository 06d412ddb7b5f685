"""The leading singular vectors of a large sparse matrix."""

from __future__ import annotations

import numpy as np
import torch
from scipy import sparse

OVERSAMPLED = 16  # vectors found beyond those kept: the last ones found are the least exact
ITERATIONS = 4


def decomposed(matrix: sparse.csr_matrix, width: int, seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Left [rows, width], values [width] and right [columns, width] of the randomised decomposition of Halko,
    Martinsson and Tropp (2011); `width` is at most the shorter side."""
    pointed = matrix.tocoo()
    places = torch.from_numpy(np.stack([pointed.row, pointed.col]).astype(np.int64))
    whole = torch.sparse_coo_tensor(places, torch.from_numpy(pointed.data), matrix.shape, check_invariants=True)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        found = torch.svd_lowrank(whole.coalesce(), q=min(width + OVERSAMPLED, *matrix.shape), niter=ITERATIONS)
    left, values, right = found
    return left[:, :width], values[:width], right[:, :width]
