"""Promotions for buying together: what they take off, and what products cost under them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from ranker.bundles.solver import Offer
from store.money import Money
from store.products import Product
from store.promotions import Promotion


def bundle_prices(products: Sequence[Product], promotions: Sequence[Promotion]) -> list[Money]:
    """What each of the products costs when these are bought together: two in a bundle promotion's scope earn it."""
    offers = offers_of(products, promotions)
    earned = [offer.off for offer in offers if len(offer.off) >= 2]
    return [
        Money(product.price.minor - max((off.get(at, 0) for off in earned), default=0), product.price.currency)
        for at, product in enumerate(products)
    ]


def offers_of(products: Sequence[Product], promotions: Sequence[Promotion]) -> list[Offer]:
    """The bundle promotions with what they take off each product: percent of the price, rounded half up."""
    found = []
    for promotion in promotions:
        if promotion.bundle:
            off = {
                at: _percent(p.price.minor, promotion.percent)
                for at, p in enumerate(products)
                if in_scope(p, promotion)
            }
            found += [Offer(promotion.id, off)] if len(off) >= 2 else []
    return found


def in_scope(product: Product, promotion: Promotion) -> bool:
    path = {level.casefold() for level in product.category}
    return (
        product.id in promotion.product_ids
        or product.brand.casefold() in {brand.casefold() for brand in promotion.brands}
        or bool(path & {category.casefold() for category in promotion.categories})
    )


def _percent(minor: int, percent: int) -> int:
    return int((Decimal(minor) * percent / 100).to_integral_value(ROUND_HALF_UP))
