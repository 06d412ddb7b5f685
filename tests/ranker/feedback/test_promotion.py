"""A bandit goes live only where the log says that it earns no less."""

from __future__ import annotations

import numpy as np
import pytest

from ranker.feedback.bandit import Bandit, Cell, Context
from ranker.feedback.examination import Examination
from ranker.feedback.log import Answer, Places, Segment
from ranker.feedback.promotion import promotion, sampled_target
from ranker.feedback.replay import by_look
from ranker.feedback.report import learn, report
from tests.ranker.feedback.simulated import NOW, answer, ranking

KNOWN = Examination(np.array([1.0, 0.6, 0.4]), np.ones(3), np.ones(3), 0)
RATES = {"good": 0.5, "fair": 0.3, "poor": 0.1}


def log(n: int, seed: int = 0) -> list[Answer]:
    """Rankings of one product of each source in random order, clicked by the sources' rates and KNOWN."""
    rng = np.random.default_rng(seed)
    found = []
    for at in range(n):
        order = list(rng.permutation(list(RATES)))
        shown = ranking(f"r{at}", [f"{name} {at % 5}" for name in order], 200 - at / n, f"c{at}", "", sources=order)
        clicks = [place for place in (1, 2, 3) if rng.random() < KNOWN.theta[place - 1] * RATES[order[place - 1]]]
        found.append(answer(shown, clicks))
    return found


def bandit(**clicks: float) -> Bandit:
    """That has seen 1,000 looks of each source, with so many clicks."""
    cells = {name: Cell(1_000.0, count) for name, count in clicks.items()}
    return Bandit(dict.fromkeys(RATES, 1.0), {Context(Segment.NEW, False).key: cells})


def test_a_better_order_is_promoted_and_its_gain_is_right() -> None:
    found = log(3_000)
    places = Places.of(found)
    target = sampled_target(bandit(good=500, fair=300, poor=100), found, places, KNOWN, np.random.default_rng(0))
    decided = promotion(by_look(places, KNOWN, target))
    truth = (1 * 0.5 + 0.6 * 0.3 + 0.4 * 0.1) - KNOWN.theta.mean() * sum(RATES.values())
    assert decided.promoted
    assert decided.gain.low < truth < decided.gain.high
    assert decided.gain.value == pytest.approx(truth, abs=0.05)


def test_a_worse_order_is_not() -> None:
    found = log(3_000)
    places = Places.of(found)
    target = sampled_target(bandit(good=100, fair=300, poor=500), found, places, KNOWN, np.random.default_rng(0))
    decided = promotion(by_look(places, KNOWN, target))
    assert not decided.promoted
    assert decided.gain.high < 0
    assert "between" in decided.why


def test_what_the_log_never_showed_cannot_be_promoted() -> None:
    found = log(3_000)
    places = Places.of(found)
    other = bandit(good=500, fair=300, poor=100)
    other.base = {**other.base, "unseen": 4.0}  # .2 of .5 + .3 + .1 + .2 or so
    target = sampled_target(other, found, places, KNOWN, np.random.default_rng(0))
    decided = promotion(by_look(places, KNOWN, target))
    assert not decided.promoted
    assert "was never shown" in decided.why
    assert target.share.mean() == pytest.approx(0.9 / 1.1, abs=0.05)


def test_two_few_rankings_decide_nothing() -> None:
    found = log(50)
    places = Places.of(found)
    target = sampled_target(bandit(good=500, fair=300, poor=100), found, places, KNOWN, np.random.default_rng(0))
    assert "100 are needed" in promotion(by_look(places, KNOWN, target)).why


def test_the_report_of_an_empty_shop() -> None:
    told = report([], Bandit(), NOW)
    assert (told.rankings, told.arms, told.judged_on) == (0, (), "")
    assert not told.promotion.promoted
    assert told.as_json()["serving"]["value"] is None


def test_learning_follows_the_decision_and_counts_once() -> None:
    found = log(400)
    state = Bandit(live=True)
    told = report(found, state, NOW)
    assert not told.promotion.promoted  # its own sources were never shown
    assert learn(found, state, told.examination, NOW, told.promotion) == 400
    assert not state.live
    assert learn(found, state, told.examination, NOW, told.promotion) == 0
