"""Vector search against NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.vectors import VectorIndex

RANDOM = np.random.default_rng(3)
VECTORS = RANDOM.normal(size=(500, 16)).astype(np.float32)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.01, 0.0])
@pytest.mark.parametrize("k", [0, 1, 10, 1000])
def test_top_equals_brute_force(share: float, k: int) -> None:
    index = VectorIndex(VECTORS)
    query = RANDOM.normal(size=16).astype(np.float32)
    allowed = RANDOM.random(500) < share
    scores = VECTORS @ query
    expected = [row for row in np.argsort(-scores).tolist() if allowed[row]][:k]
    rows, found = index.top(query, k, None if share == 1.0 else allowed)
    assert rows.tolist() == expected
    np.testing.assert_allclose(found, scores[expected], rtol=1e-5)


def test_put_overwrites_and_appends() -> None:
    index = VectorIndex(VECTORS[:3])
    index.put(1, VECTORS[10])
    index.put(3, VECTORS[11])
    np.testing.assert_array_equal(index.matrix, VECTORS[[0, 10, 2, 11]])
    assert index.top(VECTORS[11], 1)[0].tolist() == [3]


def test_an_empty_index_finds_nothing_and_grows() -> None:
    index = VectorIndex(np.empty((0, 16), np.float32))
    assert index.top(VECTORS[0], 5)[0].size == 0
    index.put(0, VECTORS[0])
    assert index.top(VECTORS[0], 5)[0].tolist() == [0]
