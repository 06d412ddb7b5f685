"""The catalogue as it will be once the import is written: what orders, promotions and reviews may refer to."""

from __future__ import annotations

from collections.abc import Iterable

from store.products import Product, Variant
from store.store import Store


class Catalogue:
    """Products of the import, then those of the shop that stay. `ids` are all of them."""

    def __init__(self, store: Store, products: Iterable[Product], before: Iterable[str], removed: Iterable[str]):
        self._store = store
        self._found: dict[str, Product | None] = {}
        self._variants: dict[str, tuple[Product, Variant] | None] = {}
        for product in products:
            self._found[product.id] = product
            self._variants.update((variant.id, (product, variant)) for variant in product.variants)
        self.ids = (set(before) | self._found.keys()) - set(removed)

    def __contains__(self, product_id: object) -> bool:
        return product_id in self.ids

    def product(self, product_id: str) -> Product | None:
        """The product; None when there is none."""
        if product_id not in self.ids:
            return None
        if product_id not in self._found:
            self._found[product_id] = self._store.products.get(product_id)
        return self._found[product_id]

    def variant(self, variant_id: str) -> tuple[Product, Variant] | None:
        """The variant with its product; None when no product has it."""
        if variant_id not in self._variants:
            found = self._store.products.variant(variant_id)
            # Not one of a product that goes, or that will no longer have it.
            self._variants[variant_id] = found if found and self.product(found[0].id) == found[0] else None
        return self._variants[variant_id]
