"""How well products are found that nobody had met when the model was trained.

A tenth of the products is taken out of every training sequence. Whoever took one of them last is then asked for: it is
looked for among all products and among the new ones, by the model, by likeness of texts to the history, and by
popularity, to which all new products are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from ranker.metrics import rank_of
from ranker.neural.describing import Described
from ranker.neural.lifting import lifted
from ranker.neural.measure import AT_ONCE, FloatArray
from ranker.neural.model import SequenceModel
from ranker.neural.recipes import Recipe, prepared
from ranker.neural.sequences import IntArray, Sequences
from ranker.neural.train import Held, train
from ranker.packs import Pack
from store.progress import Progress, silent

BoolArray = npt.NDArray[np.bool_]

SHARE = 0.1
DECAYS = (0.5, 0.7, 0.85, 1.0)  # how much less each older product counts for likeness; the best on validation is taken


@dataclass(frozen=True, slots=True)
class Found:
    """Ranks [cases] of the new products that were taken, among all products and among the new ones."""

    everywhere: FloatArray
    among_new: FloatArray

    def recall(self, k: int = 50) -> dict[str, float]:
        return {
            f"recall@{k}": round(float((self.everywhere <= k).mean()), 5),
            f"recall@{k} among new": round(float((self.among_new <= k).mean()), 5),
        }


def measure_new(
    pack: Pack, described: Described, recipe: Recipe, seed: int, progress: Progress = silent
) -> dict[str, Found]:
    """By the names model, likeness and popularity, over the same cases."""
    items = len(pack.item_ids)
    is_new = np.zeros(items, dtype=bool)
    is_new[np.random.default_rng(seed).permutation(items)[: round(SHARE * items)]] = True
    learnt = [rows[~is_new[rows]] for rows in pack.train]
    sequences = Sequences.of_rows(learnt)
    model = prepared(recipe, sequences, items, described, seed=seed)
    old = np.flatnonzero(~is_new[pack.valid])
    valid = Held(Sequences.of_rows([learnt[at] for at in old]), pack.valid[old])
    train(model, sequences, valid, replace(recipe.schedule, seed=seed), progress=progress)
    histories = [rows[~is_new[rows]] for rows in pack.histories()]
    cases = np.flatnonzero(is_new[pack.test] & np.array([len(rows) > 0 for rows in histories]))
    known, targets = [histories[at] for at in cases], pack.test[cases]
    decay = _best_decay(described, learnt, pack, is_new)
    popularity = np.bincount(np.concatenate(learnt), minlength=items).astype(np.float64)
    return {
        "model": _ranked(_model_scores(model, known), known, targets, is_new),
        "likeness": _ranked(_likeness(described, known, decay), known, targets, is_new),
        "popularity": _ranked(np.tile(popularity, (len(cases), 1)), known, targets, is_new),
    }


def _ranked(scores: FloatArray, histories: list[IntArray], targets: IntArray, is_new: BoolArray) -> Found:
    everywhere, among = [], []
    for at, target in enumerate(targets.tolist()):
        own = scores[at].copy()
        own[histories[at]] = -np.inf
        everywhere.append(rank_of(own, target))
        own[~is_new] = -np.inf
        among.append(rank_of(own, target))
    return Found(np.array(everywhere), np.array(among))


def _model_scores(model: SequenceModel, histories: list[IntArray]) -> FloatArray:
    sequences = Sequences.of_rows(histories)
    model.eval()
    parts = []
    with torch.no_grad():
        products, new = model.tower(), model.tower.new()[1:]
        described = model.tower.described(model.tower.get_buffer("content"))
        for shoppers in np.array_split(np.arange(len(histories)), -(-len(histories) // AT_ONCE)):
            given = sequences.last(shoppers, model.shape.sizes.longest)
            states = functional.normalize(
                model.states(given, products)[torch.arange(len(shoppers)), given.ends()], dim=-1
            )
            known, by_content = (states @ functional.normalize(one[1:], dim=-1).T for one in (products, described))
            parts.append(lifted(known, by_content, new).double().numpy())
    return np.concatenate(parts)


def _likeness(described: Described, histories: list[IntArray], decay: float) -> FloatArray:
    """Cosine of every product's text with the newest products' texts, each older one counting less."""
    liked = np.stack(
        [(decay ** np.arange(len(rows))[::-1, None] * described.encoded[rows]).sum(axis=0) for rows in histories]
    )
    return (liked @ described.encoded.T).astype(np.float64)


def _best_decay(described: Described, learnt: list[IntArray], pack: Pack, is_new: BoolArray) -> float:
    cases = np.flatnonzero(is_new[pack.valid] & np.array([len(rows) > 0 for rows in learnt]))
    known, targets = [learnt[at] for at in cases], pack.valid[cases]
    found = [_ranked(_likeness(described, known, decay), known, targets, is_new) for decay in DECAYS]
    return DECAYS[int(np.argmax([(one.everywhere <= 50).mean() for one in found]))]
