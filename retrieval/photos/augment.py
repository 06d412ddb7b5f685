"""A photo seen anew each time: cut, turned over, lit a little differently."""

from __future__ import annotations

import torch
from torch.nn import functional

SMALLEST_CUT, LARGEST_CUT = 0.75, 1.05  # of the edge that is seen
STRETCH = 0.08
LIGHT, TINT = 0.15, 0.05  # of contrast and brightness, and of each colour, in deviations: colour must stay telling


def augment(pixels: torch.Tensor, side: int) -> torch.Tensor:
    """float32 [n, 3, side, side] of normal pixels [n, 3, larger, larger], each photo in its own way."""
    count = len(pixels)
    cut = torch.empty(count).uniform_(SMALLEST_CUT, LARGEST_CUT)
    stretch = torch.empty(count).uniform_(1 - STRETCH, 1 + STRETCH)
    mirrored = (torch.rand(count) < 0.5).float() * 2 - 1
    moved = _spread(count, 2) * (1 - cut).abs()[:, None]
    where = torch.zeros(count, 2, 3)
    where[:, 0, 0], where[:, 1, 1] = cut * stretch * mirrored, cut / stretch
    where[:, :, 2] = moved
    grid = functional.affine_grid(where, [count, 3, side, side], align_corners=False)
    seen = functional.grid_sample(pixels, grid, align_corners=False, padding_mode="border")
    contrast, brightness, tint = (_spread(count, channels)[..., None, None] for channels in (1, 1, 3))
    return seen * (1 + LIGHT * contrast) + LIGHT * brightness + TINT * tint


def _spread(*shape: int) -> torch.Tensor:
    """Evenly between -1 and 1."""
    return torch.rand(*shape) * 2 - 1
