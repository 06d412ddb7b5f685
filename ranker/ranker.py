"""The seam of ranking: candidates and a shopper's history in, an order with reasons out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from retrieval.retriever import Hit
from store.behaviour import Event


@dataclass(frozen=True, slots=True)
class RankRequest:
    """What is asked for. `query` is empty when nothing was searched; `k` is how many places are wanted."""

    now: datetime
    k: int
    customer_id: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a product stands where it does.

    `kind` is one of query, bought_together, viewed_together, similar_to, sequence, brand, category, colour, price,
    popular, new, offer, goal, photo. `product_id` is the history item it rests on, `value` then says what the shopper
    did with it (an event kind such as purchase) and `at` when; otherwise `value` is the brand, category, colour or
    goal, when there is one. `weight` is this reason's share of the score, 0 to 1.
    """

    kind: str
    weight: float
    product_id: str = ""
    value: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    product_id: str
    score: float
    source: str
    reasons: tuple[Reason, ...] = ()  # strongest first


class Ranker(Protocol):
    """Orders candidates for one shopper.

    Returns at most `request.k` of the candidates, best first, none twice and none that was not a candidate. An unknown
    shopper or an empty history is served, never an error. The same arguments give the same answer.
    """

    @property
    def name(self) -> str: ...

    def rank(self, request: RankRequest, candidates: Sequence[Hit], history: Sequence[Event]) -> list[Ranked]: ...
