"""Measures of a ranking, against sums done by hand."""

from __future__ import annotations

from math import log2

import pytest

from retrieval.measuring.metrics import condensed_ndcg, dcg, judged_share, ndcg, recall

JUDGED = {"a": 3, "b": 2, "c": 0, "d": 1}


def test_dcg_divides_each_grade_by_log2_of_rank_plus_one() -> None:
    assert dcg([3, 2, 0, 1]) == pytest.approx(3 / 1 + 2 / log2(3) + 0 + 1 / log2(5))


def test_ndcg_of_the_best_order_is_one_and_unjudged_products_push_down() -> None:
    assert ndcg(["a", "b", "d"], JUDGED) == pytest.approx(1)
    ideal = 3 + 2 / log2(3) + 1 / 2
    assert ndcg(["x", "a", "c", "b"], JUDGED) == pytest.approx((3 / log2(3) + 2 / log2(5)) / ideal)


def test_ndcg_cuts_ranking_and_ideal_at_k() -> None:
    assert ndcg(["b", "a"], JUDGED, k=1) == pytest.approx(2 / 3)


def test_condensed_ndcg_takes_out_what_nobody_judged() -> None:
    assert condensed_ndcg(["x", "a", "y", "b", "z", "d"], JUDGED) == pytest.approx(1)
    assert condensed_ndcg(["x", "c", "a"], JUDGED, k=2) == pytest.approx((3 / log2(3)) / (3 + 2 / log2(3)))


def test_recall_counts_the_grade_asked_for() -> None:
    assert recall(["a", "x", "b"], JUDGED, k=2) == pytest.approx(1 / 2)
    assert recall(["a", "b", "d"], JUDGED, k=3, grade=1) == pytest.approx(1)
    assert recall(["a"], {"a": 1, "b": 0}) is None


def test_judged_share_is_over_k_ranks() -> None:
    assert judged_share(["a", "x", "c"], JUDGED, k=4) == pytest.approx(2 / 4)


@pytest.mark.parametrize("ranked", [[], ["x", "y"]])
def test_nothing_relevant_scores_zero(ranked: list[str]) -> None:
    assert ndcg(ranked, JUDGED) == 0
    assert condensed_ndcg(ranked, JUDGED) == 0
    assert judged_share(ranked, JUDGED) == 0
    assert ndcg(["a"], {"a": 0}) == 0
