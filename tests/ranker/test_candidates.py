from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ranker.candidates.brand import BrandAffinity
from ranker.candidates.co_bought import CoBought
from ranker.candidates.new import NewArrivals
from ranker.candidates.pool import CandidatePool, without_known
from ranker.candidates.popular import Popular
from ranker.candidates.promoted import Promoted
from ranker.candidates.similar import Similar
from ranker.candidates.source import PATIENCE, CandidateSource
from ranker.catalogue import Catalogue, reduction
from ranker.ranker import RankRequest
from ranker.ranking import Ranking
from ranker.statistics import Statistics
from retrieval.filters import NO_FILTERS, Filters
from retrieval.index import Index
from retrieval.retriever import Hit
from store.behaviour import Event
from tests.contracts import CandidateSourceContract
from tests.ranker.shop import NOW, PRODUCTS, WordEncoder, event, product

ASK = RankRequest(NOW, 10, "me")
Make = Callable[[Index, Ranking], CandidateSource]


def popular(index: Index, ranking: Ranking) -> Popular:
    return Popular(ranking.statistics, index, ranking.catalogue)


SOURCES: dict[str, Make] = {
    "similar": lambda index, ranking: Similar(index, ranking.catalogue),
    "co_bought": lambda index, ranking: CoBought(ranking.statistics, ranking.catalogue),
    "popular": popular,
    "new": lambda index, ranking: NewArrivals(ranking.catalogue),
    "brand": lambda index, ranking: BrandAffinity(ranking.statistics, ranking.catalogue),
    "promoted": lambda index, ranking: Promoted(ranking.statistics, ranking.catalogue),
    "pool": lambda index, ranking: ranking.pool,
}


@pytest.mark.parametrize("name", SOURCES)
class TestSources(CandidateSourceContract):
    @pytest.fixture
    def source(self, name: str, index: Index, ranking: Ranking) -> CandidateSource:
        return SOURCES[name](index, ranking)

    @pytest.fixture
    def catalogue(self, ranking: Ranking) -> Catalogue:
        return ranking.catalogue

    def test_hits_carry_the_name(self, name: str, source: CandidateSource) -> None:
        assert source.name == name
        hits = source.candidates(ASK, [event("me", "tent1")], 50)
        assert hits
        assert name == "pool" or {hit.source for hit in hits} == {name}


def ids(hits: list[Hit]) -> list[str]:
    return [hit.product_id for hit in hits]


def test_similar_are_the_neighbours_of_what_was_liked_not_of_what_was_disliked(index: Index, ranking: Ranking) -> None:
    source = Similar(index, ranking.catalogue)
    assert ids(source.candidates(ASK, [event("me", "kettle1")], 1)) == ["kettle2"]
    assert source.candidates(ASK, [event("me", "kettle1", "dislike")], 5) == []


def test_bought_together_by_hand(index: Index, ranking: Ranking) -> None:
    """Six baskets of tent, bag and mat; four of teapot and tea: the shrunk cosines are 1·6/8 and 1·4/6."""
    source = CoBought(ranking.statistics, ranking.catalogue)
    assert set(ids(source.candidates(ASK, [event("me", "tent1")], 10))) == {"bag1", "mat2"}
    assert ids(source.candidates(ASK, [event("me", "tea")], 10)) == ["teapot"]


def test_popular_is_the_most_bought_and_looks_past_its_patience(tmp_path: Path) -> None:
    many = [product(f"c{number:05}", f"Cheap thing {number}", ("A",), 100) for number in range(PATIENCE + 10)]
    dear = product("dear", "Dear thing", ("A",), 9_000)
    index = Index.build(tmp_path, [*many, dear], WordEncoder())
    catalogue = Catalogue([*many, dear])
    events = [event(f"s{number}", one.id) for number, one in enumerate(many)]
    source = Popular(Statistics.build(events, catalogue.ids), index, catalogue)
    assert ids(source.candidates(ASK, [], 5, Filters(price_min=5_000))) == ["dear"]


def test_new_arrivals_by_age_and_old_ones_not_at_all(ranking: Ranking) -> None:
    source = NewArrivals(ranking.catalogue)
    assert ids(source.candidates(ASK, [], 10)) == ["stove", "shirt"]
    assert ids(source.candidates(ASK, [event("me", "jeans")], 10)) == ["shirt", "stove"]


def test_brand_brings_other_products_of_the_brand_and_respects_the_asked_brand(index: Index, ranking: Ranking) -> None:
    source = SOURCES["brand"](index, ranking)
    history = [event("me", "teapot"), event("me", "cup")]
    assert set(ids(source.candidates(ASK, history, 10))) == {"mug", "kettle1", "kettle2", "gone"}
    assert source.candidates(ASK, history, 10, Filters(brands=frozenset({"Loom"}))) == []


def test_promoted_are_only_those_under_their_list_price(index: Index, ranking: Ranking) -> None:
    assert set(ids(SOURCES["promoted"](index, ranking).candidates(ASK, [], 10))) == {"mug", "mat2"}
    assert reduction(ranking.catalogue.products["mug"]) == pytest.approx(1 - 1_000 / 1_600)


class Fixed:
    """A source with a fixed list."""

    def __init__(self, name: str, *product_ids: str) -> None:
        self.name = name
        self._ids = product_ids

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        return [Hit(product_id, 1.0, self.name) for product_id in self._ids][:k]


def test_pool_interleaves_by_weight_and_keeps_the_source() -> None:
    """Weights 2 and 1: standings 2, 1, 2/3 against 1, 1/2; x of both goes to the source that stands it higher."""
    pool = CandidatePool([Fixed("a", "a1", "x", "a3"), Fixed("b", "b1", "x")], {"a": 2.0, "b": 1.0})
    hits = pool.candidates(ASK, [], 10)
    assert [(hit.product_id, hit.source) for hit in hits] == [("a1", "a"), ("b1", "b"), ("x", "a"), ("a3", "a")]
    assert [hit.score for hit in hits] == pytest.approx([1.0, 0.5, 0.5, 1 / 3])


def test_bought_hidden_and_disliked_products_never_come_back(ranking: Ranking) -> None:
    history = [event("me", "tent1"), event("me", "kettle1", "dislike"), event("me", "tea", "view")]
    filters = without_known(Filters(exclude_ids=frozenset({"cup"})), history, {"mug"})
    assert filters.exclude_ids == {"tent1", "kettle1", "cup", "mug"}
    assert not filters.exclude_ids & set(ids(ranking.pool.candidates(ASK, history, 50, filters)))


def test_the_pool_differs_by_shopper(ranking: Ranking) -> None:
    camper = ids(ranking.pool.candidates(ASK, [event("me", "tent1")], 6))
    reader = ids(ranking.pool.candidates(replace(ASK, customer_id="you"), [event("you", "teapot")], 6))
    assert camper != reader


def test_a_new_product_is_proposed_as_soon_as_the_catalogue_has_it(tmp_path: Path) -> None:
    index = Index.build(tmp_path, PRODUCTS, WordEncoder())
    catalogue = Catalogue(PRODUCTS)
    ranking = Ranking.of(catalogue, Statistics.build([], catalogue.ids), index)
    fresh = product("fresh", "Fresh tent", ("Outdoor", "Tents"), 8_000, created_days=0)
    index.update([fresh])
    ranking.refresh([fresh], ["mug"])
    found = ids(ranking.pool.candidates(ASK, [event("me", "tent1")], 50))
    assert "fresh" in found
    assert "mug" not in found
    assert "fresh" in [item.product_id for item in ranking.ranker.rank(ASK, [Hit("fresh", 1, "test")], [])]
