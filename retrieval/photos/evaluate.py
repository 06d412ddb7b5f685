"""Search by look, measured on products that no network learnt from: titles find photos, photos find their kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.encoder import Vectors

DEPTHS = (1, 5, 10)
NEAREST = 10
Figures = dict[str, Any]


def words_find_photos(words: Vectors, photos: Vectors) -> Figures:
    """`recall@k` over n pairs: row i of `words` asks for row i of `photos` among all n.

    Only the product's very photo counts, though others may bear the same title. Ties count against the photo.
    """
    scores = words @ photos.T
    own = np.diagonal(scores)[:, None].copy()
    before = (scores >= own).sum(axis=1)  # itself included
    found: Figures = {f"recall@{k}": _rounded(float((before <= k).mean())) for k in DEPTHS}
    return found


def chance(n: int) -> Figures:
    """What `words_find_photos` expects of a random order of n photos."""
    return {f"recall@{k}": _rounded(min(k, n) / n) for k in DEPTHS}


def alike_nearby(vectors: Vectors, labels: Sequence[str], asked: Vectors | None = None) -> float:
    """Share of the `NEAREST` other rows with the label of the row that asks; rows without a label do not ask.

    `asked`: what each row asks with, where that is not its own vector.
    """
    codes = _codes(labels)
    scores = (vectors if asked is None else asked) @ vectors.T
    np.fill_diagonal(scores, -np.inf)
    k = min(NEAREST, len(labels) - 1)
    nearest = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    asks = codes >= 0
    return _rounded(float((codes[nearest] == codes[:, None])[asks].mean()))


def alike_by_chance(labels: Sequence[str]) -> float:
    """What `alike_nearby` expects of random vectors: the share of the same label among all others."""
    codes = _codes(labels)
    asks = codes >= 0
    others = np.bincount(codes[asks])[codes[asks]] - 1
    return _rounded(float((others / (len(codes) - 1)).mean()))


def alike_at_most(labels: Sequence[str]) -> float:
    """The best that `alike_nearby` can be: some labels have fewer than `NEAREST` others."""
    codes = _codes(labels)
    asks = codes >= 0
    k = min(NEAREST, len(codes) - 1)
    others = np.bincount(codes[asks])[codes[asks]] - 1
    return _rounded(float((np.minimum(others, k) / k).mean()))


def _codes(labels: Sequence[str]) -> npt.NDArray[np.int64]:
    """A number for each label; -1 for none."""
    known = {label: number for number, label in enumerate(sorted(set(labels) - {""}))}
    return np.array([known.get(label, -1) for label in labels], np.int64)


def _rounded(value: float) -> float:
    return round(value, 4)
