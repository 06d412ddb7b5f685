"""The same thing once: of products that differ by size or colour only, the one that can be bought or comes first."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import numpy as np

from ranker.policy.facts import FactBook
from ranker.policy.working import Working


def without_twins(list_: Working, book: FactBook, not_left: AbstractSet[str], *, coloured: bool) -> None:
    """Takes twins out. One that is not left gives way to its twin that is, else the later to the earlier.

    `coloured`: another colour or another photo is something else.
    """
    kept: dict[object, int] = {}
    instead: dict[int, int] = {}  # product -> the twin that stands for it
    for at in _maybe(list_):
        like = book.likeness(list_.facts[at], coloured=coloured)
        first = kept.setdefault(like, at)
        if first != at and _left(list_, at, not_left) and not _left(list_, first, not_left):
            kept[like] = at
            instead[first] = at
        elif first != at:
            instead[at] = first
    if instead:
        _take_out(list_, instead)


def _maybe(list_: Working) -> list[int]:
    """The products with the brand and the price of another, in their order: only these can be twins."""
    twins = np.array([one.twin for one in list_.facts])[list_.order]
    _, which, times = np.unique(twins, return_inverse=True, return_counts=True)
    found: list[int] = list_.order[times[which] > 1].tolist()
    return found


def _left(list_: Working, at: int, not_left: AbstractSet[str]) -> bool:
    return list_.facts[at].in_stock and list_.ids[at] not in not_left


def _take_out(list_: Working, instead: dict[int, int]) -> None:
    """Takes out the keys; a value that came later takes the place of its key, and its points."""
    places = {at: place for place, at in enumerate(list_.order.tolist())}
    gone = np.zeros(len(list_.ids), dtype=bool)
    gone[list(instead)] = True
    target = list_.order.copy()
    stands_for: dict[int, int] = {}
    for product, twin in instead.items():
        if places[twin] > places[product] and not gone[twin]:
            target[places[twin]] = -1
            target[places[product]] = twin
            stands_for[twin] = product
            list_.points[twin] = list_.points[product]
    list_.out("duplicate", gone, lambda at: list_.ids[instead[at]])
    moved = np.zeros(len(list_.ids), dtype=bool)
    moved[list(stands_for)] = True
    target = target[target >= 0]
    list_.put("twin", target[~gone[target]], moved, lambda at: list_.ids[stands_for[at]])
