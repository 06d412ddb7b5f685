"""Candidate sources measured: does a source bring the product that a shopper took next, before its naive rival does?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from ranker.candidates.naive import Naive, Neighbours, Ordered
from ranker.candidates.social import Follows, Social
from ranker.candidates.source import CandidateSource, ProductIndex
from ranker.catalogue import Catalogue
from ranker.evaluate import Split, leave_last_out
from ranker.ranker import RankRequest
from ranker.ranking import Ranking
from ranker.statistics import Statistics
from retrieval.filters import Filters
from retrieval.measuring.bootstrap import interval
from store.behaviour import Event
from store.products import Product

DEEPEST = 100
MOST_RESAMPLED = 5_000  # cases that the bootstrap is drawn from; of more, so many evenly spread


@dataclass(frozen=True, slots=True)
class Case:
    """A shopper before `target`, the product taken next: none of the history."""

    shopper: str
    history: Sequence[Event]
    target: Event


@dataclass(frozen=True, slots=True)
class Compared:
    """Shares of the `n` cases whose product is among the first 10, 50 and 100, and those of the rival.

    `low` and `high` bound the difference at 50 (95 %, paired bootstrap over cases); `ms` is processor time a request.
    """

    source: str
    rival: str
    n: int
    hits: tuple[float, float, float]
    rival_hits: tuple[float, float, float]
    low: float
    high: float
    ms: float


class PastOnly:
    """Everybody's events up to a moment that moves: nobody is listened to before they spoke."""

    def __init__(self, histories: Mapping[str, Sequence[Event]]) -> None:
        self._histories = histories
        self.now: datetime | None = None

    def history(self, customer_id: str, limit: int = 50) -> list[Event]:
        past = [one for one in self._histories.get(customer_id, ()) if self.now is None or one.at < self.now]
        return past[-limit:]


class Bench:
    """A shop with each shopper's last product held out; the statistics are of what remains."""

    def __init__(
        self,
        products: Iterable[Product],
        events: Iterable[Event],
        index: ProductIndex,
        people: Follows | None = None,
        validation: bool = False,
    ) -> None:
        self.catalogue = Catalogue(products)
        self._split: Split = leave_last_out(events, drop=int(validation))
        past = (event for history in self._split.histories.values() for event in history)
        self.statistics = Statistics.build(past, self.catalogue.ids)
        self._heard = PastOnly(self._split.histories)
        social = Social(people, self._heard, self.statistics, self.catalogue) if people else None
        pool = Ranking.of(self.catalogue, self.statistics, index, social=social).pool
        self.sources: dict[str, CandidateSource] = {source.name: source for source in pool.sources}
        self.sources["pool"] = pool
        self.cases = [
            Case(shopper, self._split.histories[shopper], target)
            for shopper, target in sorted(self._split.held_out.items())
            if target.product_id in self.catalogue.rows
        ]

    def rivals(self) -> dict[str, CandidateSource]:
        naive = Naive(self.catalogue, self.statistics)
        orders = {
            "popular elsewhere": naive.popular_elsewhere,
            "random brand": naive.random_brand,
            "popular brand": naive.popular_brand,
            "random offer": naive.random_offer,
            "largest offer": naive.largest_offer,
            "item_knn": Neighbours(self.catalogue, self._split.histories).score,
        }
        found: dict[str, CandidateSource] = {
            name: Ordered(name, self.catalogue, score) for name, score in orders.items()
        }
        return found | self.sources

    def asked(self, case: Case) -> tuple[RankRequest, Filters]:
        """The request at the moment of the target, with everything of the history left out."""
        self._heard.now = case.target.at
        met = frozenset(event.product_id for event in case.history)
        return RankRequest(case.target.at, DEEPEST, case.shopper), Filters(exclude_ids=met)

    def places(self, source: CandidateSource, cases: Sequence[Case]) -> tuple[list[float], float]:
        """Where the source has each case's product, from 1; infinite where it has not. And milliseconds a request."""
        places = []
        start = time.process_time()
        for case in cases:
            request, filters = self.asked(case)
            ids = [hit.product_id for hit in source.candidates(request, case.history, DEEPEST, filters)]
            places.append(ids.index(case.target.product_id) + 1.0 if case.target.product_id in ids else np.inf)
        return places, 1_000 * (time.process_time() - start) / max(1, len(cases))


def elsewhere(bench: Bench, case: Case) -> bool:
    """Whether the product is of a category that the history has nothing of."""
    rows, codes = bench.catalogue.rows, bench.catalogue.facets["category"].codes
    past = {int(codes[rows[event.product_id], 0]) for event in case.history if event.product_id in rows}
    return int(codes[rows[case.target.product_id], 0]) not in past | {0}


def on_offer(bench: Bench, case: Case) -> bool:
    return bool(bench.catalogue.reduced[bench.catalogue.rows[case.target.product_id]] > 0)


def in_company(bench: Bench, case: Case) -> bool:
    """Whether the shopper follows anybody."""
    social = bench.sources.get("social")
    return isinstance(social, Social) and bool(social.circle(case.shopper))


def anywhere(bench: Bench, case: Case) -> bool:  # noqa: ARG001
    return True


# source, its naive rival, and the cases that the source is for
CONTESTS: Sequence[tuple[str, str, Callable[[Bench, Case], bool]]] = (
    ("similar", "popular", anywhere),
    ("co_bought", "popular", anywhere),
    ("graph", "item_knn", anywhere),
    ("graph", "co_bought", anywhere),
    ("brand", "random brand", anywhere),
    ("brand", "popular brand", anywhere),
    ("cross_category", "popular elsewhere", elsewhere),
    ("promoted", "random offer", on_offer),
    ("promoted", "largest offer", on_offer),
    ("social", "popular", in_company),
    ("new", "popular", anywhere),
    ("pool", "popular", anywhere),
)


def compare(bench: Bench, only: str = "") -> Iterator[Compared]:
    """Every contest whose source the bench has, or those of `only`."""
    rivals = bench.rivals()
    known: dict[tuple[str, str], tuple[list[float], float]] = {}
    for name, rival, wanted in CONTESTS:
        if name not in rivals or rival not in rivals or (only and only != name):
            continue
        cases = [case for case in bench.cases if wanted(bench, case)]
        for one in (name, rival):
            key = one, wanted.__name__
            if key not in known:
                known[key] = bench.places(rivals[one], cases)
        places, ms = known[name, wanted.__name__]
        found = judged(places, known[rival, wanted.__name__][0])
        yield replace(found, source=name, rival=rival, ms=ms)


def judged(places: Sequence[float], rival: Sequence[float]) -> Compared:
    """The two lists of places [n], side by side; without names and time."""
    mine, theirs = np.asarray(places), np.asarray(rival)
    spread = np.linspace(0, len(mine) - 1, min(len(mine), MOST_RESAMPLED)).astype(int)
    difference = (mine <= 50).astype(float) - (theirs <= 50)
    low, high = interval(difference[spread].tolist())
    return Compared("", "", len(mine), _hits(mine), _hits(theirs), low, high, 0.0)


def _hits(places: np.typing.NDArray[np.float64]) -> tuple[float, float, float]:
    if not len(places):
        return 0.0, 0.0, 0.0
    first, second, third = (float((places <= k).mean()) for k in (10, 50, DEEPEST))
    return first, second, third
