"""A shop's own ranker: trained, kept, read again, served, and better than what needs no training."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from ranker.candidates.sequence import NextInSequence
from ranker.catalogue import Catalogue
from ranker.held_out import by_shopper, cut_at, taken
from ranker.history import HistoryRanker
from ranker.in_service import SIGNALS
from ranker.keeping import keep, recall, sweep
from ranker.learned import STAGES, stage_of
from ranker.neural.checkpoint import WEIGHTS
from ranker.neural.encoders import EncoderShape
from ranker.neural.lifting import lifted
from ranker.neural.recipes import RECIPES
from ranker.neural.sequences import Padded
from ranker.neural.visits import Reading, visits
from ranker.popularity import PopularityRanker
from ranker.ranker import RankRequest
from ranker.statistics import Statistics
from ranker.synthetic import Market, generate
from ranker.training import CHOSEN, LEARNT, Shop, TooFew, Trained, last_cases, measure, train_ranker
from retrieval.filters import Filters
from retrieval.index import Index
from retrieval.retriever import Hit
from store.behaviour import Event, EventKind
from store.errors import SetupError
from store.products import Product
from tests.ranker.shop import WordEncoder

MARKET = Market(products=80, shoppers=400, length=10, predictability=0.9)
RECIPE = replace(RECIPES["text"], words=16, company=16, sizes=EncoderShape(width=32, heads=2, dropout=0.1, longest=20))
FAST = replace(RECIPE, schedule=replace(RECIPE.schedule, epochs=6, rate=5e-3, batch=64))


@dataclass(frozen=True, slots=True)
class World:
    shop: Shop
    index: Index
    products: Sequence[Product]
    trained: Trained
    statistics: Statistics


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    products, events = generate(MARKET)
    encoder = WordEncoder()
    folder = tmp_path_factory.mktemp("trained") / "index"
    index = Index.build(folder, products, encoder)
    catalogue = Catalogue(products)
    shop = Shop(catalogue, index, events, encoder.name, "fingerprint")
    end = cut_at(events, CHOSEN)
    statistics = Statistics.build([event for event in events if event.at < end], catalogue.ids)
    return World(shop, index, products, train_ranker(shop, FAST), statistics)


@pytest.fixture
def home(world: World, tmp_path: Path) -> tuple[Path, str]:
    return tmp_path, keep(tmp_path, world.trained, {"why": "test"}, len(world.shop.events))


def ranker(world: World, home: tuple[Path, str]) -> HistoryRanker:
    shop = world.shop
    kept = recall(*home, shop.catalogue, shop.index, shop.content)
    return HistoryRanker(world.statistics, shop.catalogue, shop.index, learned=kept.learned)


def test_it_is_better_than_what_needs_no_training(world: World, home: tuple[Path, str]) -> None:
    cases = last_cases(world.shop)
    plain = HistoryRanker(world.statistics, world.shop.catalogue, world.shop.index)
    popular = measure(PopularityRanker(world.statistics), world.shop.catalogue, cases).quality
    learned = measure(ranker(world, home), world.shop.catalogue, cases).quality
    assert learned.n == len(cases) > 100
    assert learned.ndcg > measure(plain, world.shop.catalogue, cases).quality.ndcg
    assert learned.ndcg > 2 * popular.ndcg


def test_nothing_that_is_learnt_from_is_measured_on(world: World) -> None:
    start, end = cut_at(world.shop.events, LEARNT), cut_at(world.shop.events, CHOSEN)
    assert world.trained.until < start < end
    assert min(case.at for case in last_cases(world.shop)) >= end
    for case in taken(by_shopper(world.shop.events), start, end):
        assert start <= case.at < end
        assert all(event.at <= case.at for event in case.history)
        assert case.product_id not in case.met


def test_served_scores_are_those_of_the_training_code(world: World, home: tuple[Path, str]) -> None:
    scorer = recall(*home, world.shop.catalogue, world.shop.index, world.shop.content).learned.scorer
    shopper = by_shopper(world.shop.events)["shopper7"]
    now = shopper[-1].at
    items, contexts = Reading(world.trained.found.about.ids, world.shop.catalogue).sequence(visits(shopper))
    model = world.trained.found.model.eval()
    with torch.no_grad():
        given = Padded(torch.from_numpy(items[None]), torch.from_numpy(contexts[None]))
        products, new = model.tower(), model.tower.new()[1:]
        described = model.tower.described(model.tower.get_buffer("content"))
        state = functional.normalize(model.states(given, products)[0, -1], dim=-1)
        scores = [functional.normalize(one[1:], dim=-1) @ state for one in (products, described)]
        np.testing.assert_allclose(model.final(given, products)[0] / model.sharpness.exp(), scores[0], atol=1e-4)
        logits = lifted(scores[0][None], scores[1][None], new)[0].double().numpy()
    expected = (logits - logits.mean()) / logits.std()
    np.testing.assert_allclose(scorer.scores(world.trained.found.about.ids, shopper, now), expected, atol=2e-3)


def test_a_new_event_changes_the_next_scores(world: World, home: tuple[Path, str]) -> None:
    scorer = recall(*home, world.shop.catalogue, world.shop.index, world.shop.content).learned.scorer
    own = by_shopper(world.shop.events)["shopper3"]
    ids, now = world.trained.found.about.ids, own[-1].at + timedelta(hours=1)
    before = scorer.scores(ids, own, now)
    clicked = Event("shopper3", "item5", EventKind.CLICK, now)
    assert not np.allclose(before, scorer.scores(ids, [*own, clicked], now))
    np.testing.assert_array_equal(before, scorer.scores(ids, own, now))


def test_unknown_shoppers_products_and_futures_are_served(world: World, home: tuple[Path, str]) -> None:
    own = ranker(world, home)
    hits = [Hit(f"item{row}", 1.0, "test") for row in range(20)] + [Hit("nobody knows", 1.0, "test")]
    now = datetime(2026, 6, 1, tzinfo=UTC)
    strange = [
        Event("anna", "unheard of", EventKind.VIEW, now),
        Event("anna", "item3", EventKind.VIEW, now + timedelta(days=900)),
    ]
    for history in ([], strange, strange * 500):
        ranked = own.rank(RankRequest(now, 10), hits, history)
        assert len(ranked) == 10
        assert all(np.isfinite(item.score) for item in ranked)


def test_a_product_that_came_since_is_scored_by_its_content(world: World, home: tuple[Path, str]) -> None:
    catalogue = Catalogue(world.products)
    index = Index.build(home[0] / "index", world.products, WordEncoder())
    scorer = recall(*home, catalogue, index, world.shop.content).learned.scorer
    own = by_shopper(world.shop.events)["shopper3"]
    newcomer = replace(world.products[0], id="newcomer")
    catalogue.update([newcomer])
    assert scorer.scores(["newcomer"], own, own[-1].at).tolist() == [0.0]
    index.update([newcomer])
    scorer.refresh()
    assert scorer.scores(["newcomer"], own, own[-1].at)[0] != 0.0


def test_stages_follow_the_history(world: World) -> None:
    own = by_shopper(world.shop.events)["shopper3"]
    now = own[-1].at
    assert [stage_of(own[:length], now) for length in (0, 1, 2, 3, 9)] == [0, 1, 1, 2, 2]
    assert stage_of(own * 1, now) == (3 if len(visits(own)) >= STAGES[3] else 2)


def test_candidates_are_new_to_the_shopper_and_meet_the_filters(world: World, home: tuple[Path, str]) -> None:
    learned = recall(*home, world.shop.catalogue, world.shop.index, world.shop.content).learned
    source = NextInSequence(learned.scorer, world.shop.catalogue)
    own = by_shopper(world.shop.events)["shopper3"]
    request = RankRequest(own[-1].at, 10, "shopper3")
    hits = source.candidates(request, own, 10, Filters(exclude_ids=frozenset({"item1"})))
    ids = [hit.product_id for hit in hits]
    assert len(set(ids)) == 10
    assert not {event.product_id for event in own} & set(ids)
    assert "item1" not in ids
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert source.candidates(request, [], 10) == []


def test_stated_reasons_carry_the_score(world: World, home: tuple[Path, str]) -> None:
    own = ranker(world, home)
    fell = stated = 0
    for history in list(by_shopper(world.shop.events).values())[:60]:
        now = history[-1].at
        hits = [Hit(product_id, 1.0, "test") for product_id in world.shop.catalogue.ids]
        for item in own.rank(RankRequest(now, 3), hits, history):
            rests = next((reason.product_id for reason in item.reasons if reason.product_id), None)
            if rests is None:
                continue
            without = [event for event in history if event.product_id != rests]
            stated += 1
            fell += own.scores([item.product_id], without, now)[0] < own.scores([item.product_id], history, now)[0]
    assert stated > 100
    assert fell >= 0.9 * stated


@pytest.mark.parametrize("harm", ["truncate", "flip", "remove", "signals"])
def test_a_damaged_ranker_is_refused_with_the_command(world: World, home: tuple[Path, str], harm: str) -> None:
    folder = home[0] / "ranker" / home[1]
    weights = (folder / WEIGHTS).read_bytes()
    if harm == "truncate":
        (folder / WEIGHTS).write_bytes(weights[:-100])
    elif harm == "flip":
        (folder / WEIGHTS).write_bytes(weights[:-1] + bytes([weights[-1] ^ 1]))
    elif harm == "remove":
        (folder / WEIGHTS).unlink()
    else:
        (folder / SIGNALS).write_text(json.dumps({"weights": []}))
    with pytest.raises(SetupError, match="daogou train ranker"):
        recall(*home, world.shop.catalogue, world.shop.index, world.shop.content)


def test_a_ranker_of_another_catalogue_or_encoder_is_refused(world: World, home: tuple[Path, str]) -> None:
    others = Catalogue([replace(product, id=f"other {product.id}") for product in world.products])
    with pytest.raises(SetupError, match="another catalogue: 0 of its 80 products"):
        recall(*home, others, world.shop.index, world.shop.content)
    with pytest.raises(SetupError, match="encoder words"):
        recall(*home, world.shop.catalogue, world.shop.index, "another")


def test_too_little_behaviour_is_said(world: World) -> None:
    few = replace(world.shop, events=world.shop.events[:60])
    with pytest.raises(TooFew, match="50 are needed"):
        train_ranker(few, FAST)


def test_sweeping_keeps_what_is_named(world: World, home: tuple[Path, str]) -> None:
    other = keep(home[0], world.trained, {}, 0)
    (home[0] / "ranker" / ".model-draft").mkdir()
    (home[0] / "ranker" / "statistics.json").write_text("{}")
    sweep(home[0], {home[1]})
    assert sorted(path.name for path in (home[0] / "ranker").iterdir()) == [home[1], "statistics.json"]
    assert other != home[1]
