"""The k-core: shoppers and products that each meet at least k of the other."""

from __future__ import annotations

import numpy as np

from ranker.preparation.amounts import pair_key
from ranker.preparation.columns import EventColumns
from ranker.preparation.rules import Finding, Settings, Shop
from store.behaviour import EventKind

MEETING = (EventKind.VIEW, EventKind.CLICK, EventKind.LIKE, EventKind.CART, EventKind.PURCHASE)


def outside_core(columns: EventColumns, _shop: Shop, settings: Settings) -> Finding:
    """Leaves out shoppers and products with too few different partners, again and again until nobody is left to."""
    people, products = len(columns.customers), len(columns.products)
    pairs = np.unique(pair_key(columns)[columns.is_kind(*MEETING)])
    customer, product = np.divmod(pairs, max(1, products))
    in_people, in_products = np.ones(people, dtype=bool), np.ones(products, dtype=bool)
    rounds = 0
    while settings.core > 1:
        in_people = np.bincount(customer, minlength=people) >= settings.core
        in_products = np.bincount(product, minlength=products) >= settings.core
        keep = in_people[customer] & in_products[product]
        if keep.all():
            break
        customer, product = customer[keep], product[keep]
        rounds += 1
    rows = ~(in_people[columns.customer] & in_products[columns.product])
    why = f"fewer than {settings.core} of the other side" if settings.core > 1 else "not asked for"
    return Finding("outside the core", rows, why, rounds=rounds)
