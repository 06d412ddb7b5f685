from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from ranker.catalogue import Catalogue
from ranker.history import PERSONAL_SHARE, WEIGHTS, HistoryRanker, _linked
from ranker.ranker import Ranked, Ranker, RankRequest
from ranker.ranking import Ranking
from ranker.signals import Signal
from ranker.statistics import Statistics
from retrieval.retriever import Hit
from tests.contracts import RankerContract
from tests.ranker.shop import NOW, PRODUCTS, event

ASK = RankRequest(NOW, 30, "me")
ALL = [Hit(product.id, 1.0, "test") for product in PRODUCTS]


class TestHistoryRanker(RankerContract):
    @pytest.fixture
    def ranker(self, ranking: Ranking) -> Ranker:
        return ranking.ranker

    @pytest.fixture
    def known_ids(self) -> list[str]:
        return [product.id for product in PRODUCTS]


class TestPopularityRanker(RankerContract):
    @pytest.fixture
    def ranker(self, ranking: Ranking) -> Ranker:
        return ranking.popularity

    @pytest.fixture
    def known_ids(self) -> list[str]:
        return [product.id for product in PRODUCTS]


def places(ranked: list[Ranked]) -> dict[str, int]:
    return {item.product_id: place for place, item in enumerate(ranked)}


def by_id(ranked: list[Ranked]) -> dict[str, Ranked]:
    return {item.product_id: item for item in ranked}


def test_two_shoppers_get_different_orders(ranking: Ranking) -> None:
    camper = places(ranking.ranker.rank(ASK, ALL, [event("me", "tent1")]))
    drinker = places(ranking.ranker.rank(ASK, ALL, [event("me", "teapot")]))
    assert camper["bag1"] < camper["tea"]
    assert drinker["tea"] < drinker["bag1"]


def test_a_stranger_gets_popularity_and_the_same_as_an_empty_history(ranking: Ranking) -> None:
    ranked = ranking.ranker.rank(ASK, ALL, [])
    assert ranked[0].product_id == "mug"
    assert ranked == ranking.ranker.rank(replace(ASK, customer_id="nobody"), ALL, [event("me", "no-such-product")])


def test_the_reason_names_the_history_item_that_people_bought_it_with(ranking: Ranking) -> None:
    ranked = by_id(ranking.ranker.rank(ASK, ALL, [event("me", "tent1"), event("me", "scarf", hours_ago=400)]))
    reason = next(reason for reason in ranked["bag1"].reasons if reason.kind == "bought_together")
    assert (reason.product_id, reason.value) == ("tent1", "purchase")


def test_one_other_persons_basket_is_never_a_reason() -> None:
    catalogue = Catalogue(PRODUCTS)
    events = [event("other", "tent1", basket="b"), event("other", "scarf", basket="b")]
    ranker = HistoryRanker(Statistics.build(events, catalogue.ids), catalogue)
    ranked = by_id(ranker.rank(ASK, ALL, [event("me", "tent1")]))
    assert ranked["scarf"].score > ranked["jeans"].score
    assert not {reason.kind for reason in ranked["scarf"].reasons} & {"bought_together", "viewed_together"}


def test_shares_of_a_score_are_within_one_and_strongest_first(ranking: Ranking) -> None:
    history = [event("me", "tent1"), event("me", "shirt", "like", 1)]
    for item in ranking.ranker.rank(ASK, ALL, history):
        weights = [reason.weight for reason in item.reasons]
        assert all(weight > 0 for weight in weights)
        assert sum(weights) <= 1 + 1e-9
        assert weights == sorted(weights, reverse=True)


def test_a_product_does_not_speak_for_itself(ranking: Ranking) -> None:
    ranked = by_id(ranking.ranker.rank(ASK, ALL, [event("me", "tent1")]))
    assert all(reason.product_id != "tent1" for reason in ranked["tent1"].reasons)


def test_removing_the_stated_history_item_lowers_the_score(ranking: Ranking) -> None:
    history = [
        event("me", "tent1", "purchase", 700),
        event("me", "shirt", "like", 400),
        event("me", "teapot", "view", 5),
    ]
    checked = 0
    for item in ranking.ranker.rank(ASK, ALL, history):
        for reason in item.reasons:
            if reason.product_id:
                fewer = [past for past in history if past.product_id != reason.product_id]
                signals = {reason.kind if reason.kind != "similar_to" else "similar_to": 1.0}
                alone = HistoryRanker(ranking.statistics, ranking.catalogue, ranking.ranker.index, signals)
                hit = [Hit(item.product_id, 1.0, "test")]
                assert alone.rank(ASK, hit, fewer)[0].score < alone.rank(ASK, hit, history)[0].score
                checked += 1
    assert checked >= 5


@pytest.mark.parametrize("kind", ["dislike", "return"])
def test_dislike_and_return_push_like_products_down(ranking: Ranking, kind: str) -> None:
    before = by_id(ranking.ranker.rank(ASK, ALL, []))
    after = by_id(ranking.ranker.rank(ASK, ALL, [event("me", "kettle1", kind)]))
    assert after["kettle2"].score < before["kettle2"].score
    assert not any(reason.kind in ("similar_to", "brand", "category") for reason in after["kettle2"].reasons)


def test_the_running_session_counts_more_than_last_month(ranking: Ranking) -> None:
    old_tent, old_tea = event("me", "tent1", "click", 24 * 30), event("me", "teapot", "click", 24 * 30)
    new_tent, new_tea = event("me", "tent1", "click", 0.1), event("me", "teapot", "click", 0.1)
    tea_now = places(ranking.ranker.rank(ASK, ALL, [old_tent, new_tea]))
    tent_now = places(ranking.ranker.rank(ASK, ALL, [old_tea, new_tent]))
    assert tea_now["tea"] < tea_now["bag1"]
    assert tent_now["bag1"] < tent_now["tea"]


def test_a_colour_preference_is_a_reason_with_the_shops_word(ranking: Ranking) -> None:
    ranked = by_id(ranking.ranker.rank(ASK, ALL, [event("me", "jeans"), event("me", "mug")]))
    assert ("colour", "navy") in {(reason.kind, reason.value) for reason in ranked["shirt"].reasons}


def test_an_irrelevant_product_never_passes_a_clearly_relevant_one(ranking: Ranking) -> None:
    """Whatever the history: a relevance gap above twice the personal share cannot be closed."""
    rng = np.random.default_rng(0)
    ids = [product.id for product in PRODUCTS]
    kinds = ["purchase", "like", "click", "dislike", "return"]
    for _ in range(100):
        history = [
            event("me", str(rng.choice(ids)), str(rng.choice(kinds)), float(rng.uniform(0, 900))) for _ in range(9)
        ]
        scores = rng.uniform(0, 1, len(ids))
        hits = [Hit(key, float(score), "test") for key, score in zip(ids, scores, strict=True)]
        relevance = dict(zip(ids, scores / scores.max(), strict=True))
        order = [item.product_id for item in ranking.ranker.rank(replace(ASK, query="tent"), hits, history)]
        for above, key in enumerate(order):
            for below in order[above + 1 :]:
                assert relevance[below] - relevance[key] <= 2 * PERSONAL_SHARE + 1e-9


def test_among_equally_relevant_hits_history_decides(ranking: Ranking) -> None:
    hits = [Hit("tea", 0.8, "test"), Hit("bag1", 0.8, "test")]
    ask = replace(ASK, query="something nice")
    assert ranking.ranker.rank(ask, hits, [event("me", "tent1")])[0].product_id == "bag1"
    assert ranking.ranker.rank(ask, hits, [event("me", "teapot")])[0].product_id == "tea"


def test_the_documented_weights_add_up_the_signals(ranking: Ranking) -> None:
    """The score is the weighted sum of one-signal rankers' scores: the combination is linear, as documented."""
    history = [event("me", "tent1"), event("me", "mug", "like", 3), event("me", "kettle1", "dislike", 30)]
    ids = [product.id for product in PRODUCTS]
    total = ranking.ranker.scores(ids, history, NOW)
    parts = [
        weight
        * HistoryRanker(ranking.statistics, ranking.catalogue, ranking.ranker.index, {name: 1.0}).scores(
            ids, history, NOW
        )
        for name, weight in WEIGHTS.items()
    ]
    assert np.allclose(total, np.sum(parts, axis=0))


def test_scores_are_what_rank_orders_by(ranking: Ranking) -> None:
    history = [event("me", "tent1")]
    ids = [product.id for product in PRODUCTS]
    scores = dict(zip(ids, ranking.ranker.scores(ids, history, NOW), strict=True))
    for item in ranking.ranker.rank(ASK, ALL, history):
        assert item.score == pytest.approx(scores[item.product_id])


def test_the_future_and_impressions_do_no_harm(ranking: Ranking) -> None:
    ahead = replace(event("me", "tent1"), at=NOW + timedelta(days=2))
    shown = event("me", "teapot", "impression")
    assert ranking.ranker.rank(ASK, ALL, [ahead])
    assert ranking.ranker.rank(ASK, ALL, [shown]) == ranking.ranker.rank(ASK, ALL, [])


def test_a_models_reason_rests_on_a_product_whose_link_is_seen() -> None:
    """Four history items: one alike, one looked at together by two and more, one by a single person, one unlinked."""
    model = Signal(np.array([0.8]), by_item=np.array([[0.1, 0.2, 0.3, 0.4]]))
    others = {
        "similar_to": Signal(np.array([0.1]), by_item=np.array([[0.1, 0.0, 0.0, 0.0]])),
        "viewed_together": Signal(
            np.array([0.5]), by_item=np.array([[0.0, 0.1, 0.4, 0.0]]), support=np.array([[0.0, 2.0, 1.0, 0.0]])
        ),
    }
    kept = _linked(model, others).by_item
    assert kept is not None
    np.testing.assert_array_equal(kept, [[0.1, 0.2, 0.0, 0.0]])
