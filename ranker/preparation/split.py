"""Training, validation and test events by one cut in time for everybody, and the proof that nothing leaks.

Holding out each shopper's last event lets a model learn from others' future (Ji et al. 2023, "A Critical Study on Data
Leakage in Recommender System Offline Evaluation"); a global cut does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ranker.preparation.columns import BoolArray, EventColumns, IntArray
from ranker.preparation.records import act_key


@dataclass(frozen=True, slots=True)
class TimeSplit:
    """Three consecutive parts. Validation begins at `validation_from`, test at `test_from`, microseconds since 1970.

    `first_seen` is each product's first event, [products]; those without one have the largest number.
    """

    train: EventColumns
    validation: EventColumns
    test: EventColumns
    validation_from: int
    test_from: int
    first_seen: IntArray

    def new_in_test(self) -> BoolArray:
        """[products]: first met in test events, so that no model can have learnt from their past."""
        last = np.iinfo(np.int64).max
        return (self.first_seen >= self.test_from) & (self.first_seen < last)


@dataclass(frozen=True, slots=True)
class Leaks:
    """What of one part another should not have: all 0 when the parts are clean."""

    out_of_time: int  # events of an earlier part that are not before all of the later
    shared: int  # events that are, in all their parts, in two parts
    early_products: int  # products a part has although they are first seen only after it
    lost: int  # events in no part

    @property
    def clean(self) -> bool:
        return not (self.out_of_time or self.shared or self.early_products or self.lost)


def split_by_time(columns: EventColumns, validation: float = 0.1, test: float = 0.1) -> TimeSplit:
    """The newest share `test` of the events, the share `validation` before it, the rest; one instant is never cut.

    Raises ValueError when a share is not above 0, both leave nothing to train on, or the times give no three parts.
    """
    if min(validation, test) <= 0 or validation + test >= 1:
        raise ValueError(f"shares {validation} and {test} do not leave three parts")
    n = len(columns)
    at = columns.at
    if n < 3:
        raise ValueError(f"{n} events are too few for three parts")
    first_cut, second_cut = (int(at[min(n - 1, round(n * share))]) for share in (1 - validation - test, 1 - test))
    rows = np.searchsorted(at, [first_cut, second_cut])
    if not 0 < rows[0] < rows[1]:
        raise ValueError("too many events at one instant for three parts")
    first_seen = np.full(len(columns.products), np.iinfo(np.int64).max)
    np.minimum.at(first_seen, columns.product, at)
    everything = np.arange(n)
    train, middle, last = (columns.take(part) for part in np.split(everything, rows))
    return TimeSplit(train, middle, last, first_cut, second_cut, first_seen)


def leaks(split: TimeSplit, whole: EventColumns) -> Leaks:
    """Looks for leaks anew, from the parts and the whole alone."""
    parts = (split.train, split.validation, split.test)
    out_of_time = early = 0
    for earlier, later in pairwise(parts):
        start = later.at.min() if len(later) else np.iinfo(np.int64).max
        out_of_time += int((earlier.at >= start).sum())
    for part in parts:
        own = np.unique(part.product)
        end = part.at.max() if len(part) else 0
        early += int((split.first_seen[own] > end).sum())
    marks = [np.unique(_marks(part), axis=0) for part in parts]
    shared = sum(map(len, marks)) - len(np.unique(np.concatenate(marks), axis=0))
    return Leaks(out_of_time, shared, early, len(whole) - sum(map(len, parts)))


def _marks(columns: EventColumns) -> IntArray:
    """What makes an event that event, [n, 4]."""
    return np.stack([act_key(columns), columns.at, columns.quantity, columns.basket.astype(np.int64)], axis=1)
