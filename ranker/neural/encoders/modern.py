"""A Transformer with what language models learnt since: rotary places, root-mean-square norms, gated feed-forward.

Rotary embedding: Su et al. 2021. RMSNorm: Zhang and Sennrich 2019. SwiGLU: Shazeer 2020. Gating of what a block adds by
its input: LiGR, Borisyuk et al. 2024, as in eSASRec (Tikhonovich et al. 2025).
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from ranker.neural.encoders.encoder import EncoderShape, SequenceEncoder

HIDDEN = 3  # two matrices of this width and one back weigh about as much as the plain block's four
BASE = 10_000.0


class Modern(SequenceEncoder):
    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.drop = nn.Dropout(shape.dropout)
        self.blocks = nn.ModuleList(GatedBlock(shape) for _ in range(shape.blocks))
        self.norm = nn.RMSNorm(shape.width)
        head = shape.width // shape.heads
        rates = BASE ** (-torch.arange(0, head, 2) / head)
        angles = torch.arange(shape.longest)[:, None] * rates
        self.register_buffer("cosines", angles.cos().repeat(1, 2), persistent=False)
        self.register_buffer("sines", angles.sin().repeat(1, 2), persistent=False)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        length = inputs.shape[1]
        states = self.drop(inputs)
        turn = self.get_buffer("cosines")[:length], self.get_buffer("sines")[:length]
        for block in self.blocks:
            states = block(states, turn)
        normed: torch.Tensor = self.norm(states)
        return normed


class GatedBlock(nn.Module):
    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        width = shape.width
        self.heads, self.dropout = shape.heads, shape.dropout
        self.attention_norm, self.forward_norm = nn.RMSNorm(width), nn.RMSNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.attention_gate, self.forward_gate = nn.Linear(width, width), nn.Linear(width, width)
        self.gate_and_value = nn.Linear(width, 2 * HIDDEN * width, bias=False)
        self.outer = nn.Linear(HIDDEN * width, width, bias=False)
        self.drop = nn.Dropout(shape.dropout)

    def forward(self, states: torch.Tensor, turn: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        attended = self.out(self._attend(self.attention_norm(states), turn))
        states = states + self.drop(attended) * torch.sigmoid(self.attention_gate(states))
        gate, value = self.gate_and_value(self.forward_norm(states)).chunk(2, dim=-1)
        inner = self.outer(self.drop(functional.silu(gate) * value))
        added: torch.Tensor = self.drop(inner) * torch.sigmoid(self.forward_gate(states))
        return states + added

    def _attend(self, states: torch.Tensor, turn: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        batch, length, width = states.shape
        split = self.query_key_value(states).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        dropout = self.dropout if self.training else 0.0
        attended = functional.scaled_dot_product_attention(
            rotated(query, *turn), rotated(key, *turn), value, dropout_p=dropout, is_causal=True
        )
        return attended.transpose(1, 2).reshape(batch, length, width)


def rotated(vectors: torch.Tensor, cosines: torch.Tensor, sines: torch.Tensor) -> torch.Tensor:
    """`vectors` [..., length, head] turned by the angle of their place, each half against the other."""
    left, right = vectors.chunk(2, dim=-1)
    turned: torch.Tensor = vectors * cosines + torch.cat((-right, left), dim=-1) * sines
    return turned.to(vectors.dtype)
