"""How good chances are: AUC, log-loss and calibration error, against the labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from ranker.behaviour.calibration import calibration_error

FloatArray = npt.NDArray[np.float64]

SAFE = 1e-12


@dataclass(frozen=True, slots=True)
class Score:
    """`n` examples, `positives` of them with the outcome. `auc` is .5 where one of the two is missing."""

    auc: float
    log_loss: float
    ece: float
    n: int
    positives: int


def score(chances: FloatArray, labels: FloatArray) -> Score:
    """Of chances [n] and labels [n]; labels that are NaN, and chances that are, are left out."""
    known = ~np.isnan(labels) & ~np.isnan(chances)
    told, truth = chances[known], labels[known]
    return Score(auc(told, truth), log_loss(told, truth), calibration_error(told, truth), len(truth), int(truth.sum()))


def auc(chances: FloatArray, labels: FloatArray) -> float:
    """The part of (outcome, no outcome) pairs in the right order, ties counted half (Mann and Whitney 1947)."""
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if not positives or not negatives:
        return 0.5
    ranks = rankdata(chances)
    return float((ranks[labels > 0].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def log_loss(chances: FloatArray, labels: FloatArray) -> float:
    """Mean of -log of the chance given to what happened; 0 for no examples."""
    if not len(labels):
        return 0.0
    safe = np.clip(chances, SAFE, 1.0 - SAFE)
    return float(-(labels * np.log(safe) + (1.0 - labels) * np.log1p(-safe)).mean())


def auc_interval(
    chances: FloatArray, labels: FloatArray, groups: npt.NDArray[np.generic], seed: int = 0, draws: int = 200
) -> tuple[float, float]:
    """The 95 % bootstrap interval of the AUC; `groups` [n] (shoppers) are drawn whole, as theirs hang together."""
    rng = np.random.default_rng(seed)
    _, own = np.unique(groups, return_inverse=True)
    order = np.argsort(own, kind="stable")
    starts = np.searchsorted(own[order], np.arange(int(own.max(initial=-1)) + 2))
    found = []
    for _ in range(draws):
        drawn = rng.integers(0, len(starts) - 1, len(starts) - 1)
        places = np.concatenate([order[starts[group] : starts[group + 1]] for group in drawn])
        found.append(auc(chances[places], labels[places]))
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)
