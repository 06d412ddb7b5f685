"""What training makes small. Each takes logits of what is compared and where the right one stands."""

from __future__ import annotations

import torch
from torch.nn import functional


def softmax_loss(logits: torch.Tensor, targets: torch.Tensor, smoothing: float) -> torch.Tensor:
    """Cross entropy over all products: `logits` [n, products], `targets` int64 [n] their columns.

    `smoothing` is the share of the target that is spread over all products (Szegedy et al. 2016).
    """
    return functional.cross_entropy(logits, targets, label_smoothing=smoothing)


def sampled_softmax_loss(right: torch.Tensor, sampled: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """Cross entropy of the right product's logit [n] against a sample's [n, sample]; `same` bool [n, sample] marks
    where the sample holds the right one."""
    others = sampled.masked_fill(same, -torch.inf)
    zero = torch.zeros(len(right), dtype=torch.int64, device=right.device)
    return functional.cross_entropy(torch.cat([right[:, None], others], dim=1), zero)


def binary_loss(right: torch.Tensor, wrong: torch.Tensor) -> torch.Tensor:
    """Binary cross entropy of one right [n] and one wrong [n] logit (SASRec's own objective, 2018)."""
    return (functional.softplus(-right) + functional.softplus(wrong)).mean()
