from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from ranker.candidates.graph import GraphNeighbours
from ranker.catalogue import Catalogue
from ranker.item_graph import DENSE, ItemGraph
from ranker.item_graph_file import FILE, load, open_graph, save
from ranker.ranker import RankRequest
from ranker.statistics import Statistics
from store.behaviour import Event
from tests.ranker.shop import NOW, crowd, event, product

CHAIN = ("a", "b", "c", "d")


def chain() -> Statistics:
    """Shoppers met a and b, b and c, c and d, one after another at once: nobody met a and c."""
    events = [event(f"s{at}", item) for at in range(3) for item in CHAIN[at : at + 2]]
    return Statistics.build(events, [*CHAIN, "never"])


def test_the_filter_is_the_dense_one_without_its_negative_part() -> None:
    """With all dimensions: heard · toldᵀ = d⁻½ N₊ d½, N₊ the positive part of d⁻½ A d⁻½, by numpy from the chain."""
    graph = ItemGraph.build(chain())
    counts = np.diag(np.ones(3), 1) + np.diag(np.ones(3), -1)
    degrees = counts.sum(axis=1)
    values, vectors = np.linalg.eigh(counts / np.sqrt(np.outer(degrees, degrees)))
    positive = (vectors * np.maximum(0, values)) @ vectors.T
    wanted = positive * np.sqrt(degrees)[None, :] / np.sqrt(degrees)[:, None]
    for row in range(4):
        assert graph.scores([row], np.ones(1))[:4] == pytest.approx(wanted[row], abs=1e-5)
    assert graph.scores([4], np.ones(1)) == pytest.approx(np.zeros(5))


def test_what_nobody_met_together_is_found_two_steps_away() -> None:
    statistics = chain()
    catalogue = Catalogue([product(item, f"Thing {item}", ("A",), 100) for item in (*CHAIN, "never")])
    source = GraphNeighbours(ItemGraph.build(statistics), statistics, catalogue)
    ask = RankRequest(NOW, 10, "me")
    hits = [hit.product_id for hit in source.candidates(ask, [event("me", "a")], 10)]
    assert hits == ["b", "c"]  # d, three steps away, is not reached by what is positive alone
    assert source.candidates(ask, [event("me", "a", "dislike"), event("me", "never")], 10) == []


def test_many_products_by_the_sparse_solver_as_by_the_dense(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(0)
    ids = [f"p{row:03}" for row in range(DENSE + 50)]
    events: list[Event] = []
    for shopper in range(900):
        start = int(chance.integers(len(ids)))
        events += [
            event(f"s{shopper}", ids[(start + int(step)) % len(ids)], hours_ago=9 - at)
            for at, step in enumerate(chance.integers(1, 9, 4))
        ]
    statistics = Statistics.build(events, ids)
    found = ItemGraph.build(statistics, 20)
    monkeypatch.setattr("ranker.item_graph.DENSE", len(ids))
    wanted = ItemGraph.build(statistics, 20)
    assert found.heard @ found.told.T == pytest.approx(wanted.heard @ wanted.told.T, abs=1e-4)


def test_saved_and_loaded_and_built_again_only_when_the_shop_has_changed(tmp_path: Path) -> None:
    statistics = Statistics.build(crowd(), ["tent1", "bag1", "mat2", "tea", "teapot", "mug"])
    built = open_graph(tmp_path, statistics)
    written = (tmp_path / FILE).stat().st_mtime_ns
    again = open_graph(tmp_path, statistics)
    assert again.heard == pytest.approx(built.heard)
    assert again.told == pytest.approx(built.told)
    statistics.observe(event("new", "tea"))
    assert open_graph(tmp_path, statistics).events == built.events
    assert (tmp_path / FILE).stat().st_mtime_ns == written
    for number in range(60):
        statistics.observe(event(f"new{number}", "tea"))
    assert open_graph(tmp_path, statistics).events == built.events + 61
    other = Statistics.build(crowd(), ["tent1", "bag1", "mat2"])
    assert open_graph(tmp_path, other).heard.shape[0] == 3


@pytest.mark.parametrize("damage", [b"", b"PK half", b"{}"])
def test_a_damaged_file_is_built_again(tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    statistics = chain()
    save(tmp_path, ItemGraph.build(statistics))
    (tmp_path / FILE).write_bytes(damage)
    with caplog.at_level(logging.WARNING):
        assert load(tmp_path) is None
    assert "built again" in caplog.text
    assert open_graph(tmp_path, statistics).heard.shape[0] == 5


def test_a_shop_without_events_has_an_empty_graph(tmp_path: Path) -> None:
    graph = open_graph(tmp_path, Statistics.build([], ["a", "b"]))
    assert graph.scores([0], np.ones(1)).tolist() == [0.0, 0.0]
    assert load(tmp_path) is not None
