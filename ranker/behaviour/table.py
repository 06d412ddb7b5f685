"""The catalogue as columns by row: everything about a product that does not depend on shopper or moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ranker.behaviour.facts import Vocabulary
from ranker.catalogue import Catalogue
from store.products import Product

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]

STATIC = ("log price", "relative price", "in stock", "reduction", "rating", "is rated", "log ratings", "is known")
RELATIVE = STATIC.index("relative price")
MIDDLE_RATING = 4.0


class TextVectors(Protocol):
    """The part of a search index that is read."""

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """Unit vectors of the ids, [n, dim]."""
        ...


class ProductTable:
    """Row 0 is the product nobody knows, row i + 1 the catalogue's row i; so that -1 + 1 is always a row.

    The columns say how the catalogue is now. A shop keeps no record of former prices, stock and ratings, so examples of
    the past see those of today.
    """

    def __init__(self, catalogue: Catalogue, index: TextVectors, vocabulary: Vocabulary) -> None:
        self._catalogue, self._index, self.vocabulary = catalogue, index, vocabulary
        ids = catalogue.ids
        alive = [key for key in ids if key in catalogue.products]
        vectors = index.vectors(alive)
        self.dim = int(vectors.shape[1])
        rows = len(ids) + 1
        self.vectors: Vectors = np.zeros((rows, self.dim), dtype=np.float32)
        self.static: FloatArray = np.zeros((rows, len(STATIC)))
        self.created: FloatArray = np.full(rows, -np.inf)
        self.facts: IntArray = np.zeros((rows, vocabulary.numbers(catalogue, []).shape[1]), dtype=np.int64)
        self._medians = _medians(list(catalogue.products.values()))
        self._put(alive, vectors)
        self.names = vocabulary.name_numbers()
        self.groups = vocabulary.groups()
        self.base = self._base()

    def __len__(self) -> int:
        return len(self.vectors)

    def rows_of(self, ids: Sequence[str]) -> IntArray:
        """Rows of the ids [n]; 0 for products that are not, or no longer, there."""
        alive, rows = self._catalogue.products, self._catalogue.rows
        return np.array([rows[key] + 1 if key in alive else 0 for key in ids], dtype=np.int64)

    def knows(self, product_id: str) -> bool:
        return product_id in self._catalogue.products

    def refresh(self, changed: Sequence[Product]) -> None:
        """Takes over products that catalogue and index have already taken over."""
        more = len(self._catalogue.ids) + 1 - len(self)
        if more > 0:
            self.vectors = np.pad(self.vectors, ((0, more), (0, 0)))
            self.static = np.pad(self.static, ((0, more), (0, 0)))
            self.created = np.pad(self.created, (0, more), constant_values=-np.inf)
            self.facts = np.pad(self.facts, ((0, more), (0, 0)))
        ids = [product.id for product in changed if product.id in self._catalogue.products]
        if ids:
            self._put(ids, self._index.vectors(ids))

    def _put(self, ids: Sequence[str], vectors: Vectors) -> None:
        rows = self.rows_of(ids)
        self.vectors[rows] = vectors
        self.created[rows] = self._catalogue.created[rows - 1]
        self.facts[rows] = self.vocabulary.numbers(self._catalogue, ids)
        for row, key in zip(rows.tolist(), ids, strict=True):
            self.static[row] = self._static(self._catalogue.products[key], float(self._catalogue.reduced[row - 1]))

    def _static(self, product: Product, reduced: float) -> list[float]:
        price = float(np.log1p(product.price.minor))
        rated = product.rating is not None
        return [
            price,
            price - self._medians.get(product.category[-1:], price),
            float(product.in_stock),
            reduced,
            product.rating - MIDDLE_RATING if product.rating is not None else 0.0,
            float(rated),
            float(np.log1p(product.rating_count)),
            1.0,
        ]

    def _base(self) -> FloatArray:
        """Of the products that carry a fact's name, the part that carries its value, [1 + facts]."""
        counts = np.bincount(self.facts.ravel(), minlength=len(self.names)).astype(np.float64)
        counts[0] = 0.0
        carrying = np.zeros(int(self.names.max(initial=0)) + 1)
        for name in range(1, len(carrying)):
            carrying[name] = (self.names[self.facts] == name).any(axis=1).sum()
        base: FloatArray = counts / np.maximum(1.0, carrying[self.names])
        return base


def _medians(products: Sequence[Product]) -> dict[tuple[str, ...], float]:
    """The median log price by narrowest category."""
    prices: dict[tuple[str, ...], list[float]] = {}
    for product in products:
        prices.setdefault(product.category[-1:], []).append(float(np.log1p(product.price.minor)))
    return {name: float(np.median(found)) for name, found in prices.items()}
