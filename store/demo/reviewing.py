"""Reviews from authored fragments: as many as a product has stars, in words that fit the stars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from store.demo.catalogue import Item
from store.demo.words import read
from store.reviews import Review


def reviews(
    seed: int, items: Sequence[Item], buyers: Mapping[str, Sequence[tuple[str, datetime]]], today: date
) -> list[Review]:
    """Buyers of the simulated months sign the newest reviews; older ones are by people no longer on record."""
    words = read("reviews")
    rng = Random(f"{seed}:reviews")
    found: list[Review] = []
    for item in items:
        signed = list(buyers.get(item.product.id, ()))
        for number, stars in enumerate(item.stars, 1):
            customer, at = _author(item, signed, rng, today)
            found.append(
                Review(
                    id=f"{item.product.id}-r{number}",
                    product_id=item.product.id,
                    rating=stars,
                    title=rng.choice(words["titles"][str(stars)]),
                    text=_text(words, item.kind.aspects, stars, rng),
                    at=at,
                    customer_id=customer,
                )
            )
    return found


def _author(item: Item, signed: list[tuple[str, datetime]], rng: Random, today: date) -> tuple[str, datetime]:
    """(customer id or "", when): some days after a purchase, else any day since the product came."""
    end = datetime.combine(today, time(12), UTC)
    while signed:
        customer, bought = signed.pop(0)
        at = bought + timedelta(days=rng.randrange(5, 25), minutes=rng.randrange(600))
        if at < end:
            return customer, at
    start = item.product.created_at or end
    return "", start + (end - start) * rng.random()


def _text(words: Mapping[str, Any], group: str, stars: int, rng: Random) -> str:
    """An opening for the stars, then praise, blame or both."""
    aspects = words["aspects"][group]
    parts = [rng.choice(words["openings"][str(stars)])]
    if stars >= 3:
        parts += rng.sample(aspects["good"], 2 if stars == 5 and rng.random() < 0.5 else 1)
    if stars <= 3 or (stars == 4 and rng.random() < 0.45):
        parts.append(rng.choice(aspects["bad"]))
    return " ".join(parts)
