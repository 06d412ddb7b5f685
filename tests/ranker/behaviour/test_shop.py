"""A shop's examples are read from a real store: positions and queries are those of the rankings that events name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ranker.behaviour.data import Recall
from ranker.behaviour.facts import Vocabulary
from ranker.behaviour.features import NAMES
from ranker.behaviour.shop import shop_examples
from ranker.behaviour.table import ProductTable
from ranker.catalogue import Catalogue
from ranker.signals import UNRELATED
from store.behaviour import RankingShown, Shown
from store.store import Store
from tests.ranker.behaviour.small import OwnVectors
from tests.ranker.shop import NOW, PRODUCTS, event


def test_positions_and_queries_are_those_that_were_shown(tmp_path: Path) -> None:
    table = ProductTable(catalogue := Catalogue(PRODUCTS), OwnVectors(), Vocabulary.of(catalogue))
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        asked.extend(texts)
        return OwnVectors().vectors(["bag1"] * len(texts))

    with Store.create(tmp_path / "shop", name="Shop", currency="EUR") as store:
        store.products.upsert(PRODUCTS)
        for key, query in (("r1", "sleeping bag"), ("unnamed", "nobody saw this")):
            shown = tuple(Shown(product, place, 1.0, "text") for product, place in (("tent1", 4), ("bag1", 2)))
            store.behaviour.log_ranking(RankingShown(key, NOW, "ann", query, "text", shown))
        seen = [replace(event("ann", key, "impression"), ranking_id="r1") for key in ("tent1", "bag1")]
        store.behaviour.record([*seen, event("ann", "bag1", "click", 23.9)])
        found = shop_examples(list(store.behaviour.all()), store.behaviour, table, encode, Recall())
    assert asked == ["sleeping bag"]
    assert found.sight.rows.tolist() == table.rows_of(["tent1", "bag1"]).tolist()
    assert found.sight.positions.tolist() == [4, 2]
    cosine = found.sight.dense[1, NAMES.index("query cosine")]
    assert np.isclose(cosine, 1.0 - UNRELATED, atol=1e-6)
