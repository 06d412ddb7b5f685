"""What the model is compared with: the base rate, popularity alone, and logistic regression on the same features."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ranker.behaviour.calibration import logistic, logistic_weights
from ranker.behaviour.examples import Examples
from ranker.behaviour.features import NAMES

FloatArray = npt.NDArray[np.float64]

POPULARITY = [NAMES.index("log wanted"), NAMES.index("log rate")]
RIDGE = 3.0
WIDEST = 5.0  # standard deviations that a feature is cut to


def base_rate(train: Examples, test: Examples) -> FloatArray:
    """Every task's share of outcomes in training, [n, tasks]."""
    return np.broadcast_to(np.nanmean(train.labels, axis=0), test.labels.shape).copy()


def popularity(train: Examples, test: Examples) -> FloatArray:
    """Chances [n, tasks] from how wanted a product was by then, for how often it was shown, and nothing else."""
    return _regressed(train, test, train.sight.dense[:, POPULARITY], test.sight.dense[:, POPULARITY])


def regression(train: Examples, test: Examples) -> FloatArray:
    """Chances [n, tasks] of logistic regression on all features and the position."""
    return _regressed(train, test, _all(train), _all(test))


def _all(examples: Examples) -> FloatArray:
    return np.concatenate([examples.sight.dense, np.log(examples.sight.positions)[:, None]], axis=1)


def _regressed(train: Examples, test: Examples, known: FloatArray, asked: FloatArray) -> FloatArray:
    mean, spread = known.mean(axis=0), known.std(axis=0)
    kept = spread > 1e-6

    def inputs(features: FloatArray) -> FloatArray:
        scaled = np.clip((features[:, kept] - mean[kept]) / spread[kept], -WIDEST, WIDEST)
        return np.concatenate([scaled, np.ones((len(features), 1))], axis=1)

    learnt, told = inputs(known), inputs(asked)
    ridge = np.append(np.full(learnt.shape[1] - 1, RIDGE), 1e-6)
    found = np.zeros(test.labels.shape)
    for task in range(test.labels.shape[1]):
        labels = train.labels[:, task]
        sure = ~np.isnan(labels)
        weights = logistic_weights(learnt[sure], labels[sure], ridge, np.zeros(learnt.shape[1]))
        found[:, task] = logistic(told @ weights)
    return found
