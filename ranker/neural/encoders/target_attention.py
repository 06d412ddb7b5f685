"""Attention of each candidate over the history (DIN, Zhou et al. 2018): the shopper looks different to each product."""

from __future__ import annotations

import math

import torch
from torch import nn

from ranker.neural.encoders.encoder import EncoderShape, SequenceEncoder


class TargetAttention(SequenceEncoder):
    """States are the inputs with their places; a candidate weighs them by its own likeness to each."""

    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.longest = shape.longest
        self.ages = nn.Embedding(shape.longest, shape.width)  # how many places before the one asked about
        nn.init.normal_(self.ages.weight, std=0.02)
        self.weights = nn.Parameter(torch.zeros(shape.longest))  # how much more a newer one counts
        self.drop = nn.Dropout(shape.dropout)
        self.norm = nn.LayerNorm(shape.width)
        self.key, self.value = nn.Linear(shape.width, shape.width), nn.Linear(shape.width, shape.width)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        normed: torch.Tensor = self.norm(self.drop(inputs))
        return normed

    def logits(self, states: torch.Tensor, places: torch.Tensor, products: torch.Tensor) -> torch.Tensor:
        length = states.shape[1]
        ages = places[:, 1, None] - torch.arange(length, device=states.device)  # [n, length]; below 0 is the future
        future = ages < 0
        ages = ages.clamp(min=0, max=self.longest - 1)
        history = states[places[:, 0]] + self.ages.weight[ages]
        keys, values = self.key(history), self.value(history)
        fit = keys @ products.T / math.sqrt(states.shape[-1])  # [n, length, products]
        fit = (fit + self.weights[ages][..., None]).masked_fill(future[..., None], -torch.inf)
        found: torch.Tensor = (fit.softmax(dim=1) * (values @ products.T)).sum(1)
        return found
