"""Which products the right one is compared with, where there are too many to take all."""

from __future__ import annotations

import torch


def uniform(items: int, size: int, device: torch.device) -> torch.Tensor:
    """`size` places below `items`, int64, each as likely as any other; one sample serves a whole batch."""
    return torch.randint(0, items, (size,), device=device)
