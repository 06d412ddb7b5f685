"""How much each signal counts, learnt from what shoppers took next: one set of weights for each stage of knowing them.

For every held-out product the candidates beside it are scored by the weighted sum of their signals, and the weights are
those under which a softmax over the sum gives the taken product the highest chance (ListNet's top-one loss, Cao et al.
2007). No weight is below 0, so that a signal can only speak for what it says. A stage with few cases stays near the
weights of all stages together, and these near the weights that need no training.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize

FloatArray = npt.NDArray[np.float64]

PRIOR_CASES = 200.0  # as many cases of its own count as much as what the weights are held to
SHARP = 10.0  # the weights add up to about 1; times this they are log-odds


@dataclass(frozen=True, slots=True)
class Case:
    """One product that was taken: `signals` [candidates, names] and which `taken` of the candidates it was, at a
    `stage` of knowing the shopper."""

    signals: FloatArray
    taken: int
    stage: int


def learn(
    cases: Sequence[Case], names: Sequence[str], start: Mapping[str, float], stages: int
) -> list[dict[str, float]]:
    """Weights by name for each stage, each set adding up to 1."""
    prior = np.array([start.get(name, 0.0) for name in names])
    everyone = _fit(cases, prior)
    found = [_fit([case for case in cases if case.stage == stage], everyone) for stage in range(stages)]
    return [dict(zip(names, (weights / max(1e-9, weights.sum())).tolist(), strict=True)) for weights in found]


def _fit(cases: Sequence[Case], prior: FloatArray) -> FloatArray:
    """The weights of least loss on the cases and least distance from the prior."""
    if not cases:
        return prior

    def objective(weights: FloatArray) -> tuple[float, FloatArray]:
        loss, slope = 0.0, np.zeros(len(weights))
        for case in cases:
            scores = SHARP * (case.signals @ weights)
            scores -= scores.max()
            chances = np.exp(scores)
            chances /= chances.sum()
            loss -= float(np.log(max(chances[case.taken], 1e-12)))
            slope += SHARP * (chances @ case.signals - case.signals[case.taken])
        away = weights - prior
        return loss + PRIOR_CASES * float(away @ away), slope + 2 * PRIOR_CASES * away

    found = optimize.minimize(objective, prior, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(prior))
    return np.asarray(found.x, dtype=np.float64)
