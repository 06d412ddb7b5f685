"""Sequence models on a pack: trained on its training part, stopped by its validation products, measured on the test."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass, replace

import numpy as np

from ranker.neural.describing import Described
from ranker.neural.measure import FloatArray, hits_and_gains, ranks_of
from ranker.neural.recipes import Recipe, prepared
from ranker.neural.sequences import Sequences
from ranker.neural.train import Epoch, Held, train
from ranker.packs import Pack
from store.progress import Progress, silent

SHUFFLES = 97  # the seed's offset of the order in which shuffled histories stand
RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """One seed. `ranks` and `shuffled` [shoppers]: places of the test products, with the history as it was and in
    random order. `seconds` is processor time up to the best epoch, spectral vectors included, measuring left out."""

    ranks: FloatArray
    shuffled: FloatArray
    seconds: float
    epochs: tuple[Epoch, ...]

    @property
    def hr(self) -> float:
        return float(hits_and_gains(self.ranks)[0].mean())

    @property
    def ndcg(self) -> float:
        return float(hits_and_gains(self.ranks)[1].mean())

    @property
    def shuffled_ndcg(self) -> float:
        return float(hits_and_gains(self.shuffled)[1].mean())


def run(pack: Pack, described: Described | None, recipe: Recipe, seed: int, progress: Progress = silent) -> Outcome:
    """Trains by the recipe with this seed and measures on the test; `described` in the order of the pack's rows."""
    began = time.process_time()
    sequences = Sequences.of_rows(pack.train)
    model = prepared(recipe, sequences, len(pack.item_ids), described, seed=seed)
    spent = time.process_time() - began
    epochs = train(
        model, sequences, Held(sequences, pack.valid), replace(recipe.schedule, seed=seed), progress=progress
    )
    histories = pack.histories()
    mixed = [np.random.default_rng([seed, SHUFFLES, at]).permutation(rows) for at, rows in enumerate(histories)]
    best = max(epochs, key=lambda epoch: epoch.ndcg)
    return Outcome(
        ranks_of(model, Sequences.of_rows(histories), pack.test),
        ranks_of(model, Sequences.of_rows(mixed), pack.test),
        spent + best.seconds,
        tuple(epochs),
    )


def difference(better: list[Outcome], worse: list[Outcome], k: int = 10) -> tuple[float, float]:
    """Mean nDCG@k of `better` less that of `worse` over the same shoppers and seeds, and the one-sided p of a paired
    bootstrap over shoppers (Sakai 2006): how often a resampled difference is not above zero."""
    gains = [np.mean([hits_and_gains(outcome.ranks, k)[1] for outcome in side], axis=0) for side in (better, worse)]
    differences = gains[0] - gains[1]
    rng = np.random.default_rng(0)
    n = len(differences)
    means = np.array([differences[rng.integers(0, n, n)].mean() for _ in range(RESAMPLES)])
    return float(differences.mean()), float((1 + (means <= 0).sum()) / (1 + RESAMPLES))


def peak_mb() -> float:
    """The most memory this process ever held, in megabytes of a million bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
