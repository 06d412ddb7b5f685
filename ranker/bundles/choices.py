"""The products that may fill each role of a goal, and what each is worth to the shopper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ranker.bundles.bundle import BundleRequest
from ranker.bundles.roles import Goal, Role, names
from ranker.ranker import Ranked, RankRequest
from ranker.ranking import Ranking
from ranker.words import kinds, tokens
from retrieval.filters import Filters
from retrieval.retriever import Hit
from store.products import Product

SEARCHED = 40  # hits looked at for a role
KEPT, KEPT_CHEAP = 8, 3  # options a role brings to the solver: the best ones, and the cheapest beside them
CATEGORY_SHARE = 0.25  # of the best category's weight that another must have to be a role
CATEGORY_ROLES = 4  # roles made from the shop's own categories when the goal is not an authored one
FAINT = 0.1  # a liking that this much would be nothing beside: faint preferences do not decide
RATING_PRIOR, RATING_PRIOR_COUNT = 3.8, 5  # a product's rating starts as if five people had given 3.8


class BundleIndex(Protocol):
    """The part of a search index that bundles use."""

    def search(self, query: str, k: int, filters: Filters) -> list[Hit]: ...

    def vectors(self, ids: Sequence[str]) -> npt.NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """A product that may fill a role, with how it was ranked among the role's products."""

    product: Product
    role: int
    ranked: Ranked
    value: float


def choices_of(number: int, role: Role, request: BundleRequest, ranking: Ranking, filters: Filters) -> list[Choice]:
    """The role's best and its cheapest products. Precise words push out general ones."""
    hits, surest = _kin(role, ranking, filters)
    products = ranking.catalogue.many(hit.product_id for hit in hits)
    asked = RankRequest(request.now, len(hits), request.customer_id)
    ranked = ranking.ranker.rank(asked, hits, request.history)
    best = FAINT + max((item.score for item in ranked), default=0.0)
    found = [
        Choice(products[item.product_id], number, item, surest * _value(products[item.product_id], item.score / best))
        for item in ranked
    ]
    by_value = sorted(found, key=lambda choice: (-choice.value, choice.product.id))
    by_price = sorted(found, key=lambda choice: choice.product.price.minor)
    return list({choice.product.id: choice for choice in by_value[:KEPT] + by_price[:KEPT_CHEAP]}.values())


def _kin(role: Role, ranking: Ranking, filters: Filters) -> tuple[list[Hit], float]:
    """Products of the role's kind that the filters let through, and how surely: 1 by a precise word, else .5."""
    for words, sure in zip(names(role), (1.0, 0.5), strict=True):
        ids = dict.fromkeys(key for word in words for key in ranking.catalogue.called(word))
        hits = [Hit(key, 1.0, "bundle") for key in ids if ranking.catalogue.accepts(key, filters)]
        if hits:
            return hits, sure
    return [], 0.0


def _value(product: Product, liking: float) -> float:
    """What a product is worth to the shopper, 0 to 1: one half how it ranks, one half how it is rated."""
    count = product.rating_count if product.rating is not None else 0
    rated = (product.rating or 0.0) * count + RATING_PRIOR * RATING_PRIOR_COUNT
    mean = rated / (count + RATING_PRIOR_COUNT)
    return (max(0.0, liking) + (mean - 1) / 4) / 2


def goal_of_categories(text: str, index: BundleIndex, ranking: Ranking, filters: Filters) -> Goal:
    """Roles from the shop's categories that answer the words best, weighed by their hits' scores."""
    weights: dict[str, float] = {}
    hits = index.search(text, SEARCHED, filters) if text.strip() else []
    products = ranking.catalogue.many(hit.product_id for hit in hits)
    for hit in hits:
        product = products.get(hit.product_id)
        if product is not None and product.category:
            weights[product.category[-1]] = weights.get(product.category[-1], 0.0) + max(0.0, hit.score)
    heaviest = max(weights.values(), default=0.0)
    named = [name for name in weights if weights[name] >= CATEGORY_SHARE * heaviest]
    best = sorted(named, key=lambda name: (-weights[name], name))[:CATEGORY_ROLES]
    return Goal(text, (), tuple(Role((name,)) for name in best))


def with_required(choices: Sequence[Choice], wanted: Mapping[str, Product], roles: Sequence[Role]) -> list[Choice]:
    """The choices with every required product in: in the role it fits, alone there, or in a role of its own."""
    found = list(choices)
    extra = len(roles)
    taken: set[int] = set()
    for product in wanted.values():
        called = set(kinds(product))
        fits = [number for number, role in enumerate(roles) if called & {tokens(word) for word in role.words}]
        number = next((number for number in fits if number not in taken), extra)
        taken.add(number)
        extra += number == extra
        found = [choice for choice in found if choice.role != number and choice.product.id != product.id]
        found.append(Choice(product, number, Ranked(product.id, 1.0, "required"), 1.0))
    return sorted(found, key=lambda choice: choice.role)
