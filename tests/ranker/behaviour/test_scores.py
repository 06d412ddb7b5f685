from __future__ import annotations

import math

import numpy as np
import pytest

from ranker.behaviour.scores import auc, auc_interval, log_loss, score


def test_auc_is_the_part_of_pairs_in_order() -> None:
    rng = np.random.default_rng(0)
    chances = rng.integers(0, 6, 80) / 10
    labels = (rng.random(80) < 0.4).astype(np.float64)
    pairs = [(high > low) + (high == low) / 2 for high in chances[labels > 0] for low in chances[labels == 0]]
    assert auc(chances, labels) == pytest.approx(sum(pairs) / len(pairs))


def test_auc_of_one_kind_alone_is_a_half() -> None:
    assert auc(np.array([0.1, 0.9]), np.zeros(2)) == 0.5


def test_log_loss_by_hand() -> None:
    assert log_loss(np.array([0.8, 0.25]), np.array([1.0, 0.0])) == pytest.approx(-(math.log(0.8) + math.log(0.75)) / 2)


def test_unknown_labels_and_chances_are_left_out() -> None:
    found = score(np.array([0.9, 0.1, 0.5, np.nan]), np.array([1.0, 0.0, np.nan, 1.0]))
    assert (found.n, found.positives, found.auc) == (2, 1, 1.0)


def test_the_interval_holds_the_figure_and_a_half_on_noise() -> None:
    rng = np.random.default_rng(3)
    chances, labels = rng.random(600), (rng.random(600) < 0.3).astype(np.float64)
    low, high = auc_interval(chances, labels, np.arange(600) // 4)
    assert low < auc(chances, labels) < high
    assert low < 0.5 < high
