"""Numbers far from the others, found robustly.

The modified z-score of Iglewicz and Hoaglin (1993), "How to Detect and Handle Outliers": 0.6745 · (x - median) / MAD,
with the mean absolute deviation where more than half of the values are equal; here on logarithms, since prices and
quantities spread over orders of magnitude.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass, field

import numpy as np

THRESHOLD = 3.5  # their recommendation
EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Outliers:
    """How many of `count` values lie outside `low` to `high`; the most extreme as (record, value), farthest first."""

    count: int
    outside: int
    low: float
    high: float
    examples: tuple[tuple[str, float], ...]


@dataclass(slots=True)
class Watched:
    """The positive numbers of one field as they come by; 0 and less are always outside."""

    values: array[float] = field(default_factory=lambda: array("d"))
    names: list[str] = field(default_factory=list)

    def add(self, name: str, value: float) -> None:
        self.names.append(name)
        self.values.append(value)

    def outliers(self) -> Outliers | None:
        """None when there are fewer than 10 values: too few to call any of them strange."""
        values = np.asarray(self.values, dtype=float)
        positive = np.log(values[values > 0])
        if len(positive) < 10:
            return None
        middle = float(np.median(positive))
        distance = np.abs(positive - middle)
        spread = float(np.median(distance)) / 0.6745 or float(distance.mean()) * 1.253314
        low, high = math.exp(middle - THRESHOLD * spread), math.exp(middle + THRESHOLD * spread)
        slack = 1e-9 * high
        outside = np.flatnonzero((values < low - slack) | (values > high + slack))
        away = np.abs(np.log(np.maximum(values[outside], 1e-9)) - middle)
        farthest = outside[np.argsort(-away, kind="stable")][:EXAMPLES]
        examples = tuple((self.names[place], float(values[place])) for place in farthest)
        return Outliers(len(values), len(outside), low, high, examples)
