from __future__ import annotations

import math

import pytest

from store.importers.outliers import Outliers, Watched


def found(values: list[float]) -> Outliers | None:
    watched = Watched()
    for place, value in enumerate(values):
        watched.add(f"r{place}", value)
    return watched.outliers()


def test_by_hand() -> None:
    """Median of the logarithms 0 to 10 is 5, their MAD 3; so the bounds are 5 ∓ 3.5 · 3 / 0.6745."""
    outliers = found([math.exp(x) for x in range(11)])
    assert outliers is not None
    assert math.log(outliers.low) == pytest.approx(5 - 3.5 * 3 / 0.6745)
    assert math.log(outliers.high) == pytest.approx(5 + 3.5 * 3 / 0.6745)
    assert (outliers.count, outliers.outside, outliers.examples) == (11, 0, ())


def test_farthest_first_and_zero_is_always_outside() -> None:
    outliers = found([10.0, 11.0, 12.0, 9.0, 10.5, 9.5, 11.5, 8.5, 10.2, 9.8, 10_000.0, 0.0, 1000.0])
    assert outliers is not None
    assert outliers.examples == (("r11", 0.0), ("r10", 10_000.0), ("r12", 1000.0))
    assert outliers.outside == 3


def test_when_more_than_half_are_equal_the_mean_deviation_measures() -> None:
    outliers = found([1.0] * 98 + [2.0, 1000.0])
    assert outliers is not None
    assert outliers.examples[0] == ("r99", 1000.0)
    same = found([7.0] * 50)
    assert same is not None
    assert same.outside == 0


def test_too_few_to_tell() -> None:
    assert found([1.0, 1.0, 1000.0]) is None
