"""Estimates of policies that never ran, against their true value: worked out by hand or known from a simulation."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from ranker.feedback.examination import Examination
from ranker.feedback.log import Places
from ranker.feedback.off_policy import (
    Estimate,
    Logged,
    advantage,
    doubly_robust,
    effective_size,
    ips,
    served,
    snips,
)
from ranker.feedback.replay import Target, by_look, by_propensity, places_by
from tests.ranker.feedback.simulated import THETA, Clicks, answer, ranking

KNOWN = Examination(THETA, THETA, THETA, 0)
SEEDS = 300
ACTIONS = 5


def bandit_log(seed: int, n: int = 1_000, lie: float = 0.0) -> tuple[Logged, float]:
    """A log of a softmax policy over five actions in two contexts, for a target that prefers others; its true value.

    The model behind DR is off by `lie` at every action.
    """
    truth = np.array([[0.1, 0.3, 0.5, 0.2, 0.4], [0.6, 0.2, 0.1, 0.4, 0.3]])
    logging = np.array([[0.4, 0.2, 0.1, 0.2, 0.1], [0.1, 0.2, 0.3, 0.2, 0.2]])
    target = np.array([[0.05, 0.2, 0.4, 0.05, 0.3], [0.5, 0.1, 0.1, 0.2, 0.1]])
    rng = np.random.default_rng(seed)
    context = rng.integers(2, size=n)
    action = (rng.random(n)[:, None] > np.cumsum(logging[context], axis=1)).sum(axis=1)
    reward = (rng.random(n) < truth[context, action]).astype(float)
    model = truth + lie
    expected = (target * model).sum(axis=1)[context]
    logged = Logged.of_actions(
        reward, logging[context, action], target[context, action], model[context, action], expected
    )
    return logged, float((target * truth).sum(axis=1).mean())


def covered(estimator: Callable[[Logged], Estimate], lie: float = 0.0) -> tuple[float, list[float], float]:
    """The share of seeds whose interval holds the truth, the estimates, and the truth."""
    found = [(estimator(logged), truth) for logged, truth in (bandit_log(seed, lie=lie) for seed in range(SEEDS))]
    inside = np.mean([one.low <= truth <= one.high for one, truth in found])
    return float(inside), [one.value for one, _ in found], found[0][1]


@pytest.mark.parametrize("estimator", [ips, snips, doubly_robust])
def test_the_truth_is_within_the_interval_in_95_of_100_seeds(estimator: Callable[[Logged], Estimate]) -> None:
    inside, values, truth = covered(estimator)
    assert 0.92 <= inside <= 0.98  # 95 % ± 2.4 standard errors of 300 seeds
    error = np.std(values, ddof=1) / np.sqrt(SEEDS)
    assert np.mean(values) == pytest.approx(truth, abs=3 * error)


def test_dr_is_unbiased_even_with_a_wrong_model() -> None:
    inside, values, truth = covered(doubly_robust, lie=0.3)
    assert 0.92 <= inside <= 0.98
    assert np.mean(values) == pytest.approx(truth, abs=3 * float(np.std(values)) / np.sqrt(SEEDS))


def test_a_good_model_makes_dr_less_uncertain_than_ips() -> None:
    spreads = {one.__name__: np.std(covered(one)[1]) for one in (ips, snips, doubly_robust)}
    assert spreads["doubly_robust"] < 0.9 * spreads["ips"]
    assert spreads["snips"] < spreads["ips"]


def test_by_hand() -> None:
    # Two of four logged actions are the target's own, which the log took with chance 1/2: weights 2, 0, 2, 0.
    reward, half, target = np.array([1.0, 1.0, 0.0, 1.0] * 50), np.full(200, 0.5), np.array([1.0, 0.0, 1.0, 0.0] * 50)
    logged = Logged.of_actions(reward, half, target, np.full(200, 0.25), np.full(200, 0.25))
    assert ips(logged).value == pytest.approx(0.5)
    assert snips(logged).value == pytest.approx(0.5)
    assert doubly_robust(logged).value == pytest.approx(0.25 + (2 * 0.75 - 2 * 0.25) / 4)
    assert effective_size(logged) == pytest.approx(100)
    assert served(reward).value == pytest.approx(0.75)
    assert advantage(logged).value == pytest.approx(doubly_robust(logged).value - 0.75)


def test_snips_does_not_move_when_every_reward_is_shifted() -> None:
    logged, _ = bandit_log(1)
    shifted = Logged.of_actions(logged.reward + 10, 1 / logged.weight, np.ones(len(logged.reward)))
    assert snips(shifted).value == pytest.approx(snips(logged).value + 10)


@pytest.mark.parametrize(
    ("propensity", "target", "reward", "n", "why"),
    [
        (0.5, 0.5, 1.0, 99, "99 rankings are logged, 100 are needed"),
        (1.0, 0.1, 1.0, 500, "90% of what it would show was never shown"),
        (0.5, 0.5, 0.0, 500, "none of the 500 rankings was answered"),
    ],
)
def test_without_support_there_is_no_estimate(
    propensity: float, target: float, reward: float, n: int, why: str
) -> None:
    logged = Logged.of_actions(np.full(n, reward), np.full(n, propensity), np.full(n, target))
    for estimator in (ips, snips, doubly_robust, advantage):
        one = estimator(logged)
        assert why in one.refused
        assert np.isnan([one.value, one.low, one.high]).all()


def test_few_large_weights_are_refused() -> None:
    target, propensity = np.zeros(1_000), np.full(1_000, 0.01)
    target[:10] = 1.0
    one = ips(Logged.of_actions(np.ones(1_000), propensity, target))
    assert "10 effective of 1000 rankings" in one.refused


def test_an_empty_log_is_refused() -> None:
    empty = np.zeros(0)
    assert "0 rankings" in ips(Logged.of_actions(empty, empty, empty)).refused
    assert "0 rankings" in snips(Logged.of_actions(empty, empty, empty)).refused


def place_chances(clicks: Clicks) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """How likely each product stands at each place under Plackett and Luce, by going through every order."""
    worth = np.exp(clicks.utility)
    chances = np.zeros((clicks.products, len(THETA)))
    for order in itertools.permutations(range(clicks.products), len(THETA)):
        left, chance = worth.sum(), 1.0
        for one in order:
            chance *= worth[one] / left
            left -= worth[one]
        chances[list(order), np.arange(len(THETA))] += chance
    return chances


def test_other_orders_of_a_stochastic_log_by_look_and_by_propensity() -> None:
    """Five products in random orders; the target puts the best first. True value: what its order earns."""
    attraction = np.array([0.2, 0.5, 0.3, 0.6, 0.1])
    clicks = Clicks(attraction, np.array([0.5, 0.0, 0.3, -0.3, 0.2]))
    chances = place_chances(clicks)
    truth = float((THETA * np.sort(attraction)[::-1]).sum())
    found: dict[str, list[Estimate]] = {name: [] for name in ("look", "ips", "snips", "dr")}
    for seed in range(40):
        log = clicks.answers(600, np.random.default_rng(seed), chances)
        places = Places.of(log)
        product = [int(shown.product_id[1:]) for one in log for shown in one.ranking.shown]
        target = Target.ordered(places, KNOWN, attraction[product])
        drawn = by_propensity(places, KNOWN, target)
        found["look"].append(ips(by_look(places, KNOWN, target)))
        for name, estimator in (("ips", ips), ("snips", snips), ("dr", doubly_robust)):
            found[name].append(estimator(drawn))
    for name, estimates in found.items():
        values = [one.value for one in estimates]
        assert np.mean(values) == pytest.approx(truth, abs=3 * np.std(values) / 40**0.5), name
        assert np.mean([one.low <= truth <= one.high for one in estimates]) >= 0.9, name
    assert np.std([one.value for one in found["dr"]]) < 0.9 * np.std([one.value for one in found["ips"]])


def test_where_the_log_is_a_fixed_order_the_same_order_earns_what_was_earned() -> None:
    rng = np.random.default_rng(3)
    found = [
        answer(ranking(str(at), ["a", "b", "c"]), [place for place in (1, 2, 3) if rng.random() < 0.5 / place])
        for at in range(300)
    ]
    places = Places.of(found)
    same = Target.ordered(places, KNOWN, -places.position.astype(float))
    logged = by_look(places, KNOWN, same)
    assert ips(logged).value == pytest.approx(np.mean([sum(one.clicked) for one in found]))
    assert advantage(logged).value == pytest.approx(0)


def test_shuffling_averages_over_places() -> None:
    places = Places.of([answer(ranking("r", ["a", "b", "c"]), [1])])
    target = Target.shuffled(places, KNOWN)
    assert target.looks == pytest.approx(np.full(3, THETA[:3].mean()))
    assert target.stays == pytest.approx(np.full(3, 1 / 3))


def test_places_by_score_keep_ties_as_shown() -> None:
    places = Places.of([answer(ranking("r", ["a", "b", "c"])), answer(ranking("s", ["d", "e"]))])
    assert places_by(places, np.array([1.0, 1.0, 2.0, 0.0, 3.0])).tolist() == [2, 3, 1, 2, 1]
