"""What a shop's own trained model adds to the signals that need no training, and how much each counts for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import numpy as np

from ranker.neural.serving import SequenceScorer
from ranker.neural.visits import visits
from ranker.recent import Interest
from ranker.signals import Signal
from store.behaviour import Event

STAGES = (0, 1, 3, 10)  # visits from which on a shopper is new, met, known, a regular
SPREAD = 4.0  # standard deviations of the catalogue at which the sequence signal stands at about three quarters
EXPLAINED = 5  # newest products of the history that a sequence score is explained by


class Learned(Protocol):
    """Signals that a trained model brings, and the weights of all signals for one shopper."""

    @property
    def name(self) -> str: ...

    def weights(self, history: Sequence[Event], now: datetime) -> Mapping[str, float]: ...

    def signals(
        self,
        ids: Sequence[str],
        history: Sequence[Event],
        now: datetime,
        weights: Mapping[str, float],
    ) -> dict[str, Signal]: ...

    def explained(
        self,
        signals: Mapping[str, Signal],
        places: Sequence[int],
        ids: Sequence[str],
        history: Sequence[Event],
        past: Sequence[Interest],
        now: datetime,
    ) -> dict[str, Signal]:
        """The signals it brought, with what each history item gave to the candidates at `places`."""
        ...

    def refresh(self, changed: Iterable[str]) -> None:
        """Takes over products that came into the catalogue or changed."""
        ...


class LearnedSignals:
    """The sequence model's signal, and weights by how much is known of the shopper."""

    name = "neural"

    def __init__(self, scorer: SequenceScorer, weights: Sequence[Mapping[str, float]]) -> None:
        """`weights` has one mapping for each of `STAGES`."""
        self.scorer = scorer
        self._weights = tuple(weights)

    def refresh(self, changed: Iterable[str]) -> None:
        self.scorer.refresh(changed)

    def weights(self, history: Sequence[Event], now: datetime) -> Mapping[str, float]:
        return self._weights[stage_of(history, now)]

    def signals(
        self,
        ids: Sequence[str],
        history: Sequence[Event],
        now: datetime,
        weights: Mapping[str, float],
    ) -> dict[str, Signal]:
        """`sequence`, within -1 to 1."""
        if not weights.get("sequence"):
            return {}
        return {"sequence": Signal(np.tanh(self.scorer.scores(ids, history, now) / SPREAD))}

    def explained(
        self,
        signals: Mapping[str, Signal],
        places: Sequence[int],
        ids: Sequence[str],
        history: Sequence[Event],
        past: Sequence[Interest],
        now: datetime,
    ) -> dict[str, Signal]:
        """By item: how much less the candidate's score would be, had the shopper never met that product."""
        if "sequence" not in signals:
            return {}
        values = signals["sequence"].values
        shown, at = [ids[place] for place in places], np.asarray(places, dtype=np.int64)
        parts = np.zeros((len(ids), len(past)))
        withouts = [[event for event in history if event.product_id != item.product_id] for item in past[:EXPLAINED]]
        self.scorer.warm(withouts, now)
        for column, without in enumerate(withouts):
            parts[at, column] = values[at] - np.tanh(self.scorer.scores(shown, without, now) / SPREAD)
        return {"sequence": Signal(values, by_item=parts)}


def stage_of(history: Sequence[Event], now: datetime) -> int:
    """Which of `STAGES` a shopper with this history has come to."""
    met = len(visits(history, now))
    return max(stage for stage, least in enumerate(STAGES) if met >= least)
