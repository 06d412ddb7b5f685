"""Batches hold each shopper's newest items once, padded behind, and pair each item with the one that followed."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ranker.neural.sequences import PADDING, Sequences, batches

ROWS = [np.array(rows, dtype=np.int64) for rows in ([4, 1, 7], [2], [], [0, 3, 5, 6, 9, 8])]


def test_last_takes_the_newest_and_pads_behind() -> None:
    padded = Sequences.of_rows(ROWS).last(np.array([0, 1, 2, 3]), longest=4)
    assert padded.items.tolist() == [[5, 2, 8, 0], [3, 0, 0, 0], [0, 0, 0, 0], [6, 7, 10, 9]]
    assert padded.ends().tolist() == [2, 0, 0, 3]


def test_the_last_items_may_be_dropped() -> None:
    padded = Sequences.of_rows(ROWS).last(np.array([0, 3]), longest=50, drop=1)
    assert padded.items.tolist() == [[5, 2, 0, 0, 0], [1, 4, 6, 7, 10]]


def test_shifted_pairs_each_item_with_its_follower() -> None:
    given, targets = Sequences.of_rows(ROWS).last(np.array([0, 3]), longest=4).shifted()
    assert targets.tolist() == [[2, 8, 0], [7, 10, 9]]
    assert given.items.tolist() == [[5, 2, 0], [6, 7, 10]]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_an_epoch_holds_every_shopper_with_two_items_once(size: int) -> None:
    rng = np.random.default_rng(5)
    rows = [rng.integers(0, 50, length) for length in rng.integers(0, 12, 60)]
    seen = []
    for batch in batches(Sequences.of_rows(rows), size, longest=5, rng=np.random.default_rng(1)):
        seen += [tuple(item for item in row if item != PADDING) for row in batch.items.tolist()]
    expected = [tuple((own[-6:] + 1).tolist()) for own in rows if len(own) >= 2]
    assert sorted(seen) == sorted(expected)


def test_contexts_travel_with_their_items() -> None:
    items = np.array([1, 2, 3, 4], dtype=np.int64)
    contexts = np.array([[1, 1, 1], [2, 2, 2], [3, 3, 3], [4, 4, 4]])
    padded = Sequences(items, np.array([0, 3, 4]), contexts).last(np.array([0, 1]), 2)
    assert padded.contexts is not None
    assert torch.equal(padded.contexts[..., 0], padded.items)
