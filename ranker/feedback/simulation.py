"""A shop of made-up clicks with known chances, to see what the bandit's learning costs beside knowing them.

`python -m ranker.feedback.simulation` prints the regret after 5,000 rankings over 20 seeds.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

import numpy as np

from ranker.candidates.pool import WEIGHTS, CandidatePool
from ranker.feedback.bandit import CONTEXTS, SETTLED, Bandit, Context
from ranker.feedback.examination import Examination
from ranker.feedback.log import Answer, FloatArray
from ranker.feedback.sampled_pool import Recalled
from ranker.ranker import RankRequest
from retrieval.retriever import Hit
from store.behaviour import RankingShown, Shown

# A market of six sources, whatever the shop's pool has by now: what learning costs depends on how many there are.
SOURCES = ("similar", "co_bought", "brand", "popular", "promoted", "new")
BY_HAND = {name: WEIGHTS[name] for name in SOURCES}
PLACES = 8
START = datetime(2026, 1, 1, tzinfo=UTC)
FADING = 0.9  # how much less attractive each further product of a source is
BATCH = 25  # rankings between two lessons: feedback comes late
FAVOUR = 10.0
THETA = 1.0 / np.arange(1, PLACES + 1)

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Market:
    """`rates`: context → source → the chance that its best product, when looked at, is clicked."""

    rates: Mapping[str, Weights]

    @classmethod
    def random(cls, rng: np.random.Generator) -> Self:
        return cls({context.key: {name: float(rng.uniform(0.02, 0.4)) for name in BY_HAND} for context in CONTEXTS})

    def order(self, weights: Weights) -> list[Hit]:
        """What the pool makes of the weights, every source offering the same products to everybody."""
        sources = [Recalled(name, [Hit(f"{name} {at}", 1.0, name) for at in range(PLACES)]) for name in BY_HAND]
        return CandidatePool(sources, weights).candidates(RankRequest(START, PLACES), (), PLACES)

    def chances(self, context: Context, order: list[Hit]) -> FloatArray:
        """Of a click on each place."""
        rates = self.rates[context.key]
        attraction = [rates[hit.source] * FADING ** int(hit.product_id.rsplit(" ", 1)[1]) for hit in order]
        found: FloatArray = THETA[: len(order)] * np.array(attraction)
        return found

    def value(self, context: Context, weights: Weights) -> float:
        """Expected clicks of a ranking with these weights."""
        return float(self.chances(context, self.order(weights)).sum())


def fixed_arms() -> dict[str, Weights]:
    """The weights chosen by hand, all alike, and each source favoured."""
    equal = dict.fromkeys(BY_HAND, 1.0)
    return {"by hand": dict(BY_HAND), "equal": equal, **{f"{name} first": {**equal, name: FAVOUR} for name in BY_HAND}}


def regrets(seed: int, rounds: int) -> dict[str, FloatArray]:
    """Clicks lost up to each round against weights that are the true chances, by way of choosing them [rounds]."""
    rng = np.random.default_rng(seed)
    market = Market.random(rng)
    contexts = [CONTEXTS[at] for at in rng.integers(len(CONTEXTS), size=rounds)]
    ideal = {context.key: market.value(context, market.rates[context.key]) for context in CONTEXTS}
    best = np.array([ideal[context.key] for context in contexts])
    fixed = {name: _constant(market, weights, contexts) for name, weights in fixed_arms().items()}
    hindsight = max(fixed, key=lambda name: float(fixed[name].sum()))
    earned = {
        "thompson": _thompson(market, contexts, rng),
        "uniform": np.array([market.value(context, _uniform(rng)) for context in contexts]),
        "by hand": fixed["by hand"],
        "best fixed": fixed[hindsight],
    }
    return {name: np.cumsum(best - values) for name, values in earned.items()}


def _uniform(rng: np.random.Generator) -> Weights:
    return dict(zip(BY_HAND, rng.uniform(0.01, 1.0, len(BY_HAND)).tolist(), strict=True))


def _constant(market: Market, weights: Weights, contexts: list[Context]) -> FloatArray:
    values = {context.key: market.value(context, weights) for context in CONTEXTS}
    return np.array([values[context.key] for context in contexts])


def _thompson(market: Market, contexts: list[Context], rng: np.random.Generator) -> FloatArray:
    bandit = Bandit(base=dict(BY_HAND))
    theta = Examination(THETA, THETA, THETA, 0)
    earned, waiting = [], []
    for at, context in enumerate(contexts):
        order = market.order(bandit.draw(context, rng))
        chances = market.chances(context, order)
        earned.append(float(chances.sum()))
        waiting.append(_answer(at, context, order, tuple((rng.random(len(order)) < chances).tolist())))
        if len(waiting) == BATCH:
            bandit.learn(waiting, theta, START + timedelta(minutes=at) + SETTLED)
            waiting.clear()
    return np.array(earned)


def _answer(at: int, context: Context, order: list[Hit], clicked: tuple[bool, ...]) -> Answer:
    shown = tuple(Shown(hit.product_id, place, hit.score, hit.source) for place, hit in enumerate(order, 1))
    query = "something" if context.asked else ""
    ranking = RankingShown(str(at), START + timedelta(minutes=at), "", query, "bandit", shown)
    return Answer(ranking, context.segment, clicked, (False,) * len(clicked))


def main(write: Callable[[str], object] = sys.stdout.write) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5_000)
    parser.add_argument("--seeds", type=int, default=20)
    arguments = parser.parse_args()
    found = [regrets(seed, arguments.rounds) for seed in range(arguments.seeds)]
    write(f"regret in clicks after {arguments.rounds:,} rankings, {arguments.seeds} seeds\n")
    for name in found[0]:
        last = np.array([one[name][-1] for one in found])
        half = np.array([one[name][arguments.rounds // 2] for one in found])
        error = 1.96 * last.std(ddof=1) / np.sqrt(len(last)) if len(last) > 1 else np.nan
        write(f"{name:12} {last.mean():9.1f} ± {error:.1f}   of it in the second half {(last - half).mean():9.1f}\n")


if __name__ == "__main__":
    main()
