"""A recurrent encoder (GRU4Rec, Hidasi et al. 2016)."""

from __future__ import annotations

import torch
from torch import nn

from ranker.neural.encoders.encoder import EncoderShape, SequenceEncoder


class Recurrent(SequenceEncoder):
    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.drop = nn.Dropout(shape.dropout)
        self.gru = nn.GRU(shape.width, shape.width, num_layers=shape.blocks, batch_first=True)
        self.norm = nn.LayerNorm(shape.width)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        states, _ = self.gru(self.drop(inputs))
        normed: torch.Tensor = self.norm(states)
        return normed
