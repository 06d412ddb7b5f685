"""What the rankers know of every product: the record without its text, and its facets as numbers.

Kept in memory and in step with the shop by `update`, so that scoring 500 candidates never reads the database.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
import numpy.typing as npt

from ranker.words import IDEOGRAPH, kinds, tokens
from retrieval.filters import Filters, values_of
from store.products import Product

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

COLOUR_NAMES = ("colour", "color", "颜色")
PRICE_BANDS = 5  # fifths of a department's prices: "cheap for a lamp" is not "cheap for a sofa"


class Facet:
    """One facet's values by product row, as codes in an array [rows, width]; code 0 means none."""

    def __init__(self, name: str, width: int) -> None:
        self.name = name
        self.width = width
        self.values: list[str] = [""]  # code -> the shop's spelling
        self._codes: dict[str, int] = {}
        self.codes = np.zeros((0, width), dtype=np.int64)

    def code(self, key: str, spelling: str) -> int:
        """The code of a value, given out on first sight; keys compare without case."""
        folded = key.casefold()
        if folded not in self._codes:
            self._codes[folded] = len(self.values)
            self.values.append(spelling)
        return self._codes[folded]

    def put(self, row: int, codes: Sequence[int]) -> None:
        """Sets one row's codes; more than `width` are cut. Rows grow by doubling."""
        if row >= len(self.codes):
            grown = np.zeros((max(64, 2 * row), self.width), dtype=np.int64)
            grown[: len(self.codes)] = self.codes
            self.codes = grown
        self.codes[row] = 0
        kept = codes[: self.width]
        self.codes[row, : len(kept)] = kept

    def shares(self, rows: IntArray) -> FloatArray:
        """How large a part of `rows` carries each value, [values]. A row with several values is split among them."""
        return self.weigh(rows, np.ones(len(rows))) / max(1, len(rows))

    def weigh(self, rows: IntArray, weights: FloatArray) -> FloatArray:
        """Sum of `weights` [rows] by value, [values]; entry 0 (no value) is 0."""
        codes = self.codes[rows]
        filled = codes > 0
        spread = filled * (weights / np.maximum(1, filled.sum(axis=1)))[:, None]
        total = np.bincount(codes.ravel(), weights=spread.ravel(), minlength=len(self.values)).astype(np.float64)
        total[0] = 0.0
        return total

    def best(self, rows: IntArray, by_value: FloatArray) -> tuple[FloatArray, IntArray]:
        """For each row its highest `by_value` [values] and the code that has it; 0 and 0 for rows without a value."""
        codes = self.codes[rows]
        found = np.where(codes > 0, by_value[codes], -np.inf)
        at = found.argmax(axis=1)
        picked = np.arange(len(rows))
        top = found[picked, at]
        return np.where(np.isfinite(top), top, 0.0), codes[picked, at]


class Catalogue:
    """Products by id and by row. Rows are given out once and never reused; `alive` says which still exist."""

    def __init__(self, products: Iterable[Product]) -> None:
        self.products: dict[str, Product] = {}
        self.ids: list[str] = []
        self.rows: dict[str, int] = {}
        self.facets = {
            "brand": Facet("brand", 1),
            "category": Facet("category", 3),
            "colour": Facet("colour", 4),
            "price": Facet("price", 1),
        }
        self.created = np.full(1, -np.inf)  # [rows] seconds since 1970; -inf where nobody knows
        self.reduced = np.zeros(1)  # [rows] the part of the list price that is taken off, 0 to 1
        self._shares: dict[str, FloatArray] = {}
        self._kinds: dict[tuple[str, ...], dict[str, None]] = {}  # what products are called -> their ids
        self._unspaced: dict[str, None] = {}  # ids of products named in a script without spaces
        known = list(products)
        self._cuts = _price_cuts(known)
        self.update(known)

    def __len__(self) -> int:
        return len(self.products)

    def update(self, changed: Iterable[Product], removed: Iterable[str] = ()) -> None:
        """Takes over changed and new products, and forgets removed ones."""
        coming = list(changed)
        room = len(self.ids) + len(coming)
        if room >= len(self.created):
            self.created = np.concatenate([self.created, np.full(2 * room - len(self.created), -np.inf)])
            self.reduced = np.concatenate([self.reduced, np.zeros(2 * room - len(self.reduced))])
        for product in coming:
            slim = replace(product, description="") if product.description else product
            self._name(slim)
            self.products[product.id] = slim
            row = self.rows.setdefault(product.id, len(self.ids))
            if row == len(self.ids):
                self.ids.append(product.id)
            self._put(row, slim)
        for product_id in removed:
            if product_id in self.products:
                self._unname(self.products.pop(product_id))
                self.created[self.rows[product_id]], self.reduced[self.rows[product_id]] = -np.inf, 0.0
        self._shares.clear()

    def many(self, ids: Iterable[str]) -> dict[str, Product]:
        """The records of the ids that exist, without descriptions."""
        return {product_id: self.products[product_id] for product_id in ids if product_id in self.products}

    def accepts(self, product_id: str, filters: Filters) -> bool:
        """Whether the product exists and meets the filters."""
        product = self.products.get(product_id)
        return product is not None and filters.accept(product)

    def base(self, facet: str) -> FloatArray:
        """The share of the catalogue with each value of a facet, [values]: what a shopper without taste would pick."""
        if facet not in self._shares:
            self._shares[facet] = self.facets[facet].shares(np.arange(len(self.ids)))
        return self._shares[facet]

    def called(self, name: str) -> list[str]:
        """Ids of the products that are of the named kind: by their title's head noun or their narrowest category."""
        if IDEOGRAPH.search(name):
            named = ((key, self.products[key]) for key in self._unspaced)
            return [key for key, one in named if one.title.endswith(name) or name in one.category[-1:]]
        return list(self._kinds.get(tokens(name), ()))

    def _name(self, product: Product) -> None:
        before = self.products.get(product.id)
        if before is not None:
            self._unname(before)
        for kind in kinds(product):
            self._kinds.setdefault(kind, {})[product.id] = None
        if IDEOGRAPH.search(product.title):
            self._unspaced[product.id] = None

    def _unname(self, product: Product) -> None:
        for kind in kinds(product):
            self._kinds[kind].pop(product.id, None)
        self._unspaced.pop(product.id, None)

    def rows_of(self, ids: Sequence[str]) -> IntArray:
        """The rows of the ids [n]; -1 for products that were never there."""
        return np.array([self.rows.get(key, -1) for key in ids], dtype=np.int64)

    def freshness(self, rows: IntArray, now: datetime, half_life_days: float) -> FloatArray:
        """1 for what came in now, halved each half-life [n]; 0 when nobody knows since when it is sold, or row -1."""
        ages = np.maximum(0.0, now.timestamp() - self.created[rows]) / 86_400
        return np.where(rows >= 0, np.exp2(-ages / half_life_days), 0.0)

    def _put(self, row: int, product: Product) -> None:
        self.created[row] = product.created_at.timestamp() if product.created_at is not None else -np.inf
        self.reduced[row] = reduction(product)
        brand, category = self.facets["brand"], self.facets["category"]
        brand.put(row, [brand.code(product.brand, product.brand)] if product.brand else [])
        paths = [product.category[: depth + 1] for depth in range(len(product.category))]
        category.put(row, [category.code("\x1f".join(path), path[-1]) for path in reversed(paths)])
        colour = self.facets["colour"]
        colour.put(row, [colour.code(value, value) for value in colours(product)])
        price = self.facets["price"]
        cuts = self._cuts.get(_department(product), [])
        band = f"{bisect.bisect_right(cuts, product.price.minor)} of {PRICE_BANDS}"
        price.put(row, [price.code(band, band)] if cuts else [])


def colours(product: Product) -> tuple[str, ...]:
    """A product's colours, from attributes and options, casefolded, in alphabetical order."""
    return tuple(sorted(values_of(product, COLOUR_NAMES)))


def reduction(product: Product) -> float:
    """The part of the list price that is taken off, 0 to 1; 0 when nothing is."""
    if product.list_price is None or product.list_price.minor <= product.price.minor:
        return 0.0
    return 1.0 - product.price.minor / product.list_price.minor


def _department(product: Product) -> str:
    return product.category[0].casefold() if product.category else ""


def _price_cuts(products: Sequence[Product]) -> dict[str, list[int]]:
    """By department, the prices that part it in `PRICE_BANDS`; departments under 20 products have none."""
    prices: dict[str, list[int]] = {}
    for product in products:
        prices.setdefault(_department(product), []).append(product.price.minor)
    steps = np.linspace(0, 1, PRICE_BANDS + 1)[1:-1]
    return {name: [int(cut) for cut in np.quantile(found, steps)] for name, found in prices.items() if len(found) >= 20}
