"""What another policy would have earned, estimated from the log of the one that served.

Inverse propensity scoring, its self-normalised form (Swaminathan and Joachims, NeurIPS 2015) and the doubly robust
estimator (Dudík, Langford and Li, ICML 2011), for rankings by place as in Li et al. (KDD 2018): each place has its own
weight, each ranking is one observation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from ranker.feedback.log import FloatArray, IntArray

Z95 = 1.959964
LEAST_UNITS = 100
LEAST_EFFECTIVE = 50.0
LEAST_COVERED = 0.95


@dataclass(frozen=True, slots=True)
class Logged:
    """A log seen with the eyes of a target policy. Places [n] belong to units (rankings, or single actions).

    `weight` is how much more often the target would show this here than the log did. `revealed` is the chance that a
    place tells its reward at all (1 where showing it is enough, the examination of the place otherwise). `predicted` is
    a model's reward for the place as it was logged; `expected` [units] the model's reward for all the target would
    show; `wanted` [units] the sum of chances with which it would reveal anything.
    """

    unit: IntArray
    reward: FloatArray
    weight: FloatArray
    revealed: FloatArray
    predicted: FloatArray
    expected: FloatArray
    wanted: FloatArray

    @classmethod
    def of_actions(
        cls,
        reward: FloatArray,
        propensity: FloatArray,
        target: FloatArray,
        predicted: FloatArray | None = None,
        expected: FloatArray | None = None,
    ) -> Self:
        """One action a unit, [n] each: its reward, the chances that log and target take it, the model's rewards."""
        n = len(reward)
        return cls(
            np.arange(n),
            reward,
            target / propensity,
            np.ones(n),
            np.zeros(n) if predicted is None else predicted,
            np.zeros(n) if expected is None else expected,
            np.ones(n),
        )

    def sums(self, values: FloatArray) -> FloatArray:
        """Values of places added up by unit, [units]."""
        return np.bincount(self.unit, weights=values, minlength=len(self.expected)).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Reward a unit with its 95 % interval. `effective` is the size of the log after weighting; a `refused` estimate
    has no value (NaN) and says why."""

    method: str
    value: float
    low: float
    high: float
    units: int
    effective: float
    refused: str = ""


def ips(logged: Logged) -> Estimate:
    """Unbiased where the log could have shown all that the target shows."""
    values = logged.sums(logged.weight * logged.reward)
    return _estimate("IPS", values, float(values.mean()) if len(values) else np.nan, values, logged)


def snips(logged: Logged) -> Estimate:
    """Divided by what the weights add up to instead of what they should; the interval by the delta method."""
    earned = logged.sums(logged.weight * logged.reward)
    mass = logged.sums(logged.weight * logged.revealed)
    total = float(mass.sum())
    wanted = float(logged.wanted.mean()) if len(mass) else 0.0
    value = wanted * float(earned.sum()) / total if total else np.nan
    influence = (wanted * earned - value * mass) / (total / len(mass)) if total else earned
    return _estimate("SNIPS", earned, value, influence, logged)


def doubly_robust(logged: Logged) -> Estimate:
    """The model's reward, corrected by what the log says of the model's mistakes: unbiased, and less uncertain."""
    values = logged.expected + logged.sums(logged.weight * (logged.reward - logged.predicted))
    return _estimate("DR", values, float(values.mean()) if len(values) else np.nan, values, logged)


def advantage(logged: Logged) -> Estimate:
    """What the target would earn more than was earned, doubly robust, unit by unit: what both share cancels out."""
    values = logged.expected + logged.sums(logged.weight * (logged.reward - logged.predicted) - logged.reward)
    return _estimate("DR - served", values, float(values.mean()) if len(values) else np.nan, values, logged)


def served(reward: FloatArray) -> Estimate:
    """What the serving policy earned itself, from each unit's reward [units]."""
    ones = np.ones(len(reward))
    return ips(Logged.of_actions(reward, ones, ones))


def effective_size(logged: Logged) -> float:
    """Kish's effective sample size of the weights, in units."""
    squares = float((logged.weight**2).sum())
    if not squares:
        return 0.0
    return float(logged.weight.sum()) ** 2 / squares * len(logged.expected) / len(logged.weight)


def refusal(logged: Logged) -> str:
    """Why the log cannot tell what the target would earn; "" when it can."""
    units = len(logged.expected)
    if units < LEAST_UNITS:
        return f"{units} rankings are logged, {LEAST_UNITS} are needed"
    share = logged.sums(logged.weight * logged.revealed) / np.maximum(logged.wanted, 1e-12)
    covered, error = float(share.mean()), float(share.std() / np.sqrt(units))
    if covered + 3 * error < LEAST_COVERED:
        return f"{1 - covered:.0%} of what it would show was never shown in its place"
    size = effective_size(logged)
    if size < LEAST_EFFECTIVE:
        return f"its choices are too rare in the log: {size:.0f} effective of {units} rankings"
    if not logged.reward.any():
        return f"none of the {units} rankings was answered by a click"
    return ""


def _estimate(method: str, earned: FloatArray, value: float, influence: FloatArray, logged: Logged) -> Estimate:
    why = refusal(logged)
    size = effective_size(logged)
    if why:
        return Estimate(method, np.nan, np.nan, np.nan, len(earned), size, why)
    error = Z95 * float(influence.std(ddof=1)) / np.sqrt(len(influence))
    return Estimate(method, value, value - error, value + error, len(earned), size)
