from __future__ import annotations

import math

import numpy as np
import pytest

from ranker.metrics import Quality, quality, rank_of


def test_by_hand() -> None:
    """Places 1, 3 and 11 at 10: two hits; gains 1, 1/log2(4) = 1/2 and 0; reciprocals 1, 1/3, 1/11."""
    found = quality([1, 3, 11], 10)
    assert found.hr == pytest.approx(2 / 3)
    assert found.ndcg == pytest.approx((1 + 0.5) / 3)
    assert found.mrr == pytest.approx((1 + 1 / 3 + 1 / 11) / 3)
    assert found.n == 3


def test_place_ten_counts_and_its_gain_is_a_logarithm() -> None:
    assert quality([10], 10).ndcg == pytest.approx(1 / math.log2(11))
    assert quality([10.5], 10).hr == 0.0


def test_nothing_measured_is_nothing() -> None:
    assert quality([], 10) == Quality(0.0, 0.0, 0.0, 0)


def test_the_place_of_a_score() -> None:
    scores = np.array([0.1, 0.9, 0.5, 0.5, 0.5])
    assert rank_of(scores, 1) == 1
    assert rank_of(scores, 0) == 5
    assert rank_of(scores, 3) == 3  # the middle of places 2, 3 and 4


def test_a_scorer_that_knows_nothing_gets_the_middle() -> None:
    assert rank_of(np.zeros(99), 0) == 50
