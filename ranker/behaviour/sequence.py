"""Encoders of the history that take turns in front of the target attention: none, recurrent, transformer."""

from __future__ import annotations

import torch
from torch import Tensor, nn

ENCODERS = ("din", "gru", "transformer")
HEADS, LAYERS = 2, 1


def encoder(name: str, width: int, longest: int, dropout: float) -> nn.Module:
    """From events [m, l, width] and which of them are there [m, l] to states [m, l, width]. Raises ValueError."""
    if name == "din":
        return Plain()
    if name == "gru":
        return Recurrent(width)
    if name == "transformer":
        return Attentive(width, longest, dropout)
    raise ValueError(f"encoder {name!r} is none of {', '.join(ENCODERS)}")


class Plain(nn.Module):
    """The events as they are: the target attention is all (DIN, Zhou et al. 2018)."""

    def forward(self, events: Tensor, _there: Tensor) -> Tensor:
        return events


class Recurrent(nn.Module):
    """A GRU over the events, oldest first (as in DIEN, Zhou et al. 2019, without its second one)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gru = nn.GRU(width, width, batch_first=True)

    def forward(self, events: Tensor, there: Tensor) -> Tensor:
        states: Tensor = self.gru(events)[0]
        return states * there[..., None]


class Attentive(nn.Module):
    """Self-attention over the events (as in SASRec, Kang and McAuley 2018, but seeing both ways; pre-norm)."""

    def __init__(self, width: int, longest: int, dropout: float) -> None:
        super().__init__()
        self.places = nn.Parameter(torch.randn(longest, width) * 0.02)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2 * LAYERS))
        self.looks = nn.ModuleList(
            nn.MultiheadAttention(width, HEADS, dropout, batch_first=True) for _ in range(LAYERS)
        )
        self.steps = nn.ModuleList(
            nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Dropout(dropout), nn.Linear(2 * width, width))
            for _ in range(LAYERS)
        )

    def forward(self, events: Tensor, there: Tensor) -> Tensor:
        newer = (there.sum(dim=1, keepdim=True) - there.cumsum(dim=1)).clamp(0, len(self.places) - 1).long()
        states = events + self.places[newer]
        # A row of nothing but padding would attend to nothing at all: there the first place is let in, and cut after.
        hidden = there == 0
        hidden = hidden & ~(hidden.all(dim=1, keepdim=True) & (torch.arange(there.shape[1]) == 0))
        for layer in range(LAYERS):
            inner = self.norms[2 * layer](states)
            states = states + self.looks[layer](inner, inner, inner, key_padding_mask=hidden, need_weights=False)[0]
            states = states + self.steps[layer](self.norms[2 * layer + 1](states))
        return states * there[..., None]
