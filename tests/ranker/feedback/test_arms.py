from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ranker.feedback.arms import in_several, summaries
from tests.ranker.feedback.simulated import answer, ranking


def test_arms_by_hand() -> None:
    found = [
        answer(ranking("r1", ["a", "b"], customer="ann", arm="x"), [1]),
        replace(answer(ranking("r2", ["a", "b"], customer="ann", arm="x")), taken=(True, False)),
        answer(ranking("r3", ["a", "b"], customer="bob", arm="x"), [1, 2]),
        answer(ranking("r4", ["a"], customer="bob", arm="y")),
        answer(ranking("r5", ["a"], customer="", arm="y")),
    ]
    first, second = summaries(found)
    assert (first.arm, first.rankings) == ("x", 3)
    assert first.click_rate == pytest.approx(2 / 3)
    assert (first.converted.units, first.converted.conversions) == (2, 1)
    assert (second.arm, second.click_rate, second.low) == ("y", 0.0, 0.0)
    assert 0 < second.high < 1
    assert in_several(found) == 1


def test_the_click_rates_interval_counts_shoppers_not_rankings() -> None:
    """Shoppers of very different habits, five rankings each: 95 % of intervals hold the rate."""
    inside = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        habits = rng.beta(0.5, 0.5, 60)
        found = [
            answer(ranking(f"{who} {at}", ["a"], customer=f"c{who}"), [1] if rng.random() < habit else [])
            for who, habit in enumerate(habits)
            for at in range(5)
        ]
        (arm,) = summaries(found)
        inside += arm.low <= 0.5 <= arm.high
    assert 88 <= inside <= 99
