"""What can be learnt is learnt, what cannot be is not; a model is kept, taken up again, served and refused."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from ranker.behaviour import checkpoint
from ranker.behaviour.calibration import calibration_error
from ranker.behaviour.checkpoint import Checkpoint
from ranker.behaviour.data import examples
from ranker.behaviour.examples import Examples
from ranker.behaviour.facts import Vocabulary
from ranker.behaviour.learning import Plan, TooFewExamples, chances_of, learn
from ranker.behaviour.predict import BehaviourModel
from ranker.behaviour.scores import auc_interval
from ranker.behaviour.table import ProductTable
from ranker.behaviour.train import STATE
from ranker.catalogue import Catalogue
from ranker.statistics import Statistics
from store.behaviour import Event, EventKind
from store.errors import SetupError
from tests.ranker.behaviour.small import PLAN, OwnVectors, Small, small
from tests.ranker.shop import PRODUCTS

HOME = Path("shop")


@pytest.fixture(scope="module")
def market() -> Small:
    return small(1.0)


@pytest.fixture(scope="module")
def model(market: Small) -> Checkpoint:
    train, held, _ = market.examples.split(0.7, 0.85)
    return learn(train, held, market.table, market.catalogue, PLAN)


@pytest.fixture(scope="module")
def served(market: Small, model: Checkpoint, tmp_path_factory: pytest.TempPathFactory) -> BehaviourModel:
    folder = tmp_path_factory.mktemp("model")
    checkpoint.save(folder, model)
    return opened(folder, market)


def passing(passes: int) -> Plan:
    return dataclasses.replace(PLAN, settings=dataclasses.replace(PLAN.settings, passes=passes))


def opened(folder: Path, market: Small) -> BehaviourModel:
    statistics = Statistics.build(market.events, market.catalogue.ids)
    return BehaviourModel.load(folder, HOME, market.catalogue, statistics, OwnVectors())


def test_predictable_shoppers_are_predicted(market: Small, model: Checkpoint) -> None:
    test = market.examples.split(0.7, 0.85)[2]
    chances, labels = chances_of(model, test, market.table, market.catalogue)[:, 0], test.labels[:, 0]
    low, _ = auc_interval(chances, labels, test.shoppers[test.sight.moments])
    assert low > 0.6
    assert calibration_error(chances, labels) < 0.08


def test_noise_is_not_predicted() -> None:
    market = small(0.0, shoppers=80)
    train, held, test = market.examples.split(0.7, 0.85)
    found = learn(train, held, market.table, market.catalogue, passing(2))
    chances = chances_of(found, test, market.table, market.catalogue)[:, 0]
    low, high = auc_interval(chances, test.labels[:, 0], test.shoppers[test.sight.moments])
    assert low < 0.5 < high


def test_serving_says_what_training_says(market: Small, model: Checkpoint, served: BehaviourModel) -> None:
    last = max(one.at for one in market.events)
    now = last + timedelta(seconds=1)
    coming = [Event("new", key, EventKind.IMPRESSION, now) for key in ("item3", "item7", "item11")]
    shopper = market.events[-1].customer_id
    history = [one for one in market.events if one.customer_id == shopper]
    shown = [dataclasses.replace(one, customer_id=shopper) for one in coming]
    learnt = as_examples(market, shown)
    sight = dataclasses.replace(learnt.sight, positions=np.ones_like(learnt.sight.positions))
    expected = chances_of(model, dataclasses.replace(learnt, sight=sight), market.table, market.catalogue)
    found = served.probabilities(history, [one.product_id for one in shown], now)
    assert found["purchase"] == pytest.approx(expected[:, 0], abs=1e-6)


def test_the_same_answers_in_every_company(market: Small, served: BehaviourModel) -> None:
    now = market.events[-1].at
    history = market.events[:5]
    ids = market.catalogue.ids
    whole = served.probabilities(history, ids, now)["purchase"]
    assert [served.probabilities(history, [key], now)["purchase"][0] for key in ids] == pytest.approx(whole, abs=1e-6)


def test_strangers_future_and_unknown_products_are_served(market: Small, served: BehaviourModel) -> None:
    now = market.events[-1].at
    plain = served.probabilities([], ["item1", "no such product"], now)["purchase"]
    assert ((plain > 0) & (plain < 1)).all()
    ahead = [dataclasses.replace(one, at=now + timedelta(days=at)) for at, one in enumerate(market.events[:9])]
    strange = [dataclasses.replace(one, product_id="gone") for one in market.events[:9]]
    assert (
        served.probabilities([*ahead, *strange], ["item1", "no such product"], now)["purchase"].tolist()
        == plain.tolist()
    )
    assert served.probabilities([], [], now)["purchase"].tolist() == []


def test_of_a_million_events_the_newest_are_read(market: Small, served: BehaviourModel) -> None:
    now = max(one.at for one in market.events) + timedelta(days=1)
    newest = [dataclasses.replace(one, customer_id="busy") for one in market.events[-20:]]
    early = dataclasses.replace(newest[0], at=min(one.at for one in newest) - timedelta(days=1), product_id="item5")
    found = served.probabilities([early] * 1_000_000 + newest, ["item1", "item2"], now)["purchase"]
    assert found.tolist() == served.probabilities(newest, ["item1", "item2"], now)["purchase"].tolist()


def test_a_new_product_is_served_by_its_content(market: Small, served: BehaviourModel) -> None:
    new = dataclasses.replace(market.products[4], id="new item")
    market.catalogue.update([new])
    served.refresh([new])
    found = served.probabilities(market.events[:5], ["new item", "nobody's"], market.events[-1].at)["purchase"]
    assert found[0] != found[1]
    market.catalogue.update([], ["new item"])
    gone = served.probabilities(market.events[:5], ["new item", "nobody's"], market.events[-1].at)["purchase"]
    assert gone[0] == pytest.approx(gone[1], abs=1e-6)


def test_a_killed_run_goes_on_where_it_was(market: Small, tmp_path: Path) -> None:
    train, held = (market.examples.of(np.arange(start, start + 200)) for start in (0, 200))
    whole = learn(train, held, market.table, market.catalogue, passing(2))
    learn(train, held, market.table, market.catalogue, passing(1), tmp_path)
    assert (tmp_path / STATE).exists()
    resumed = learn(train, held, market.table, market.catalogue, passing(2), tmp_path)
    assert len(resumed.record.metrics["losses"]) == 3  # as it began, and after each pass
    assert resumed.record.metrics["losses"] == pytest.approx(whole.record.metrics["losses"], abs=1e-6)


def test_a_kept_model_is_whole(model: Checkpoint, tmp_path: Path) -> None:
    checkpoint.save(tmp_path, model)
    found = checkpoint.load(tmp_path, "command")
    assert found.record == dataclasses.replace(
        model.record, metrics=found.record.metrics, settings=found.record.settings
    )
    assert all((found.net.state_dict()[name] == value).all() for name, value in model.net.state_dict().items())


def test_another_catalogue_is_refused(model: Checkpoint, tmp_path: Path) -> None:
    checkpoint.save(tmp_path, model)
    catalogue = Catalogue(PRODUCTS)
    statistics = Statistics.build([], catalogue.ids)
    with pytest.raises(SetupError, match=r"another catalogue.*daogou train ranker --home shop"):
        BehaviourModel.load(tmp_path, HOME, catalogue, statistics, OwnVectors())


def test_another_encoder_is_refused(market: Small, model: Checkpoint) -> None:
    class Turned(OwnVectors):
        def vectors(self, ids):  # type: ignore[no-untyped-def]
            return np.roll(super().vectors(ids), 1, axis=1)

    table = ProductTable(market.catalogue, Turned(), Vocabulary.of(market.catalogue))
    with pytest.raises(SetupError, match="another encoder"):
        checkpoint.check(model, table, checkpoint.mend(HOME))


def test_a_damaged_and_a_missing_model_are_refused(model: Checkpoint, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="daogou train ranker --home shop"):
        checkpoint.load(tmp_path, checkpoint.mend(HOME))
    checkpoint.save(tmp_path, model)
    weights = next(tmp_path.glob(f"*/{checkpoint.WEIGHTS}"))
    weights.write_bytes(weights.read_bytes()[:-8] + b"\0" * 8)
    with pytest.raises(SetupError, match="damaged"):
        checkpoint.load(tmp_path, checkpoint.mend(HOME))


def test_too_few_examples_are_refused(market: Small) -> None:
    few = market.examples.of(np.arange(3))
    with pytest.raises(TooFewExamples):
        learn(few, few, market.table, market.catalogue, PLAN)


def as_examples(market: Small, shown: list[Event]) -> Examples:
    found = examples([*market.events, *shown], market.table, PLAN.recall)
    return dataclasses.replace(found, tasks=market.examples.tasks)
