"""What the network is taught by: words must find their photos among others, and photos must tell their facts."""

from __future__ import annotations

import torch
from torch.nn import functional


def contrastive(similarity: torch.Tensor, matches: torch.Tensor) -> torch.Tensor:
    """InfoNCE both ways (van den Oord et al. 2018; CLIP, Radford et al. 2021), with several right answers.

    `similarity` [n, n] of words (rows) and photos, scaled; `matches` bool [n, n], true at least along the diagonal.
    A row with several right photos asks for all of them alike, as in supervised contrastive learning (Khosla 2020).
    """
    right = matches.float()
    by_words = (functional.log_softmax(similarity, 1) * right).sum(1) / right.sum(1)
    by_photos = (functional.log_softmax(similarity, 0) * right).sum(0) / right.sum(0)
    return -(by_words.mean() + by_photos.mean()) / 2


def facts_loss(logits: torch.Tensor, has: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """Mean binary cross-entropy of [n, facts] over what is `known`: a product may have an attribute or lack it."""
    each = functional.binary_cross_entropy_with_logits(logits, has, reduction="none")
    return (each * known).sum() / known.sum().clamp(min=1)
