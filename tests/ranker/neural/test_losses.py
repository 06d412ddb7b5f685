"""Losses by hand arithmetic."""

from __future__ import annotations

import math

import pytest
import torch

from ranker.neural.losses import binary_loss, sampled_softmax_loss, softmax_loss


def test_softmax_by_hand() -> None:
    found = softmax_loss(torch.tensor([[2.0, 0.0, 1.0]]), torch.tensor([2]), smoothing=0.0)
    assert float(found) == pytest.approx(math.log(math.exp(2) + 1 + math.exp(1)) - 1)


def test_smoothing_spreads_the_target() -> None:
    logits = [2.0, 0.0, 1.0]
    total = math.log(sum(math.exp(value) for value in logits))
    expected = 0.9 * (total - 1.0) + 0.1 * sum(total - value for value in logits) / 3
    found = softmax_loss(torch.tensor([logits]), torch.tensor([2]), smoothing=0.1)
    assert float(found) == pytest.approx(expected, abs=1e-6)


def test_a_sample_that_holds_the_right_one_does_not_count_it_twice() -> None:
    right = torch.tensor([1.0])
    sampled = torch.tensor([[1.0, 0.5]])
    found = sampled_softmax_loss(right, sampled, torch.tensor([[True, False]]))
    assert float(found) == pytest.approx(math.log(math.exp(1.0) + math.exp(0.5)) - 1.0)


def test_binary_by_hand() -> None:
    found = binary_loss(torch.tensor([0.5]), torch.tensor([-1.0]))
    assert float(found) == pytest.approx(math.log(1 + math.exp(-0.5)) + math.log(1 + math.exp(-1.0)))
