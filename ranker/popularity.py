"""Ranks by relevance and popularity alone, the same for everybody: the baseline, and what a stranger sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from ranker.history import PERSONAL_SHARE, TELLING
from ranker.ranker import Ranked, RankRequest, Reason
from ranker.relevance import relative, unique
from ranker.statistics import Statistics
from retrieval.retriever import Hit
from store.behaviour import Event


class PopularityRanker:
    """Without a query the score is popularity; with one, relevance plus .15 of popularity."""

    name = "popularity"

    def __init__(self, statistics: Statistics) -> None:
        self._statistics = statistics

    def rank(self, request: RankRequest, candidates: Sequence[Hit], history: Sequence[Event]) -> list[Ranked]:  # noqa: ARG002
        hits = unique(candidates)
        popular = self._statistics.of([hit.product_id for hit in hits])
        relevance = relative([hit.score for hit in hits]) if request.query else np.zeros(len(hits))
        parts = {"query": relevance, "popular": popular * (PERSONAL_SHARE if request.query else 1.0)}
        totals = parts["query"] + parts["popular"]
        values = {"query": relevance, "popular": popular}
        order = np.argsort(-totals, kind="stable")[: request.k]
        ranked = []
        for at in order.tolist():
            told = [kind for kind in parts if parts[kind][at] > 0 and values[kind][at] >= TELLING[kind]]
            reasons = [Reason(kind, float(parts[kind][at] / totals[at])) for kind in told]
            reasons.sort(key=lambda reason: -reason.weight)
            ranked.append(Ranked(hits[at].product_id, float(totals[at]), hits[at].source, tuple(reasons)))
        return ranked

    def scores(self, ids: Sequence[str], history: Sequence[Event], now: datetime) -> npt.NDArray[np.float64]:  # noqa: ARG002
        """Scores [len(ids)] without a query: what `rank` orders by."""
        return self._statistics.of(ids)
