"""Prices, reductions and stock of the demo shop's variants."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from store.demo.words import Brand, Choice, Kind
from store.money import Money
from store.products import Variant

MARKDOWN_SHARE = 0.08  # products reduced outside any promotion
SOLD_OUT_SHARE = 0.03
OUT_OF_STOCK_SHARE = 0.1  # of the variants of a product with several


def base_price(kind: Kind, brand: Brand, rng: Random) -> float:
    """USD, on a log scale between the kind's bounds: three quarters by the brand's level, the rest by chance."""
    place = 0.78 * (brand.level - 1) / 4 + 0.22 * rng.random()
    return float(kind.low * (kind.high / kind.low) ** place)


def shelf_price(amount: float) -> int:
    """Cents, the way shops end prices: 7.49, 24.95, 149.00, 1,290.00."""
    if amount < 20:
        return max(99, round(amount * 2) * 50 - 1)
    if amount < 100:
        return round(amount) * 100 - 5
    if amount < 400:
        return max(1, round(amount / 5)) * 500 - 100
    return round(amount / 10) * 1000 - 100


def variants(
    product_id: str,
    base: float,
    currency: str,
    option: str,
    values: Sequence[Choice],
    shades: Sequence[str],
    percent: int,
    rng: Random,
) -> tuple[Variant, ...]:
    """Every combination of the option's values and the shades, priced at `base` USD times the value's factor."""
    if not percent and rng.random() < MARKDOWN_SHARE:
        percent = rng.choice((10, 15, 20, 25, 30))
    sold_out = rng.random() < SOLD_OUT_SHARE
    found: list[Variant] = []
    for choice in values or (Choice(""),):
        full = shelf_price(base * choice.factor)
        price = shelf_price(full * (100 - percent) / 100 / 100) if percent else full
        for shade in shades or ("",):
            chosen = {option: choice.value} if option else {}
            if shade:
                chosen["colour"] = shade
            found.append(
                Variant(
                    id=f"{product_id}-{len(found) + 1}",
                    price=Money(price, currency),
                    stock=0 if sold_out else _stock(rng, len(values) * max(1, len(shades)) > 1),
                    options=chosen,
                    list_price=Money(full, currency) if price < full else None,
                )
            )
    return tuple(found)


def _stock(rng: Random, one_of_many: bool) -> int:
    return 0 if one_of_many and rng.random() < OUT_OF_STOCK_SHARE else 1 + int(rng.expovariate(1 / 18))
