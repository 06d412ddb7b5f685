"""Training: it learns what can be learnt, nothing from noise, and goes on where it was cut off."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from ranker.metrics import rank_of
from ranker.neural.encoders import EncoderShape
from ranker.neural.measure import hits_and_gains, ranks_of
from ranker.neural.model import SequenceModel
from ranker.neural.recipes import RECIPES, prepared
from ranker.neural.sequences import Sequences
from ranker.neural.train import Epoch, Held, Schedule, train
from ranker.synthetic import Market, ceiling, generate

SMALL = EncoderShape(width=32, heads=2, dropout=0.1, longest=20)
MARKET = Market(products=60, shoppers=500, length=10)


def rows(market: Market) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Each shopper's products in time order."""
    _, events = generate(market)
    found: dict[str, list[int]] = {}
    for event in events:
        found.setdefault(event.customer_id, []).append(int(event.product_id.removeprefix("item")))
    return [np.array(own, dtype=np.int64) for own in found.values()]


def parts(market: Market) -> tuple[Sequences, Held, Held]:
    """Training sequences, and the last but one and the last product held out."""
    shoppers = rows(market)
    learnt = Sequences.of_rows([own[:-2] for own in shoppers])
    valid = Held(learnt, np.array([own[-2] for own in shoppers]))
    test = Held(Sequences.of_rows([own[:-1] for own in shoppers]), np.array([own[-1] for own in shoppers]))
    return learnt, valid, test


def trained(market: Market, name: str, epochs: int = 12) -> tuple[float, float, float]:
    """nDCG@10 on the test of the model, of the generator's own chances, and of popularity."""
    learnt, valid, test = parts(market)
    recipe = replace(RECIPES[name], sizes=SMALL, company=16)
    model = prepared(recipe, learnt, market.products)
    train(model, learnt, valid, replace(recipe.schedule, epochs=epochs, rate=5e-3, batch=64))
    chances = ceiling(market)
    popularity = np.bincount(np.concatenate(rows(market)), minlength=market.products).astype(np.float64)
    known: list[float] = []
    liked: list[float] = []
    for shopper in range(len(test.histories)):
        history = test.histories.of(shopper) - 1
        for scores, ranks in ((chances[history[-1]].copy(), known), (popularity.copy(), liked)):
            scores[history] = -np.inf
            ranks.append(rank_of(scores, int(test.targets[shopper])))
    return tuple(  # type: ignore[return-value]
        float(hits_and_gains(np.asarray(found))[1].mean())
        for found in (ranks_of(model, test.histories, test.targets), known, liked)
    )


@pytest.mark.parametrize("name", ["ids", "gru", "modern"])
def test_predictable_shoppers_are_predicted_nearly_as_well_as_can_be(name: str) -> None:
    model, best, popularity = trained(MARKET, name)
    assert model >= 0.95 * best
    assert model > 2 * popularity


def test_noise_is_not_predicted() -> None:
    model, best, popularity = trained(replace(MARKET, predictability=0.0), "ids")
    assert model <= best + 0.02
    assert model <= popularity + 0.02


def small_model(seed: int = 0) -> SequenceModel:
    learnt, _, _ = parts(MARKET)
    return prepared(replace(RECIPES["ids"], sizes=SMALL, company=8), learnt, MARKET.products, seed=seed)


def test_a_run_that_was_cut_off_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    learnt, valid, _ = parts(MARKET)
    schedule = Schedule(epochs=3, batch=64, patience=9)
    whole = small_model()
    epochs = train(whole, learnt, valid, schedule)
    cut = train(small_model(), learnt, valid, schedule, tmp_path, stop=lambda epoch: epoch.number == 1)
    assert len(cut) == 1
    resumed = small_model(seed=7)  # its own weights do not matter: the folder's do
    resumed.tower.load_state_dict(small_model().tower.state_dict())
    again = train(resumed, learnt, valid, schedule, tmp_path)
    assert [(one.number, one.loss, one.ndcg) for one in again] == [(one.number, one.loss, one.ndcg) for one in epochs]
    for name, weight in whole.named_parameters():
        torch.testing.assert_close(weight, resumed.get_parameter(name))


def test_the_same_seed_gives_the_same_model() -> None:
    learnt, valid, _ = parts(MARKET)
    found = []
    for seed in (1, 1, 2):
        model = small_model(seed)
        found.append(train(model, learnt, valid, Schedule(epochs=1, batch=64, seed=seed))[0].loss)
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_training_stops_when_validation_no_longer_rises() -> None:
    learnt, _, _ = parts(MARKET)
    hopeless = Held(learnt, np.array([int(learnt.of(shopper)[0]) - 1 for shopper in range(len(learnt))]))
    epochs: list[Epoch] = train(small_model(), learnt, hopeless, Schedule(epochs=9, batch=64, patience=2))
    assert len(epochs) == 3  # products of the history are left out, so nothing can be right: the first epoch is best


def test_ranks_against_brute_force() -> None:
    learnt, valid, _ = parts(MARKET)
    model = small_model().eval()
    ranks = ranks_of(model, learnt, valid.targets)
    for shopper in (0, 17, 333):
        with torch.no_grad():
            products = model.tower()
            given = learnt.last(np.array([shopper]), 20)
            scores = model.final(given, products)[0].numpy().astype(np.float64)
        scores[learnt.of(shopper) - 1] = -np.inf
        assert ranks[shopper] == rank_of(scores, int(valid.targets[shopper]))
