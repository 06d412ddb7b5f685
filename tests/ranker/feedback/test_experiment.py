from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ranker.feedback.experiment import Counts, Experiment, decide, newcombe, ratio_mismatch, sample_size

HALVES = Experiment("neural-2026-11", {"history": 0.5, "neural": 0.5})


def test_the_shares_are_equal_by_chi_square() -> None:
    counts = Counter(HALVES.arm_of(f"c{at}") for at in range(20_000))
    assert stats.chisquare(list(counts.values())).pvalue > 0.01
    thirds = Experiment("thirds", {"a": 0.2, "b": 0.3, "c": 0.5})
    found = Counter(thirds.arm_of(f"session-{at}") for at in range(20_000))
    assert stats.chisquare([found[arm] for arm in "abc"], [4_000, 6_000, 10_000]).pvalue > 0.01


@given(st.text(min_size=1))
def test_everybody_stays_in_one_arm(unit: str) -> None:
    assert HALVES.arm_of(unit) == Experiment("neural-2026-11", {"history": 0.5, "neural": 0.5}).arm_of(unit)
    assert HALVES.arm_of(unit) in HALVES.arms


def test_the_assignment_is_that_of_the_hash_by_hand() -> None:
    # printf 'neural-2026-11\0ann' | sha256sum begins with 3353, below half of ffff; that of dan with b91c
    assert (HALVES.arm_of("ann"), HALVES.arm_of("dan")) == ("history", "neural")


def test_another_experiment_mixes_people_anew() -> None:
    other = Experiment("another", {"history": 0.5, "neural": 0.5})
    table = Counter((HALVES.arm_of(f"c{at}"), other.arm_of(f"c{at}")) for at in range(20_000))
    cells = [[table[one, two] for two in HALVES.arms] for one in HALVES.arms]
    assert stats.chi2_contingency(cells).pvalue > 0.01


@pytest.mark.parametrize("arms", [{}, {"a": 1.0}, {"a": 0.5, "b": 0.4}, {"a": 1.0, "b": 0.0}])
def test_arms_that_cannot_be_are_refused(arms: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"arms|add up"):
        Experiment("x", arms)


def test_nobody_has_no_arm() -> None:
    with pytest.raises(ValueError, match="nobody"):
        HALVES.arm_of("")


def test_newcombes_interval_is_his_own_example() -> None:
    """Newcombe (1998), table II, method 10: 56/70 against 48/80 is .0524 to .3339; 9/10 against 3/10 .1705 to .8090."""
    assert newcombe(Counts(80, 48), Counts(70, 56)) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe(Counts(10, 3), Counts(10, 9)) == pytest.approx((0.1705, 0.8090), abs=5e-5)


def test_the_sample_size_has_the_power_it_promises() -> None:
    n = sample_size(0.10, 0.02)
    assert n == 3_841  # the textbook figure for 10 % against 12 %, without continuity correction
    rng = np.random.default_rng(0)
    control, treatment = rng.binomial(n, 0.10, 500), rng.binomial(n, 0.12, 500)
    found = [decide(Counts(n, int(a)), Counts(n, int(b)), 0.02) for a, b in zip(control, treatment, strict=True)]
    assert np.mean([one.low > 0 for one in found]) == pytest.approx(0.8, abs=0.06)  # standard error .018
    # Where more of the control converted than expected, a few more units are needed.
    assert {one.decided for one in found} == {"treatment", "no difference", ""}


def test_nothing_is_decided_early_however_clear_it_looks() -> None:
    early = decide(Counts(200, 20), Counts(200, 60), effect=0.01)
    assert early.low > 0
    assert early.decided == ""
    assert "too early" in early.why


def test_decisions_at_the_horizon() -> None:
    assert decide(Counts(5_000, 500), Counts(5_000, 650), 0.02).decided == "treatment"
    assert decide(Counts(5_000, 500), Counts(5_000, 350), 0.02).decided == "control"
    assert decide(Counts(5_000, 500), Counts(5_000, 505), 0.02).decided == "no difference"


def test_arms_of_unequal_size_decide_nothing() -> None:
    found = decide(Counts(6_000, 600), Counts(5_000, 650), 0.02)
    assert ratio_mismatch(6_000, 5_000) == pytest.approx(stats.chisquare([6_000, 5_000]).pvalue)
    assert found.decided == ""
    assert "no accident" in found.why
    assert decide(Counts(9_000, 900), Counts(1_000, 130), 0.05, share=0.1).mismatch > 0.9


def test_empty_arms_are_no_error() -> None:
    found = decide(Counts(0, 0), Counts(0, 0), 0.02)
    assert found.decided == ""
    assert (found.low, found.high, found.mismatch) == (-1.0, 1.0, 1.0)
    assert math.isnan(found.difference)
    assert Counts(0, 0).interval() == (0.0, 1.0)
