"""Ranks by what the shopper did before: a fixed sum of signals, whose parts are the reasons.

    personal = .25 bought_together + .20 viewed_together + .20 similar_to + .10 brand + .10 category + .05 colour
             + .04 price + .10 popular + .02 new + .02 offer
    score    = personal                                    when nothing was asked for
    score    = relevance + .15 personal (within -1 to 1)   with a query; relevance is a hit's score over the best hit's

Where the shop has trained its own model, that brings signals of its own, and weights for all of them that were learnt
for shoppers with as long a history (see `ranker.learned`).

So with a query a product can pass another only if its relevance is within .30 of the other's: history orders what is
comparably relevant. A shopper nobody knows has no personal signals but popularity, new and offer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import numpy.typing as npt

from ranker.candidates.source import ProductIndex
from ranker.catalogue import Catalogue
from ranker.learned import Learned
from ranker.ranker import Ranked, RankRequest, Reason
from ranker.recent import Interest, interests
from ranker.relevance import relative, unique
from ranker.signals import Signal, Signals
from ranker.statistics import Statistics
from retrieval.retriever import Hit
from store.behaviour import Event

FloatArray = npt.NDArray[np.float64]

WEIGHTS: Mapping[str, float] = {
    "bought_together": 0.25,
    "viewed_together": 0.20,
    "similar_to": 0.20,
    "brand": 0.10,
    "category": 0.10,
    "colour": 0.05,
    "price": 0.04,
    "popular": 0.10,
    "new": 0.02,
    "offer": 0.02,
}
FACETS = ("brand", "category", "colour", "price")
PERSONAL_SHARE = 0.15
# A signal is said as a reason from this value on: below, it would be true of half the shop.
TELLING: Mapping[str, float] = {
    "query": 0.3,
    "bought_together": 0.05,
    "viewed_together": 0.05,
    "similar_to": 0.1,
    "brand": 0.05,
    "category": 0.1,
    "colour": 0.1,
    "price": 0.1,
    "popular": 0.6,
    "new": 0.5,
    "offer": 0.05,
    "sequence": 0.1,
    "chance": 0.2,
}
TOLD = 10  # places from the top whose reasons are looked into: what the score rests on, and whether it does
PEOPLE = 2.0  # sightings below which "people who bought X" would tell of one person


@dataclass(frozen=True, slots=True)
class _Scored:
    """Scores [n] of the candidates and the contributions [n] that add up to them."""

    totals: FloatArray
    contributions: Mapping[str, FloatArray]
    signals: Mapping[str, Signal]


class HistoryRanker:
    """The personal ranker: alone it needs no training; with `learned` it is the shop's own."""

    def __init__(
        self,
        statistics: Statistics,
        catalogue: Catalogue,
        index: ProductIndex | None = None,
        weights: Mapping[str, float] = WEIGHTS,
        learned: Learned | None = None,
    ) -> None:
        self.index = index
        self._statistics = statistics
        self._catalogue = catalogue
        self._weights = weights
        self.learned = learned

    @property
    def name(self) -> str:
        return "history" if self.learned is None else self.learned.name

    def rank(self, request: RankRequest, candidates: Sequence[Hit], history: Sequence[Event]) -> list[Ranked]:
        hits = unique(candidates)
        if not hits:
            return []
        past = interests(history, request.now)
        relevance = relative([hit.score for hit in hits]) if request.query else None
        ids = [hit.product_id for hit in hits]
        scored = self._score(ids, history, past, request.now, relevance)
        order = np.argsort(-scored.totals, kind="stable")[: request.k].tolist()
        if self.learned is not None:
            told = self.learned.explained(scored.signals, order[:TOLD], ids, history, past, request.now)
            plain = {name: _linked(signal, scored.signals) for name, signal in told.items()}
            scored = replace(scored, signals={**scored.signals, **plain})
        ranked = [
            Ranked(hits[at].product_id, float(scored.totals[at]), hits[at].source, self._reasons(scored, at, past))
            for at in order
        ]
        return [*self._faithful(ranked[:TOLD], history, request.now), *ranked[TOLD:]]

    def _faithful(self, ranked: Sequence[Ranked], history: Sequence[Event], now: datetime) -> list[Ranked]:
        """Without the reasons that rest on a product of the history whose absence would not lower the score."""
        ids = [item.product_id for item in ranked]
        rests = {reason.product_id for item in ranked for reason in item.reasons if reason.product_id}
        if not rests:
            return list(ranked)
        scores = self.scores(ids, history, now)
        lower = {
            product_id: self.scores(ids, [event for event in history if event.product_id != product_id], now) < scores
            for product_id in rests
        }
        return [
            replace(item, reasons=tuple(one for one in item.reasons if not one.product_id or lower[one.product_id][at]))
            for at, item in enumerate(ranked)
        ]

    def scores(self, ids: Sequence[str], history: Sequence[Event], now: datetime) -> FloatArray:
        """Scores [len(ids)] without a query: what `rank` orders by."""
        return self._score(ids, history, interests(history, now), now, None).totals

    def _score(
        self,
        ids: Sequence[str],
        history: Sequence[Event],
        past: Sequence[Interest],
        now: datetime,
        relevance: FloatArray | None,
    ) -> _Scored:
        weights = self._weights if self.learned is None else self.learned.weights(history, now)
        signals = self.measure(ids, history, past, now, weights)
        contributions = {name: weights[name] * signal.values for name, signal in signals.items()}
        personal = np.sum(list(contributions.values()), axis=0)
        if relevance is None:
            return _Scored(personal, contributions, signals)
        # Clipped by scaling, so that the contributions still add up to the score.
        scale = PERSONAL_SHARE * np.minimum(1.0, 1.0 / np.maximum(np.abs(personal), 1e-12))
        contributions = {name: scale * part for name, part in contributions.items()}
        return _Scored(
            relevance + scale * personal,
            {"query": relevance, **contributions},
            {"query": Signal(relevance), **signals},
        )

    def measure(
        self,
        ids: Sequence[str],
        history: Sequence[Event],
        past: Sequence[Interest],
        now: datetime,
        weights: Mapping[str, float],
    ) -> dict[str, Signal]:
        """The signals that have a weight."""
        signals = Signals(ids, past, self._statistics, self._catalogue, self.index)
        measures: dict[str, Callable[[], Signal]] = {
            "bought_together": signals.bought_together,
            "viewed_together": signals.viewed_together,
            "similar_to": signals.similar,
            "popular": signals.popular,
            "new": lambda: signals.new(now),
            "offer": signals.offer,
        }
        found = {name: measure() for name, measure in measures.items() if weights.get(name)}
        found |= {name: signals.affinity(name) for name in FACETS if weights.get(name)}
        return found if self.learned is None else found | self.learned.signals(ids, history, now, weights)

    def _reasons(self, scored: _Scored, at: int, past: Sequence[Interest]) -> tuple[Reason, ...]:
        """The contributions that are really positive, as shares of all positive ones, strongest first."""
        positive = sum(max(0.0, float(part[at])) for part in scored.contributions.values())
        reasons = []
        for kind, part in scored.contributions.items():
            if part[at] > 0 and scored.signals[kind].values[at] >= TELLING[kind]:
                reason = self._reason(kind, scored.signals[kind], at, float(part[at]) / positive, past)
                reasons += [reason] if reason else []
        return tuple(sorted(reasons, key=lambda reason: -reason.weight))

    def _reason(self, kind: str, signal: Signal, at: int, share: float, past: Sequence[Interest]) -> Reason | None:
        """The reason with the history item or facet value it rests on; None when it would tell of a single person."""
        if signal.by_item is not None:
            item = int(signal.by_item[at].argmax())
            if signal.by_item[at, item] <= 0:
                return None
            if signal.support is not None and signal.support[at, item] < PEOPLE:
                return None
            return Reason(kind, share, past[item].product_id, past[item].kind.value, past[item].at)
        if kind == "sequence":
            return None  # too far down to have been asked for
        if signal.codes is not None:
            value = self._catalogue.facets[kind].values[int(signal.codes[at])]
            return Reason(kind, share, value=value)
        return Reason(kind, share)


def _linked(signal: Signal, others: Mapping[str, Signal]) -> Signal:
    """The model's signal resting only on history items whose link to the candidate anybody sees.

    They are alike, or were bought or looked at together. The rest of what the model knows orders, and is not said:
    running shoes "because you looked at a lunch box" would explain nothing.
    """
    if signal.by_item is None:
        return signal
    seen = np.zeros(signal.by_item.shape, dtype=np.bool_)
    for kind in ("similar_to", "bought_together", "viewed_together"):
        other = others.get(kind)
        if other is None or other.by_item is None:
            continue
        known = True if other.support is None else (other.support >= PEOPLE) & (other.by_item >= TELLING[kind])
        seen |= (other.by_item > 0) & known
    return replace(signal, by_item=np.where(seen, signal.by_item, 0.0))
