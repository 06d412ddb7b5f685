"""What goes with what: how well two products belong together, and which pairs must never be one bundle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ranker.catalogue import colours
from ranker.statistics import Statistics
from ranker.words import head
from retrieval.filters import attribute_values
from store.products import Product

FloatArray = npt.NDArray[np.float64]

HALFWAY = 0.1  # pair strength that counts half of the most there can be
BOUGHT, THEME, COLOUR, BRAND = 0.5, 0.2, 0.15, 0.15  # what each kind of belonging adds; together 1
SAME_THING = 0.93  # cosine of one thing listed twice
AUDIENCE_NAMES = ("audience", "gender", "for", "age group", "性别", "适用人群")
ANYBODY = frozenset({"unisex", "all", "everyone", "adult", "adults", "any", "中性", "通用"})


def together(products: Sequence[Product], vectors: npt.NDArray[np.float32], statistics: Statistics) -> FloatArray:
    """How well each two belong together, symmetric [n, n] within 0 to 1: bought in one basket, near in meaning without
    being the same, of one colour, of one brand."""
    n = len(products)
    bought = np.zeros((n, n))
    rows = np.array([statistics.rows.get(product.id, len(statistics.ids)) for product in products])
    strength = np.zeros(len(statistics.ids) + 1)
    for at, product in enumerate(products):
        others, found, _ = statistics.bought_with(product.id)
        strength[others] = found
        bought[at] = strength[rows]
        strength[others] = 0.0
    bought = np.maximum(bought, bought.T)
    cosine = (vectors @ vectors.T).astype(np.float64)
    theme = np.clip((cosine - 0.2) / 0.4, 0.0, 1.0) * (cosine < SAME_THING)
    return (
        BOUGHT * bought / (bought + HALFWAY)
        + THEME * theme
        + COLOUR * _same_values([frozenset(colours(product)) for product in products])
        + BRAND * _same_values([frozenset({product.brand.casefold()} - {""}) for product in products])
    )


def apart(products: Sequence[Product], vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which pairs must not be in one bundle [n, n]: substitutes for each other, or meant for different people."""
    cosine = vectors @ vectors.T
    leaves = [product.category[-1].casefold() if product.category else "" for product in products]
    nouns = [head(product.title, product.brand)[-1:] for product in products]
    audiences = [_audience(product) for product in products]
    forbidden = np.asarray(cosine >= SAME_THING)
    for left in range(len(products)):
        for right in range(left):
            same_kind = leaves[left] == leaves[right] and nouns[left] == nouns[right]
            strangers = audiences[left] and audiences[right] and not audiences[left] & audiences[right]
            if same_kind or strangers:
                forbidden[left, right] = forbidden[right, left] = True
    np.fill_diagonal(forbidden, val=False)
    return forbidden


def _audience(product: Product) -> frozenset[str]:
    """Whom the product is meant for; empty when for anybody."""
    values = attribute_values(product)
    found: frozenset[str] = frozenset().union(*(values.get(name, frozenset()) for name in AUDIENCE_NAMES))
    return frozenset() if found & ANYBODY else found


def _same_values(values: Sequence[frozenset[str]]) -> FloatArray:
    """1 where two share a value, [n, n]; 0 on the diagonal."""
    n = len(values)
    names = {name: column for column, name in enumerate(sorted(frozenset().union(*values)))}
    has = np.zeros((n, len(names)))
    for at, found in enumerate(values):
        has[at, [names[name] for name in found]] = 1.0
    same = np.minimum(1.0, has @ has.T)
    np.fill_diagonal(same, 0.0)
    return same
