"""Each baseline against hand arithmetic, a dense computation, or data whose structure is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from ranker.baselines.als import ALS
from ranker.baselines.baseline import Baseline, FloatArray, IntArray, interactions, recent_weights
from ranker.baselines.item_knn import ItemKNN
from ranker.baselines.light_gcn import LightGCN, propagation, spread
from ranker.baselines.measure import MODELS, measure
from ranker.baselines.popularity import Popularity
from ranker.packs import Pack

SMALL: dict[str, Callable[[], Baseline]] = {
    **MODELS,
    "als": lambda: ALS(factors=4),
    "lightgcn": lambda: LightGCN(dim=8, epochs=40, batch=64),
}


def sequences(*rows: list[int]) -> list[IntArray]:
    return [np.array(own, dtype=np.int64) for own in rows]


def blocks(shoppers: int = 60, seed: int = 0) -> list[IntArray]:
    """Even shoppers take four of the products 0 to 9, odd ones four of 10 to 19."""
    chance = np.random.default_rng(seed)
    return [10 * (at % 2) + chance.permutation(10)[:4] for at in range(shoppers)]


def test_interactions_and_recent_weights_by_hand() -> None:
    taken = sequences([2, 0, 2], [], [1])
    assert interactions(taken, 3).toarray().tolist() == [[1, 0, 1], [0, 0, 0], [0, 1, 0]]
    weights = recent_weights(taken, 3, 0.5).toarray()
    assert weights.tolist() == [[0.5, 0, 1], [0, 0, 0], [0, 1, 0]]


def test_popularity_counts_shoppers() -> None:
    model = Popularity()
    model.fit(sequences([0, 1, 1], [1], [2, 1]), 4)
    assert model.scores(np.array([0, 2]), sequences([0], [2])).tolist() == [[1, 3, 1, 0], [1, 3, 1, 0]]


def test_item_knn_by_hand() -> None:
    """Products 0 and 1 share two of 2 and 3 shoppers: 2 / (√6 + 1); 1 and 2 share one of 3 and 1: 1 / (√3 + 1)."""
    model = ItemKNN(shrink=1.0, decay=0.5)
    model.fit(sequences([0, 1], [1, 0], [1, 2]), 4)
    near, far = 2 / (6**0.5 + 1), 1 / (3**0.5 + 1)
    scores = model.scores(np.array([0, 1]), sequences([0, 2], [1]))
    assert scores == pytest.approx(np.array([[0, far + 0.5 * near, 0, 0], [near, 0, far, 0]]))
    single = ItemKNN(neighbours=1, shrink=1.0)
    single.fit(sequences([0, 1], [1, 0], [1, 2]), 4)
    assert single.scores(np.array([0]), sequences([1])) == pytest.approx(np.array([[near, 0, 0, 0]]))


def test_als_solves_the_weighted_least_squares_of_every_row() -> None:
    """Against numpy's least squares on the dense problem: a line a product, weighted by √c, and one a factor."""
    chance = np.random.default_rng(3)
    taken = interactions([chance.permutation(30)[:size] for size in (0, 1, 5, 30, 12)], 30)
    others: FloatArray = chance.normal(size=(30, 6))
    solved = ALS(factors=6, alpha=7.0, regularisation=0.3).solve(taken, others)
    for row, wanted in enumerate(taken.toarray()):
        weight = np.sqrt(1.0 + 7.0 * wanted)
        left = np.vstack([weight[:, None] * others, np.sqrt(0.3) * np.eye(6)])
        right = np.concatenate([weight * wanted, np.zeros(6)])
        assert solved[row] == pytest.approx(np.linalg.lstsq(left, right)[0], abs=1e-9)


def test_als_never_makes_its_loss_larger() -> None:
    taken = interactions(blocks(), 20)
    model = ALS(factors=3, alpha=5.0, regularisation=0.5)

    def loss(shoppers: FloatArray, items: FloatArray) -> float:
        wanted = taken.toarray()
        squares = (1.0 + 5.0 * wanted) * (wanted - shoppers @ items.T) ** 2
        return float(squares.sum() + 0.5 * ((shoppers**2).sum() + (items**2).sum()))

    items: FloatArray = np.random.default_rng(0).normal(size=(20, 3))
    losses = []
    for _ in range(6):
        shoppers = model.solve(taken, items)
        losses.append(loss(shoppers, items))
        items = model.solve(taken.T.tocsr(), shoppers)
        losses.append(loss(shoppers, items))
    assert losses == sorted(losses, reverse=True)


def test_light_gcn_spreads_as_the_dense_matrix_does() -> None:
    taken = interactions(blocks(12), 20)
    adjacency = np.block([[np.zeros((12, 12)), taken.toarray()], [taken.toarray().T, np.zeros((20, 20))]])
    root = 1 / np.sqrt(np.maximum(1, adjacency.sum(axis=1)))
    normal = root[:, None] * adjacency * root
    table = np.random.default_rng(1).normal(size=(32, 5))
    wanted = (table + normal @ table + normal @ normal @ table) / 3
    found = spread(torch.from_numpy(table.astype(np.float32)), propagation(taken), 2)
    assert found.numpy() == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize("name", SMALL)
def test_every_model_tells_the_two_groups_apart_but_popularity(name: str) -> None:
    """In a group each taken product says that the group's others come next; popularity knows no groups."""
    whole = blocks(120)
    pack = Pack(
        [str(row) for row in range(20)],
        [""] * 20,
        [rows[:-2] for rows in whole],
        np.array([rows[-2] for rows in whole]),
        np.array([rows[-1] for rows in whole]),
    )
    measured = measure(SMALL[name](), pack)
    found = measured.quality()
    assert found.n == len(measured.ranks) == 120
    assert found.hr > (0.3 if name == "popularity" else 0.9)
    if name == "popularity":
        assert found.hr < 0.8
    again = measure(SMALL[name](), pack)
    assert again.ranks.tolist() == measured.ranks.tolist()


def test_a_product_the_shopper_had_is_left_out_even_where_it_is_held_out() -> None:
    pack = Pack(list("abc"), [""] * 3, sequences([0], [0, 1]), np.array([1, 2]), np.array([2, 0]))
    assert measure(Popularity(), pack).ranks.tolist() == [1.0, 2.0]
