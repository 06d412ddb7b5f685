"""An encoder with a shop's own linear map behind it: what the shop's search reads texts with, once it is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from retrieval.encoder import Encoder
from store.progress import Progress, silent

Vectors = npt.NDArray[np.float32]


class AdaptedEncoder:
    """Every vector v becomes v + vM, of length 1 again.

    A residual linear adapter over a frozen encoder: the encoder itself stays one and the same for all that read with
    it, and what is added costs one small product a text.
    """

    def __init__(self, base: Encoder, matrix: Vectors, name: str) -> None:
        """`matrix` is M, float32 [dim, dim]; all zeros leave the vectors as they are."""
        self.name, self.dim = name, base.dim
        self._base, self._matrix = base, matrix

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        return adapt(self._base.encode(texts, progress), self._matrix)


def adapt(vectors: Vectors, matrix: Vectors) -> Vectors:
    """Vectors [n, dim] through the map, each of length 1."""
    moved = vectors + vectors @ matrix
    unit: Vectors = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-12)
    return unit


class RememberingEncoder:
    """An encoder that is not asked again for texts whose vectors are known."""

    def __init__(self, base: Encoder, known: Mapping[str, Vectors]) -> None:
        self.name, self.dim = base.name, base.dim
        self._base, self._known = base, known

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        vectors = {**dict(zip(fresh, self._base.encode(fresh, progress), strict=True))}
        found = [self._known[text] if text in self._known else vectors[text] for text in texts]
        return np.array(found, np.float32).reshape(len(texts), self.dim)
