"""The truth that the demo shop is measured against is what its shoppers were drawn by."""

from __future__ import annotations

import numpy as np
import pytest

from ranker.behaviour.ceiling import SEED, Generator
from ranker.behaviour.data import Recall, examples
from ranker.behaviour.facts import Vocabulary
from ranker.behaviour.table import ProductTable
from ranker.catalogue import Catalogue
from store.demo.catalogue import TODAY, items
from store.demo.sessions import Simulation
from store.demo.shoppers import shoppers
from store.fingerprint import catalogue_fingerprint
from tests.ranker.behaviour.small import OwnVectors

SHOPPERS = 250


def test_the_truth_is_calibrated_and_found_by_the_catalogue_alone() -> None:
    products = items(SEED, TODAY)
    simulation = Simulation(SEED, products, TODAY)
    for shopper in shoppers(SEED, products, TODAY)[:SHOPPERS]:
        simulation.shop(shopper)
    events = simulation.history.events
    catalogue = Catalogue(item.product for item in products)
    table = ProductTable(catalogue, OwnVectors(), Vocabulary.of(catalogue))
    found = examples(events, table, Recall(5, 5))
    generator = Generator.of(catalogue_fingerprint(item.product for item in products), events)
    assert generator is not None
    chances = generator.probabilities(found, [["", *catalogue.ids][row] for row in found.sight.rows])
    expected, spread = chances.sum(axis=0), np.sqrt((chances * (1 - chances)).sum(axis=0))
    assert found.labels.sum(axis=0) == pytest.approx(expected, abs=4 * float(spread.max()))
    assert (np.abs(found.labels.sum(axis=0) - expected) < 4 * spread + 0.02 * expected).all()
    assert Generator.of("0" * 32, events) is None
