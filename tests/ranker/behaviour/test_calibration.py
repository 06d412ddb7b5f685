from __future__ import annotations

import numpy as np
import pytest

from ranker.behaviour.calibration import Platt, calibration_error, log_odds, logistic, logistic_weights


def test_the_error_by_hand() -> None:
    chances = np.array([0.1, 0.3, 0.2, 0.9, 0.7, 0.8])
    labels = np.array([0.0, 1.0, 0.0, 1.0, 1.0, 0.0])
    # Two bins of three: mean chances .2 and .8, outcomes 1/3 and 2/3; (|.2 - 1/3| + |.8 - 2/3|) / 2.
    assert calibration_error(chances, labels, bins=2) == pytest.approx(2 / 15)


def test_bins_of_unequal_size_count_by_their_size() -> None:
    chances = np.array([0.0, 0.0, 1.0])
    labels = np.array([1.0, 0.0, 1.0])
    assert calibration_error(chances, labels, bins=2) == pytest.approx((0.5 * 2 + 0.0) / 3)


def test_no_examples_have_no_error() -> None:
    assert calibration_error(np.zeros(0), np.zeros(0)) == 0.0


def test_what_was_bent_is_straightened() -> None:
    rng = np.random.default_rng(1)
    odds = rng.normal(-1.0, 1.5, 40_000)
    labels = (rng.random(len(odds)) < logistic(odds)).astype(np.float64)
    bent = logistic(2.0 * odds + 1.0)[:, None]  # so slope 1/2 and shift -1/2 undo it
    fitted = Platt.fit(bent, labels[:, None])
    assert fitted.slopes[0] == pytest.approx(0.5, abs=0.03)
    assert fitted.shifts[0] == pytest.approx(-0.5, abs=0.05)
    assert calibration_error(fitted.apply(bent, (-1,))[:, 0], labels) < 0.01 < calibration_error(bent[:, 0], labels)


def test_unknown_labels_are_left_out_and_a_task_without_outcomes_stays_finite() -> None:
    chances = np.full((50, 2), 0.2)
    labels = np.zeros((50, 2))
    labels[:10, 0], labels[40:, 0] = 1.0, np.nan
    found = Platt.fit(chances, labels).apply(chances, (-1, -1))
    assert found[0, 0] == pytest.approx(0.25, abs=0.01)
    assert 0.0 < found[0, 1] < 0.01


def test_no_outcome_is_likelier_than_the_one_before_it() -> None:
    bent = Platt((1.0, 1.0), (0.0, 3.0)).apply(np.array([[0.3, 0.2]]), (-1, 0))
    assert bent[0].tolist() == pytest.approx([0.3, 0.3])


def test_certain_chances_have_finite_odds() -> None:
    assert np.isfinite(log_odds(np.array([0.0, 1.0]))).all()


def test_regression_stands_where_the_slope_is_nothing() -> None:
    rng = np.random.default_rng(2)
    inputs, labels = rng.standard_normal((300, 4)), (rng.random(300) < 0.3).astype(np.float64)
    ridge = np.array([0.5, 1.0, 2.0, 0.1])
    weights = logistic_weights(inputs, labels, ridge, np.zeros(4))
    slope = inputs.T @ (1.0 / (1.0 + np.exp(-inputs @ weights)) - labels) + ridge * weights
    assert np.abs(slope).max() < 1e-8
