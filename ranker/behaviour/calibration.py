"""Makes chances mean what they say, and measures how far they do.

Platt's method on the log-odds of each task (two numbers, a slope and a shift; Platt 1999), fitted on examples that the
net did not learn from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

BINS = 15
SUREST = 30.0  # log-odds beyond which nothing is said
STEPS, NEAR = 50, 1e-9  # of Newton's method
RIDGE = 1e-3  # pulls to a slope of 1 and a shift of 0, so that a task without any outcome stays where it was


@dataclass(frozen=True, slots=True)
class Platt:
    """Of each task: calibrated log-odds = slope x log-odds + shift."""

    slopes: tuple[float, ...]
    shifts: tuple[float, ...]

    @classmethod
    def none(cls, tasks: int) -> Platt:
        return cls((1.0,) * tasks, (0.0,) * tasks)

    @classmethod
    def fit(cls, chances: FloatArray, labels: FloatArray) -> Platt:
        """From chances and labels [n, tasks] (NaN where unknown), by Newton's method."""
        fitted = [_fit(log_odds(chances[:, task]), labels[:, task]) for task in range(chances.shape[1])]
        return cls(tuple(slope for slope, _ in fitted), tuple(shift for _, shift in fitted))

    def apply(self, chances: FloatArray, parents: Sequence[int]) -> FloatArray:
        """Calibrated chances [n, tasks]; none above its parent's."""
        found = logistic(log_odds(chances) * np.array(self.slopes) + np.array(self.shifts))
        for task, parent in enumerate(parents):
            if parent >= 0:
                found[:, task] = np.minimum(found[:, task], found[:, parent])
        return found


def calibration_error(chances: FloatArray, labels: FloatArray, bins: int = BINS) -> float:
    """ECE with bins of equal mass: the mean, weighted by size, of |mean chance - share of outcomes| in each bin.

    (Naeini et al. 2015 with the equal-mass bins of Nixon et al. 2019.) 0 for no examples.
    """
    if not len(chances):
        return 0.0
    order = np.argsort(chances, kind="stable")
    parts = np.array_split(order, min(bins, len(order)))
    gaps = [abs(float(chances[part].mean() - labels[part].mean())) * len(part) for part in parts]
    return float(sum(gaps) / len(order))


def log_odds(chances: FloatArray) -> FloatArray:
    safe = np.clip(chances, 1e-12, 1.0 - 1e-12)
    found: FloatArray = np.clip(np.log(safe) - np.log1p(-safe), -SUREST, SUREST)
    return found


def logistic_weights(inputs: FloatArray, labels: FloatArray, ridge: FloatArray, start: FloatArray) -> FloatArray:
    """Logistic regression by Newton's method: the weights [f] of `inputs` [n, f] for `labels` [n] of 0 and 1.

    `ridge` [f] is how strongly each weight is pulled back to its `start` [f], as half its square.
    """
    weights = start.copy()
    for _ in range(STEPS):
        chances = logistic(inputs @ weights)
        slope = inputs.T @ (chances - labels) + ridge * (weights - start)
        curve = (inputs * (chances * (1.0 - chances))[:, None]).T @ inputs + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if float(np.abs(step).max()) < NEAR:
            break
    return weights


def logistic(odds: FloatArray) -> FloatArray:
    found: FloatArray = 1.0 / (1.0 + np.exp(-np.clip(odds, -SUREST, SUREST)))
    return found


def _fit(odds: FloatArray, labels: FloatArray) -> tuple[float, float]:
    known = ~np.isnan(labels)
    inputs = np.stack([odds[known], np.ones(int(known.sum()))], axis=1)
    slope, shift = logistic_weights(inputs, labels[known], np.full(2, RIDGE), np.array([1.0, 0.0]))
    return float(slope), float(shift)
