"""The demo shop's promotions as authored, placed in time around its reference day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from store.demo.words import read


@dataclass(frozen=True, slots=True)
class Offer:
    """A row of data/offers.toml: days count from the reference day, negative ones lie before it."""

    id: str
    title: str
    percent: int
    first_day: int
    last_day: int
    description: str
    categories: tuple[str, ...]
    brands: tuple[str, ...]
    bundle_kinds: tuple[str, ...]

    def window(self, today: date) -> tuple[datetime, datetime]:
        start, end = today + timedelta(days=self.first_day), today + timedelta(days=self.last_day + 1)
        return datetime.combine(start, time(), UTC), datetime.combine(end, time(), UTC)


def offers() -> list[Offer]:
    return [
        Offer(
            id=row["id"],
            title=row["title"],
            percent=row["percent"],
            first_day=row["days"][0],
            last_day=row["days"][1],
            description=row["description"],
            categories=tuple(row.get("categories", ())),
            brands=tuple(row.get("brands", ())),
            bundle_kinds=tuple(row.get("bundle_kinds", ())),
        )
        for row in read("offers")["offer"]
    ]


def running_offers(today: date) -> list[Offer]:
    """Those whose reduction is already in the shelf prices: running on the day, and not for bundles."""
    noon = datetime.combine(today, time(12), UTC)
    found = []
    for offer in offers():
        start, end = offer.window(today)
        if start <= noon < end and not offer.bundle_kinds:
            found.append(offer)
    return found


def best_offer(running: Sequence[Offer], category: Sequence[str], brand: str) -> int:
    """The largest percentage that applies to a product of this category path and brand; 0 when none does."""
    return max(
        (offer.percent for offer in running if brand in offer.brands or set(category) & set(offer.categories)),
        default=0,
    )
