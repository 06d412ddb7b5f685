"""What the rules need to know of a product, worked out once and again only when the product changes."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass

from ranker.catalogue import Catalogue, colours
from ranker.policy.likeness import likeness
from ranker.policy.rules import Rules, attribute
from ranker.words import tokens
from store.products import Product

MIDDLE = 0.5  # where a product of unknown margin stands among the margins


@dataclass(frozen=True, slots=True)
class Facts:
    """`twin` is shared by what may be the same thing; `FactBook.likeness` then tells, which takes longer.

    `factor`, `points` and `boosted` (why) come from the boosts, `buried` (why) from the bury list. `margin` is the
    place among all margins, 0 to 1. `group` is what impressions are counted by; "" is not counted.
    """

    product: Product
    in_stock: bool
    twin: tuple[str, int]
    brand: str
    brand_words: frozenset[str]
    factor: float
    points: float
    boosted: str
    buried: str
    margin: float
    margin_said: str
    group: str


class FactBook:
    """The facts of a catalogue's products, by id, in step with the catalogue."""

    def __init__(self, catalogue: Catalogue, rules: Rules) -> None:
        self._catalogue = catalogue
        self._rules = rules
        self._known: dict[str, Facts] = {}
        self._likenesses: dict[str, tuple[Product, object]] = {}
        self._margins = _margins(catalogue.products.values(), rules)

    def of(self, product_id: str) -> Facts | None:
        """None for a product that the catalogue has not."""
        product = self._catalogue.products.get(product_id)
        if product is None:
            return None
        facts = self._known.get(product_id)
        if facts is None or facts.product is not product:
            facts = self._known[product_id] = self._facts(product)
        return facts

    def _facts(self, product: Product) -> Facts:
        boosts = [boost for boost in self._rules.boosts if boost.target.meets(product)]
        factor, points = 1.0, 0.0
        for boost in boosts:
            factor *= boost.factor
            points += boost.points
        brand, margin = product.brand.casefold(), self._place(product)
        return Facts(
            product,
            product.in_stock,
            (brand, product.price.minor),
            brand,
            frozenset(tokens(product.brand)),
            factor,
            points,
            "; ".join(map(str, boosts)),
            next((str(bury) for bury in self._rules.buried if bury.target.meets(product)), ""),
            margin,
            f"above {margin:.0%} of the shop's margins",
            self._group(product),
        )

    def likeness(self, facts: Facts, *, coloured: bool) -> tuple[object, ...]:
        """What products share that differ by size or colour only; `coloured`: by size only, and by no photo."""
        product = facts.product
        if product.id not in self._likenesses or self._likenesses[product.id][0] is not product:
            self._likenesses[product.id] = product, likeness(product)
        same = (self._likenesses[product.id][1], facts.twin)
        return (*same, colours(product), product.image) if coloured else same

    def _place(self, product: Product) -> float:
        """Where the product's margin stands among all: 0 for the lowest, 1 for the highest."""
        found = self._rules.margin.margin(product) if self._rules.margin is not None else None
        if found is None or len(self._margins) < 2:
            return MIDDLE
        middle = (bisect.bisect_left(self._margins, found) + bisect.bisect_right(self._margins, found) - 1) / 2
        return min(1.0, max(0.0, middle / (len(self._margins) - 1)))

    def group_of(self, product_id: str) -> str:
        """What a product's impressions are counted by; "" for one that the catalogue has not."""
        product = self._catalogue.products.get(product_id)
        return self._group(product) if product is not None else ""

    def _group(self, product: Product) -> str:
        by = self._rules.exposure.of if self._rules.exposure is not None else "product"
        if by == "product":
            return product.id
        if by == "brand":
            return product.brand.casefold()
        return next(iter(attribute(product, by)), "").casefold()


def _margins(products: Iterable[Product], rules: Rules) -> list[float]:
    """Every margin that is known, lowest first."""
    if rules.margin is None:
        return []
    found = (rules.margin.margin(product) for product in products)
    return sorted(margin for margin in found if margin is not None)
