from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranker.feedback.interleaving import arm, credit, team_draft, verdict
from tests.ranker.feedback.simulated import ranking

LISTS = st.lists(st.sampled_from("abcdefghij"), unique=True, max_size=10)


@given(LISTS, LISTS, st.integers(0, 12), st.integers(0, 99))
def test_teams_are_fair_and_in_order(first: list[str], second: list[str], k: int, seed: int) -> None:
    found = team_draft(first, second, k, np.random.default_rng(seed))
    assert len(found.order) == len(set(found.order)) == min(k, len({*first, *second}))
    teams = np.array(found.first_team, dtype=bool)
    for size in range(1, len(teams) + 1):
        mine = int(teams[:size].sum())
        # As long as both have something left to pick, neither is more than one ahead.
        if {*first} - {*found.order[:size]} and {*second} - {*found.order[:size]}:
            assert abs(2 * mine - size) <= 1
    for own, team in ((first, True), (second, False)):
        picked = [one for one, of in zip(found.order, found.first_team, strict=True) if of is team]
        assert picked == sorted(picked, key=own.index)  # each team's picks are in its ranker's order


def test_alike_rankers_share_the_places_evenly() -> None:
    rng = np.random.default_rng(0)
    firsts = np.mean([team_draft("abcd", "abcd", 4, rng).first_team for _ in range(4_000)], axis=0)
    assert firsts == pytest.approx([0.5] * 4, abs=0.03)


def test_clicks_are_credited_to_the_ranker_that_picked() -> None:
    shown = ranking("r", ["a", "b", "c"], arm=arm("history", "neural"), sources=["neural", "history", "neural"])
    assert credit(shown, [True, True, True]) == (1, 2)
    assert credit(shown, [False, True, False]) == (1, 0)
    with pytest.raises(ValueError, match="interleaves nothing"):
        credit(ranking("r", ["a"]), [True])


def test_the_sign_test_by_hand() -> None:
    found = verdict([(1, 0)] * 9 + [(0, 2)] + [(1, 1)] * 5)
    assert (found.wins, found.losses, found.ties) == (9, 1, 5)
    assert found.p == pytest.approx(2 * (1 + 10) / 2**10)  # at most one loss of ten, both sides
    assert (found.share, found.preferred) == (0.9, "first")
    assert found.low < 0.9 < found.high


def test_without_a_decided_ranking_nobody_is_preferred() -> None:
    found = verdict([(0, 0), (1, 1)])
    assert (found.ties, found.p, found.preferred) == (2, 1.0, "")
    assert math.isnan(found.share)


def test_the_better_ranker_is_found_and_alike_ones_seldom_told_apart() -> None:
    attraction = dict(zip("abcdefgh", np.linspace(0.6, 0.1, 8), strict=True))
    alike = better = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        for other in ("hgfedcba", "abcdefgh"):
            results = []
            for _ in range(150):
                found = team_draft("abcdefgh", other, 6, rng)
                clicks = [rng.random() < attraction[one] / place for place, one in enumerate(found.order, 1)]
                mine = sum(click for click, team in zip(clicks, found.first_team, strict=True) if team)
                results.append((mine, sum(clicks) - mine))
            preferred = verdict(results).preferred
            better += other == "hgfedcba" and preferred == "first"
            alike += other == "abcdefgh" and preferred != ""
    assert better >= 98
    assert alike <= 10  # 5 % by chance; more than 10 of 100 has a chance of about 1 %
