"""The candidate pool with weights drawn by the bandit, and the chances with which its places came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ranker.candidates.pool import CandidatePool
from ranker.candidates.source import CandidateSource
from ranker.feedback.bandit import Bandit, Context
from ranker.ranker import RankRequest
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event

DRAWS = 200  # for a propensity: its standard error is at most .035


@dataclass(frozen=True, slots=True)
class Sampled:
    """Candidates in the pool's order, and for each the chance that it stands at its place."""

    hits: tuple[Hit, ...]
    propensities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Recalled:
    """A source's answer, given again."""

    name: str
    hits: Sequence[Hit]

    def candidates(
        self,
        request: RankRequest,  # noqa: ARG002
        history: Sequence[Event],  # noqa: ARG002
        k: int,
        filters: Filters = NO_FILTERS,  # noqa: ARG002
    ) -> list[Hit]:
        return list(self.hits[:k])


class SampledPool:
    """A candidate source like the pool it stands for; each call draws new weights from the bandit."""

    name = "pool"

    def __init__(self, pool: CandidatePool, bandit: Bandit, rng: np.random.Generator) -> None:
        self._sources: tuple[CandidateSource, ...] = pool.sources
        self._bandit = bandit
        self._rng = rng

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        drawn = self._bandit.draw(Context.of(request, history), self._rng)
        return CandidatePool(self._sources, drawn).candidates(request, history, k, filters)

    def sampled(self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS) -> Sampled:
        """Candidates with their propensities: the share of `DRAWS` drawings, this one included, that agree on a place.

        The sources are asked once. The chances hold for the pool's order; a ranker that orders anew makes its own.
        """
        context = Context.of(request, history)
        sources = [Recalled(one.name, one.candidates(request, history, k, filters)) for one in self._sources]
        orders = [
            CandidatePool(sources, self._bandit.draw(context, self._rng)).candidates(request, history, k)
            for _ in range(DRAWS)
        ]
        shown = orders[0]
        agree = [
            sum(len(order) > place and order[place].product_id == hit.product_id for order in orders) / DRAWS
            for place, hit in enumerate(shown)
        ]
        return Sampled(tuple(shown), tuple(agree))


def serving_pool(folder: Path, pool: CandidatePool) -> CandidateSource:
    """The pool to serve from: with the bandit of the shop's `ranker/` folder where that one is live, else as it is."""
    bandit = Bandit.load(folder)
    return SampledPool(pool, bandit, np.random.default_rng()) if bandit.live else pool
