"""A causal Transformer over learned places (SASRec, Kang and McAuley 2018), normed before each part."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from ranker.neural.encoders.encoder import EncoderShape, SequenceEncoder

HIDDEN = 4  # width of the feed-forward part, in widths of the model


class Transformer(SequenceEncoder):
    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.places = nn.Embedding(shape.longest, shape.width)
        nn.init.normal_(self.places.weight, std=0.02)
        self.drop = nn.Dropout(shape.dropout)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.blocks))
        self.norm = nn.LayerNorm(shape.width)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        states = self.drop(inputs + self.places.weight[: inputs.shape[1]])
        for block in self.blocks:
            states = block(states)
        normed: torch.Tensor = self.norm(states)
        return normed


class Block(nn.Module):
    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        width = shape.width
        self.heads = shape.heads
        self.dropout = shape.dropout
        self.attention_norm, self.forward_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query_key_value, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.inner, self.outer = nn.Linear(width, HIDDEN * width), nn.Linear(HIDDEN * width, width)
        self.drop = nn.Dropout(shape.dropout)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        states = states + self.drop(self.out(self._attend(self.attention_norm(states))))
        inner = self.drop(functional.gelu(self.inner(self.forward_norm(states))))
        added: torch.Tensor = self.drop(self.outer(inner))
        return states + added

    def _attend(self, states: torch.Tensor) -> torch.Tensor:
        batch, length, width = states.shape
        split = self.query_key_value(states).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        dropout = self.dropout if self.training else 0.0
        attended = functional.scaled_dot_product_attention(query, key, value, dropout_p=dropout, is_causal=True)
        return attended.transpose(1, 2).reshape(batch, length, width)
