"""What the rules need to know of a product, worked out once and again only when the product changes."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ranker.catalogue import Catalogue, colours
from ranker.policy.likeness import likeness
from ranker.policy.rules import Rules, attribute
from store.money import Money
from store.products import Product, Variant

MIDDLE = 0.5  # where a product of unknown margin stands among the margins


@dataclass(frozen=True, slots=True)
class Facts:
    """`twin` is shared by what may be the same thing; `FactBook.likeness` then tells, which takes longer.

    `factor`, `points` and `boosted` (why) come from the boosts, `buried` (why) from the bury list. `margin` is the
    place among all margins, 0 to 1. `group` is what impressions are counted by; "" is not counted.
    """

    product: Product
    row: int  # in the catalogue
    in_stock: bool
    twin: int
    factor: float
    points: float
    boosted: str
    buried: str
    margin: float
    group: str


NOT_SOLD = Facts(Product("-", "-", (Variant("-", Money(0, "USD"), 0),)), 0, False, 0, 1.0, 0.0, "", "", MIDDLE, "")


class FactBook:
    """The facts of a catalogue's products, by id, in step with the catalogue."""

    def __init__(self, catalogue: Catalogue, rules: Rules) -> None:
        self._catalogue = catalogue
        self._rules = rules
        self._known: dict[str, Facts] = {}
        self._likenesses: dict[str, tuple[Product, object]] = {}
        self._margins = _margins(catalogue.products.values(), rules)

    def many(self, ids: Sequence[str]) -> list[Facts]:
        """`NOT_SOLD` for products that the catalogue has not."""
        products, known = self._catalogue.products, self._known
        found = []
        for product_id in ids:
            product = products.get(product_id)
            facts = known.get(product_id) if product is not None else NOT_SOLD
            if product is not None and (facts is None or facts.product is not product):
                facts = known[product_id] = self._facts(product)
            found.append(facts or NOT_SOLD)
        return found

    def _facts(self, product: Product) -> Facts:
        boosts = [boost for boost in self._rules.boosts if boost.target.meets(product)]
        factor, points = 1.0, 0.0
        for boost in boosts:
            factor *= boost.factor
            points += boost.points
        return Facts(
            product,
            self._catalogue.rows[product.id],
            product.in_stock,
            hash((product.brand.casefold(), product.price.minor)),
            factor,
            points,
            "; ".join(map(str, boosts)),
            next((str(bury) for bury in self._rules.buried if bury.target.meets(product)), ""),
            self._place(product),
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
