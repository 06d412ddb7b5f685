"""Shoppers' sequences as flat arrays, and batches of them padded to one length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

IntArray = npt.NDArray[np.int64]

PADDING = 0  # item 0 stands for nothing; the product of row r is item r + 1
CONTEXTS = ("kind", "gap", "band")  # beside each item: what was done, how long after the last, in which price band
SHUFFLED = 3.0  # how far, in places, lengths are jittered before batches are cut from their order


@dataclass(frozen=True, slots=True)
class Sequences:
    """`items` [events] from 1, by shopper and then by time; shopper s has `items[starts[s]:starts[s + 1]]`.

    `contexts` [events, 3] are codes in the order of `CONTEXTS`, 0 for unknown; None where only the order is known.
    """

    items: IntArray
    starts: IntArray
    contexts: IntArray | None = None

    @classmethod
    def of_rows(cls, rows: Sequence[IntArray]) -> Sequences:
        """From each shopper's product rows (from 0) in time order."""
        lengths = np.array([len(own) for own in rows], dtype=np.int64)
        items = np.concatenate([*rows, np.zeros(0, dtype=np.int64)]) + 1
        return cls(items, np.concatenate([[0], np.cumsum(lengths)]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> IntArray:
        return np.diff(self.starts)

    def of(self, shopper: int) -> IntArray:
        """The shopper's items, oldest first."""
        return self.items[self.starts[shopper] : self.starts[shopper + 1]]

    def last(self, shoppers: IntArray, longest: int, drop: int = 0) -> Padded:
        """The newest `longest` items of each shopper without the very last `drop`."""
        ends = self.starts[shoppers + 1] - drop
        return self._padded(np.maximum(self.starts[shoppers], ends - longest), ends)

    def _padded(self, begins: IntArray, ends: IntArray) -> Padded:
        width = max(1, int((ends - begins).max(initial=1)))
        places = begins[:, None] + np.arange(width)
        known = places < ends[:, None]
        places = np.where(known, places, 0)
        items = np.where(known, self.items[places], PADDING) if len(self.items) else np.zeros(places.shape, np.int64)
        contexts = None
        if self.contexts is not None:
            contexts = torch.from_numpy(np.where(known[..., None], self.contexts[places], 0))
        return Padded(torch.from_numpy(items), contexts)


@dataclass(frozen=True, slots=True)
class Padded:
    """`items` int64 [batch, length], `PADDING` behind the shorter; `contexts` int64 [batch, length, 3] or None."""

    items: torch.Tensor
    contexts: torch.Tensor | None = None

    def ends(self) -> torch.Tensor:
        """int64 [batch]: the place of each one's last item, 0 for an empty one."""
        return ((self.items != PADDING).sum(1) - 1).clamp(min=0)

    def shifted(self) -> tuple[Padded, torch.Tensor]:
        """Each item but the last as input, and the item that followed it [batch, length - 1]."""
        targets = self.items[:, 1:]
        contexts = None if self.contexts is None else self.contexts[:, :-1]
        return Padded(torch.where(targets != PADDING, self.items[:, :-1], PADDING), contexts), targets

    def to(self, device: torch.device) -> Padded:
        return Padded(self.items.to(device), None if self.contexts is None else self.contexts.to(device))


def batches(sequences: Sequences, size: int, longest: int, rng: np.random.Generator) -> Iterator[Padded]:
    """Every shopper with two items or more once, in random batches of about the same length, the newest items kept.

    Sequences of one length together are padded least; jitter keeps the batches different from epoch to epoch.
    """
    taken = np.minimum(sequences.lengths, longest + 1)
    order = np.argsort(taken + SHUFFLED * rng.random(len(taken)), kind="stable")
    order = order[taken[order] >= 2]
    cuts = [order[at : at + size] for at in range(0, len(order), size)]
    for at in rng.permutation(len(cuts)).tolist():
        yield sequences.last(cuts[at], longest + 1)
