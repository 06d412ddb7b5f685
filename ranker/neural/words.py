"""Products by the very words of their texts: what a sentence encoder smooths over, such as a brand, a line, a shade.

Words and pairs of words are hashed to buckets (Weinberger et al. 2009), weighed by how rare they are, and reduced to
the leading singular vectors (latent semantic analysis, Deerwester et al. 1990). The same basis reads new products.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import torch
from scipy import sparse
from torch import nn

from ranker.neural.decomposition import decomposed
from ranker.words import tokens
from retrieval.text import spaced

BUCKETS = 1 << 15
RAREST = 3  # texts that a bucket must occur in: a word met once says nothing of two products

Vectors = npt.NDArray[np.float32]


class WordBasis(nn.Module):
    """`basis` [buckets, width], rarity included: counts of words times this is a text's vector."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.register_buffer("basis", torch.zeros(BUCKETS, width, dtype=torch.float16))

    @classmethod
    def fit(cls, texts: Sequence[str], width: int, seed: int = 0) -> WordBasis:
        """Learns which words go together from the texts; places that they do not fill are zero."""
        found = cls(width)
        counts = counted(texts)
        held_by = np.bincount(counts.indices, minlength=BUCKETS)
        rarity = np.where(held_by >= RAREST, np.log((1 + len(texts)) / (1 + held_by)) + 1, 0.0)
        weighed = _unit_rows(sparse.csr_matrix(counts.multiply(rarity)))
        weighed.eliminate_zeros()
        kept = min(width, len(texts), int((held_by >= RAREST).sum()))
        if kept:
            right = decomposed(weighed, kept, seed)[2]
            found.get_buffer("basis")[:, :kept] = (torch.from_numpy(rarity)[:, None] * right).half()
        return found

    def read(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors [n, width]; zeros for a text without any word that was learnt."""
        projected = np.asarray(counted(texts) @ self.get_buffer("basis").float().numpy())
        lengths = np.linalg.norm(projected, axis=1, keepdims=True)
        return np.where(lengths > 1e-6, projected / np.maximum(lengths, 1e-6), 0.0).astype(np.float32)


def counted(texts: Sequence[str]) -> sparse.csr_matrix:
    """[texts, BUCKETS]: 1 + log of how often each word and pair of words occurs."""
    columns: list[int] = []
    starts = [0]
    for text in texts:
        words = tokens(spaced(text))
        grams = [*words, *(f"{left} {right}" for left, right in pairwise(words))]
        columns += [zlib.crc32(gram.encode()) % BUCKETS for gram in grams]
        starts.append(len(columns))
    matrix = sparse.csr_matrix(
        (np.ones(len(columns)), np.array(columns, dtype=np.int64), np.array(starts)), shape=(len(texts), BUCKETS)
    )
    matrix.sum_duplicates()
    matrix.data = 1 + np.log(matrix.data)
    return matrix


def _unit_rows(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(lengths, 1e-9)) @ matrix)
