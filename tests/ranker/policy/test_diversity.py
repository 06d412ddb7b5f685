"""Maximal marginal relevance against its definition, and likeness by hand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from ranker.catalogue import Catalogue
from ranker.policy import Asked, Policy, Rules
from ranker.policy.diversity import Likeness, mmr
from ranker.ranker import Ranked
from tests.ranker.shop import PRODUCTS, WordEncoder


def test_likeness_by_hand() -> None:
    """Half the cosine (.6) and half the levels: one of two shared, one of three, none where nothing is known."""
    vectors = np.array([[1, 0], [0.6, 0.8], [-1, 0], [1, 0]], dtype=np.float32)
    levels = np.array([[5, 1, 0], [6, 1, 0], [7, 6, 1], [0, 0, 0]])
    alike = Likeness(vectors, levels)
    assert alike.to(0) == pytest.approx([1.0, 0.3 + 0.25, 0.0 + 0.5 / 3, 0.5])
    assert alike.to(2)[1] == pytest.approx(0.0 + 0.5 * 2 / 3)


def test_mmr_by_hand() -> None:
    """At .5: first 1.0; then .9 - 1.0 against .5 - .0, so the third; then what is left."""
    alike = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    relevance = np.array([1.0, 0.9, 0.5])
    assert mmr(relevance, alike.__getitem__, 3, 0.5) == [0, 2, 1]
    assert mmr(relevance, alike.__getitem__, 3, 0.0) == [0, 1, 2]
    assert mmr(relevance, alike.__getitem__, 2, 1.0) == [0, 2]
    assert mmr(np.zeros(0), alike.__getitem__, 3, 0.5) == []


@pytest.mark.parametrize("seed", range(5))
def test_each_pick_is_the_best_by_the_definition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    relevance, alike = rng.random(6), rng.random((6, 6))
    picks = mmr(relevance, alike.__getitem__, 6, 0.4)
    assert sorted(picks) == list(range(6))

    def worth(order: tuple[int, ...]) -> list[float]:
        nearest = [max((alike[other, row] for other in order[:at]), default=0.0) for at, row in enumerate(order)]
        return [0.6 * relevance[row] - 0.4 * near for row, near in zip(order, nearest, strict=True)]

    assert tuple(picks) == max(permutations(range(6)), key=worth)  # the greedy order has the first worth highest


def test_in_a_list_what_is_alike_goes_apart_and_the_trace_says_from_what() -> None:
    catalogue = Catalogue(PRODUCTS)
    titles = {one.id: one.title for one in PRODUCTS}
    ranked = [
        Ranked(known, 1 - at / 50, "test") for at, known in enumerate(["kettle1", "kettle2", "shirt", "tea", "jeans"])
    ]
    policy = Policy(catalogue, Rules(0, diversity=0.3), lambda ids: WordEncoder().encode([titles[one] for one in ids]))
    found = policy.order(ranked, Asked(3, query="things"))
    assert [item.product_id for item in found.items] == ["kettle1", "shirt", "tea", "kettle2", "jeans"]
    assert [
        (change.product_id, change.rule, change.because, change.stood, change.put) for change in found.trace.changes
    ] == [("kettle2", "diversity", "kettle1", 2, 4)]
