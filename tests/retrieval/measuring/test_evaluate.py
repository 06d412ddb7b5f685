"""The measuring of search: by hand on the small shop and on rankings written out."""

from __future__ import annotations

import pytest

from retrieval.index import Index
from retrieval.measuring.evaluate import Measured, evaluate, fused_minus_better, legs, measure, summary
from retrieval.measuring.query_classes import QueryClass
from tests.retrieval.catalogue import SHOP
from tests.retrieval.conftest import Remembering

JUDGMENTS = {"kettle": {"p06": 3, "p07": 0}, "knife": {"p08": 2, "p11": 1}, "nothing sold": {"p01": 0}}


def test_each_leg_is_measured_over_the_queries_with_something_relevant(encoder: Remembering) -> None:
    found = evaluate(SHOP, JUDGMENTS, encoder)
    assert list(found) == ["lexical", "dense", "fused", "understood"]
    assert all(leg["n"] == 2 for leg in found.values())
    lexical = found["lexical"]
    assert lexical["ndcg@10"] == pytest.approx((1 + 2 / (2 + 1 / 1.5849625)) / 2, abs=1e-4)
    assert lexical["recall@50"] == 1
    assert lexical["judged@10"] == pytest.approx(0.1)
    assert found["fused"]["ndcg@10"] >= lexical["ndcg@10"]
    assert lexical["by_class"] == {"type": {key: value for key, value in lexical.items() if key != "by_class"}}


def test_no_queries_measure_nothing(shop_index: Index) -> None:
    assert measure(shop_index.hybrid, {}) == []
    assert set(summary([]).values()) == {0}


def measured(**scores: float) -> list[Measured]:
    return [Measured(query, score, score / 2, None if query == "d" else score, 1, 5) for query, score in scores.items()]


FOUND = {
    "lexical": measured(a=0.5, b=0.5, c=0.2, d=0.4),
    "dense": measured(a=0.9, b=0.1, c=0.1, d=0.1),
    "fused": measured(a=0.8, b=0.6, c=0.1, d=0.4),
}
CLASSES = {"a": QueryClass.TYPE, "b": QueryClass.TYPE, "c": QueryClass.BROAD}


def test_classes_are_means_of_their_own_queries() -> None:
    found = legs(FOUND, CLASSES)["fused"]
    assert found["ndcg@10"] == pytest.approx(1.9 / 4)
    assert found["by_class"]["type"]["ndcg@10"] == pytest.approx(0.7)
    assert found["by_class"]["type"]["n"] == 2
    assert found["by_class"]["broad"]["condensed_ndcg@10"] == pytest.approx(0.05)
    assert list(found["by_class"]) == ["type", "broad"]


def test_fused_is_held_against_the_better_leg_of_the_same_queries() -> None:
    found = fused_minus_better(FOUND, CLASSES)["ndcg@10"]
    assert found["all"]["better"] == "lexical"
    assert found["all"]["difference"] == pytest.approx((0.3 + 0.1 - 0.1 + 0) / 4)
    assert (found["all"]["wins"], found["all"]["losses"], found["all"]["n"]) == (2, 1, 4)
    assert found["all"]["low"] <= found["all"]["difference"] <= found["all"]["high"]
    assert found["broad"]["difference"] == pytest.approx(-0.1)
    assert (found["broad"]["low"], found["broad"]["high"]) == (-0.1, -0.1)
    assert found["type"]["better"] == "lexical"  # of equal legs the first


def test_queries_without_the_measure_are_left_out_of_every_leg() -> None:
    assert fused_minus_better(FOUND)["recall@50"]["all"]["n"] == 3
