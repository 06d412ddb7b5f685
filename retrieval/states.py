"""A text as an encoder sees it from within: its vector, and a state for each piece of a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenStates:
    """`vector` float32 [dim], of length 1; `states` float32 [pieces, dim]; `spans`: the characters of each piece.

    A text longer than the encoder reads is cut: what is behind the last span has no states.
    """

    vector: Floats
    states: Floats
    spans: tuple[tuple[int, int], ...]


@runtime_checkable
class StateEncoder(Protocol):
    """An encoder that shows its states."""

    name: str
    dim: int

    def states(self, text: str) -> TokenStates:
        """The vector that `encode` gives, and the states that led to it."""
        ...
