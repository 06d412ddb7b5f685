"""What each arm that ranked was answered with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ranker.feedback.experiment import Z95, Counts
from ranker.feedback.log import Answer


@dataclass(frozen=True, slots=True)
class ArmSummary:
    """`click_rate` is the share of rankings with a click, its 95 % interval by shoppers, not by rankings, since one
    shopper's rankings are alike. `converted` counts shoppers who took something out of a ranking."""

    arm: str
    rankings: int
    click_rate: float
    low: float
    high: float
    converted: Counts


def summaries(found: Sequence[Answer]) -> list[ArmSummary]:
    """Every arm, the one with most rankings first."""
    by_arm: dict[str, list[Answer]] = defaultdict(list)
    for answer in found:
        by_arm[answer.ranking.arm].append(answer)
    return [_summary(arm, by_arm[arm]) for arm in sorted(by_arm, key=lambda arm: (-len(by_arm[arm]), arm))]


def in_several(found: Sequence[Answer]) -> int:
    """How many known customers saw rankings of several arms: in an A/B test there are none."""
    arms: dict[str, set[str]] = defaultdict(set)
    for answer in found:
        if answer.ranking.customer_id:
            arms[answer.ranking.customer_id].add(answer.ranking.arm)
    return sum(len(seen) > 1 for seen in arms.values())


def _summary(arm: str, found: Sequence[Answer]) -> ArmSummary:
    units = {unit: at for at, unit in enumerate(dict.fromkeys(answer.unit for answer in found))}
    unit = np.array([units[answer.unit] for answer in found])
    clicked = np.array([any(answer.clicked) for answer in found], dtype=np.float64)
    rate = float(clicked.mean())
    # The ratio estimator's variance: residuals of rankings added up by shopper.
    residuals = np.bincount(unit, weights=clicked - rate, minlength=len(units))
    error = Z95 * float(np.sqrt((residuals**2).sum())) / len(found)
    low, high = max(0.0, rate - error), min(1.0, rate + error)
    if rate in (0.0, 1.0):  # no residuals: as if each shopper were one trial
        low, high = Counts(len(units), round(rate) * len(units)).interval()
    taken = np.bincount(unit, weights=[float(any(answer.taken)) for answer in found], minlength=len(units)) > 0
    counts = Counts(len(units), int(taken.sum()))
    return ArmSummary(arm, len(found), rate, low, high, counts)
