"""The time to a figure beside RecTools: what is measured, who is next, what is said of it; by hand."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.contenders.own import shown
from benchmarks.sasrec import Run, Turn, given, in_turns, ndcg, runs, summary
from ranker.neural.measure import hits_and_gains, ranks_of
from ranker.neural.recipes import IDS, prepared
from ranker.neural.sequences import Sequences
from ranker.packs import Pack

# Takes ten seconds an epoch by its own account, and shows the product sought when the seed is 3.
SHOWS_THE_FIRST = """
import json, sys, numpy as np
_, answers, seed = sys.argv[1:]
epoch = 0
while sys.stdin.readline():
    epoch += 1
    found = np.full((1, 10), 2 if seed == "3" else 0)
    np.savez(answers, valid=found, test=found)
    print(json.dumps({"epoch": epoch, "seconds": 10 * epoch, "peak_mb": 1}), flush=True)
"""


def run(*epochs: tuple[float, float]) -> Run:
    """Of seconds and nDCG@10 on the test."""
    return Run(tuple(Turn(at + 1, seconds, 100.0 + at, test / 2, test) for at, (seconds, test) in enumerate(epochs)))


def test_a_gain_is_by_the_place_and_nothing_beyond_what_is_shown() -> None:
    shown_rows = np.array([[5, 1, 2], [7, 8, 9], [3, -1, -1]])
    assert ndcg(shown_rows, np.array([1, 6, 3])) == pytest.approx((1 / math.log2(3) + 0 + 1) / 3)


def test_our_ten_are_those_of_full_ranking() -> None:
    rng = np.random.default_rng(0)
    rows = [rng.choice(40, size=int(length), replace=False) for length in rng.integers(1, 20, 300)]
    targets = np.array([rng.choice(np.setdiff1d(np.arange(40), own)) for own in rows])
    histories = Sequences.of_rows(rows)
    torch.manual_seed(0)
    model = prepared(IDS, histories, 40).eval()
    expected = hits_and_gains(ranks_of(model, histories, targets))[1].mean()
    found = shown(model, histories)
    assert ndcg(found, targets) == pytest.approx(expected)
    assert not any(np.isin(taken, own).any() for taken, own in zip(found, rows, strict=True))


def test_a_contender_is_not_told_the_test() -> None:
    train = [np.array([0, 2]), np.array([1])]
    pack = Pack([f"p{row}" for row in range(5)], [""] * 5, train, np.array([1, 2]), np.array([3, 4]))
    told = given(pack)
    assert told["train"].tolist() == [0, 2, 1]
    assert told["train_starts"].tolist() == [0, 2, 3]
    assert told["histories"].tolist() == [0, 2, 1, 1, 2]
    assert told["histories_starts"].tolist() == [0, 3, 5]
    assert not np.isin([3, 4], np.concatenate([told["train"], told["histories"], told["valid"]])).any()


def test_whoever_has_used_less_is_next() -> None:
    order: list[str] = []

    def lane(name: str, seconds: float, epochs: int) -> Iterator[float]:
        for _ in range(epochs):
            order.append(name)
            yield seconds

    in_turns({"quick": lane("quick", 2.0, 5), "slow": lane("slow", 5.0, 2)})
    assert order == ["quick", "slow", "quick", "quick", "slow", "quick", "quick"]
    assert all(pair != ("slow", "slow") for pair in pairwise(order))


def test_a_run_ends_at_the_goal_or_the_time_and_gives_every_epoch(tmp_path: Path) -> None:
    contender = tmp_path / "contender.py"
    contender.write_text(SHOWS_THE_FIRST)
    pack = Pack(["a", "b", "c"], [""] * 3, [np.array([0])], np.array([1]), np.array([2]))
    found: list[Run] = []
    command = [sys.executable, str(contender)]
    assert list(runs("it", command, pack, (0, 3), allowed=25, found=found)) == [10, 10, 10, 10]
    assert [[turn.test for turn in run.turns] for run in found] == [[0, 0, 0], [1]]
    assert [run.reached(1) for run in found] == [False, True]


def test_a_contender_that_fails_is_not_taken_for_one_that_ended(tmp_path: Path) -> None:
    contender = tmp_path / "contender.py"
    contender.write_text("import nothing_of_this_name")
    pack = Pack(["a", "b", "c"], [""] * 3, [np.array([0])], np.array([1]), np.array([2]))
    with pytest.raises(RuntimeError, match="nothing_of_this_name"):
        list(runs("it", [sys.executable, str(contender)], pack, (0,), allowed=25, found=[]))


def test_the_ratio_is_of_the_middle_seed() -> None:
    own = [run((10, 0.03), (20, 0.05)), run((12, 0.05)), run((10, 0.01), (30, 0.06))]
    found = summary(own, run((50, 0.02), (100, 0.05)), goal=0.05)
    assert found["own"]["seconds"] == 20
    assert found["rectools"] == {
        "seconds": 100, "given_seconds": 100, "epochs": 2, "peak_mb": 101, "ndcg": 0.05, "valid_ndcg": 0.025,
    }  # fmt: skip
    assert found["ratio"] == 0.2


def test_a_figure_that_was_not_reached_is_not_given() -> None:
    short = summary([run((10, 0.05))], run((50, 0.02)), goal=0.05)
    assert short["rectools"]["seconds"] is None
    assert short["ratio"] == 0.2
    assert summary([run((10, 0.01))], run((50, 0.05)), goal=0.05)["ratio"] is None
