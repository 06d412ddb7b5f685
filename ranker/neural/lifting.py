"""Scores of new products beside those of products that shoppers have met.

A product that was learnt from scores higher than its content alone would: a new one can hardly come among the first,
even where it is what the shopper wants. So new products are lifted by what a place near the top of a list gained by
being learnt from: the difference between the scores at that place, by everything known and by content alone.
"""

from __future__ import annotations

import torch

PLACE = 20  # two pages of ten


def lifted(known: torch.Tensor, described: torch.Tensor, new: torch.Tensor) -> torch.Tensor:
    """Scores [batch, products]: `known` by everything that is known of the products, for `new` ones (bool [products])
    `described`, by content alone, and the lift."""
    old = ~new
    place = min(PLACE, int(old.sum()))
    if not place or not bool(new.any()):
        return known
    levels = [scores[:, old].topk(place, dim=1).values[:, -1:] for scores in (known, described)]
    return torch.where(new, described + (levels[0] - levels[1]), known)
