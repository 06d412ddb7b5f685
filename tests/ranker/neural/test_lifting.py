"""New products are lifted by what the place near the top gained, and nothing else is changed."""

from __future__ import annotations

import torch

from ranker.neural.lifting import lifted


def test_by_hand_with_fewer_products_than_places() -> None:
    known = torch.tensor([[0.9, 0.5, 0.2, 0.2]])
    described = torch.tensor([[0.6, 0.1, 0.3, 0.4]])
    new = torch.tensor([False, False, False, True])
    # Three are known: the level is the third best of each, .2 by everything and .1 by content.
    torch.testing.assert_close(lifted(known, described, new), torch.tensor([[0.9, 0.5, 0.2, 0.5]]))


def test_the_twentieth_place_says_how_far() -> None:
    known = torch.cat([torch.linspace(0.9, 0.0, 40), torch.tensor([0.0])])[None]
    described = known / 2
    described[0, 40] = 0.3
    new = torch.zeros(41, dtype=torch.bool)
    new[40] = True
    found = lifted(known, described, new)
    gained = known[0, 19] - described[0, 19]
    torch.testing.assert_close(found[0, 40], 0.3 + gained)
    torch.testing.assert_close(found[0, :40], known[0, :40])


def test_without_new_or_without_known_products_nothing_changes() -> None:
    known, described = torch.rand(2, 5), torch.rand(2, 5)
    for new in (torch.zeros(5, dtype=torch.bool), torch.ones(5, dtype=torch.bool)):
        assert torch.equal(lifted(known, described, new), known)
