"""A small market as examples: products with vectors of their own, shoppers with a knob from predictable to noise."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ranker.behaviour.data import Recall, examples
from ranker.behaviour.examples import Examples
from ranker.behaviour.facts import Vocabulary
from ranker.behaviour.learning import Design, Plan
from ranker.behaviour.table import ProductTable
from ranker.behaviour.train import TrainSettings
from ranker.catalogue import Catalogue
from ranker.synthetic import Market, generate
from store.behaviour import Event
from store.products import Product

DIM = 16
PLAN = Plan(Design(width=16, hidden=32, dropout=0.1), TrainSettings(passes=4, batch=80, rate=4e-3), Recall(20, 20))


class OwnVectors:
    """Each product has a fixed random direction."""

    def vectors(self, ids: Sequence[str]) -> npt.NDArray[np.float32]:
        found = np.zeros((len(ids), DIM), dtype=np.float32)
        for row, key in enumerate(ids):
            found[row] = np.random.default_rng(zlib.crc32(key.encode())).standard_normal(DIM)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found


@dataclass(frozen=True, slots=True)
class Small:
    """A market with its products as a table, its events and its examples."""

    products: list[Product]
    events: list[Event]
    catalogue: Catalogue
    table: ProductTable
    examples: Examples


def small(predictability: float, shoppers: int = 140, products: int = 12, seed: int = 0) -> Small:
    found, events = generate(Market(products, shoppers, 12, predictability, seed=seed))
    catalogue = Catalogue(found)
    table = ProductTable(catalogue, OwnVectors(), Vocabulary.of(catalogue))
    return Small(found, events, catalogue, table, examples(events, table, PLAN.recall))
