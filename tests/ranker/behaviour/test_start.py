"""The net begins as a regression, and a task that follows another as a multiple of it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from ranker.behaviour.calibration import log_odds
from ranker.behaviour.examples import Examples
from ranker.behaviour.goods import goods_of
from ranker.behaviour.net import BehaviourNet, Shape
from ranker.behaviour.start import begin
from ranker.behaviour.tasks import Task
from ranker.behaviour.train import log_chances, standardise, surely_less
from tests.ranker.behaviour.small import DIM, Small, small


@pytest.fixture(scope="module")
def market() -> Small:
    return small(1.0, shoppers=40)


def begun(market: Small, train: Examples, held: Examples) -> np.ndarray:
    """The log-chances of the examples, at the top, by a net as it begins."""
    torch.manual_seed(0)
    vocabulary = market.table.vocabulary
    net = BehaviourNet(Shape(DIM, len(market.table.names), len(vocabulary.names) + 1, 1, train.tasks, 20, width=16))
    standardise(net, train)
    begin(net, train, held)
    sight = dataclasses.replace(train.sight, positions=np.ones_like(train.sight.positions))
    return log_chances(net, goods_of(market.table, market.catalogue, {}), sight)


def labelled(found: Examples, odds: np.ndarray, rng: np.random.Generator) -> Examples:
    """Clicks by these odds, and likes after half of the clicks whoever it is."""
    click = rng.random(len(found)) < 1.0 / (1.0 + np.exp(-odds))
    like = click & (rng.random(len(found)) < 0.5)
    labels = np.stack([click, like], axis=1).astype(np.float64)
    return dataclasses.replace(found, tasks=(Task("click"), Task("like", "click")), labels=labels)


def test_what_is_linear_is_known_from_the_start(market: Small) -> None:
    found, rng = market.examples, np.random.default_rng(0)
    varied = found.sight.dense[:, int(np.argmax(found.sight.dense.std(axis=0)))]
    odds = 2.0 * (varied - varied.mean()) / varied.std() - 0.5
    train = labelled(found, odds, rng)
    logs = begun(market, train, labelled(found, odds, rng))
    assert np.corrcoef(log_odds(np.exp(logs[:, 0])), odds)[0, 1] > 0.98
    assert float(np.exp(logs[:, 1] - logs[:, 0]).mean()) == pytest.approx(0.5, abs=0.05)


def test_an_outcome_that_never_came_stays_finite(market: Small) -> None:
    train = labelled(market.examples, np.zeros(len(market.examples)), np.random.default_rng(1))
    never = dataclasses.replace(train, labels=train.labels * np.array([1.0, 0.0]))
    logs = begun(market, never, never)
    assert np.isfinite(logs).all()
    assert float(np.exp(logs[:, 1]).max()) < 0.05


def test_better_by_less_than_its_error_is_no_better() -> None:
    before = torch.tensor([1.0, 1.0, 1.0, 1.0])
    # Gains of .5, .5, -.5, .3: together .8, with a standard error of 2 x .412.
    assert not surely_less(torch.tensor([0.5, 0.5, 1.5, 0.7]), before)
    # Gains of .5, .5, .5, .3: together 1.8, with a standard error of 2 x .087.
    assert surely_less(torch.tensor([0.5, 0.5, 0.5, 0.7]), before)
    assert not surely_less(before, before)
