"""Promotions: a percentage off for some products, a category or a brand, within a time window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Promotion:
    """Applies where any of its scopes matches; an empty one matches nothing. A record's price is already reduced."""

    id: str
    title: str
    percent: int  # 1 to 99
    starts_at: datetime
    ends_at: datetime
    product_ids: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    bundle: bool = False  # given when several of the products are bought together
    description: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.percent <= 99:
            raise ValueError(f"promotion {self.id}: {self.percent} % is not within 1 to 99")
        if self.ends_at <= self.starts_at:
            raise ValueError(f"promotion {self.id}: ends before it starts")

    def running(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at
