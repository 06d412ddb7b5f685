"""What the net begins as: logistic regression on the features, task by task, so that training only adds to it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from ranker.behaviour.calibration import logistic, logistic_weights
from ranker.behaviour.examples import Examples
from ranker.behaviour.net import STEEPEST, BehaviourNet
from ranker.behaviour.scores import log_loss

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

RIDGES = (10.0, 100.0, 1_000.0)  # of which each task takes the one that tells the held-out examples best
FREE = 1e-3  # the pull on what should not be pulled: keeps a task without any outcome finite
PLACE = -2  # the column of the position's logarithm; the last is the constant


def begin(net: BehaviourNet, train: Examples, held: Examples) -> None:
    """Sets the net's linear part and the factors of the places.

    A task that follows another is fitted where its parent happened, and its weights are pulled to a multiple of the
    parent's: few like anything, and who is likely to like is mostly who is likely to click.
    """
    known, checked = _inputs(net, train), _inputs(net, held)
    found: list[FloatArray] = []
    powers = []
    for task, parent in enumerate(net.parents):
        above = parent if net.shape.chained else -1
        own, other = _own(train, task, above), _own(held, task, above)
        labels = train.labels[own, task]
        centre = np.zeros(known.shape[1]) if above < 0 else _multiple(found[above], known[own], labels)
        fits = [logistic_weights(known[own], labels, _pull(len(centre), ridge), centre) for ridge in RIDGES]
        losses = [log_loss(logistic(checked[other] @ fit), held.labels[other, task]) for fit in fits]
        found.append(fits[int(np.argmin(losses))])
        net.wide.weight.data[task] = torch.from_numpy(found[task][:PLACE]).float()
        net.wide.bias.data[task] = float(found[task][-1])
        powers += [float(found[task][PLACE])] if above < 0 else []
    _place(net, float(np.mean(powers)))


def _inputs(net: BehaviourNet, examples: Examples) -> FloatArray:
    """The features as the net has them, the logarithm of the position, and 1; [n, features + 2]."""
    features = torch.from_numpy(examples.sight.dense).float()
    scaled = ((features - net.mean) * net.scale).clamp(-STEEPEST, STEEPEST).double().numpy()
    return np.concatenate([scaled, np.log(examples.sight.positions)[:, None], np.ones((len(scaled), 1))], axis=1)


def _own(examples: Examples, task: int, parent: int) -> Mask:
    """The examples whose outcome is known, and is this task's: those where its parent happened."""
    known: Mask = ~np.isnan(examples.labels[:, task])
    return known & (examples.labels[:, parent] == 1.0) if parent >= 0 else known


def _multiple(parent: FloatArray, inputs: FloatArray, labels: FloatArray) -> FloatArray:
    """The multiple of the parent's weights, without the place's and with a constant of its own, that tells most."""
    weights = parent.copy()
    weights[PLACE] = 0.0
    told = np.stack([inputs @ weights, np.ones(len(inputs))], axis=1)
    slope, shift = logistic_weights(told, labels, np.full(2, FREE), np.zeros(2))
    found: FloatArray = slope * weights
    found[-1] += shift
    return found


def _pull(size: int, ridge: float) -> FloatArray:
    return np.append(np.full(size - 1, ridge), FREE)


def _place(net: BehaviourNet, power: float) -> None:
    """The factor of place p, which is 1 at the top, as p to the power."""
    lost = np.maximum(-power * np.log(np.maximum(1, np.arange(len(net.places)))), 1e-2)
    net.places.data.copy_(torch.from_numpy(np.log(np.expm1(lost))))
