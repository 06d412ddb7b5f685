from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ranker.evaluate import compare, evaluate, leave_last_out, read_sequences
from ranker.metrics import Quality
from ranker.synthetic import Market, generate
from store.behaviour import Event
from tests.ranker.shop import event

DATA = Path(os.environ.get("DAOGOU_DATA", Path(__file__).resolve().parents[2] / ".." / "shared" / "data"))


def qualities(market: Market) -> dict[str, Quality]:
    products, events = generate(market)
    return {row.ranker: row.quality for row in compare(products, leave_last_out(events))}


def test_on_predictable_shoppers_history_beats_popularity_by_far() -> None:
    found = qualities(Market(predictability=1.0))
    assert found["history"].ndcg > 3 * found["popularity"].ndcg
    assert found["co-visitation"].ndcg > 3 * found["popularity"].ndcg


def test_on_noise_history_does_not_beat_popularity() -> None:
    """Three seeds together, n = 1,500: the best that can be known is popularity."""
    found = [qualities(Market(predictability=0.0, seed=seed)) for seed in range(3)]
    history = np.mean([one["history"].ndcg for one in found])
    assert history <= 1.02 * np.mean([one["popularity"].ndcg for one in found])
    assert history > 0


def test_the_more_predictable_the_further_ahead_of_popularity() -> None:
    found = [qualities(Market(predictability=knob, shoppers=300)) for knob in (0.0, 0.5, 1.0)]
    lead = [one["history"].ndcg / one["popularity"].ndcg for one in found]
    assert lead == sorted(lead)


def test_the_same_market_is_the_same() -> None:
    assert generate(Market(shoppers=5, seed=4)) == generate(Market(shoppers=5, seed=4))
    assert generate(Market(shoppers=5, seed=4)) != generate(Market(shoppers=5, seed=5))
    with pytest.raises(ValueError, match="predictability"):
        Market(predictability=1.5)


def shoppers(**taken: str) -> list[Event]:
    return [
        event(shopper, product_id, "click", 100 - at)
        for shopper, ids in taken.items()
        for at, product_id in enumerate(ids)
    ]


def test_the_last_new_product_is_held_out() -> None:
    """a took w x y x z: z. b ends with a product met before: the last new one is z, what came after it is left out.
    c has too few to hold one out and only trains."""
    split = leave_last_out(shoppers(a="wxyxz", b="wxzww", c="wx"))
    assert {shopper: one.product_id for shopper, one in split.held_out.items()} == {"a": "z", "b": "z"}
    assert "".join(one.product_id for one in split.histories["a"]) == "wxyx"
    assert "".join(one.product_id for one in split.histories["b"]) == "wx"
    assert "".join(one.product_id for one in split.histories["c"]) == "wx"


def test_validation_is_the_one_before_and_never_sees_the_last() -> None:
    split = leave_last_out(shoppers(a="wxyz", b="wxy"), drop=1)
    assert {shopper: one.product_id for shopper, one in split.held_out.items()} == {"a": "y"}
    assert "".join(one.product_id for one in split.histories["a"]) == "wx"
    assert "".join(one.product_id for one in split.histories["b"]) == "wx"


class ByAlphabet:
    """Later letters score higher, whoever asks."""

    def scores(self, ids: Iterable[str], history: Iterable[Event], now: datetime) -> np.ndarray:
        return np.array([float(ord(product_id)) for product_id in ids])


def test_seen_products_are_left_out_and_everything_else_is_ranked() -> None:
    """a: z held out, seen w x y, ranked z v u: place 1. b: u held out, seen z y, ranked x w v u: place 4."""
    found, _ = evaluate(ByAlphabet(), leave_last_out(shoppers(a="wxyz", b="zyu")), list("uvwxyz"), k=3)
    assert found == Quality(0.5, 0.5, (1 + 1 / 4) / 2, 2)


def test_a_sample_of_shoppers_is_spread_and_counted() -> None:
    split = leave_last_out(shoppers(**{f"s{number}": "wxyz" for number in range(10)}))
    assert evaluate(ByAlphabet(), split, list("uvwxyz"), shoppers=4)[0].n == 4


def test_packs_of_sequences_are_read(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "sequences.txt.gz", "wt", encoding="utf-8") as file:
        file.write("u1 a b c\nu2 b a\n")
    with gzip.open(tmp_path / "items.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"id": "a", "title": "Soap"}) + "\n")
    products, events = read_sequences(tmp_path)
    assert [(product.id, product.title) for product in products] == [("a", "Soap"), ("b", "b"), ("c", "c")]
    taken = [one.product_id for one in sorted(events, key=lambda one: one.at) if one.customer_id == "u1"]
    assert taken == ["a", "b", "c"]


@pytest.mark.data
@pytest.mark.skipif(not (DATA / "beauty").is_dir(), reason="the beauty pack is not here")
def test_beauty_history_beats_popularity_several_times() -> None:
    products, events = read_sequences(DATA / "beauty")
    assert (len(products), len(events)) == (12_101, 198_502)
    rows = {row.ranker: row.quality for row in compare(products, leave_last_out(events), shoppers=150)}
    assert rows["history"].ndcg > 3 * rows["popularity"].ndcg
