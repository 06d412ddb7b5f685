"""Full ranking of the held-out product: every product scored, those already taken left out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from ranker.neural.model import SequenceModel
from ranker.neural.sequences import IntArray, Sequences

FloatArray = npt.NDArray[np.float64]
AT_ONCE = 256  # shoppers scored together


@torch.no_grad()
def ranks_of(model: SequenceModel, histories: Sequences, targets: IntArray) -> FloatArray:
    """The place of each shopper's target row among all products, 1 for the best; a tie counts as the middle.

    Products of the history are left out; a target among them counts as one of the last. Shoppers in the order of
    `histories`.
    """
    was_training = model.training
    model.eval()
    device = next(model.parameters()).device
    products = model.tower()
    ranks = np.zeros(len(targets))
    order = np.argsort(histories.lengths, kind="stable")
    for start in range(0, len(order), AT_ONCE):
        shoppers = order[start : start + AT_ONCE]
        given = histories.last(shoppers, model.shape.sizes.longest).to(device)
        scores = model.final(given, products).float().cpu().numpy()
        for at, shopper in enumerate(shoppers.tolist()):
            scores[at, histories.of(shopper) - 1] = -np.inf
        right = scores[np.arange(len(shoppers)), targets[shoppers]]
        above = (scores > right[:, None]).sum(axis=1)
        tied = (scores == right[:, None]).sum(axis=1)
        ranks[shoppers] = above + (tied + 1) / 2
    model.train(was_training)
    return ranks


def hits_and_gains(ranks: FloatArray, k: int = 10) -> tuple[FloatArray, FloatArray]:
    """Of each rank whether it is within `k`, and its gain 1 / log2(rank + 1) where it is [n]."""
    hit = ranks <= k
    return hit.astype(np.float64), hit / np.log2(ranks + 1)
