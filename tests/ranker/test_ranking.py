from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ranker.ranker import RankRequest
from ranker.ranking import Ranking
from retrieval.index import Index
from store.behaviour import Event, EventKind
from store.store import Store
from tests.ranker.shop import NOW, PRODUCTS, WordEncoder, crowd, event


def test_a_shop_is_opened_from_its_store_and_an_event_changes_the_next_ranking(tmp_path: Path) -> None:
    with Store.create(tmp_path / "shop", name="Camp", currency="USD") as store:
        store.products.upsert(PRODUCTS)
        store.behaviour.record(crowd())
        index = Index.build(tmp_path / "index", store.products.all(), WordEncoder())
        ranking = Ranking.open(store.home, store, index)
        ask = RankRequest(NOW, 5, "me")
        before = ranking.ranker.rank(ask, ranking.pool.candidates(ask, [], 50), [])
        click = event("me", "teapot", "click", 0)
        store.behaviour.record([click])
        ranking.observe(click)
        history = store.behaviour.history("me")
        after = ranking.ranker.rank(ask, ranking.pool.candidates(ask, history, 50), history)
        assert [item.product_id for item in before] != [item.product_id for item in after]
        reasons = {item.product_id: {reason.kind for reason in item.reasons} for item in after}
        assert "bought_together" in reasons["tea"]

        again = Ranking.open(store.home, store, index)
        assert again.statistics.manifest.events == store.behaviour.count()
        assert again.statistics.popularity() == pytest.approx(ranking.statistics.popularity())


def test_what_sells_now_becomes_popular_at_once(tmp_path: Path) -> None:
    with Store.create(tmp_path / "shop", name="Camp", currency="USD") as store:
        store.products.upsert(PRODUCTS)
        index = Index.build(tmp_path / "index", store.products.all(), WordEncoder())
        ranking = Ranking.open(store.home, store, index)
        for number in range(3):
            ranking.observe(Event(f"s{number}", "scarf", EventKind.PURCHASE, NOW + timedelta(minutes=number)))
        hits = ranking.pool.candidates(RankRequest(NOW, 1), [], 50)
        assert ranking.ranker.rank(RankRequest(NOW, 1), hits, [])[0].product_id == "scarf"
