"""Baselines measured on a pack: the last product held out, all products ranked, those of the history left out."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ranker.baselines.als import ALS
from ranker.baselines.baseline import Baseline, FloatArray
from ranker.baselines.item_knn import ItemKNN
from ranker.baselines.light_gcn import LightGCN
from ranker.baselines.popularity import Popularity
from ranker.metrics import Quality, quality, rank_of
from ranker.packs import Pack

CHUNK = 512  # shoppers scored at once
MODELS: Mapping[str, Callable[[], Baseline]] = {
    "popularity": Popularity,
    "item_knn": ItemKNN,
    "als": ALS,
    "lightgcn": LightGCN,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """`ranks` [shoppers] are the places of the held-out products. Seconds are of the processor; `peak_mb` is the most
    memory that the process ever held, so measure one model a process where it matters."""

    model: str
    ranks: FloatArray
    fit_seconds: float
    score_seconds: float
    peak_mb: float

    def quality(self, k: int = 10) -> Quality:
        return quality(self.ranks.tolist(), k)


def measure(model: Baseline, pack: Pack, validation: bool = False) -> Measured:
    """Fits on the training part and ranks every product for each shopper at the test, or at the validation.

    At the test the history holds the validation product too. A held-out product that the shopper had before is among
    those left out: it counts as one of the last.
    """
    histories, targets = (pack.train, pack.valid) if validation else (pack.histories(), pack.test)
    start = time.process_time()
    model.fit(pack.train, len(pack.item_ids))
    fitted = time.process_time()
    ranks = np.zeros(len(pack))
    for shoppers in np.array_split(np.arange(len(pack)), max(1, len(pack) // CHUNK)):
        scores = model.scores(shoppers, [histories[at] for at in shoppers])
        for place, at in enumerate(shoppers.tolist()):
            scores[place, histories[at]] = -np.inf
            ranks[at] = rank_of(scores[place], int(targets[at]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(model.name, ranks, fitted - start, time.process_time() - fitted, peak)
