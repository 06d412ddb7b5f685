"""Trains a shop's own ranker on its events: the sequence model, then how much each signal counts, then the comparison.

Time parts the events: the model learns from the oldest, is stopped and weighed by what shoppers took next, and measured
on what they took last. Nothing that is measured on was seen before, by the model or by the statistics beside it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from ranker.candidates.source import ProductIndex
from ranker.catalogue import Catalogue
from ranker.fusion import Case, learn
from ranker.held_out import Taken, by_shopper, cut_at, spread, taken
from ranker.history import WEIGHTS, HistoryRanker
from ranker.learned import STAGES, LearnedSignals, stage_of
from ranker.metrics import Quality, quality, rank_of
from ranker.neural.checkpoint import About, Checkpoint
from ranker.neural.describing import describe
from ranker.neural.model import SequenceModel
from ranker.neural.recipes import Recipe, prepared
from ranker.neural.serving import SequenceScorer
from ranker.neural.train import Epoch, Held, train
from ranker.neural.visits import CODES, Reading, visits
from ranker.popularity import PopularityRanker
from ranker.recent import interests
from ranker.statistics import Statistics
from store.behaviour import Event
from store.progress import Progress, silent

LEARNT, CHOSEN = 0.85, 0.925  # shares of the events, oldest first, that are learnt from and, after them, chosen by
MOST_CASES = 1_000  # of what was taken, in each part
RIVALS = 1_000  # products beside the taken one while weights are learnt
FEWEST = 50  # products taken that a comparison has to rest on
START_SEQUENCE = 0.3


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained ranker before anybody is served by it. `until` is the time of the last event that it
    learnt from."""

    found: Checkpoint
    weights: tuple[Mapping[str, float], ...]
    epochs: tuple[Epoch, ...]
    seconds: float
    until: datetime


@dataclass(frozen=True, slots=True)
class Shop:
    """What training needs of a shop. `content` is the name of the encoder behind the index."""

    catalogue: Catalogue
    index: ProductIndex
    events: Sequence[Event]
    content: str
    fingerprint: str


class TooFew(ValueError):
    """There is not enough behaviour to learn from and to measure on."""


def train_ranker(shop: Shop, recipe: Recipe, seed: int = 0, progress: Progress = silent) -> Trained:
    """Learns from the oldest `LEARNT` of the events and chooses by what was taken until `CHOSEN`.

    Raises TooFew where shoppers took less than `FEWEST` new products in that time.
    """
    began = time.process_time()
    shoppers = by_shopper(shop.events)
    start, end = cut_at(shop.events, LEARNT), cut_at(shop.events, CHOSEN)
    cases = [case for case in taken(shoppers, start, end) if case.product_id in shop.catalogue.products]
    if len(cases) < FEWEST:
        raise TooFew(f"shoppers took {len(cases)} new products in the time to choose by; {FEWEST} are needed")
    old = {customer: [event for event in own if event.at < start] for customer, own in shoppers.items()}
    model, about, epochs = fit(shop, recipe, old, cases, seed, progress)
    before = [event for own in old.values() for event in own]
    found = Checkpoint.of(model, about)
    scorer = SequenceScorer(found, shop.catalogue, shop.index)
    statistics = Statistics.build(before, shop.catalogue.ids, progress)
    weights = weigh(shop, statistics, scorer, spread(cases, MOST_CASES), seed, progress)
    seconds = time.process_time() - began
    return Trained(found, tuple(weights), tuple(epochs), seconds, max(event.at for event in before))


def fit(
    shop: Shop,
    recipe: Recipe,
    old: Mapping[str, Sequence[Event]],
    cases: Sequence[Taken],
    seed: int,
    progress: Progress,
) -> tuple[SequenceModel, About, list[Epoch]]:
    """The sequence model, trained on `old` and stopped by the cases."""
    ids = list(shop.catalogue.ids)
    reading = Reading(ids, shop.catalogue)
    sequences = reading.sequences([visits(own) for own in old.values()])
    described = describe(ids, shop.catalogue, shop.index)
    made = replace(recipe, schedule=replace(recipe.schedule, seed=seed))
    model = prepared(made, sequences, len(ids), described, CODES, seed)
    epochs = train(model, sequences, _held(reading, shop.catalogue, cases), made.schedule, progress=progress)
    best = max(epochs, key=lambda epoch: epoch.ndcg)
    metrics = {"epochs": best.number, "validation ndcg@10": best.ndcg, "validation hr@10": best.hr}
    return model, About(model.shape, tuple(ids), shop.content, shop.fingerprint, seed, metrics), epochs


def _held(reading: Reading, catalogue: Catalogue, cases: Sequence[Taken]) -> Held:
    pasts = [visits(case.history) for case in cases]
    known = [at for at, own in enumerate(pasts) if own]
    targets = np.array([catalogue.rows[cases[at].product_id] for at in known], dtype=np.int64)
    return Held(reading.sequences([pasts[at] for at in known]), targets)


def weigh(
    shop: Shop,
    statistics: Statistics,
    scorer: SequenceScorer,
    cases: Sequence[Taken],
    seed: int,
    progress: Progress = silent,
) -> list[dict[str, float]]:
    """The weights of all signals for each stage, learnt on the cases beside rivals from the catalogue."""
    start = {name: (1 - START_SEQUENCE) * weight for name, weight in WEIGHTS.items()} | {"sequence": START_SEQUENCE}
    names = list(start)
    measuring = HistoryRanker(
        statistics, shop.catalogue, shop.index, learned=LearnedSignals(scorer, [start] * len(STAGES))
    )
    alive = [product_id for product_id in shop.catalogue.ids if product_id in shop.catalogue.products]
    rng = np.random.default_rng(seed)
    learnt = []
    for done, case in enumerate(cases):
        progress("weights", done, len(cases))
        rivals = _rivals(case, alive, rng)
        found = measuring.measure(rivals, case.history, interests(case.history, case.at), case.at, start)
        signals = np.stack([found[name].values if name in found else np.zeros(len(rivals)) for name in names], axis=1)
        learnt.append(Case(signals, 0, stage_of(case.history, case.at)))
    return learn(learnt, names, start, len(STAGES))


def _rivals(case: Taken, alive: Sequence[str], rng: np.random.Generator) -> list[str]:
    """The taken product first, then others not met before: all, or as many drawn evenly. Rivals picked for being
    popular or likely would teach that to be so speaks against a product."""
    met = case.met | {case.product_id}
    fresh = [product_id for product_id in alive if product_id not in met]
    drawn = rng.permutation(len(fresh))[:RIVALS]
    return [case.product_id, *(fresh[at] for at in drawn.tolist())]


@dataclass(frozen=True, slots=True)
class Measured:
    """How well a ranker puts what shoppers took last before everything else. `gains` [cases] are nDCG@10's parts."""

    quality: Quality
    ranks: tuple[float, ...]


def measure(ranker: HistoryRanker | PopularityRanker, catalogue: Catalogue, cases: Sequence[Taken]) -> Measured:
    """Ranks the whole catalogue for each case, products met before left out."""
    ids = [product_id for product_id in catalogue.ids if product_id in catalogue.products]
    rows = {product_id: row for row, product_id in enumerate(ids)}
    ranks = []
    for case in cases:
        scores = ranker.scores(ids, case.history, case.at).copy()
        scores[[rows[product_id] for product_id in case.met if product_id in rows]] = -np.inf
        ranks.append(rank_of(scores, rows[case.product_id]))
    return Measured(quality(ranks, 10), tuple(ranks))


def last_cases(shop: Shop, since: datetime | None = None) -> list[Taken]:
    """What was taken after all that is chosen by, and after `since`: what rankers are compared on."""
    start = cut_at(shop.events, CHOSEN)
    if since is not None:
        start = max(start, since)
    cases = [case for case in taken(by_shopper(shop.events), start) if case.product_id in shop.catalogue.products]
    return spread(cases, MOST_CASES)
