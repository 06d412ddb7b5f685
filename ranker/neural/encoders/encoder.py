"""The seam of sequence encoders."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
from torch import nn


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """`width` of the vectors, `blocks` in a row, `heads` of attention, `dropout`, and the `longest` sequence."""

    width: int = 64
    blocks: int = 1
    heads: int = 1
    dropout: float = 0.5
    longest: int = 50


class SequenceEncoder(nn.Module, ABC):
    """States of a sequence, and how well products follow them. A place sees itself and earlier places, never later."""

    @abstractmethod
    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """States [batch, length, width] of `inputs` [batch, length, width]; padding stands at the end only, where
        nothing that counts can see it."""

    def logits(self, states: torch.Tensor, places: torch.Tensor, products: torch.Tensor) -> torch.Tensor:
        """[n, products]: how well each of `products` [products, width] follows each of `places`.

        `places` int64 [n, 2] are (sequence, place). The product of state and vector, unless an encoder does better.
        """
        return states[places[:, 0], places[:, 1]] @ products.T
