"""Fusion by hand, and what it does when a leg has little to say."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.filters import NO_FILTERS, Filters
from retrieval.hybrid import DENSE_WEIGHT, FEEDBACK_WEIGHT, WINDOW, fuse, scaled
from retrieval.index import Index
from retrieval.retriever import Retriever
from tests.contracts import RetrieverContract
from tests.retrieval.catalogue import SHOP


class TestLexical(RetrieverContract):
    @pytest.fixture
    def retriever(self, shop_index: Index) -> Retriever:
        return shop_index.lexical


class TestDense(RetrieverContract):
    @pytest.fixture
    def retriever(self, shop_index: Index) -> Retriever:
        return shop_index.dense


class TestHybrid(RetrieverContract):
    @pytest.fixture
    def retriever(self, shop_index: Index) -> Retriever:
        return shop_index.hybrid


def test_scores_are_scaled_by_their_best() -> None:
    assert scaled(np.array([4, 1, 0, -2], np.float32)).tolist() == [1, 0.25, 0, 0]
    assert scaled(np.array([5, 5], np.float32)).tolist() == [1, 1]
    assert scaled(np.array([-1, 0], np.float32)).tolist() == [0, 0]
    assert scaled(np.array([], np.float32)).tolist() == []


def test_fusion_by_hand() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32)
    query = np.array([1, 0], np.float32)
    words = np.array([0, 3, 6], np.float32)
    first = np.array([0, 0.5, 1]) + DENSE_WEIGHT * np.array([1, 0, 0.6])
    centre = first @ vectors
    moved = query + FEEDBACK_WEIGHT * centre / np.linalg.norm(centre)
    dense = vectors @ moved
    expected = np.array([0, 0.5, 1]) + DENSE_WEIGHT * dense / dense.max()
    np.testing.assert_allclose(fuse(words, vectors, query), expected, rtol=1e-5)


def test_one_candidate_and_equal_candidates_get_equal_finite_scores() -> None:
    query = np.array([1, 0], np.float32)
    one = fuse(np.array([2], np.float32), np.array([[0.6, 0.8]], np.float32), query)
    assert one == pytest.approx([1 + DENSE_WEIGHT])
    same = fuse(np.full(3, 2, np.float32), np.full((3, 2), 0.5, np.float32), query)
    assert np.ptp(same) == 0
    nothing = fuse(np.zeros(2, np.float32), np.zeros((2, 2), np.float32), query)
    assert nothing.tolist() == [0, 0]


def test_words_decide_what_is_among_the_first_and_both_legs_in_which_order() -> None:
    random = np.random.default_rng(4)
    words = np.sort(random.random(3 * WINDOW)).astype(np.float32)[::-1].copy()
    vectors = random.normal(size=(words.size, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[-1] = query = np.eye(8, dtype=np.float32)[0]  # the last by words is the nearest of all
    scores = fuse(words, vectors, query)
    order = np.argsort(-scores, kind="stable")
    first = set(order[:WINDOW].tolist())
    # A product beyond twice the window has less than words alone bring those before it, whatever it means.
    assert first <= set(range(2 * WINDOW))
    assert set(range(WINDOW // 3)) <= first
    assert order[:10].tolist() != list(range(10))
    assert scores[order[WINDOW - 1]] >= scores[order[WINDOW]]
    assert (scores >= 0).all()


def test_a_query_no_word_of_which_is_sold_is_answered_by_meaning(shop_index: Index) -> None:
    assert shop_index.lexical.search("footwear", 5) == []
    titles = {product.id: product.title for product in SHOP}
    found = [titles[hit.product_id] for hit in shop_index.search("footwear", 3)]
    assert all("Boot" in title or "Sneakers" in title for title in found)


def test_the_hits_name_their_source(shop_index: Index) -> None:
    assert {hit.source for hit in shop_index.lexical.search("boots", 3)} == {"lexical"}
    assert {hit.source for hit in shop_index.dense.search("boots", 3)} == {"dense"}
    assert {hit.source for hit in shop_index.search("boots", 3)} == {"hybrid"}


@pytest.mark.parametrize("filters", [NO_FILTERS, Filters(in_stock=True), Filters(brands=frozenset({"acme"}))])
def test_dense_ranking_equals_numpy(shop_index: Index, filters: Filters) -> None:
    ids = [product.id for product in SHOP if filters.accept(product)]
    query = shop_index.dense._legs.encode("something warm for the feet")
    scores = dict(zip(ids, shop_index.vectors(ids) @ query, strict=True))
    hits = shop_index.dense.search("something warm for the feet", 12, filters)
    assert [hit.product_id for hit in hits] == sorted(ids, key=lambda known: -scores[known])
    assert [hit.score for hit in hits] == pytest.approx(sorted(scores.values(), reverse=True), abs=1e-5)
