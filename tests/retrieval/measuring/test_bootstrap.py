"""The paired bootstrap, against the distribution of a mean where that is known."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.measuring.bootstrap import interval


def test_the_interval_of_many_differences_is_the_normal_one() -> None:
    values = np.random.default_rng(3).normal(0.1, 0.5, 400)
    error = values.std() / np.sqrt(values.size)
    low, high = interval(values.tolist())
    assert low == pytest.approx(values.mean() - 1.96 * error, abs=0.1 * error)
    assert high == pytest.approx(values.mean() + 1.96 * error, abs=0.1 * error)


def test_two_differences_resample_to_three_means() -> None:
    assert interval([0.0, 1.0]) == (0, 1)  # means 0, 1/2 and 1 with chances 1/4, 1/2, 1/4: more than 2.5 % at each end


def test_equal_differences_have_no_width_and_none_are_zero() -> None:
    assert interval([0.25, 0.25, 0.25]) == (0.25, 0.25)
    assert interval([]) == (0, 0)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = [0.1, -0.3, 0.5, 0.2]
    assert interval(values, 5) == interval(values, 5)
