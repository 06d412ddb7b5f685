"""Where shoppers look, against logs whose truth is known: drawn here, and the demo shop's own simulated shoppers."""

from __future__ import annotations

import numpy as np
import pytest

from ranker.feedback.examination import examination
from ranker.feedback.log import Places, answers
from store.demo.catalogue import TODAY, items
from store.demo.sessions import PAGE, Simulation
from store.demo.shoppers import shoppers
from tests.ranker.feedback.simulated import THETA, Clicks, Log, answer, ranking


def test_a_ratio_is_mantel_and_haenszels_by_hand() -> None:
    # a: 40 times at place 1 (20 clicks), 40 at place 2 (10); b: 20 at place 1 (4), 60 at place 2 (6).
    # above = 10 · 40/80 + 6 · 20/80 = 6.5; below = 20 · 40/80 + 4 · 60/80 = 13; so θ2 = .5
    found = []
    for name, place, shown, clicks in (("a", 1, 40, 20), ("a", 2, 40, 10), ("b", 1, 20, 4), ("b", 2, 60, 6)):
        for at in range(shown):
            products = [name] if place == 1 else [f"filler {name}{at}", name]
            found.append(answer(ranking(f"{name}{place}{at}", products, query=name), [place] if at < clicks else []))
    theta = examination(Places.of(found))
    assert theta.theta == pytest.approx([1.0, 0.5])
    assert theta.products == 2
    assert theta.low[1] < 0.5 < theta.high[1]


@pytest.mark.parametrize("attraction", [0.15, 0.6])
def test_the_truth_lies_within_the_limits(attraction: float) -> None:
    inside = total = 0
    estimates = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        clicks = Clicks(rng.uniform(0.3, 1.0, 12) * attraction, rng.normal(size=12))
        theta = examination(Places.of(clicks.answers(1_000, rng)))
        assert not theta.refused
        inside += int(((theta.low <= THETA) & (theta.high >= THETA))[1:].sum())
        total += len(THETA) - 1
        estimates.append(theta.theta)
    assert inside / total >= 0.9
    off = np.mean(estimates, axis=0) - THETA
    assert (np.abs(off) <= 3 * np.std(estimates, axis=0) / len(estimates) ** 0.5).all()


def test_popular_products_on_top_do_not_pass_for_a_good_place() -> None:
    rng = np.random.default_rng(5)
    attraction = np.linspace(0.9, 0.1, 10)
    clicks = Clicks(attraction, np.log(attraction) * 2)  # the better a product, the higher it stands
    places = Places.of(clicks.answers(6_000, rng))
    naive = np.array([places.clicked[places.position == place].mean() for place in range(1, 6)])
    assert (naive / naive[0])[4] < 0.9 * THETA[4]  # what counting clicks by place would say
    assert examination(places).theta == pytest.approx(THETA, rel=0.15)


def test_the_demo_shops_own_shoppers() -> None:
    catalogue = items(7, TODAY)
    simulation = Simulation(7, catalogue, TODAY)
    for shopper in shoppers(7, catalogue, TODAY):
        simulation.shop(shopper)
    history = simulation.history
    log = Log(sorted(history.rankings, key=lambda one: one.at), sorted(history.events, key=lambda one: one.at))
    theta = examination(Places.of(answers(log)))
    place = np.arange(PAGE)
    scrolled = np.cumprod(np.where(place > 2, 0.92**place, 1.0))  # reached without giving up before
    truth = scrolled / (1 + 0.28 * place)  # store.demo.sessions: chance() and _page()
    assert len(theta.theta) == PAGE
    assert (np.abs(np.log(theta.theta / truth)) <= 1.5 * np.log(theta.high / theta.theta) + 1e-9).all()
    assert theta.theta == pytest.approx(truth, rel=0.25)


def test_a_fixed_order_teaches_nothing_and_it_is_said() -> None:
    found = [answer(ranking(str(at), ["a", "b", "c"]), [1] if at % 2 else []) for at in range(500)]
    theta = examination(Places.of(found))
    assert "too few were clicked" in theta.refused
    assert theta.theta == pytest.approx([1.0, 1 / 2, 1 / 3])


def test_an_empty_log_is_no_error() -> None:
    theta = examination(Places.of([]))
    assert theta.refused
    assert theta.at(np.array([1, 2])).tolist() == [1.0, 1.0]


def test_places_deeper_than_any_click_count_as_the_last_measured() -> None:
    rng = np.random.default_rng(1)
    clicks = Clicks(rng.uniform(0.3, 0.9, 8), np.zeros(8))
    found = clicks.answers(1_000, rng)
    deep = answer(ranking("deep", [f"d{at}" for at in range(9)]))
    theta = examination(Places.of([*found, deep]))
    assert len(theta.theta) == 5
    assert theta.at(np.array([5, 9]))[0] == theta.at(np.array([5, 9]))[1]
