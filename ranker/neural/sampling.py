"""Which products the right one is compared with, where there are too many to take all."""

from __future__ import annotations

import torch


def uniform(items: int, size: int, device: torch.device) -> torch.Tensor:
    """`size` items from 1 to `items`, int64, each as likely as any other; one sample serves a whole batch."""
    return torch.randint(1, items + 1, (size,), device=device)
