"""What shoppers did, and what they were shown: the events and rankings everything learns from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    IMPRESSION = "impression"
    VIEW = "view"
    CLICK = "click"
    LIKE = "like"
    DISLIKE = "dislike"
    CART = "cart"
    PURCHASE = "purchase"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a shopper did with a product. `at` is UTC and timezone-aware; `basket` joins one order's lines."""

    customer_id: str
    product_id: str
    kind: EventKind
    at: datetime
    quantity: int = 1
    basket: str = ""
    ranking_id: str = ""  # the ranking that showed the product, when one did

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("event times carry a timezone: use UTC")
        if self.quantity < 1:
            raise ValueError(f"event quantity {self.quantity} is below 1")


@dataclass(frozen=True, slots=True)
class Shown:
    """One place of a ranking: where the product stood, with which score, from which candidate source."""

    product_id: str
    position: int  # 1 is the top
    score: float
    source: str
    propensity: float = 1.0


@dataclass(frozen=True, slots=True)
class RankingShown:
    """A ranking as it was shown: the record that makes later learning unbiased."""

    id: str
    at: datetime
    customer_id: str  # "" for a guest
    query: str
    arm: str  # the ranker that ordered it
    shown: tuple[Shown, ...]
    conversation_id: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A product that a shopper took out of what a query was answered with."""

    at: datetime
    query: str
    product_id: str
