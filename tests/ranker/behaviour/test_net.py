from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from ranker.behaviour.examples import Sight
from ranker.behaviour.goods import goods_of
from ranker.behaviour.net import BehaviourNet, Goods, Shape, loss
from ranker.behaviour.sequence import ENCODERS
from ranker.behaviour.tasks import SHOP_TASKS
from ranker.behaviour.train import log_chances
from tests.ranker.behaviour.small import DIM, Small, small


@pytest.fixture(scope="module")
def market() -> Small:
    return small(1.0, shoppers=30)


@pytest.fixture(scope="module")
def goods(market: Small) -> Goods:
    return goods_of(market.table, market.catalogue, {})


def net(market: Small, **choices: object) -> BehaviourNet:
    torch.manual_seed(0)
    base = Shape(DIM, len(market.table.names), len(market.table.vocabulary.names) + 1, 1, SHOP_TASKS, 20, width=16)
    found = BehaviourNet(dataclasses.replace(base, **choices))  # type: ignore[arg-type]
    with torch.no_grad():
        for weight in found.parameters():
            weight.add_(0.1 * torch.randn_like(weight))
    return found.eval()


@pytest.mark.parametrize("encoder", ENCODERS)
def test_moments_are_judged_alone_as_together_and_padding_says_nothing(
    market: Small, goods: Goods, encoder: str
) -> None:
    model = net(market, encoder=encoder)
    sight = market.examples.sight
    together = log_chances(model, goods, sight)
    for moment in (0, 7, len(sight.events) - 1):
        alone, places = sight.of(np.array([moment]))
        length = int((alone.kinds[0] > 0).sum())
        cut = dataclasses.replace(
            alone, events=alone.events[:, :length], kinds=alone.kinds[:, :length], gaps=alone.gaps[:, :length]
        )
        assert log_chances(model, goods, alone) == pytest.approx(together[places], abs=1e-5)
        assert log_chances(model, goods, cut) == pytest.approx(together[places], abs=1e-5)


def test_an_unknown_encoder_is_refused(market: Small) -> None:
    with pytest.raises(ValueError, match="none of din, gru, transformer"):
        net(market, encoder="lstm")


def test_outcomes_are_no_likelier_than_what_they_follow(market: Small, goods: Goods) -> None:
    click, like, cart, purchase = np.exp(log_chances(net(market), goods, market.examples.sight)).T
    assert (like <= click).all()
    assert (purchase <= cart).all()
    assert (cart <= click).all()


def test_the_place_is_a_factor_that_is_one_at_the_top(market: Small, goods: Goods) -> None:
    model = net(market)
    top, third = (np.exp(log_chances(model, goods, placed(market, at))) for at in (1, 3))
    factor = torch.sigmoid(-model.places.detach()[3]).item()
    assert third == pytest.approx(top * factor, rel=1e-4)


@pytest.mark.parametrize("experts", [1, 3])
def test_shapes(market: Small, goods: Goods, experts: int) -> None:
    found = log_chances(net(market, experts=experts), goods, market.examples.sight)
    assert found.shape == (len(market.examples), len(SHOP_TASKS))
    assert (found < 0).all()


def test_a_shopper_without_history_is_judged(market: Small, goods: Goods) -> None:
    sight = market.examples.sight.of(np.array([0]))[0]
    nobody = dataclasses.replace(sight, events=0 * sight.events, kinds=0 * sight.kinds)
    for encoder in ENCODERS:
        assert np.isfinite(log_chances(net(market, encoder=encoder), goods, nobody)).all()


def test_the_loss_by_hand() -> None:
    logs = torch.log(torch.tensor([[0.8, 0.5], [0.25, 0.5]]))
    labels = torch.tensor([[1.0, float("nan")], [0.0, 1.0]])
    assert loss(logs, labels).tolist() == pytest.approx([-(np.log(0.8) + np.log(0.75)) / 2, -np.log(0.5)])


def placed(market: Small, position: int) -> Sight:
    sight = market.examples.sight
    return dataclasses.replace(sight, positions=np.full_like(sight.positions, position))
