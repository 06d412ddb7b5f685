"""Spectral vectors: products met together point the same way, those met by nobody nowhere."""

from __future__ import annotations

import numpy as np
import pytest

from ranker.neural.sequences import Sequences
from ranker.neural.spectral import spectral_vectors


def test_two_groups_that_never_meet_are_told_apart() -> None:
    rng = np.random.default_rng(0)
    shoppers = [rng.permutation(6) + 6 * (at % 2) for at in range(200)]
    vectors = spectral_vectors(Sequences.of_rows(shoppers), items=14, width=2)
    cosine = vectors @ vectors.T
    assert cosine[:6, :6].min() > 0.9
    assert cosine[6:12, 6:12].min() > 0.9
    assert np.abs(cosine[:6, 6:12]).max() < 0.1
    assert not vectors[12:].any()


@pytest.mark.parametrize("shoppers", [[], [[]], [[3]], [[2, 2, 2]]])
def test_nobody_who_met_two_products_gives_zeros(shoppers: list[list[int]]) -> None:
    rows = [np.array(own, dtype=np.int64) for own in shoppers]
    vectors = spectral_vectors(Sequences.of_rows(rows), items=5, width=8)
    assert vectors.shape == (5, 8)
    assert not vectors.any()


def test_vectors_are_unit_and_the_same_again() -> None:
    rng = np.random.default_rng(1)
    sequences = Sequences.of_rows([rng.integers(0, 40, 9) for _ in range(100)])
    first, second = (spectral_vectors(sequences, 40, 16) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1.0, rtol=1e-5)
