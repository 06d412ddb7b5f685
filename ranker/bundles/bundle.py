"""A bundle as it is asked for and as it is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ranker.ranker import Ranked
from retrieval.filters import NO_FILTERS, Filters
from store.behaviour import Event
from store.money import Money


@dataclass(frozen=True, slots=True)
class BundleRequest:
    """`goal` in the shopper's words. `required` products must be in it; `filters.exclude_ids` never are.

    `budget` is the most the whole may cost after promotions; None for no limit. `roles` limits the goal's roles to
    those named; None for all.
    """

    goal: str
    now: datetime
    budget: Money | None = None
    customer_id: str = ""
    history: Sequence[Event] = ()
    required: tuple[str, ...] = ()
    filters: Filters = NO_FILTERS
    roles: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class BundleItem:
    """One chosen product: its place in the bundle, and the variant whose price is counted."""

    role: str
    ranked: Ranked
    variant_id: str
    price: Money  # on its own, as the shop shows it
    pays: Money  # within the bundle, after bundle promotions

    @property
    def product_id(self) -> str:
        return self.ranked.product_id


@dataclass(frozen=True, slots=True)
class Bundle:
    """Products that fill the roles of a goal. `style` is thrifty, balanced or best.

    `saving` is what buying them together takes off their prices. `missing` are roles that the shop has nothing for or
    the budget did not allow. `gap` is how far (relative) from the best choice it may be: 0 when the optimum is proved.
    """

    goal: str
    style: str
    items: tuple[BundleItem, ...]
    total: Money
    saving: Money
    missing: tuple[str, ...] = ()
    gap: float = 0.0
    alternatives: tuple[Bundle, ...] = ()  # in other styles, where they differ


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No bundle fills what is needed. `reason` is budget, nothing_found, required (a required product is unknown, sold
    out or excluded) or conflict (required products that do not go together).

    `nearest` is the smallest budget that would do, `cheapest` that bundle; `partial` the best one within the budget
    that leaves roles out.
    """

    goal: str
    reason: str
    nearest: Money | None = None
    cheapest: Bundle | None = None
    partial: Bundle | None = None
    missing: tuple[str, ...] = ()
