"""A product's facts as numbers of a vocabulary: its brand, categories, colours, price band and attributes.

A fact is a name and a value ("audience" and "women"). The vocabulary is learnt once and kept with the model, so that a
product that came in later is described in the same numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ranker.catalogue import Catalogue
from store.products import Product

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

WIDTH = 16  # facts of one product
LEAST = 3  # products that a fact must be true of
MOST = 4_096
JOINT = "\x1f"
GROUPS = ("brand", "category", "price", "other")  # what names of facts are put together for the hand-made features


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`facts` are "name, JOINT, value", most frequent first. Number 0 is none, number i is `facts[i - 1]`."""

    facts: tuple[str, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Vocabulary:
        seen = Counter(fact for key in catalogue.products for fact in facts_of(catalogue, key))
        ordered = sorted((fact for fact, count in seen.items() if count >= LEAST), key=lambda fact: (-seen[fact], fact))
        return cls(tuple(ordered[:MOST]))

    @property
    def names(self) -> tuple[str, ...]:
        """The names there are, in alphabetical order; number 0 is none, number i is `names[i - 1]`."""
        return tuple(sorted({fact.split(JOINT)[0] for fact in self.facts}))

    def name_numbers(self) -> IntArray:
        """The name's number of each fact's number, [1 + facts]."""
        places = {name: at for at, name in enumerate(self.names, 1)}
        return np.array([0, *(places[fact.split(JOINT)[0]] for fact in self.facts)], dtype=np.int64)

    def groups(self) -> IntArray:
        """The group of each fact's number, [1 + facts]: 0 for none, else 1 + its place in GROUPS."""
        first = [fact.split(JOINT)[0].split(" ")[0] for fact in self.facts]
        return np.array([0, *(1 + GROUPS.index(name if name in GROUPS else "other") for name in first)], dtype=np.int64)

    def numbers(self, catalogue: Catalogue, ids: Sequence[str]) -> IntArray:
        """The facts of products, [n, WIDTH], 0 where there are fewer; of more the most frequent are kept."""
        places = {fact: at for at, fact in enumerate(self.facts, 1)}
        found = np.zeros((len(ids), WIDTH), dtype=np.int64)
        for row, key in enumerate(ids):
            if key in catalogue.products:
                own = sorted({places[fact] for fact in facts_of(catalogue, key) if fact in places})[:WIDTH]
                found[row, : len(own)] = own
        return found


def facts_of(catalogue: Catalogue, product_id: str) -> Iterable[str]:
    """Every fact of one product that the catalogue has."""
    product = catalogue.products[product_id]
    row = catalogue.rows[product_id]
    price = catalogue.facets["price"]
    yield from _own(product)
    if code := price.codes[row, 0]:
        yield f"price{JOINT}{price.values[code]}"


def _own(product: Product) -> Iterable[str]:
    if product.brand:
        yield f"brand{JOINT}{product.brand.casefold()}"
    for depth, category in enumerate(product.category):
        yield f"category {depth}{JOINT}{category.casefold()}"
    for name, values in product.attributes.items():
        for value in values:
            yield f"{name.casefold()}{JOINT}{value.casefold()}"
