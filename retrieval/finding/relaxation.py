"""What to give up when nothing meets every condition: as little as possible, in a stated order, and never in silence.

The order, least hurtful first: attributes other than colour, rating, offers, colour, brand, price; for who searches
directly then the category, and the words last of all. What was refused (a brand, a word, an attribute, a category, a
product), the products that alone may answer, and a wish to be in stock are never given up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import chain, combinations
from typing import Any, Protocol

from retrieval.filters import NO_FILTERS, Filters, is_colour

BRAND, CATEGORY, COLOUR, OFFER, PRICE, RATING, WORDS = (
    "brand", "category", "colour", "offer", "price", "rating", "words",
)  # fmt: skip
KEPT = ("in_stock", "not_brands", "not_categories", "not_words", "not_attributes", "exclude_ids", "only_ids")


class Conditions(Protocol):
    """What filters and an assistant's constraints have in common."""

    @property
    def attributes(self) -> Mapping[str, Collection[str]]: ...
    @property
    def brands(self) -> Collection[str]: ...
    @property
    def rating_min(self) -> float | None: ...
    @property
    def on_offer(self) -> bool: ...
    @property
    def price_min(self) -> int | None: ...
    @property
    def price_max(self) -> int | None: ...


def droppable(wanted: Conditions) -> list[str]:
    """What may be given up, first to last; an attribute by its own name."""
    names = [name for name in wanted.attributes if not is_colour(name)]
    names += [RATING] if wanted.rating_min is not None else []
    names += [OFFER] if wanted.on_offer else []
    names += [name for name in wanted.attributes if is_colour(name)]
    names += [BRAND] if wanted.brands else []
    return names + ([PRICE] if (wanted.price_min, wanted.price_max) != (None, None) else [])


def names_of(filters: Filters) -> list[str]:
    """Every condition of the filters: those that may be given up, first to last, then those that never are."""
    category = [CATEGORY] if filters.categories else []
    kept = [name for name in KEPT if getattr(filters, name) != getattr(NO_FILTERS, name)]
    return [*droppable(filters), *category, *kept]


def without(filters: Filters, names: Collection[str]) -> Filters:
    """The filters less the conditions of these names, any of `names_of`."""
    changed = fields_without(filters, names)
    if CATEGORY in names:
        changed["categories"] = frozenset()
    changed |= {name: getattr(NO_FILTERS, name) for name in KEPT if name in names}
    return replace(filters, **changed)


def fields_without(wanted: Conditions, names: Collection[str]) -> dict[str, Any]:
    """The fields that change when the conditions of these names are given up, for `dataclasses.replace`."""
    changed: dict[str, Any] = {
        "attributes": {name: values for name, values in wanted.attributes.items() if name not in names}
    }
    if RATING in names:
        changed["rating_min"] = None
    if OFFER in names:
        changed["on_offer"] = False
    if BRAND in names:
        changed["brands"] = type(wanted.brands)()
    if PRICE in names:
        changed |= {"price_min": None, "price_max": None}
    return changed


def fewest(names: Sequence[str], feasible: Callable[[Collection[str]], bool]) -> tuple[str, ...] | None:
    """The names to give up so that what is left is feasible, in their order; None when giving up all does not help.

    They are dropped one after the other until something is found; then each is put back that does no harm, the first
    one dropped first. `feasible` is asked about the names that are given up.
    """
    for last in range(len(names) + 1):
        if feasible(names[:last]):
            break
    else:
        return None
    given_up = tuple(names[:last])
    for name in names[: max(last - 1, 0)]:
        fewer = tuple(other for other in given_up if other != name)
        if feasible(fewer):
            given_up = fewer
    return given_up


def said(names: Sequence[str]) -> tuple[str, ...]:
    """The names as they are told: every attribute of colour is the colour."""
    return tuple(dict.fromkeys(COLOUR if is_colour(name) else name for name in names))


def smallest_conflict(names: Sequence[str], feasible: Callable[[Collection[str]], bool]) -> tuple[str, ...]:
    """The fewest of the conditions that together leave nothing: one that nothing meets, two that exclude each other, …

    `feasible` is asked about conditions that alone hold. Beyond three, all of them.
    """
    small = chain.from_iterable(combinations(names, size) for size in range(1, 4))
    return next((subset for subset in small if not feasible(subset)), tuple(names))
