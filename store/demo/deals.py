"""The authored offers as promotions of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from store.demo.catalogue import Item
from store.demo.offers import offers
from store.promotions import Promotion


def promotions(items: Sequence[Item], today: date) -> list[Promotion]:
    """Every offer, past, running and to come; bundles name the products of their kinds."""
    found = []
    for offer in offers():
        starts_at, ends_at = offer.window(today)
        found.append(
            Promotion(
                id=offer.id,
                title=offer.title,
                percent=offer.percent,
                starts_at=starts_at,
                ends_at=ends_at,
                product_ids=tuple(item.product.id for item in items if item.kind.id in offer.bundle_kinds),
                categories=offer.categories,
                brands=offer.brands,
                bundle=bool(offer.bundle_kinds),
                description=offer.description,
            )
        )
    return found
