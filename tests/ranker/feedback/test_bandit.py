"""What the bandit believes, remembers and draws."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from ranker.candidates.pool import WEIGHTS, CandidatePool
from ranker.feedback.bandit import FILE, PRIOR_LOOKS, PRIOR_RATE, Bandit, Cell, Context
from ranker.feedback.examination import Examination
from ranker.feedback.log import Answer, Segment
from ranker.feedback.sampled_pool import DRAWS, Recalled, SampledPool, serving_pool
from ranker.feedback.simulation import regrets
from ranker.ranker import RankRequest
from retrieval.retriever import Hit
from tests.ranker.feedback.simulated import NOW, act, answer, ranking

THETA = Examination(np.array([1.0, 0.5]), np.ones(2), np.ones(2), 0)
BROWSING = Context(Segment.NEW, False)
REQUEST = RankRequest(NOW, 8)


def shown(
    name: str, sources: Sequence[str], hours_ago: float = 48, clicked: Sequence[int] = (), query: str = ""
) -> Answer:
    products = [f"{name}{at}" for at in range(len(sources))]
    return answer(ranking(name, products, hours_ago, query=query, sources=sources), clicked)


def state(bandit: Bandit) -> dict[str, dict[str, tuple[float, float]]]:
    return {
        context: {source: (cell.looks, cell.clicks) for source, cell in cells.items()}
        for context, cells in bandit.cells.items()
    }


def test_a_click_is_a_look_and_a_miss_is_as_much_of_one_as_is_likely() -> None:
    bandit = Bandit()
    bandit.learn([shown("r", ["popular", "new"], clicked=[1])], THETA, NOW)
    # place 2 was looked at with chance .5, clicked with .5 · .05: without a click .5 · .95 / (1 - .025)
    missed = 0.5 * 0.95 / 0.975
    cells = state(bandit)["new browsing"]
    assert cells["popular"] == (1.0, 1.0)
    assert cells["new"] == pytest.approx((missed, 0.0))
    rates = bandit.rates(BROWSING)
    assert rates["popular"] == pytest.approx((PRIOR_RATE * 1.5 * PRIOR_LOOKS + 1) / (PRIOR_LOOKS + 1))
    assert rates["similar"] == pytest.approx(PRIOR_RATE * 3)


def test_contexts_are_apart() -> None:
    bandit = Bandit()
    bandit.learn([shown("r", ["popular"], query="tents"), shown("s", ["popular"])], THETA, NOW)
    assert set(state(bandit)) == {"new query", "new browsing"}
    history = [act("x", "purchase", 9)] * 3
    assert Context.of(REQUEST, history).key == "regular browsing"
    assert Context.of(REQUEST, history[:1]).key == "returning browsing"
    assert Context.of(RankRequest(NOW, 8, query="tents"), ()).key == "new query"


def test_the_same_feedback_twice_counts_once() -> None:
    found = [shown(f"r{at}", ["popular", "new"], 100 - at, [at % 3]) for at in range(10)]
    bandit = Bandit()
    assert bandit.learn([*found, *found], THETA, NOW) == 10
    before = state(bandit)
    assert bandit.learn(found, THETA, NOW) == 0
    assert state(bandit) == before


def test_a_ranking_is_counted_when_its_outcome_has_settled() -> None:
    young, old = shown("young", ["popular"], 23), shown("old", ["popular"], 25)
    bandit = Bandit()
    assert bandit.learn([old, young], THETA, NOW) == 1
    assert bandit.learn([old, young], THETA, NOW + timedelta(hours=1)) == 1
    assert bandit.counted == 2


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(25, 90), st.integers(0, 2)), max_size=30), st.lists(st.integers(0, 30), max_size=4)
)
def test_a_log_counted_in_parts_is_the_log_counted_at_once(rows: list[tuple[int, int]], stops: list[int]) -> None:
    rows = sorted(rows, reverse=True)
    found = [shown(f"r{at}", ["popular", "brand"], hours, [place]) for at, (hours, place) in enumerate(rows)]
    whole, parts = Bandit(), Bandit()
    whole.learn(found, THETA, NOW)
    for stop in sorted(stops):
        parts.learn(found, THETA, NOW - timedelta(hours=90 - 2 * stop))
    parts.learn(found, THETA, NOW)
    assert parts.counted == whole.counted == len(found)
    assert state(parts) == state(whole)


def test_sources_that_are_no_candidate_sources_are_not_counted() -> None:
    bandit = Bandit()
    bandit.learn([shown("r", ["hybrid", "popular"], clicked=[1])], THETA, NOW)
    assert set(state(bandit)["new browsing"]) == {"popular"}


def test_the_state_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    bandit = Bandit(live=True)
    bandit.learn([shown(f"r{at}", ["popular", "new"], 100 - at, [at % 3]) for at in range(10)], THETA, NOW)
    bandit.save(tmp_path / "ranker")
    assert Bandit.load(tmp_path / "ranker") == bandit
    assert [path.name for path in (tmp_path / "ranker").iterdir()] == [FILE]


def test_without_a_state_or_with_a_broken_one_it_begins_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert Bandit.load(tmp_path) == Bandit()
    assert not caplog.records
    for broken in ("", "{", "[]", json.dumps({"format": 9}), '{"format": 1, "cells": {"x": 3}}'):
        (tmp_path / FILE).write_text(broken)
        assert Bandit.load(tmp_path) == Bandit()
    assert len(caplog.records) == 5


def test_a_write_that_did_not_finish_leaves_the_old_state(tmp_path: Path) -> None:
    bandit = Bandit(counted=7)
    bandit.save(tmp_path)
    (tmp_path / f"{FILE}.new").write_text('{"format": 1, "li')
    assert Bandit.load(tmp_path) == bandit


def test_draws_are_of_the_beta_distribution() -> None:
    bandit = Bandit(cells={BROWSING.key: {"popular": Cell(100.0, 30.0)}})
    rng = np.random.default_rng(0)
    drawn = [bandit.draw(BROWSING, rng)["popular"] for _ in range(2_000)]
    prior = PRIOR_RATE * WEIGHTS["popular"] * PRIOR_LOOKS
    law = stats.beta(prior + 30, PRIOR_LOOKS - prior + 70)
    assert stats.kstest(drawn, law.cdf).pvalue > 0.001


def sampled_pool(bandit: Bandit, names: Sequence[str], products: int = 1) -> SampledPool:
    sources = [Recalled(name, [Hit(f"{name}{at}", 1.0, name) for at in range(products)]) for name in names]
    return SampledPool(CandidatePool(sources), bandit, np.random.default_rng(1))


def test_propensities_are_the_chances_of_the_places() -> None:
    bandit = Bandit(cells={BROWSING.key: {"popular": Cell(40.0, 10.0), "brand": Cell(20.0, 4.0)}})
    prior = PRIOR_RATE * 1.5 * PRIOR_LOOKS  # of both
    popular = stats.beta(prior + 10, PRIOR_LOOKS - prior + 30)
    brand = stats.beta(prior + 4, PRIOR_LOOKS - prior + 16)
    first, _ = integrate.quad(lambda x: popular.pdf(x) * brand.cdf(x), 0, 1)  # popular's draw is the larger
    pool = sampled_pool(bandit, ["popular", "brand"])
    found = [pool.sampled(REQUEST, (), 2) for _ in range(20)]
    for one in found:
        chance = first if one.hits[0].source == "popular" else 1 - first
        assert one.propensities == pytest.approx([chance, chance], abs=4 * (first * (1 - first) / DRAWS) ** 0.5)
        assert min(one.propensities) > 0
    assert {one.hits[0].source for one in found} == {"popular", "brand"}


def test_the_pool_serves_as_the_one_it_stands_for() -> None:
    pool = sampled_pool(Bandit(), list(WEIGHTS), products=3)
    hits = pool.candidates(REQUEST, (), 10)
    assert len({hit.product_id for hit in hits}) == len(hits) == 10
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert pool.candidates(REQUEST, (), 10) != hits  # other weights


def test_its_regret_is_far_below_that_of_not_learning() -> None:
    found = [regrets(seed, 1_500) for seed in range(2)]
    last = {name: np.mean([one[name][-1] for one in found]) for name in found[0]}
    half = {name: np.mean([one[name][750] for one in found]) for name in found[0]}
    assert last["thompson"] < 0.5 * last["best fixed"] <= 0.5 * last["by hand"]
    assert last["thompson"] < 0.5 * last["uniform"]
    assert last["thompson"] - half["thompson"] < half["thompson"]  # it costs less and less


def test_only_a_live_bandit_serves(tmp_path: Path) -> None:
    pool = CandidatePool([Recalled("popular", [Hit("a", 1.0, "popular")])])
    assert serving_pool(tmp_path, pool) is pool
    Bandit(live=True).save(tmp_path)
    assert isinstance(serving_pool(tmp_path, pool), SampledPool)
