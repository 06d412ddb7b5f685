"""Every encoder: a place sees no later place, and padding changes nothing. Target attention against its formula."""

from __future__ import annotations

import math

import pytest
import torch

from ranker.neural.encoders import ENCODERS, EncoderShape, TargetAttention

SHAPE = EncoderShape(width=16, blocks=2, heads=2, dropout=0.3, longest=8)


def logits(name: str, inputs: torch.Tensor, places: list[tuple[int, int]]) -> torch.Tensor:
    torch.manual_seed(3)
    encoder = ENCODERS[name](SHAPE).eval()
    products = torch.randn(11, 16, generator=torch.Generator().manual_seed(4))
    with torch.no_grad():
        return encoder.logits(encoder(inputs), torch.tensor(places), products)


@pytest.mark.parametrize("name", ENCODERS)
def test_a_place_does_not_see_the_future(name: str) -> None:
    inputs = torch.randn(2, 6, 16)
    changed = inputs.clone()
    changed[:, 4:] = torch.randn(2, 2, 16)
    early = [(0, 0), (0, 3), (1, 3)]
    torch.testing.assert_close(logits(name, inputs, early), logits(name, changed, early))
    assert not torch.allclose(logits(name, inputs, [(0, 5)]), logits(name, changed, [(0, 5)]))


@pytest.mark.parametrize("name", ENCODERS)
def test_padding_behind_changes_nothing(name: str) -> None:
    inputs = torch.randn(1, 3, 16)
    padded = torch.cat([inputs, torch.randn(1, 4, 16)], dim=1)
    torch.testing.assert_close(logits(name, inputs, [(0, 2)]), logits(name, padded, [(0, 2)]))


@pytest.mark.parametrize("name", ENCODERS)
def test_the_order_of_the_history_is_read(name: str) -> None:
    inputs = torch.randn(1, 4, 16)
    swapped = inputs[:, [1, 0, 2, 3]]
    assert not torch.allclose(logits(name, inputs, [(0, 3)]), logits(name, swapped, [(0, 3)]))


def test_target_attention_is_a_weighted_mean_over_the_history() -> None:
    torch.manual_seed(0)
    encoder = TargetAttention(SHAPE).eval()
    with torch.no_grad():
        encoder.weights.copy_(torch.randn(8))
        states = encoder(torch.randn(1, 5, 16))
        products = torch.randn(3, 16)
        found = encoder.logits(states, torch.tensor([[0, 2]]), products)
        for product in range(3):
            weights, values = [], []
            for place in range(3):
                age = 2 - place
                item = states[0, place] + encoder.ages.weight[age]
                weights.append(
                    float(encoder.key(item) @ products[product]) / math.sqrt(16) + float(encoder.weights[age])
                )
                values.append(float(encoder.value(item) @ products[product]))
            shares = torch.tensor(weights).softmax(0)
            assert float(found[0, product]) == pytest.approx(float(shares @ torch.tensor(values)), abs=1e-5)
