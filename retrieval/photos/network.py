"""The network: a small residual net for photos, and a projection of the text encoder's vectors into the same space."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

MEAN, DEVIATION = 0.8, 0.28  # of product photos on white: pixels come near 0 and 1
WIDEST_SCALE = 100.0  # of the similarities in the loss, as in CLIP (Radford et al. 2021)
FIRST_SCALE = 1 / 0.07


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a network. `side`: pixels it reads; `width`: channels after the stem; `dim`: of the common space;

    `texts`: of the text encoder; `hidden`: units between texts and the common space.
    """

    side: int = 96
    width: int = 64
    dim: int = 256
    texts: int = 384
    hidden: int = 512


class Residual(nn.Module):
    """Two convolutions beside the identity (He et al. 2016), which the block begins as."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _convolved(channels, channels, 3, 1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        nn.init.zeros_(self.norm.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.relu(x + self.norm(self.second(self.first(x))))


def _convolved(channels: int, out: int, kernel: int, stride: int) -> nn.Sequential:
    convolution = nn.Conv2d(channels, out, kernel, stride=stride, padding=kernel // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(out), nn.ReLU())


class PhotoNetwork(nn.Module):
    """`photos` and `words` give unit rows of one space; `scale` is what the loss multiplies their products by."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        width = shape.width
        self.body = nn.Sequential(
            _convolved(3, width // 2, 5, 2),
            _convolved(width // 2, width, 3, 2),
            Residual(width),
            _convolved(width, 2 * width, 3, 2),
            Residual(2 * width),
            _convolved(2 * width, 4 * width, 3, 2),
            Residual(4 * width),
        )
        self.body.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.features = 8 * width  # of a photo, before the common space
        self.project = nn.Linear(self.features, shape.dim)
        self.text = nn.Sequential(
            nn.Linear(shape.texts, shape.hidden), nn.GELU(), nn.Linear(shape.hidden, shape.dim)
        )  # fmt: skip
        self.text_beside = nn.Linear(shape.texts, shape.dim)
        self.log_scale = nn.Parameter(torch.tensor(math.log(FIRST_SCALE)))

    def see(self, pixels: torch.Tensor) -> torch.Tensor:
        """float32 [n, features] of `normal` pixels [n, 3, side, side]: mean and largest of each channel."""
        seen = self.body(pixels.contiguous(memory_format=torch.channels_last)).float()
        return torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1)

    def place(self, features: torch.Tensor) -> torch.Tensor:
        """Unit rows [n, dim] of what was seen."""
        return functional.normalize(self.project(features), dim=-1)

    def words(self, texts: torch.Tensor) -> torch.Tensor:
        """Unit rows [n, dim] of the text encoder's vectors [n, texts]."""
        return functional.normalize(self.text(texts) + self.text_beside(texts), dim=-1)

    @property
    def scale(self) -> torch.Tensor:
        return self.log_scale.exp().clamp(max=WIDEST_SCALE)


def normal(pixels: torch.Tensor) -> torch.Tensor:
    """float32 [n, 3, side, side] of uint8 [n, side, side, 3], brought near mean 0 and deviation 1."""
    return (pixels.permute(0, 3, 1, 2).float() / 255 - MEAN) / DEVIATION
