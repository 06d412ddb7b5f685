"""The measuring of search: by hand on the small shop, and on real judgments for the word leg."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.evaluate import evaluate, measure, read_judgments
from retrieval.index import Index
from tests.retrieval.catalogue import SHOP
from tests.retrieval.conftest import Remembering

JUDGMENTS = {"kettle": {"p06": 3, "p07": 0}, "knife": {"p08": 2, "p11": 1}, "nothing sold": {"p01": 0}}


def test_each_leg_is_measured_over_the_queries_with_something_relevant(encoder: Remembering) -> None:
    found = evaluate(SHOP, JUDGMENTS, encoder)
    assert list(found) == ["lexical", "dense", "fused"]
    assert all(leg["n"] == 2 for leg in found.values())
    lexical = found["lexical"]
    assert lexical["ndcg@10"] == pytest.approx((1 + 2 / (2 + 1 / 1.5849625)) / 2, abs=1e-4)
    assert lexical["recall@50"] == 1
    assert lexical["judged@10"] == pytest.approx(0.1)
    assert found["fused"]["ndcg@10"] >= lexical["ndcg@10"]


def test_no_queries_measure_nothing(shop_index: Index) -> None:
    assert set(measure(shop_index.hybrid, {}).values()) == {0}


def test_judgments_are_read_and_bad_ones_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "judgments.csv"
    path.write_text("query,product_id,rating\nboots,p1,3\nboots,p2,0\ncoat,p1,1\n")
    assert read_judgments(path) == {"boots": {"p1": 3, "p2": 0}, "coat": {"p1": 1}}
    path.write_text("query,product_id,rating\nboots,p1,good\n")
    with pytest.raises(ValueError, match="line 2"):
        read_judgments(path)
    path.write_text("query,product\nboots,p1\n")
    with pytest.raises(ValueError, match="product_id, rating"):
        read_judgments(path)
