"""Rules about single events: names that are missing or unknown, times that cannot be, the same event twice."""

from __future__ import annotations

import numpy as np

from ranker.preparation.columns import KINDS, SECOND, BoolArray, EventColumns, IntArray
from ranker.preparation.rules import NO_DATE, Finding, Settings, Shop, micros


def missing_product(columns: EventColumns, _shop: Shop, _settings: Settings) -> Finding:
    return Finding("no product", _named(columns.products, columns.product, ""), "the event names no product")


def missing_customer(columns: EventColumns, _shop: Shop, _settings: Settings) -> Finding:
    rows = _named(columns.customers, columns.customer, "")
    return Finding("no customer", rows, "a guest's event belongs to no history")


def unknown_product(columns: EventColumns, shop: Shop, _settings: Settings) -> Finding:
    return Finding("unknown product", ~shop.sold[columns.product], "the catalogue does not have it")


def unknown_customer(columns: EventColumns, shop: Shop, _settings: Settings) -> Finding:
    if shop.customers is None:
        return Finding("unknown customer", np.zeros(len(columns), bool), "not checked: the shop keeps no customers")
    return Finding("unknown customer", ~shop.customers[columns.customer], "the shop has no such customer")


def too_early(columns: EventColumns, _shop: Shop, settings: Settings) -> Finding:
    rows = columns.at < micros(settings.earliest)
    return Finding("impossible time", rows, f"before {settings.earliest:%Y-%m-%d}")


def future(columns: EventColumns, shop: Shop, settings: Settings) -> Finding:
    rows = columns.at > shop.now + settings.clock_seconds * SECOND
    return Finding("future time", rows, f"more than {settings.clock_seconds} s after now")


def before_product(columns: EventColumns, shop: Shop, _settings: Settings) -> Finding:
    """Events before their product was there. Where most of a product's events are, its date is what is wrong."""
    since = shop.since[columns.product]
    early = (since != NO_DATE) & (columns.at < since)
    products = len(columns.products)
    share = np.bincount(columns.product[early], minlength=products) / np.maximum(
        1, np.bincount(columns.product, minlength=products)
    )
    wrong = share > 0.5
    why = f"before the product was in the shop; {int(wrong.sum()):,} products not judged: most of their events are"
    return Finding("before its product", early & ~wrong[columns.product], why)


def duplicate(columns: EventColumns, _shop: Shop, _settings: Settings) -> Finding:
    """The same customer, product, kind, time, quantity and basket: what an import takes for one line read twice."""
    key = act_key(columns)
    order = np.lexsort((columns.basket, columns.quantity, columns.at, key))
    same = np.ones(max(0, len(order) - 1), dtype=bool)
    for column in (key, columns.at, columns.quantity, columns.basket):
        same &= column[order[1:]] == column[order[:-1]]
    return Finding("duplicate", _second_of(order, same), "the same event in all its parts")


def repeated(columns: EventColumns, _shop: Shop, settings: Settings) -> Finding:
    """The first of a burst counts: each event so soon after one of the same kind, customer and product is left out."""
    key = act_key(columns)
    order = np.argsort(key, kind="stable")
    soon = columns.at[order[1:]] - columns.at[order[:-1]] <= settings.repeat_seconds * SECOND
    rows = _second_of(order, (key[order[1:]] == key[order[:-1]]) & soon)
    return Finding("repeated", rows, f"the same act within {settings.repeat_seconds:g} s of the one before")


def act_key(columns: EventColumns) -> IntArray:
    """One number for customer, product and kind, [n]."""
    wide = columns.customer.astype(np.int64) * len(columns.products) + columns.product
    return wide * len(KINDS) + columns.kind


def _named(names: tuple[str, ...], codes: np.ndarray[tuple[int], np.dtype[np.int32]], name: str) -> BoolArray:
    return np.array([one == name for one in names], dtype=bool)[codes]


def _second_of(order: IntArray, pairs: BoolArray) -> BoolArray:
    """[n]: the later row of each pair of neighbours in `order` that is marked."""
    rows = np.zeros(len(order), dtype=bool)
    rows[order[1:][pairs]] = True
    return rows
